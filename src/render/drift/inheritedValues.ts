import type { Names } from '../../model/plan.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import { type InheritedLookup, type InheritedValues, valueAt, wordBeforeCreation } from '../plan/fieldWords.ts';

/** Looks up the values that a field of a step inherits: as declared, and live. */
export function inheritedIn({ defaults }: Drift, names: Names | undefined): (step: DriftStep) => InheritedLookup {
  return (step) => (field) => ({
    names,
    words: wordsOf(step, field),
    before: field.before === 'inherit' ? valueAt(defaults.declared, field.path) : undefined,
    after: field.after === 'inherit' ? valueAt(defaults.live, field.path) : undefined,
  });
}

/** A tenant that is not a partner inherits nothing: the default applies to it. */
function wordsOf(step: DriftStep, field: DriftStep['fields'][number]): NonNullable<InheritedValues['words']> {
  if (step.kind === 'differs') return {};
  return step.kind === 'missing' ? { after: 'default' } : { before: wordBeforeCreation(step, field, 'default') };
}
