/* What an existing configuration takes over from the tenant, for the result of pull. */
import type { Differences } from '../../config/write/editConfiguration.ts';
import { type DesiredState, declaredNames } from '../../model/desiredState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { AcceptedChanges, AcceptedPartner, EntryCounts } from './pullResult.ts';

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
    added: [...added.map(({ tenantId }) => entry(tenantId)), ...[...revived.keys()].map((id) => entry(id))],
    changed: [...partners].map(([tenantId, { settings, unmanaged }]) =>
      entry(tenantId, [...settings.map(({ row }) => row.name), ...unmanaged]),
    ),
    removed: [...gone].map((tenantId) => entry(tenantId)),
    default: defaults.map(({ row }) => row.name),
    policy: policy.map(({ row }) => row.name),
  };
}

export function countEntries({ added, partners, revived, gone }: Differences): EntryCounts {
  return { added: added.length, changed: partners.size + revived.size, removed: gone.size };
}
