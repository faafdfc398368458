/*
 * How much access a live value gives beyond its baseline: the impact of the step from the baseline to the live value.
 * The baseline of a partner is the tenant default as the plan leaves it; of the default and the policy root it is
 * Microsoft's service default. The field table says what counts as more access (kind, and `turningOn` of a flag). This
 * judges values that no change touches, so there is no change to read it from.
 */

import { leavesOf } from '../model/canonical.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { childOf, isLeaf, type Member, memberAt, pathOf, withMember } from '../model/members.ts';
import type { Impact } from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import { defaultValueIn, type EffectiveValue, effectiveValue, noAccess } from './effective.ts';
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

/** What applies to a partner that does not set the setting. Undefined where it is not known. */
export function partnerBaseline(row: Setting, { plannedDefault }: Defaults): Json | undefined {
  return row.ownEndpoint ? null : defaultValueIn(row, plannedDefault);
}

/**
 * The step from the baseline to a live value. With `path`, the step of one member alone: the other members are at their
 * live values on both sides.
 */
export function beyondBaseline(
  row: Setting,
  live: Json,
  { baseline, path }: { readonly baseline: Json | undefined; readonly path?: readonly string[] | undefined },
): Impact {
  if (live === null) return 'neutral';
  const [own, known] = withoutIdleMembers(row, live, baseline);
  const after = effectiveValue(row, own, known);
  if (known === undefined) return assessSetting(row, { of: 'unknown-default' }, after).overall;
  const before: EffectiveValue =
    path === undefined
      ? { of: 'value', value: known }
      : effectiveValue(row, withMember(own, path, memberAt(known, path)), known);
  return assessSetting(row, before, after).overall;
}

/**
 * All settings of a live partner. While other clouds are allowed, the partner may belong to one of them and would be
 * blocked if it were not a partner, so its inherited access settings count too.
 */
export function partnerBeyondDefault(settings: SettingValues, context: PartnerContext): Impact {
  const impacts = settingsOf(context.table, 'partner').map((row) => {
    const own = settings[row.name] ?? null;
    const baseline = partnerBaseline(row, context);
    if (!context.acrossClouds || row.kind !== 'access') return beyondBaseline(row, own, { baseline });
    return assessSetting(row, noAccess, effectiveValue(row, own, baseline)).overall;
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

/** A member that this version does not know, and that is null or false, gives nothing: neither side counts it. */
function withoutIdleMembers(row: Setting, own: Json, baseline: Json | undefined): readonly [Json, Json | undefined] {
  if (!isJsonObject(own) || isLeaf(row.tree)) return [own, baseline];
  const isIdle = (key: string): boolean => !childOf(row.tree, key) && (own[key] ?? false) === false;
  const active = <Value extends Json | undefined>(value: Value): Value | Json => {
    if (!isJsonObject(value) || !Object.keys(value).some(isIdle)) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => !isIdle(key)));
  };
  return [active(own), active(baseline)];
}
