/*
 * The use case behind drift: a plan read as an alarm, and its scheduled correction. Correction takes whole changes
 * that neither broaden access, nor delete, nor touch default or policy; what it leaves, people decide.
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { fieldTable, tableOf } from '../model/fieldTable.ts';
import { type Change, type Plan, summarizeChanges, type Undeclared } from '../model/plan.ts';
import { createChangeDeriver, type DerivedChange } from './deriveChange.ts';
import { sealPlan } from './digest.ts';
import { dependsOnDefault, phaseOf } from './order.ts';
import { effectiveRules, isKeptByName } from './partition.ts';

/** The configuration, and the earlier one that it is compared with. */
interface DesiredStates {
  readonly desired: DesiredState;
  readonly base?: DesiredState | undefined;
}

/** Whether the tenant is not as declared. A protected partner that nobody declares was meant to stay. */
export function hasDrifted(
  { changes, undeclared }: Pick<Plan, 'changes' | 'undeclared'>,
  { desired, base }: DesiredStates,
): boolean {
  const rules = effectiveRules(desired, base);
  const isMeant = ({ tenantId, setting }: Undeclared): boolean =>
    setting === undefined && isKeptByName(tenantId, rules);
  return changes.length > 0 || !undeclared.every(isMeant);
}

/** Whether a corrected plan leaves anything to people. */
export function leavesDrift(whole: Plan, correction: Plan, configuration: DesiredStates): boolean {
  const corrected = new Set(correction.changes.map(({ tenantId }) => tenantId));
  const rest = whole.changes.filter(({ tenantId }) => tenantId === undefined || !corrected.has(tenantId));
  return hasDrifted({ changes: rest, undeclared: whole.undeclared }, configuration);
}

/**
 * The part of a plan that a schedule may apply by itself; a plan like any other. Its changes are changes of the plan
 * that people see, request by request: planned anew without the default's change they would be completed by a default
 * that has drifted, and would keep its values for good. Each must be harmless in both, for default and policy are not
 * written; and nobody comes to inherit a default that is still to change.
 */
export function planCorrection(plan: Plan, { hasBase }: { readonly hasBase: boolean }): Plan {
  const table = tableOf(fieldTable, plan.apiVersion);
  const elaborateAlone = createChangeDeriver(plannedDefaultsOf([]), table);
  const waits = plan.changes.some(({ resource }) => resource === 'default');
  const changes = plan.changes
    .filter((change) => isCorrectable(change) && (!hasBase || change.origin === 'drift'))
    .filter((change) => !(waits && dependsOnDefault(phaseOf(change, table))))
    .map((change) => withImpactAlone(change, elaborateAlone(change)))
    .filter(isCorrectable);
  const { digest: _digest, integrity: _integrity, ...rest } = plan;
  return sealPlan({ ...rest, partial: true, changes, summary: summarizeChanges(changes, plan.summary) });
}

/** The same change with the impact it has where nothing else is written. */
function withImpactAlone(change: Change, { fields, impact }: DerivedChange): Change {
  const impacts = new Map(fields.map((field) => [field.path, field.impact]));
  const judged = change.fields.map((field) => ({ ...field, impact: impacts.get(field.path) ?? field.impact }));
  return { ...change, impact, fields: judged };
}

function isCorrectable({ action, resource, impact }: Change): boolean {
  return resource === 'partner' && action !== 'delete' && (impact === 'narrows' || impact === 'neutral');
}
