/*
 * The differences between a configuration and the tenant, for pull: a pull is the reverse of a plan. The differ of a
 * plan decides which settings have drifted. The partners and settings that drift reports as undeclared count too; those
 * that the configuration ignores do not.
 */

import { type Differences, isExpressible } from '../../config/write/editConfiguration.ts';
import type { SettingDifference } from '../../config/write/settingEdits.ts';
import type { Declarations, DesiredPartner, DesiredState } from '../../model/desiredState.ts';
import type { LivePartner, LiveState, SettingValues } from '../../model/liveState.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../model/setting.ts';
import { wantedValue } from '../../plan/compare.ts';
import { otherOwner, undeclaredSettings } from '../../plan/partition.ts';

export function findDifferences(desired: DesiredState, live: LiveState, table: readonly Setting[]): Differences {
  const livePartners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  const present = desired.partners.filter(({ state }) => state === 'present');
  const drifted = present.flatMap((entry) => {
    const partner = livePartners.get(entry.tenantId);
    const settings = partner ? partnerDifferences(entry, partner, { table, apiVersion: live.apiVersion }) : [];
    return partner && settings.length > 0 ? [[entry.tenantId, { partner, settings }] as const] : [];
  });
  const tombstones = desired.partners.filter(({ state }) => state === 'absent');
  const revived = tombstones.flatMap(({ tenantId }) => {
    const partner = livePartners.get(tenantId);
    return partner ? [[tenantId, partner] as const] : [];
  });
  const undeclaredPartners = live.partners.filter(
    ({ tenantId }) => !declared.has(tenantId) && tenantId !== live.tenantId,
  );
  return {
    policy: settingDifferences(desired.policy, live.policy, 'policy', table),
    default: settingDifferences(desired.default, live.default, 'default', table),
    partners: new Map(drifted),
    revived: new Map(revived),
    gone: new Set(present.map(({ tenantId }) => tenantId).filter((tenantId) => !livePartners.has(tenantId))),
    added: desired.undeclaredPartners === 'ignore' ? [] : undeclaredPartners,
  };
}

export function hasNoDifferences({ policy, default: defaults, partners, revived, gone, added }: Differences): boolean {
  return policy.length + defaults.length + partners.size + revived.size + gone.size + added.length === 0;
}

function partnerDifferences(
  entry: DesiredPartner,
  partner: LivePartner,
  { table, apiVersion }: { readonly table: readonly Setting[]; readonly apiVersion: LiveState['apiVersion'] },
): readonly SettingDifference[] {
  const reported = undeclaredSettings(entry, partner, table).flatMap(({ setting }): readonly SettingDifference[] => {
    const row = table.find(({ name }) => name === setting);
    const value = setting === undefined ? undefined : partner.settings[setting];
    return row && value !== undefined ? [{ row, declared: undefined, live: value }] : [];
  });
  return [
    ...settingDifferences(entry.settings, partner.settings, 'partner', table),
    ...reported.filter((difference) => isExpressible(difference, { table, apiVersion, otherOwner })),
  ];
}

function settingDifferences(
  declarations: Declarations,
  values: SettingValues | undefined,
  place: SettingPlace,
  table: readonly Setting[],
): readonly SettingDifference[] {
  if (!values) return [];
  return settingsOf(table, place).flatMap((row): readonly SettingDifference[] => {
    const declaration = declarations.get(row.name);
    const live = values[row.name] ?? null;
    if (!declaration || !wantedValue(row, declaration, { live, inherited: null })) return [];
    return [{ row, declared: declaration.state === 'value' ? declaration.value : undefined, live }];
  });
}
