import { fieldTable } from '../model/fieldTable.ts';
import { compareText } from '../model/json.ts';
import { type LivePartner, type LiveState, overlaySettings, type SettingValues } from '../model/liveState.ts';
import type { ChangeIntent } from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';

/** The live state after these changes, if every request succeeds. */
export function stateAfterApply(
  live: LiveState,
  changes: readonly ChangeIntent[],
  table: readonly Setting[] = fieldTable,
): LiveState {
  const writesOnCreation = new Set(settingsOf(table, 'creation').map(({ name }) => name));
  const partners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const singletons = { default: live.default, policy: live.policy };
  for (const change of changes) {
    if (change.resource !== 'partner')
      singletons[change.resource] = overlaySettings(singletons[change.resource], change.after);
    else if (change.tenantId && change.action === 'delete') partners.delete(change.tenantId);
    else if (change.tenantId)
      partners.set(
        change.tenantId,
        withValues(partners.get(change.tenantId) ?? newPartner(change.tenantId), change.after ?? {}, writesOnCreation),
      );
  }
  return {
    ...live,
    ...singletons,
    partners: [...partners.values()].sort((a, b) => compareText(a.tenantId, b.tenantId)),
  };
}

function newPartner(tenantId: TenantId): LivePartner {
  return { tenantId, settings: {}, onCreation: {}, isInMultiTenantOrganization: false, others: {} };
}

/** The partner with these values over its own; null takes a value out. */
function withValues(partner: LivePartner, values: SettingValues, writesOnCreation: ReadonlySet<string>): LivePartner {
  const part = (isWanted: (name: string) => boolean): SettingValues =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
  return {
    ...partner,
    settings: overlaySettings(
      partner.settings,
      part((name) => !writesOnCreation.has(name)),
    ),
    onCreation: overlaySettings(
      partner.onCreation,
      part((name) => writesOnCreation.has(name)),
    ),
  };
}
