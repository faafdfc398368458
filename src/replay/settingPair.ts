/*
 * One access setting for one tenant, under the live policy and under the policy that the plan leaves: the rules that
 * decide, and the change of the plan that is the reason for a difference.
 */
import { defaultValueIn, effectiveIn, mayAllowOtherClouds } from '../access/effective.ts';
import { type AccessRule, accessRule } from '../access/rule.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';

export interface SettingSide {
  /** Undefined: the value has no rule, or no default is known. */
  readonly rule: AccessRule | undefined;
  readonly hasEntry: boolean;
  /** It has no entry while other clouds may be allowed: if it belongs to one of them, it is blocked. */
  readonly mayBeOtherCloud: boolean;
}

export interface SettingPair {
  readonly row: Setting;
  readonly before: SettingSide;
  readonly after: SettingSide;
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
  readonly allowsOtherClouds: boolean;
}

/** `after` is the state that the plan leaves. */
export function pairPolicies(before: LiveState, after: LiveState): PolicyPair {
  const [was, is] = [sideOf(before), sideOf(after)];
  return {
    settingOf: (row, tenantId) => {
      const values = [was, is].map((side) => readValue(side, row, tenantId)) as [ReadValue, ReadValue];
      const [old, now] = values;
      const otherClouds = was.allowsOtherClouds || is.allowsOtherClouds;
      const hasSameValue = old.isKnown === now.isKnown && jsonEquals(old.value, now.value);
      return {
        row,
        before: settingSide(row, old),
        after: settingSide(row, now),
        isSame: hasSameValue && (!otherClouds || old.hasEntry === now.hasEntry),
        cause: causeOf(old, now, otherClouds),
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
    allowsOtherClouds: mayAllowOtherClouds(state.policy),
  };
}

interface ReadValue {
  readonly own: Json;
  readonly inherited: Json | undefined;
  /** False where it is inherited and no default is known, or where members of it are not known. */
  readonly isKnown: boolean;
  readonly value: Json;
  readonly hasEntry: boolean;
  readonly mayBeOtherCloud: boolean;
}

function readValue({ state, partners, allowsOtherClouds }: PolicySide, row: Setting, tenantId: TenantId): ReadValue {
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
    mayBeOtherCloud: partner === undefined && allowsOtherClouds,
  };
}

function settingSide(row: Setting, { isKnown, value, hasEntry, mayBeOtherCloud }: ReadValue): SettingSide {
  return { rule: isKnown ? accessRule(row, value) : undefined, hasEntry, mayBeOtherCloud };
}

function causeOf(old: ReadValue, now: ReadValue, otherClouds: boolean): SettingPair['cause'] {
  if (!jsonEquals(old.own, now.own) || (otherClouds && old.hasEntry !== now.hasEntry)) return 'partner';
  return jsonEquals(old.inherited ?? null, now.inherited ?? null) ? 'policy' : 'default';
}
