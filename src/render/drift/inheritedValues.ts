import type { FieldChange, Names } from '../../model/plan.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import { type InheritedLookup, valueAt } from '../plan/fieldWords.ts';

/** Looks up the values that a field of drift inherits: as declared, and live. */
export function inheritedIn({ defaults }: Drift, names: Names | undefined): InheritedLookup {
  return ({ path, before, after }: FieldChange) => ({
    names,
    before: before === 'inherit' ? valueAt(defaults.declared, path) : undefined,
    after: after === 'inherit' ? valueAt(defaults.live, path) : undefined,
  });
}
