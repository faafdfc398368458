/*
 * How much access a live value gives beyond the tenant default: the impact of the step from the planned default to the
 * live value. It is needed for values that no change of the plan touches, so no change has this impact already.
 */

import { filledFrom, leavesOf } from '../model/canonical.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Impact } from '../model/plan.ts';
import { type Member, pathOf, type Setting, settingsOf } from '../model/setting.ts';
import { type EffectiveValue, effectiveValue, noAccess } from './effective.ts';
import { assessSetting, combineImpacts } from './impact.ts';

/** The default as the plan leaves it; undefined where a snapshot has no default. */
export interface Defaults {
  readonly plannedDefault: SettingValues | undefined;
}

/** What decides the access of a whole partner: the default, other clouds and the settings of the API version. */
export interface PartnerContext extends Defaults {
  readonly acrossClouds: boolean;
  readonly table: readonly Setting[];
}

/** A partner's own value of one setting. */
export function settingBeyondDefault(row: Setting, own: Json, defaults: Defaults): Impact {
  const inherited = inheritedOf(row, defaults);
  return assessSetting(row, effectiveValue(row, null, inherited), effectiveValue(row, own, inherited)).overall;
}

/** One member of a partner's own value; the other members keep their live values. */
export function memberBeyondDefault(row: Setting, member: Member, own: Json, defaults: Defaults): Impact {
  const inherited = inheritedOf(row, defaults);
  const others = filledFrom(row, withoutMember(own, member.path), inherited ?? null);
  const isDefaultKnown = inherited !== undefined || row.inherits === 'never';
  const before: EffectiveValue = isDefaultKnown ? effectiveValue(row, others, inherited) : { of: 'unknown-default' };
  return assessSetting(row, before, effectiveValue(row, own, inherited)).overall;
}

/**
 * All settings of a live partner. While other clouds are allowed, the partner may belong to one of them and would be
 * blocked if it were not a partner, so its inherited access settings count too.
 */
export function partnerBeyondDefault(settings: SettingValues, context: PartnerContext): Impact {
  const impacts = settingsOf(context.table, 'partner').map((row) => {
    const own = settings[row.name] ?? null;
    if (!context.acrossClouds || row.kind !== 'access') return settingBeyondDefault(row, own, context);
    return assessSetting(row, noAccess, effectiveValue(row, own, inheritedOf(row, context))).overall;
  });
  return combineImpacts(impacts);
}

/** A value of the tenant default or of the policy root. It does not inherit, so all of its access counts. */
export function beyondNoAccess(row: Setting, value: Json): Impact {
  return assessSetting(row, noAccess, { of: 'value', value }).overall;
}

/** The live value of a member; undefined where the default decides it. */
export function liveMember(row: Setting, member: Member, own: Json): Json | undefined {
  return leavesOf(row, own).get(pathOf(row, member));
}

function inheritedOf({ name }: Setting, { plannedDefault }: Defaults): Json | undefined {
  return plannedDefault && (plannedDefault[name] ?? null);
}

function withoutMember(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined || !isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: member = null, ...others } = value;
  return rest.length === 0 ? others : { ...others, [key]: withoutMember(member, rest) };
}
