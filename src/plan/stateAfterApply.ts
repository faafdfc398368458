import { compareText } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
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
      partners.set(change.tenantId, writtenPartner(change.tenantId, partners.get(change.tenantId), change));
  }
  return {
    ...live,
    ...singletons,
    partners: [...partners.values()].sort((a, b) => compareText(a.tenantId, b.tenantId)),
  };
}

function writtenPartner(tenantId: TenantId, before: LivePartner | undefined, { after }: ChangeIntent): LivePartner {
  const blank = { tenantId, settings: {}, isServiceProvider: false, isInMultiTenantOrganization: false, others: {} };
  const partner = before ?? blank;
  const { isServiceProvider = partner.isServiceProvider, ...settings } = after ?? {};
  return {
    ...partner,
    isServiceProvider: isServiceProvider === true,
    settings: overlaySettings(partner.settings, settings),
  };
}

/** Lays the written values over the others; an inherited setting has no entry. */
function overlaySettings(values: SettingValues | undefined, after: SettingValues | null): SettingValues {
  return Object.fromEntries(Object.entries({ ...values, ...after }).filter(([, value]) => value !== null));
}
