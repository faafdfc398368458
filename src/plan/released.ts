/*
 * What a change takes out of management: declared in the base, no longer declared here, and live. The plan sends
 * nothing for it, so without this list the access would stay open and nobody would see it.
 *
 * The unit is the member, as for declarations. A value that the tenant does not set is left out: it inherits, and
 * nothing stays behind. A partner that this plan deletes, or that has a tombstone, is not released.
 */
import {
  beyondNoAccess,
  liveMember,
  memberBeyondDefault,
  partnerBeyondDefault,
  settingBeyondDefault,
} from '../access/beyondDefault.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { type Member, pathOf, type Setting, settingsOf } from '../model/fieldTable.ts';
import { compareText, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Impact, Released, Resource } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { PlanningContext } from './changes.ts';
import type { Partition } from './partition.ts';

export interface ReleaseInput {
  readonly head: DesiredState;
  readonly base: DesiredState | undefined;
  /** Already limited to the partners of `--only`. */
  readonly owned: Partition;
  readonly planning: PlanningContext;
  /** A partial plan does not look at default and policy. */
  readonly partial: boolean;
}

/** Policy, default, then partners by tenantId; the settings of each in the order of the field table. */
export function findReleased({ head, base, owned, planning, partial }: ReleaseInput): readonly Released[] {
  if (!base) return [];
  const before = new Map(base.partners.map((partner) => [partner.tenantId, partner]));
  const singletons = (['policy', 'default'] as const).flatMap((resource) =>
    releasedSettings({ resource }, base[resource], head[resource], readSingleton(resource, planning)),
  );
  const partners = [...releasedPartners(before, owned, planning), ...releasedOfPartners(before, owned, planning)];
  return [...(partial ? [] : singletons), ...partners.sort((a, b) => compareText(a.tenantId ?? '', b.tenantId ?? ''))];
}

type BasePartners = ReadonlyMap<TenantId, DesiredPartner>;

/** Partners that the base declared, that nothing declares now, and that stay. */
function releasedPartners(before: BasePartners, owned: Partition, planning: PlanningContext): readonly Released[] {
  const live = new Map(planning.live.partners.map((partner) => [partner.tenantId, partner.settings]));
  return owned.undeclaredPartners.flatMap((tenantId): readonly Released[] => {
    const settings = live.get(tenantId);
    if (!settings || !before.has(tenantId)) return [];
    return [{ resource: 'partner', tenantId, value: settings, impact: partnerBeyondDefault(settings, planning) }];
  });
}

/** Settings and members of partners that stay declared. */
function releasedOfPartners(before: BasePartners, owned: Partition, planning: PlanningContext): readonly Released[] {
  return owned.present.flatMap(({ desired, live }) => {
    const { tenantId, settings } = desired;
    const declared = before.get(tenantId)?.settings;
    if (!live || !declared) return [];
    return releasedSettings(
      { resource: 'partner', tenantId },
      declared,
      settings,
      readPartner(live.settings, planning),
    );
  });
}

/** The live values of a resource, and how each of them is judged. */
interface LiveSettings {
  readonly rows: readonly Setting[];
  readonly values: SettingValues;
  readonly assess: (row: Setting, value: Json, member?: Member) => Impact;
}

function readPartner(values: SettingValues, planning: PlanningContext): LiveSettings {
  return {
    rows: settingsOf(planning.table, 'partner'),
    values,
    assess: (row, value, member) =>
      member ? memberBeyondDefault(row, member, value, planning) : settingBeyondDefault(row, value, planning),
  };
}

function readSingleton(resource: 'policy' | 'default', { live, table }: PlanningContext): LiveSettings {
  return {
    rows: settingsOf(table, resource),
    values: live[resource] ?? {},
    assess: (row, value) => beyondNoAccess(row, value),
  };
}

interface Owner {
  readonly resource: Resource;
  readonly tenantId?: TenantId;
}

function releasedSettings(
  owner: Owner,
  before: Declarations,
  after: Declarations,
  { rows, values, assess: judge }: LiveSettings,
): readonly Released[] {
  return rows.flatMap((row): readonly Released[] => {
    const [value = null, setting] = [values[row.name], row.name];
    const part = releasedPart(row, before.get(setting), after.get(setting));
    if (value === null || part === 'nothing') return [];
    if (part === 'setting') return [{ ...owner, setting, value, impact: judge(row, value) }];
    return part.flatMap((member): readonly Released[] => {
      const live = liveMember(row, member, value);
      if (live === undefined) return [];
      return [{ ...owner, setting, member: member.path.join('.'), value: live, impact: judge(row, value, member) }];
    });
  });
}

/** The members that were declared and are not now; `setting` where nothing of the setting is declared any more. */
function releasedPart(
  row: Setting,
  before: Declaration | undefined,
  after: Declaration | undefined,
): 'nothing' | 'setting' | readonly Member[] {
  if (!before) return 'nothing';
  if (!after) return 'setting';
  const kept = declaredMembers(row, after);
  return declaredMembers(row, before).filter((member) => !kept.includes(member));
}

/** `inherit` and `absent` declare every member. */
function declaredMembers(row: Setting, declaration: Declaration): readonly Member[] {
  if (declaration.state !== 'value') return row.members;
  const leaves = leavesOf(row, declaration.value);
  return row.members.filter((member) => leaves.has(pathOf(row, member)));
}
