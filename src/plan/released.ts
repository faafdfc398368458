/*
 * Finds what a configuration takes out of management: declared in the base, not declared now, and live. The plan sends
 * no request for it, so without this list its access would stay open unnoticed.
 *
 * The unit is the member, as in declarations. A value that the tenant inherits is left out, because the partner keeps
 * no access of its own. A partner that this plan deletes, or that has a tombstone, is not released.
 */

import {
  beyondBaseline,
  beyondNoAccess,
  liveMember,
  partnerBaseline,
  partnerBeyondDefault,
} from '../access/beyondDefault.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { compareText, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { type Member, membersOf, pathOf } from '../model/members.ts';
import type { Impact, Released, Resource } from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { PlanningContext } from './changes.ts';
import type { Partition } from './partition.ts';

export interface ReleaseInput {
  readonly head: DesiredState;
  readonly base: DesiredState | undefined;
  /** Already limited to the partners of `--only`. */
  readonly partition: Partition;
  readonly context: PlanningContext;
  /** A partial plan leaves out default and policy. */
  readonly partial: boolean;
}

/** Sorted: policy, default, then partners by tenantId; the settings of each in the order of the field table. */
export function findReleased({ head, base, partition, context, partial }: ReleaseInput): readonly Released[] {
  if (!base) return [];
  const before = new Map(base.partners.map((partner) => [partner.tenantId, partner]));
  const singletons = (['policy', 'default'] as const).flatMap((resource) =>
    releasedSettings({ resource }, base[resource], head[resource], readSingleton(resource, context)),
  );
  const partners = [...releasedPartners(before, partition, context), ...releasedOfPartners(before, partition, context)];
  return [...(partial ? [] : singletons), ...partners.sort((a, b) => compareText(a.tenantId ?? '', b.tenantId ?? ''))];
}

type BasePartners = ReadonlyMap<TenantId, DesiredPartner>;

/** Partners that the base declared, that are not declared now, and that stay. */
function releasedPartners(before: BasePartners, partition: Partition, context: PlanningContext): readonly Released[] {
  const live = new Map(context.live.partners.map((partner) => [partner.tenantId, partner.settings]));
  const ignored = partition.ignored.map((each) => each.live.tenantId);
  return [...partition.undeclaredPartners, ...ignored].flatMap((tenantId): readonly Released[] => {
    const settings = live.get(tenantId);
    if (!settings || !before.has(tenantId)) return [];
    return [{ resource: 'partner', tenantId, value: settings, impact: partnerBeyondDefault(settings, context) }];
  });
}

/** Settings and members of partners that stay declared. */
function releasedOfPartners(before: BasePartners, partition: Partition, context: PlanningContext): readonly Released[] {
  return partition.present.flatMap(({ desired, live }) => {
    const { tenantId, settings } = desired;
    const declared = before.get(tenantId)?.settings;
    if (!live || !declared) return [];
    return releasedSettings({ resource: 'partner', tenantId }, declared, settings, readPartner(live.settings, context));
  });
}

/** The live values of a resource, and the function that computes the impact of one of them. */
interface LiveSettings {
  readonly rows: readonly Setting[];
  readonly values: SettingValues;
  /** Settings whose live values were not read. */
  readonly unread?: readonly string[] | undefined;
  readonly assess: (row: Setting, value: Json, member?: Member) => Impact;
}

function readPartner(values: SettingValues, context: PlanningContext): LiveSettings {
  return {
    rows: settingsOf(context.table, 'partner'),
    values,
    unread: context.live.unread,
    assess: (row, value, member) =>
      beyondBaseline(row, value, { baseline: partnerBaseline(row, context), path: member?.path }),
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
  { rows, values, unread, assess }: LiveSettings,
): readonly Released[] {
  return rows.flatMap((row): readonly Released[] => {
    const [value = null, setting] = [values[row.name], row.name];
    const part = releasedPart(row, before.get(setting), after.get(setting));
    if (part === 'nothing') return [];
    // An unknown value counts as more access.
    if (unread?.includes(setting)) return [{ ...owner, setting, value, impact: 'mixed' }];
    if (value === null) return [];
    if (part === 'setting') return [{ ...owner, setting, value, impact: assess(row, value) }];
    return part.flatMap((member): readonly Released[] => {
      const live = liveMember(row, member, value);
      if (live === undefined) return [];
      return [{ ...owner, setting, member: member.path.join('.'), value: live, impact: assess(row, value, member) }];
    });
  });
}

/** The members that are not declared any more; `setting` if no member of the setting is declared any more. */
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
  if (declaration.state !== 'value') return membersOf(row);
  const leaves = leavesOf(row, declaration.value);
  return membersOf(row).filter((member) => leaves.has(pathOf(row, member)));
}
