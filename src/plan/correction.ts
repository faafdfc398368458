/*
 * The correction of drift: which part of a plan `--correct` may apply without a person. A correction contains only
 * whole changes that do not broaden access, do not delete a partner and do not touch the default or the policy.
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { tableOf } from '../model/members.ts';
import { type Change, type Plan, summarizeChanges } from '../model/plan.ts';
import { type ApplyReport, isDone } from '../model/report.ts';
import type { TenantId } from '../model/tenantId.ts';
import { createChangeDeriver, type DerivedChange } from './deriveChange.ts';
import { sealPlan } from './digest.ts';
import { dependsOnDefault, phaseOf } from './order.ts';

/** The partners of which a correction applied everything. */
export function correctedPartners({ outcomes, notShown }: ApplyReport): ReadonlySet<TenantId> {
  const open = new Set(
    [...outcomes.filter((outcome) => !isDone(outcome)), ...notShown].map(({ tenantId }) => tenantId),
  );
  return new Set(outcomes.flatMap(({ tenantId }) => (tenantId && !open.has(tenantId) ? [tenantId] : [])));
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
  const summary = summarizeChanges(changes, { ...plan.summary, problems: 0 });
  return sealPlan({ ...rest, partial: true, changes, problems: [], summary });
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
