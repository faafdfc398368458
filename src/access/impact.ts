/*
 * Impact: whether a change of a setting broadens or narrows access.
 *
 * Access settings are compared as rules (compareRules.ts), all other settings leaf by leaf. An unknown value counts as
 * broadening (promise 7), and a value that the rule does not cover counts as mixed: xtap never calls them neutral.
 */

import { leavesOf } from '../model/canonical.ts';
import { canonicalJson, type Json, jsonEquals } from '../model/json.ts';
import { membersOf, pathOf } from '../model/members.ts';
import { memoize } from '../model/memoize.ts';
import type { Impact } from '../model/plan.ts';
import type { Leaf, Setting } from '../model/setting.ts';
import { compareRules } from './compareRules.ts';
import type { EffectiveValue } from './effective.ts';
import { type AccessRule, accessRule, nobodyReachesAnything } from './rule.ts';

export interface Assessment {
  readonly overall: Impact;
  /** For every leaf of either side, by the path that `leavesOf` gives it. */
  readonly byPath: ReadonlyMap<string, Impact>;
}

/**
 * The impact of the change from one effective value to another. The two TargetConfigurations of an access setting
 * decide together, so each has the impact of both; every other leaf has its own.
 */
export const assessSetting: (row: Setting, before: EffectiveValue, after: EffectiveValue) => Assessment =
  memoize(assess);

function assess(row: Setting, before: EffectiveValue, after: EffectiveValue): Assessment {
  const [left, right] = [readLeaves(row, before), readLeaves(row, after)];
  const access = row.kind === 'access' ? assessAccess(row, before, after) : 'neutral';
  const leafByPath = new Map(membersOf(row).map((member) => [pathOf(row, member), member.leaf]));
  const present = new Set([...left.values.keys(), ...right.values.keys()]);
  const impacts = new Map<string, Impact>();
  for (const path of new Set([...leafByPath.keys(), ...present])) {
    const leaf = leafByPath.get(path);
    const [was, is] = [left.at(path, leaf), right.at(path, leaf)];
    // An unchanged TargetConfiguration did not cause the impact that both have together.
    impacts.set(
      path,
      leaf?.type === 'targetConfiguration' ? (isUnchanged(was, is) ? 'neutral' : access) : assessLeaf(leaf, was, is),
    );
  }
  return {
    overall: combineImpacts([access, ...impacts.values()]),
    byPath: new Map([...impacts].filter(([path]) => present.has(path))),
  };
}

/** Broadening and narrowing together are mixed; an empty list is neutral. */
export function combineImpacts(impacts: Iterable<Impact>): Impact {
  let [broadens, narrows] = [false, false];
  for (const impact of impacts) {
    broadens ||= impact === 'broadens' || impact === 'mixed';
    narrows ||= impact === 'narrows' || impact === 'mixed';
  }
  return toImpact(broadens, narrows);
}

function toImpact(broadens: boolean, narrows: boolean): Impact {
  if (broadens) return narrows ? 'mixed' : 'broadens';
  return narrows ? 'narrows' : 'neutral';
}

// Access settings.

function assessAccess(row: Setting, before: EffectiveValue, after: EffectiveValue): Impact {
  if (before.of === 'unknown-default' || after.of === 'unknown-default') {
    return before.of === after.of ? 'neutral' : 'broadens';
  }
  const [left, right] = [ruleOf(row, before), ruleOf(row, after)];
  if (left && right) {
    const { broadens, narrows } = compareRules(left, right);
    return toImpact(broadens, narrows);
  }
  // An unset value may allow something, and a change from no access cannot narrow anything.
  if (before.of === 'no-access' && after.of === 'value' && after.value === null) return 'broadens';
  // The rule does not cover one of the values: only equal values are known to have the same effect.
  return targetConfigurationsText(row, before) === targetConfigurationsText(row, after) ? 'neutral' : 'mixed';
}

function ruleOf(row: Setting, effective: EffectiveValue): AccessRule | undefined {
  return effective.of === 'value' ? accessRule(row, effective.value) : nobodyReachesAnything;
}

function targetConfigurationsText(row: Setting, effective: EffectiveValue): string {
  if (effective.of !== 'value') return effective.of;
  const leaves = leavesOf(row, effective.value);
  const paths = [row.name, ...membersOf(row).map((member) => pathOf(row, member))];
  return canonicalJson(paths.map((path) => leaves.get(path) ?? null));
}

// Everything else, leaf by leaf.

/** A leaf's value; `unknown` where it would come from a default that was not read. */
type LeafValue = { readonly unknown: true } | { readonly unknown: false; readonly value: Json };

interface EffectiveLeaves {
  readonly values: ReadonlyMap<string, Json>;
  readonly at: (path: string, leaf: Leaf | undefined) => LeafValue;
}

function readLeaves(row: Setting, effective: EffectiveValue): EffectiveLeaves {
  const values: ReadonlyMap<string, Json> = effective.of === 'value' ? leavesOf(row, effective.value) : new Map();
  const at = (path: string, leaf: Leaf | undefined): LeafValue => {
    // Without access every flag is at its most closed: a flag that narrows when it is on counts as on.
    if (effective.of === 'no-access') {
      return { unknown: false, value: leaf?.type === 'flag' ? leaf.turningOn === 'narrows' : null };
    }
    const value = values.get(path) ?? null;
    const unfilled = effective.of === 'value' && effective.unfilled === true && value === null && leaf !== undefined;
    return effective.of === 'unknown-default' || unfilled ? { unknown: true } : { unknown: false, value };
  };
  return { values, at };
}

function isUnchanged(before: LeafValue, after: LeafValue): boolean {
  return !before.unknown && !after.unknown && jsonEquals(before.value, after.value);
}

function assessLeaf(leaf: Leaf | undefined, before: LeafValue, after: LeafValue): Impact {
  if (leaf?.type === 'label') return 'neutral';
  if (before.unknown || after.unknown) return before.unknown === after.unknown ? 'neutral' : 'broadens';
  if (leaf?.type === 'flag') return assessFlag(leaf.turningOn, before.value, after.value);
  if (leaf?.type === 'set') return assessSet(before.value, after.value);
  if (jsonEquals(before.value, after.value)) return 'neutral';
  // Redemption providers have no order of strength, so any change of them may broaden. An unknown member may do both.
  return leaf ? 'broadens' : 'mixed';
}

function assessFlag(turningOn: 'broadens' | 'narrows', before: Json, after: Json): Impact {
  // A flag that neither partner nor default sets is off: the system default of every flag in the table.
  const [was, is] = [before ?? false, after ?? false];
  if (jsonEquals(was, is)) return 'neutral';
  if (typeof was !== 'boolean' || typeof is !== 'boolean') return 'mixed';
  return is === (turningOn === 'broadens') ? 'broadens' : 'narrows';
}

function assessSet(before: Json, after: Json): Impact {
  const [was, is] = [before ?? [], after ?? []];
  if (!Array.isArray(was) || !Array.isArray(is)) return jsonEquals(was, is) ? 'neutral' : 'mixed';
  const [old, now] = [was.map(canonicalJson), is.map(canonicalJson)];
  const added = now.some((element) => !old.includes(element));
  const removed = old.some((element) => !now.includes(element));
  return toImpact(added, removed);
}
