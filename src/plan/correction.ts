/*
 * Drift and its correction: whether a plan means that the tenant has drifted, and which part of it `--correct` may
 * apply without a person. A correction contains only whole changes that do not broaden access, do not delete a partner
 * and do not touch the default or the policy.
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { type Change, isBroaderThanAllowed, type Plan, summarizeChanges, type Undeclared } from '../model/plan.ts';
import { tableOf } from '../model/setting.ts';
import { createChangeDeriver, type DerivedChange } from './deriveChange.ts';
import { sealPlan } from './digest.ts';
import { dependsOnDefault, phaseOf } from './order.ts';
import { effectiveRules, isKeptByName } from './partition.ts';

/** The configuration, and the base that it is compared with. */
interface DesiredStates {
  readonly desired: DesiredState;
  readonly base?: DesiredState | undefined;
}

/** Whether the tenant differs from the configuration. An undeclared protected partner is not drift: it must stay. */
export function hasDrifted(
  { changes, undeclared, ignored }: Pick<Plan, 'changes' | 'undeclared' | 'ignored'>,
  { desired, base }: DesiredStates,
): boolean {
  const rules = effectiveRules(desired, base);
  const isAccepted = ({ tenantId, setting, accepted }: Undeclared): boolean =>
    accepted === true || (setting === undefined && tenantId !== undefined && isKeptByName(tenantId, rules));
  return changes.length > 0 || !undeclared.every(isAccepted) || ignored.some(isBroaderThanAllowed);
}

/** Whether differences remain after a correction. */
export function leavesDrift(plan: Plan, correction: Plan, configuration: DesiredStates): boolean {
  const corrected = new Set(correction.changes.map(({ tenantId }) => tenantId));
  const rest = plan.changes.filter(({ tenantId }) => tenantId === undefined || !corrected.has(tenantId));
  return hasDrifted({ ...plan, changes: rest }, configuration);
}

/**
 * The part of a plan that a scheduled run may apply without approval, as a plan.
 *
 * Its changes are the plan's own changes, request by request. Rejected: planning again without the change of the
 * default, because members would then be completed from a default that has drifted and keep its values. Each change
 * must be correctable with and without the changes of default and policy, which a correction does not write. While a
 * change of the default is pending, no partner is reset to inherit it.
 */
export function planCorrection(plan: Plan, { hasBase }: { readonly hasBase: boolean }): Plan {
  const table = tableOf(fieldTable, plan.apiVersion);
  const deriveAlone = createChangeDeriver(plannedDefaultsOf([]), table);
  const defaultIsPending = plan.changes.some(({ resource }) => resource === 'default');
  const changes = plan.changes
    .filter((change) => isCorrectable(change) && (!hasBase || change.origin === 'drift'))
    .filter((change) => !(defaultIsPending && dependsOnDefault(phaseOf(change, table))))
    .map((change) => withImpactAlone(change, deriveAlone(change)))
    .filter(isCorrectable);
  const { digest: _digest, integrity: _integrity, ...rest } = plan;
  return sealPlan({ ...rest, partial: true, changes, summary: summarizeChanges(changes, plan.summary) });
}

/** The same change with its impact if the default and the policy are not written. */
function withImpactAlone(change: Change, { fields, impact }: DerivedChange): Change {
  const impacts = new Map(fields.map((field) => [field.path, field.impact]));
  const changeFields = change.fields.map((field) => ({ ...field, impact: impacts.get(field.path) ?? field.impact }));
  return { ...change, impact, fields: changeFields };
}

function isCorrectable({ action, resource, impact }: Change): boolean {
  return resource === 'partner' && action !== 'delete' && (impact === 'narrows' || impact === 'neutral');
}
