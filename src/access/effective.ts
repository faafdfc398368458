/*
 * The effective value of a setting: a partner's own value, completed by the tenant default, or the default itself.
 * Every decision about access (impact, explain, the trust map, `check`) starts from the value made here. The file also
 * says where a value comes from, and what it depends on: the default as the plan leaves it, and whether organizations
 * of other clouds are allowed.
 */

import { leavesOf, overlay, withUnset } from '../model/canonical.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { membersOf, pathOf } from '../model/members.ts';
import { memoize } from '../model/memoize.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';

/**
 * The value of a setting that applies.
 * `value`: the partner's own value or the inherited one, canonical; null where neither partner nor default sets it.
 * `unfilled`: members are missing that the default would fill, and no default is known.
 * `unknown-default`: the setting is inherited, and no default is known; a change to it counts as broadening.
 * `no-access`: an organization of another cloud that is not a partner; everything is blocked.
 */
export type EffectiveValue =
  | { readonly of: 'value'; readonly value: Json; readonly unfilled?: true }
  | { readonly of: 'unknown-default' }
  | { readonly of: 'no-access' };

export const noAccess: EffectiveValue = { of: 'no-access' };

/**
 * The effective value for a partner whose own value is `own` (canonical; null: inherited). `defaultValue`: null where
 * the default is known and does not set it, undefined where no default is known. An access setting with one
 * TargetConfiguration is not completed from the default: Graph does not document its meaning.
 */
export const effectiveValue: (row: Setting, own: Json, defaultValue: Json | undefined) => EffectiveValue = memoize(
  (row, own, defaultValue) => {
    const inherited = row.inherits === 'never' ? null : defaultValue === undefined ? unreadDefault(row) : defaultValue;
    if (own === null) return inherited === undefined ? { of: 'unknown-default' } : { of: 'value', value: inherited };
    if (row.kind !== 'flags') return { of: 'value', value: own };
    if (inherited !== undefined) return { of: 'value', value: overlay(row, own, inherited) };
    return hasEveryMember(row, own) ? { of: 'value', value: own } : { of: 'value', value: own, unfilled: true };
  },
);

/** A setting that cannot be written in the default is off there, so its value is known without reading the default. */
function unreadDefault(row: Setting): null | undefined {
  return row.places.includes('default') ? undefined : null;
}

/** The value of a setting in a default; null where it sets none, undefined where it is not known. */
export function defaultValueIn(row: Setting, defaults: SettingValues | undefined): Json | undefined {
  return defaults ? (defaults[row.name] ?? null) : unreadDefault(row);
}

/** The effective value for a partner with these settings. A tenant that is not a partner has none. */
export function effectiveIn(
  row: Setting,
  own: SettingValues | null | undefined,
  defaults: SettingValues | undefined,
): EffectiveValue {
  return effectiveValue(row, own?.[row.name] ?? null, defaultValueIn(row, defaults));
}

/** `own`: the partner sets it. `inherited`: the default applies. `unset`: not set, and it cannot be inherited. */
export type AccessSource = 'own' | 'inherited' | 'unset';

export function sourceOf(row: Setting, own: Json): AccessSource {
  if (own !== null) return 'own';
  return row.inherits === 'never' ? 'unset' : 'inherited';
}

/** The source of one member. Only flags are completed from the default, member by member. */
export function memberSourceOf(row: Setting, own: Json, path: string): AccessSource {
  const isFilled = row.kind === 'flags' && row.inherits !== 'never' && !leavesOf(row, own).has(path);
  return isFilled ? 'inherited' : sourceOf(row, own);
}

/** Whether two effective values are the same, so that nothing changes for anybody. */
export function isSameEffect(before: EffectiveValue, after: EffectiveValue): boolean {
  return jsonEquals({ ...before }, { ...after });
}

/**
 * The effective value for display, with `unset` for a TargetConfiguration that is not set; null where none is known.
 */
export function shownValue(row: Setting, effective: EffectiveValue): Json {
  return effective.of === 'value' ? withUnset(row, effective.value) : null;
}

/** Whether a value has every member of the row that decides access, so that the default completes nothing. */
export function hasEveryMember(row: Setting, value: Json): boolean {
  const leaves = leavesOf(row, value);
  const members = membersOf(row).filter(({ leaf }) => leaf.type !== 'label');
  return members.every((member) => leaves.has(pathOf(row, member)));
}

/** The values that a plan writes to the default and to the policy root. They decide the impact of its other changes. */
export interface PlannedDefaults {
  readonly default: SettingValues;
  readonly policy: SettingValues;
}

export function plannedDefaultsOf(intents: readonly ChangeIntent[]): PlannedDefaults {
  const written = (resource: string): SettingValues =>
    intents.find((intent) => intent.resource === resource)?.after ?? {};
  return { default: written('default'), policy: written('policy') };
}

/** The values of the default, or a part of them, as the plan leaves them. */
export function withPlanned(values: SettingValues, planned: SettingValues): SettingValues {
  return { ...values, ...planned };
}

/** The policy setting on which the effect of creating and deleting a partner depends. */
export const otherCloudsSetting = fieldTable.find(({ opensOtherClouds }) => opensOtherClouds)?.name ?? '';

/**
 * Whether a partner may belong to another cloud, now or after the plan. Organizations of other clouds are blocked until
 * they are partners (Microsoft: allowedCloudEndpoints), and a tenant id does not say which cloud it belongs to.
 * Unknown live endpoints (a snapshot without them) count as allowed.
 *
 * @param live the values of the policy root, or of a basis
 */
export function mayAllowOtherClouds(live: SettingValues | undefined, planned: SettingValues = {}): boolean {
  return live?.[otherCloudsSetting] === undefined || [live, planned].some(allowsOtherClouds);
}

export function allowsOtherClouds(values: SettingValues): boolean {
  const clouds = values[otherCloudsSetting];
  return Array.isArray(clouds) && clouds.length > 0;
}
