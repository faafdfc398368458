import { compareText } from '../model/json.ts';
import { type LivePartner, type LiveState, overlaySettings, withWrittenValues } from '../model/liveState.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';

/** The live state after these changes, if every request succeeds. */
export function stateAfterApply(live: LiveState, changes: readonly ChangeIntent[]): LiveState {
  const partners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const singletons = { default: live.default, policy: live.policy };
  for (const change of changes) {
    if (change.resource !== 'partner')
      singletons[change.resource] = overlaySettings(singletons[change.resource], change.after);
    else if (change.tenantId && change.action === 'delete') partners.delete(change.tenantId);
    else if (change.tenantId)
      partners.set(
        change.tenantId,
        withWrittenValues(partners.get(change.tenantId) ?? newPartner(change.tenantId), change.after ?? {}),
      );
  }
  return {
    ...live,
    ...singletons,
    partners: [...partners.values()].sort((a, b) => compareText(a.tenantId, b.tenantId)),
  };
}

function newPartner(tenantId: TenantId): LivePartner {
  return { tenantId, settings: {}, isServiceProvider: false, isInMultiTenantOrganization: false, others: {} };
}
