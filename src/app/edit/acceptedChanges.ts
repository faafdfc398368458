/* What an existing configuration takes over from the tenant, for the result of pull. */
import { combineImpacts } from '../../access/impact.ts';
import type { Differences } from '../../config/write/editConfiguration.ts';
import type { AcceptedChanges, AcceptedPartner } from '../../model/accepted.ts';
import { type DesiredState, declaredNames } from '../../model/desiredState.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { compareText } from '../../model/json.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { Impact, Resource } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { describeDrift } from '../../plan/drift/describeDrift.ts';
import { makePlan } from '../../plan/planner.ts';
import { version } from '../runContext.ts';

export const nothingAccepted: AcceptedChanges = {
  added: [],
  changed: [],
  removed: [],
  default: [],
  policy: [],
  defaultImpact: 'neutral',
  policyImpact: 'neutral',
};

export function acceptedChanges(
  { added, partners, revived, gone, policy, default: defaults }: Differences,
  {
    desired,
    live,
    names,
  }: {
    readonly desired: DesiredState;
    readonly live: LiveState;
    readonly names: ReadonlyMap<TenantId, string>;
  },
): AcceptedChanges {
  const declared = declaredNames([desired]);
  const impactOf = driftImpacts(desired, live);
  const entry = (tenantId: TenantId, settings?: readonly string[]): AcceptedPartner => {
    const name = declared.get(tenantId) ?? names.get(tenantId);
    const impact = impactOf(tenantId);
    return { tenantId, ...(name === undefined ? {} : { name }), impact, ...(settings && { settings }) };
  };
  return {
    added: byName([
      ...added.map(({ tenantId }) => entry(tenantId)),
      ...[...revived.keys()].map((tenantId) => ({ ...entry(tenantId), wasAbsent: true as const })),
    ]),
    changed: byName(
      [...partners].map(([tenantId, { settings, unmanaged }]) =>
        entry(tenantId, [...settings.map(({ row }) => row.name), ...unmanaged]),
      ),
    ),
    removed: byName([...gone].map((tenantId) => entry(tenantId))),
    default: defaults.map(({ row }) => row.name),
    policy: policy.map(({ row }) => row.name),
    defaultImpact: impactOf('default'),
    policyImpact: impactOf('policy'),
  };
}

/** The impact of the drift of a partner, of the default or of the policy; `mixed` where it cannot be judged. */
function driftImpacts(desired: DesiredState, live: LiveState): (part: TenantId | Resource) => Impact {
  const planned = makePlan({ desired, live, table: fieldTable, toolVersion: version, createdAt: '', warnings: [] });
  if (!planned.plan) return () => 'mixed';
  const { steps, undeclared, problems } = describeDrift(planned.plan, { desired, live });
  const impacts = new Map<string, Impact[]>();
  const unplanned = problems.map(({ tenantId }) => ({ tenantId, resource: 'partner', impact: 'mixed' as const }));
  for (const { tenantId, resource = 'partner', impact } of [...steps, ...undeclared, ...unplanned]) {
    const part = tenantId ?? resource;
    impacts.set(part, [...(impacts.get(part) ?? []), impact]);
  }
  return (part) => combineImpacts(impacts.get(part) ?? []);
}

function byName(partners: readonly AcceptedPartner[]): readonly AcceptedPartner[] {
  return [...partners].sort((a, b) => compareText(a.name ?? a.tenantId, b.name ?? b.tenantId));
}
