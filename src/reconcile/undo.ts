/*
 * The reverse of a plan, a plan like any other: same guards, same staleness checks, same executor. It is made before
 * the first write, so it describes the tenant as the plan will leave it.
 */
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import { jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Change, ChangeCore, Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { elaborate, surroundingsOf } from './elaborate.ts';
import { evaluateGuards } from './guards.ts';
import { compareChanges } from './order.ts';
import { sealPlan, summarize } from './planner.ts';

export interface UndoInput {
  readonly plan: Plan;
  /** Partners of the tenant before the plan is applied. */
  readonly livePartners: number;
  readonly protected: ReadonlySet<TenantId>;
  readonly table: readonly Setting[];
  /** ISO time. */
  readonly createdAt: string;
}

export function undoPlan({ plan, livePartners, protected: shielded, table, createdAt }: UndoInput): Plan {
  const forward = surroundingsOf(plan.changes);
  const pairs = plan.changes.map((change) => ({ change, core: reverse(change, forward, table) }));
  pairs.sort((a, b) => compareChanges(a.core, b.core));
  const surroundings = surroundingsOf(pairs.map(({ core }) => core));
  const changes = pairs.map(({ change, core }): Change => {
    const { fields, impact, requests } = elaborate(core, surroundings, table);
    const { name, file, line } = change;
    return {
      ...core,
      ...(name === undefined ? {} : { name }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      origin: 'unknown',
      impact,
      fields: fields.map((field) => ({ ...field, origin: 'unknown' })),
      requests,
    };
  });
  const limit = (guard: string): number => plan.guards.find((result) => result.guard === guard)?.limit ?? 0;
  const { create, delete: deleted } = plan.summary;
  const { digest: _digest, integrity: _integrity, ...head } = plan;
  return sealPlan({
    ...head,
    createdAt,
    summary: summarize(changes, { unchanged: plan.summary.unchanged, undeclared: plan.summary.undeclared }),
    changes,
    undeclared: [],
    warnings: [],
    guards: evaluateGuards({
      changes,
      livePartners: livePartners + create - deleted,
      rules: {
        guards: {
          maxDeletes: limit('maxDeletes'),
          maxDeletePercent: limit('maxDeletePercent'),
          maxChangePercent: limit('maxChangePercent'),
        },
        protected: shielded,
      },
      desiredIsEmpty: false,
    }),
  });
}

/** Deleting undoes creating, creating undoes deleting, and a value goes back to what it was. */
function reverse(
  change: Change,
  forward: { readonly default: SettingValues; readonly policy: SettingValues },
  table: readonly Setting[],
): ChangeCore {
  const basis = Object.fromEntries(
    Object.entries(change.basis).map(([name, value]) => [name, forward.policy[name] ?? forward.default[name] ?? value]),
  );
  const { resource, tenantId } = change;
  const common = { resource, ...(tenantId ? { tenantId } : {}), basis };
  if (change.action === 'create') return { ...common, action: 'delete', preimage: change.after, after: null };
  if (change.action === 'delete')
    return { ...common, action: 'create', preimage: null, after: writable(change.preimage ?? {}, table) };
  return { ...common, action: 'update', preimage: change.after, after: change.preimage };
}

function writable(preimage: SettingValues, table: readonly Setting[]): SettingValues {
  const rows = settingsOf(table, 'partner').filter((row) => !jsonEquals(preimage[row.name] ?? null, null));
  return Object.fromEntries(rows.map((row) => [row.name, preimage[row.name] ?? null]));
}
