/*
 * The order of changes. The planner sorts by it, and apply derives its dependencies from it.
 *
 * A partner that starts to inherit must not get the old default in between. So the default comes before changes that
 * start to inherit it (inheriting settings and deletions), and after changes that start to override it. A creation does
 * not start to inherit: the default applied to that tenant before.
 */

import { compareText } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';

/** In the order in which they are applied. `inherit` and `delete` depend on `default`. */
export const phases = ['policy', 'keep', 'default', 'inherit', 'delete'] as const;
export type Phase = (typeof phases)[number];

type Ordered = Pick<ChangeIntent, 'action' | 'resource' | 'tenantId' | 'preimage' | 'after'>;

export function phaseOf(change: Ordered, table: readonly Setting[]): Phase {
  if (change.resource !== 'partner') return change.resource;
  if (change.action === 'delete') return 'delete';
  return change.action === 'update' && newlyInherits(change, table) ? 'inherit' : 'keep';
}

/** Whether a change of this phase starts to inherit the default, so that it must wait until the default is written. */
export function dependsOnDefault(phase: Phase): boolean {
  return phase === 'inherit' || phase === 'delete';
}

/** Sorts by phase, then by tenantId. Computes each phase once, not at every comparison. */
export function sortChanges<T>(
  items: readonly T[],
  changeOf: (item: T) => Ordered,
  table: readonly Setting[],
): readonly T[] {
  return items
    .map((item) => ({ item, rank: rankOf(changeOf(item), table) }))
    .sort((a, b) => compareRanks(a.rank, b.rank))
    .map(({ item }) => item);
}

interface Rank {
  readonly phase: number;
  readonly tenantId: string;
}

function rankOf(change: Ordered, table: readonly Setting[]): Rank {
  return { phase: phases.indexOf(phaseOf(change, table)), tenantId: change.tenantId ?? '' };
}

function compareRanks(a: Rank, b: Rank): number {
  return a.phase - b.phase || compareText(a.tenantId, b.tenantId);
}

/** Removing an object that has no default (identitySynchronization) does not start to inherit. */
function newlyInherits({ preimage, after }: Ordered, table: readonly Setting[]): boolean {
  return table.some((row) => {
    if (row.inherits === 'never' || after === null || !Object.hasOwn(after, row.name)) return false;
    return after[row.name] === null && (preimage?.[row.name] ?? null) !== null;
  });
}
