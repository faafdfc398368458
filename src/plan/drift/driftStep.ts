/*
 * One difference of drift, in the direction in which it happened: from what is declared to what is live. The plan's
 * change goes the other way. Its impact with the signs exchanged would be wrong, since some rules are not symmetric (an
 * organization of another cloud that becomes a partner), so the exchanged intent is judged again.
 */

import { type PlannedDefaults, plannedDefaultsOf, withPlanned } from '../../access/effective.ts';
import type { SettingValues } from '../../model/liveState.ts';
import { memberAt, withMember } from '../../model/members.ts';
import type { Change, ChangeIntent, FieldChange, Impact, Plan, Resource } from '../../model/plan.ts';
import { type FileAndLine, fileAndLine } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { createChangeDeriver } from '../deriveChange.ts';

/**
 * `differs`: declared and live, with other values. `missing`: declared, not live. `tombstone`: live, and declared
 * absent. `undeclared`: live, and to be deleted because nothing declares it.
 */
export type StepKind = 'differs' | 'missing' | 'tombstone' | 'undeclared';

export interface DriftStep extends FileAndLine {
  readonly kind: StepKind;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly name?: string;
  /** Every field was changed by a merge that waits for its apply: not drift. */
  readonly isWaiting: boolean;
  /** The correction of this run has reverted it. */
  readonly isCorrected?: true;
  /** Of the step from declared to live; without the waiting fields, unless the whole step is waiting. */
  readonly impact: Impact;
  /** `before` is what is declared, `after` is what is live. */
  readonly fields: readonly FieldChange[];
  /** Of a change of the default: the partners that inherit it. */
  readonly inheritedBy?: Change['inheritedBy'];
  /** What the step broadens or narrows beyond its fields. */
  readonly reasons: Change['reasons'];
}

/** Creates the function that turns a change of the plan into a step of drift. */
export function createStepMaker(
  { changes }: Pick<Plan, 'changes'>,
  { table, tombstones }: { readonly table: readonly Setting[]; readonly tombstones: ReadonlySet<TenantId> },
): (change: Change) => DriftStep {
  const planned = plannedDefaultsOf(changes);
  const deriveStep = createChangeDeriver({ default: preimageOf(changes, 'default'), policy: planned.policy }, table);
  return (change) => {
    const { resource, tenantId, name, inheritedBy } = change;
    const kind = kindOf(change, tombstones);
    const isWaiting = change.origin === 'waiting';
    const whole = deriveStep(exchangeSides(change, planned));
    const drifted = isWaiting ? whole : deriveStep(exchangeSides(withoutWaiting(change, table), planned));
    const impacts = new Map([...whole.fields, ...drifted.fields].map((field) => [field.path, field.impact]));
    const fields = change.fields.map((field) => ({
      ...field,
      before: field.after,
      after: field.before,
      impact: impacts.get(field.path) ?? 'neutral',
    }));
    return {
      kind,
      resource,
      ...(tenantId && { tenantId }),
      ...(name !== undefined && { name }),
      ...fileAndLine(change),
      isWaiting,
      impact: drifted.impact,
      fields,
      ...(inheritedBy && { inheritedBy }),
      reasons: drifted.reasons,
    };
  };
}

function kindOf({ action, tenantId }: Change, tombstones: ReadonlySet<TenantId>): StepKind {
  if (action === 'update') return 'differs';
  if (action === 'create') return 'missing';
  return tenantId !== undefined && tombstones.has(tenantId) ? 'tombstone' : 'undeclared';
}

/**
 * The intent with declared and live exchanged. For a missing partner, the step goes from its declaration, completed by
 * the planned default, to the live default. For a partner that must not exist, it starts at the live default.
 */
function exchangeSides(
  { action, resource, tenantId, preimage, after, basis }: ChangeIntent,
  planned: PlannedDefaults,
): ChangeIntent {
  const exchanged = { update: 'update', create: 'delete', delete: 'create' } as const;
  const declared = withPlanned(basis, planned.default);
  const declaredBasis = Object.keys(basis).map((name) => [name, declared[name] ?? null]);
  return {
    action: exchanged[action],
    resource,
    ...(tenantId && { tenantId }),
    preimage: after,
    after: preimage,
    basis: action === 'delete' ? basis : Object.fromEntries(declaredBasis),
  };
}

/** The change as it would be without its waiting fields: these have their live values on both sides. */
function withoutWaiting(change: Change, table: readonly Setting[]): ChangeIntent {
  const waiting = change.fields.filter(({ origin }) => origin === 'waiting');
  const { preimage, after } = change;
  if (waiting.length === 0 || !preimage || !after) return change;
  const values: Record<string, SettingValues[string]> = { ...after };
  for (const { path } of waiting) {
    const [name = '', ...member] = path.split('.');
    const [own, live] = [values[name] ?? null, preimage[name] ?? null];
    // A value that one side inherits has no members to exchange: the whole setting is judged then.
    if (own === null || live === null || !table.some((row) => row.name === name)) continue;
    values[name] = withMember(own, member, memberAt(live, member));
  }
  return { ...change, after: values };
}

function preimageOf(changes: Plan['changes'], resource: Resource): SettingValues {
  return changes.find((change) => change.resource === resource)?.preimage ?? {};
}
