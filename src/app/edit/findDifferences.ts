/*
 * The differences between a configuration and the tenant, for pull: a pull is the reverse of a plan. The differ of a
 * plan decides which settings have drifted. The partners and settings that drift reports as undeclared count too; those
 * that the configuration ignores do not.
 */

import { type Differences, isExpressible } from '../../config/write/editConfiguration.ts';
import type { SettingDifference } from '../../config/write/settingEdits.ts';
import { withUnset } from '../../model/canonical.ts';
import type { Declarations, DesiredPartner, DesiredState } from '../../model/desiredState.ts';
import type { Json } from '../../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../../model/liveState.ts';
import { memberAt, membersOf, tableOf, withMember } from '../../model/members.ts';
import type { Undeclared } from '../../model/plan.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../model/setting.ts';
import { undeclaredOfPartner, undeclaredOfResource } from '../../plan/undeclared.ts';
import { wantedValue } from '../../plan/wantedValue.ts';

export function findDifferences(desired: DesiredState, live: LiveState, table: readonly Setting[]): Differences {
  const livePartners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  const present = desired.partners.filter(({ state }) => state === 'present');
  const drifted = present.flatMap((entry) => {
    const partner = livePartners.get(entry.tenantId);
    const found = partner && partnerDifferences(entry, partner, { table, live });
    const isSettled = !found || found.settings.length + found.unmanaged.length === 0;
    return partner && !isSettled ? [[entry.tenantId, { partner, ...found }] as const] : [];
  });
  const tombstones = desired.partners.filter(({ state }) => state === 'absent');
  const revived = tombstones.flatMap(({ tenantId }) => {
    const partner = livePartners.get(tenantId);
    return partner ? [[tenantId, partner] as const] : [];
  });
  const isOurs = ({ tenantId }: LivePartner): boolean => !declared.has(tenantId) && !desired.ignored.has(tenantId);
  const undeclaredPartners = live.partners.filter((partner) => isOurs(partner) && partner.tenantId !== live.tenantId);
  const [policy, defaults] = (['policy', 'default'] as const).map((place) =>
    resourceDifferences(place, desired, { table, live }),
  ) as [Settled, Settled];
  return {
    policy: policy.settings,
    default: defaults.settings,
    unmanaged: [
      ...(defaults.unmanaged.length > 0 ? (['default'] as const) : []),
      ...(policy.unmanaged.length > 0 ? (['policy'] as const) : []),
    ],
    partners: new Map(drifted),
    revived: new Map(revived),
    gone: new Set(present.map(({ tenantId }) => tenantId).filter((tenantId) => !livePartners.has(tenantId))),
    added: desired.undeclaredPartners === 'ignore' ? [] : undeclaredPartners,
  };
}

export function hasNoDifferences(differences: Differences): boolean {
  const { policy, default: defaults, unmanaged, partners, revived, gone, added } = differences;
  return (
    policy.length + defaults.length + unmanaged.length + partners.size + revived.size + gone.size + added.length === 0
  );
}

interface Settled {
  readonly settings: readonly SettingDifference[];
  readonly unmanaged: readonly string[];
}

interface Site {
  readonly place: SettingPlace;
  readonly values: SettingValues | undefined;
  readonly declarations: Declarations;
  readonly table: readonly Setting[];
  readonly apiVersion: LiveState['apiVersion'];
}

/**
 * What drifted, and what drift would report: to be declared if the configuration can express it, else to be accepted.
 */
function settled(found: readonly Undeclared[], site: Site): Settled {
  const { values, declarations, table, place } = site;
  const listed = found.filter(({ accepted }) => accepted !== true);
  const reported = table.flatMap((row): readonly SettingDifference[] => {
    const own = listed.filter(({ setting }) => setting === row.name);
    const live = withUnset(row, values?.[row.name] ?? null);
    const declaration = declarations.get(row.name);
    if (own.length === 0 || !isExpressible({ row, live }, place, site)) return [];
    if (declaration?.state !== 'value') return [{ row, declared: undefined, live }];
    const names = new Set(own.map(({ member }) => member));
    const added = membersOf(row).filter(
      ({ path }) => names.has(path.join('.')) && isExpressible({ row, live: onlyMember(live, path) }, place, site),
    );
    return added.length === 0 ? [] : [{ row, declared: declaration.value, live, added }];
  });
  const sayable = new Map(reported.map((difference) => [difference.row.name, difference]));
  const isSayable = ({ setting = '', member }: Undeclared): boolean => {
    const difference = sayable.get(setting);
    if (!difference || member === undefined) return difference !== undefined;
    return difference.added?.some(({ path }) => path.join('.') === member) === true;
  };
  return {
    settings: [
      ...settingDifferences(declarations, values, place, table).filter(({ row }) => !sayable.has(row.name)),
      ...reported,
    ],
    unmanaged: [...new Set(listed.filter((each) => !isSayable(each)).flatMap(({ setting }) => setting ?? []))],
  };
}

function onlyMember(live: Json, path: readonly string[]): Json {
  return withMember({}, path, memberAt(live, path));
}

function partnerDifferences(
  entry: DesiredPartner,
  partner: LivePartner,
  { table, live }: { readonly table: readonly Setting[]; readonly live: LiveState },
): Settled {
  const { apiVersion } = live;
  const watching = { live, plannedDefault: live.default, table: tableOf(table, apiVersion) };
  const site = { place: 'partner', values: partner.settings, declarations: entry.settings, table, apiVersion } as const;
  const found = settled(undeclaredOfPartner(entry, partner, watching), site);
  if (entry.undeclaredSettings !== 'inherit') return found;
  // `inherit` would return to the default what the configuration cannot express.
  const inexpressible = found.settings.filter(
    ({ row, live: own }) => own !== null && !isExpressible({ row, live: own }, 'partner', site),
  );
  return { ...found, unmanaged: [...new Set([...found.unmanaged, ...inexpressible.map(({ row }) => row.name)])] };
}

function resourceDifferences(
  place: 'default' | 'policy',
  desired: DesiredState,
  { table, live }: { readonly table: readonly Setting[]; readonly live: LiveState },
): Settled {
  const { apiVersion } = live;
  const found = undeclaredOfResource(place, desired, { live, table: tableOf(table, apiVersion) });
  return settled(found, { place, values: live[place], declarations: desired[place], table, apiVersion });
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
    const declared = declaration.state === 'value' ? declaration.value : undefined;
    return [{ row, declared, live: withUnset(row, live) }];
  });
}
