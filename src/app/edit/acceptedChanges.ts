/* What an existing configuration takes over from the tenant, for the result of pull. */
import type { Differences } from '../../config/write/editConfiguration.ts';
import type { AcceptedChanges, AcceptedPartner } from '../../model/accepted.ts';
import { type DesiredState, declaredNames } from '../../model/desiredState.ts';
import { compareText } from '../../model/json.ts';
import type { TenantId } from '../../model/tenantId.ts';

export const nothingAccepted: AcceptedChanges = { added: [], changed: [], removed: [], default: [], policy: [] };

export function acceptedChanges(
  { added, partners, revived, gone, policy, default: defaults }: Differences,
  desired: DesiredState,
  names: ReadonlyMap<TenantId, string>,
): AcceptedChanges {
  const declared = declaredNames([desired]);
  const entry = (tenantId: TenantId, settings?: readonly string[]): AcceptedPartner => {
    const name = declared.get(tenantId) ?? names.get(tenantId);
    return { tenantId, ...(name === undefined ? {} : { name }), ...(settings && { settings }) };
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
  };
}

function byName(partners: readonly AcceptedPartner[]): readonly AcceptedPartner[] {
  return [...partners].sort((a, b) => compareText(a.name ?? a.tenantId, b.name ?? b.tenantId));
}
