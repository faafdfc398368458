/*
 * One access setting for one tenant, under the live policy and under the policy that the plan leaves: the rules that
 * decide, and the change of the plan that is the reason for a difference.
 */
import { defaultValueIn, effectiveIn, otherCloudsSetting } from '../access/effective.ts';
import { type AccessRule, accessRule } from '../access/rule.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { distinct, type MembershipPair } from './memberships.ts';

export interface SettingPair {
  readonly row: Setting;
  /** Undefined: the value has no rule, or no default is known. */
  readonly before: AccessRule | undefined;
  readonly after: AccessRule | undefined;
  /** For each cloud that the tenant may belong to, whether it can have access at all. */
  readonly clouds: readonly MembershipPair[];
  /** Both sides have the same value: then a value without a rule decides the same, too. */
  readonly isSame: boolean;
  /** The resource whose change makes the difference. */
  readonly cause: 'partner' | 'default' | 'policy';
}

export interface PolicyPair {
  readonly settingOf: (row: Setting, tenantId: TenantId) => SettingPair;
  /** The effective value of a setting before and after; undefined where it is not known. */
  readonly valuesOf: (row: Setting, tenantId: TenantId) => readonly [before: Json | undefined, after: Json | undefined];
}

interface PolicySide {
  readonly state: LiveState;
  readonly partners: ReadonlyMap<TenantId, LivePartner>;
  /** The other clouds that are allowed; undefined: not known. */
  readonly clouds: readonly Json[] | undefined;
}

/** `after` is the state that the plan leaves. */
export function pairPolicies(before: LiveState, after: LiveState): PolicyPair {
  const [was, is] = [sideOf(before), sideOf(after)];
  const others = otherClouds(was, is);
  return {
    settingOf: (row, tenantId) => {
      const values = [was, is].map((side) => readValue(side, row, tenantId)) as [SideValue, SideValue];
      const [old, now] = values;
      const clouds = possibleClouds(others, old, now);
      const hasSameValue = old.isKnown === now.isKnown && jsonEquals(old.value, now.value);
      return {
        row,
        before: ruleOf(row, old),
        after: ruleOf(row, now),
        clouds,
        isSame: hasSameValue && clouds.every((each) => each.before === each.after),
        cause: causeOf(old, now, { hasSameValue, others }),
      };
    },
    valuesOf: (row, tenantId) => {
      const values = [was, is].map((side) => readValue(side, row, tenantId));
      return values.map(({ isKnown, value }) => (isKnown ? value : undefined)) as [Json | undefined, Json | undefined];
    },
  };
}

function sideOf(state: LiveState): PolicySide {
  return {
    state,
    partners: new Map(state.partners.map((partner) => [partner.tenantId, partner])),
    clouds: allowedClouds(state.policy?.[otherCloudsSetting]),
  };
}

function allowedClouds(value: Json | undefined): PolicySide['clouds'] {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [];
}

/** For each other cloud that may be allowed before or after, whether it is. What is not known counts as allowed. */
function otherClouds(was: PolicySide, is: PolicySide): readonly MembershipPair[] {
  const allows = ({ clouds }: PolicySide, cloud: Json): boolean => clouds?.includes(cloud) ?? true;
  const clouds = new Set([was, is].flatMap((side) => side.clouds ?? ['unknown']));
  return distinct([...clouds].map((cloud) => ({ before: allows(was, cloud), after: allows(is, cloud) })));
}

/** A tenant of another cloud has access only if the cloud is allowed and the tenant has an entry. */
function possibleClouds(others: readonly MembershipPair[], old: SideValue, now: SideValue): SettingPair['clouds'] {
  return distinct([
    { before: true, after: true },
    ...others.map((cloud) => ({ before: cloud.before && old.hasEntry, after: cloud.after && now.hasEntry })),
  ]);
}

interface SideValue {
  readonly own: Json;
  readonly inherited: Json | undefined;
  /** False where it is inherited and no default is known, or where members of it are not known. */
  readonly isKnown: boolean;
  readonly value: Json;
  readonly hasEntry: boolean;
}

function readValue({ state, partners }: PolicySide, row: Setting, tenantId: TenantId): SideValue {
  const partner = partners.get(tenantId);
  const own = partner?.settings[row.name] ?? null;
  const effective = effectiveIn(row, partner?.settings, state.default);
  const isKnown = effective.of === 'value' && effective.unfilled !== true;
  return {
    own,
    inherited: defaultValueIn(row, state.default),
    isKnown,
    value: effective.of === 'value' ? effective.value : null,
    hasEntry: partner !== undefined,
  };
}

function ruleOf(row: Setting, { isKnown, value }: SideValue): AccessRule | undefined {
  return isKnown ? accessRule(row, value) : undefined;
}

interface CauseContext {
  readonly hasSameValue: boolean;
  readonly others: readonly MembershipPair[];
}

function causeOf(old: SideValue, now: SideValue, { hasSameValue, others }: CauseContext): SettingPair['cause'] {
  if (!jsonEquals(old.own, now.own) || (others.length > 0 && old.hasEntry !== now.hasEntry)) return 'partner';
  return hasSameValue ? 'policy' : 'default';
}
