/*
 * The members of a setting with its own endpoint that xtap writes. Graph keeps more members there, which it sets itself
 * or refuses under conditions, so an undo plan does not send them: it names them.
 */
import { leavesOf } from '../model/canonical.ts';
import { compareText, isJsonObject, type Json } from '../model/json.ts';
import { childOf, isLeaf, membersOf, pathOf } from '../model/members.ts';
import type { MemberTree, Setting } from '../model/setting.ts';

export interface SplitMembers {
  /** The value with the members that xtap writes. */
  readonly written: Json;
  /** The paths of the other members that are set: `identitySynchronization.roleEnabledGroupSyncInbound`. */
  readonly others: readonly string[];
}

export function splitMembers(row: Setting, value: Json): SplitMembers {
  const known = new Set(membersOf(row).map((member) => pathOf(row, member)));
  const others = [...leavesOf(row, value)].flatMap(([path, leaf]) => (known.has(path) || !isSet(leaf) ? [] : [path]));
  return { written: pickMembers(row.tree, value), others: others.sort(compareText) };
}

function pickMembers(node: MemberTree, value: Json): Json {
  if (!isJsonObject(value) || isLeaf(node)) return value;
  const picked = Object.entries(value).flatMap(([key, member]): readonly (readonly [string, Json])[] => {
    const child = childOf(node, key);
    if (!child) return [];
    const inner = pickMembers(child, member);
    return isJsonObject(inner) && Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(picked);
}

/** False, null, and an object with nothing else mean the same as a missing member. */
export function isSet(value: Json | undefined): boolean {
  if (isJsonObject(value)) return Object.values(value).some(isSet);
  return (value ?? false) !== false;
}
