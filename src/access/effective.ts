/*
 * The effective value of a setting: a partner's own value, completed by the tenant default, or the default itself.
 * Every decision about access (impact, explain, the trust map) starts from the value made here. The file also holds
 * what the effective value depends on: the default as the plan leaves it, and whether organizations of other clouds are
 * allowed.
 */

import { leavesOf, overlay } from '../model/canonical.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { memoize } from '../model/memoize.ts';
import type { ChangeIntent } from '../model/plan.ts';
import { pathOf, type Setting } from '../model/setting.ts';

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
    const inherited = inheritedValue(row, defaultValue);
    if (own === null) return inherited === undefined ? { of: 'unknown-default' } : { of: 'value', value: inherited };
    if (row.kind !== 'flags') return { of: 'value', value: own };
    if (inherited !== undefined) return { of: 'value', value: overlay(row, own, inherited) };
    return hasEveryMember(row, own) ? { of: 'value', value: own } : { of: 'value', value: own, unfilled: true };
  },
);

function inheritedValue(row: Setting, defaultValue: Json | undefined): Json | undefined {
  if (row.inherits === 'never') return null;
  // A setting that cannot be written in the default is off there, so its value is known without reading the default.
  return defaultValue === undefined && !row.places.includes('default') ? null : defaultValue;
}

function hasEveryMember(row: Setting, own: Json): boolean {
  const leaves = leavesOf(row, own);
  return row.members.every((member) => leaves.has(pathOf(row, member)));
}

/** The values that a plan writes to the default and to the policy root. They decide the impact of its other changes. */
export interface PlannedDefaults {
  /** By setting. */
  readonly default: SettingValues;
  /** By setting. */
  readonly policy: SettingValues;
}

export function plannedDefaultsOf(intents: readonly ChangeIntent[]): PlannedDefaults {
  const written = (resource: string): SettingValues =>
    intents.find((intent) => intent.resource === resource)?.after ?? {};
  return { default: written('default'), policy: written('policy') };
}

/** The policy setting on which the effect of creating and deleting a partner depends. */
export const otherCloudsSetting = fieldTable.find(({ opensOtherClouds }) => opensOtherClouds)?.name ?? '';

/**
 * Whether a partner may belong to another cloud, now or after the plan. Organizations of other clouds are blocked until
 * they are partners (Microsoft: allowedCloudEndpoints), and a tenant id does not say which cloud it belongs to.
 * Undefined live endpoints (a snapshot without them) count as allowed.
 */
export function mayAllowOtherClouds(live: Json | undefined, planned: Json | undefined): boolean {
  return live === undefined || [live, planned].some((clouds) => Array.isArray(clouds) && clouds.length > 0);
}
