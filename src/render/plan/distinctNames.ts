import type { Plan } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { shorten } from '../text/displayWidth.ts';

interface NamedPart {
  readonly tenantId?: TenantId;
  readonly name?: string;
}

/** Name and id together fit the narrowest column for names: 40, in the report as text. */
const columns = 29;

/**
 * The plan for formats that show a partner by its label alone. Partners with equal labels get the first part of their
 * id. The label is shortened here, so that a format does not cut off the id.
 */
export function withDistinctNames(plan: Plan): Plan {
  const { changes, undeclared, ignored, released, loosened } = plan;
  const heirs = changes.flatMap(({ inheritedBy = [] }) => inheritedBy);
  const shared = sharedNames([...changes, ...heirs, ...undeclared, ...ignored, ...released, ...loosened]);
  if (shared.size === 0) return plan;
  const distinct = <Part extends NamedPart>(part: Part): Part => {
    const { tenantId, name } = part;
    if (tenantId === undefined || name === undefined || !shared.has(name)) return part;
    return { ...part, name: `${shorten(name, columns)} (${tenantId.slice(0, 8)})` };
  };
  return {
    ...plan,
    changes: changes.map((change) => {
      const { inheritedBy } = change;
      return distinct({ ...change, ...(inheritedBy && { inheritedBy: inheritedBy.map(distinct) }) });
    }),
    undeclared: undeclared.map(distinct),
    ignored: ignored.map(distinct),
    released: released.map(distinct),
    loosened: loosened.map(distinct),
  };
}

function sharedNames(parts: readonly NamedPart[]): ReadonlySet<string> {
  const owners = new Map<string, TenantId>();
  const shared = new Set<string>();
  for (const { tenantId, name } of parts) {
    if (tenantId === undefined || name === undefined) continue;
    if ((owners.get(name) ?? tenantId) !== tenantId) shared.add(name);
    owners.set(name, tenantId);
  }
  return shared;
}
