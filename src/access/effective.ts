/*
 * The effective value of a setting: a partner's own value, completed by the tenant default, or the default itself. Every
 * decision about access (impact, explain, the trust map) starts from the value made here. The file also holds what the
 * effective value depends on: the default as the plan leaves it, and whether organizations of other clouds are allowed.
 */
import { leavesOf, overlay } from '../model/canonical.ts';
import { pathOf, type Setting } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { memoize } from '../model/memoize.ts';
import type { ChangeIntent } from '../model/plan.ts';

/**
 * The effective side of a setting.
 * `value`: what holds, own or inherited, canonical; null where nobody set it. `unfilled`: members are missing that
 * the default would fill, and no default is known.
 * `unknown-default`: inherited, and no default is known; it counts as broadening.
 * `no-access`: an organization of another cloud that is no partner; everything in its most closed position.
 */
export type EffectiveValue =
  | { readonly of: 'value'; readonly value: Json; readonly unfilled?: true }
  | { readonly of: 'unknown-default' }
  | { readonly of: 'no-access' };

export const noAccess: EffectiveValue = { of: 'no-access' };

/**
 * What holds for a partner whose own value is `own` (canonical; null: inherited). `defaultValue`: null where the
 * default is known and does not set it, undefined where no default is known. Half an access setting is not filled
 * from the default: Graph does not say what it means, so it stays outside the rule.
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
  // Microsoft keeps such a default off, and nobody can write it: so it is known even where no default was read.
  return defaultValue === undefined && !row.places.includes('default') ? null : defaultValue;
}

function hasEveryMember(row: Setting, own: Json): boolean {
  const leaves = leavesOf(row, own);
  return row.members.every((member) => leaves.has(pathOf(row, member)));
}

/** What the other changes of the same plan contribute to the judgement of this one. */
export interface PlannedDefaults {
  /** Values that the plan writes to the default, by setting. */
  readonly default: SettingValues;
  /** Values that the plan writes to the policy root, by setting. */
  readonly policy: SettingValues;
}

export function plannedDefaultsOf(intents: readonly ChangeIntent[]): PlannedDefaults {
  const written = (resource: string): SettingValues =>
    intents.find((intent) => intent.resource === resource)?.after ?? {};
  return { default: written('default'), policy: written('policy') };
}

/** The policy setting on which the effect of creating and deleting a partner depends. */
export const otherCloudsSetting = 'allowedCloudEndpoints';

/**
 * Organizations of other clouds stay blocked until they are partners (Microsoft: allowedCloudEndpoints), and the id of
 * an organization does not tell its cloud. A snapshot without the endpoints could hide an allowed cloud.
 */
export function mayAllowOtherClouds(live: Json | undefined, planned: Json | undefined): boolean {
  return live === undefined || [live, planned].some((clouds) => Array.isArray(clouds) && clouds.length > 0);
}
