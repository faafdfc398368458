/*
 * The order of changes, said once: the planner sorts by it and the executor derives its dependencies from it.
 *
 * Whoever stops overriding the default must not be caught between an old default and a new one. So the default
 * comes before everything that newly falls back to it (inheriting settings and deletions) and after everything that
 * overrides it from now on. A creation inherits nothing newly: before it, the default applied to that tenant anyway.
 */
import type { Setting } from '../model/fieldTable.ts';
import { compareText } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';

/** In the order in which they are carried out. `inherit` and `delete` depend on `default`. */
export const phases = ['policy', 'keep', 'default', 'inherit', 'delete'] as const;
export type Phase = (typeof phases)[number];

type Ordered = Pick<ChangeIntent, 'action' | 'resource' | 'tenantId' | 'preimage' | 'after'>;

export function phaseOf(change: Ordered, table: readonly Setting[]): Phase {
  if (change.resource !== 'partner') return change.resource;
  if (change.action === 'delete') return 'delete';
  return change.action === 'update' && newlyInherits(change, table) ? 'inherit' : 'keep';
}

/** Whether a change of this phase falls back to the default, so that it may only follow a default that came. */
export function dependsOnDefault(phase: Phase): boolean {
  return phase === 'inherit' || phase === 'delete';
}

/** By phase, then by tenantId. The phase of each is found once, not at every comparison. */
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

/** A removed object without a default behind it (identitySynchronization) is no inheritance. */
function newlyInherits({ preimage, after }: Ordered, table: readonly Setting[]): boolean {
  return table.some((row) => {
    if (row.inherits === 'never' || after === null || !Object.hasOwn(after, row.name)) return false;
    return after[row.name] === null && (preimage?.[row.name] ?? null) !== null;
  });
}
