/*
 * A drifted setting, put right where it is written: one flag, one half or one target, if that is all that drifted, so
 * that the labels and comments of everything else stay. What a profile, an alias or a merge key gives is never changed
 * there, since others have it from there, too: the partner gets a setting of its own.
 */

import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import { leavesOf } from '../../model/canonical.ts';
import { refusedCombination } from '../../model/combination.ts';
import { canonicalJson, isJsonObject, type Json, jsonEquals } from '../../model/json.ts';
import { type Member, pathOf, type Setting } from '../../model/setting.ts';
import { canonicalGuid } from '../../model/tenantId.ts';
import { type AccessType, accessTypes, fullTargetConfiguration, type TargetSide } from '../read/shortForms.ts';
import type { MapNode } from '../read/yaml/places.ts';
import type { Edit } from './edits.ts';
import { entry, scalar, type YamlLayout } from './layout.ts';
import { appendItems, removeItems } from './listEdits.ts';
import { appendEntries, removePair, replaceValue } from './mappingEdits.ts';
import { ownPair, rangeOf, valueAt } from './nodes.ts';
import { leafLayout, type SettingSite, settingLayout, targetLayout } from './settingLayout.ts';

/** A setting whose live value is not what is declared. */
export interface SettingDifference {
  readonly row: Setting;
  /** The declared members; undefined where it says `inherit` or `absent`, or is not declared at all. */
  readonly declared: Json | undefined;
  /** Canonical; null where it is inherited or not there. */
  readonly live: Json;
}

/** The edits within `map` that make it say the live value; undefined where that takes more than edits. */
export function settingEdits(
  text: string,
  map: MapNode,
  difference: SettingDifference,
  site: SettingSite,
): readonly Edit[] | undefined {
  const { row } = difference;
  const pair = ownPair(map, row.name);
  const inside = pair && memberEdits(text, pair, difference, site);
  if (inside) return inside;
  const { value, omissions } = layoutWanted(difference, site);
  if (!value) return pair && removePair(text, map, pair);
  if (pair) return replaceValue(text, map, pair, value);
  return appendEntries(text, map, [{ ...entry(row.name, value), comments: omissions }]);
}

/** What the setting shall say: of the declared members alone, where some are declared. */
function layoutWanted(
  { row, declared, live }: SettingDifference,
  site: SettingSite,
): { readonly value: YamlLayout | undefined; readonly omissions: readonly string[] } {
  if (live !== null) return settingLayout(row, declared === undefined ? live : declaredPart(row, declared, live), site);
  if (site.place !== 'partner') return { value: undefined, omissions: [] };
  const word = row.ownEndpoint ? 'absent' : row.inherits === 'never' ? undefined : 'inherit';
  return { value: word && scalar(word), omissions: [] };
}

/** The members of `live` that are declared. */
function declaredPart(row: Setting, declared: Json, live: Json): Json {
  const names = leavesOf(row, declared);
  if (!isJsonObject(live)) return live;
  let part: Json = null;
  for (const member of row.members) {
    const leaf = at(live, member.path);
    if (leaf !== null && names.has(pathOf(row, member))) part = withMember(part, member.path, leaf);
  }
  return part;
}

/** One edit for each drifted member, where all of them are written right here; undefined where some are not. */
function memberEdits(
  text: string,
  pair: Pair,
  { row, declared, live }: SettingDifference,
  site: SettingSite,
): readonly Edit[] | undefined {
  if (!isMap(pair.value) || declared === undefined || !isJsonObject(live)) return undefined;
  const leaves = leavesOf(row, declared);
  const members = row.members.filter((member) => leaves.has(pathOf(row, member)));
  const drifted = members.filter(
    (member) => !jsonEquals(leaves.get(pathOf(row, member)) ?? null, at(live, member.path)),
  );
  if (row.kind === 'access' && refusedCombination(declaredPart(row, declared, live))) return undefined;
  const edits = drifted.map((member) => {
    const leaf = at(live, member.path);
    const alone = withMember(null, member.path, leaf);
    const isExpressible = leaf !== null && settingLayout(row, alone, site).value !== undefined;
    const place = isExpressible ? placeAt(pair.value, member.path) : undefined;
    return place && leafEdits(text, place, { member, leaf, declared: leaves.get(pathOf(row, member)) ?? null });
  });
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined;
}

interface MemberNode {
  readonly map: MapNode;
  readonly pair: Pair;
}

/** The pair of a member, if it is written below `node` without alias or merge key. */
function placeAt(node: unknown, [key = '', ...rest]: readonly string[]): MemberNode | undefined {
  const pair = isMap(node) ? ownPair(node, key) : undefined;
  if (!pair || !isMap(node)) return undefined;
  return rest.length === 0 ? { map: node, pair } : placeAt(pair.value, rest);
}

interface LeafDifference {
  readonly member: Member;
  readonly declared: Json;
  readonly leaf: Json;
}

function leafEdits(
  text: string,
  { map, pair }: MemberNode,
  { member, declared, leaf }: LeafDifference,
): readonly Edit[] {
  const targets =
    member.leaf.type === 'targetConfiguration'
      ? targetEdits(text, pair.value, member.leaf.side, { declared, leaf })
      : undefined;
  return targets ?? replaceValue(text, map, pair, leafLayout(member, leaf));
}

/** Targets come and go one by one, so that the labels of the others stay. */
function targetEdits(
  text: string,
  half: unknown,
  side: TargetSide,
  { declared, leaf }: { readonly declared: Json; readonly leaf: Json },
): readonly Edit[] | undefined {
  if (!isMap(half) || accessTypes.some((type) => jsonEquals(leaf, fullTargetConfiguration(side, type))))
    return undefined;
  const word = accessTypes.find((type) => ownPair(half, type));
  const pair = ownPair(half, word ?? 'targets');
  const [before, after] = [targetsOf(declared), targetsOf(leaf)];
  const list = pair?.value;
  if (!pair || !isSeq(list)) return undefined;
  const written = list.items.map(targetKey);
  const known = new Set(written);
  // Each written item must be seen through: no alias, nothing that two items share.
  if (known.size !== written.length || before.length !== written.length || !before.every(({ id }) => known.has(id))) {
    return undefined;
  }
  const staying = new Set(after.map(({ key }) => key));
  const gone = new Set(before.filter(({ key }) => !staying.has(key)).map(({ id }) => id));
  const indexes = new Set(written.flatMap((id, index) => (id !== undefined && gone.has(id) ? [index] : [])));
  const present = new Set(before.map(({ key }) => key));
  const added = after.filter(({ key }) => !present.has(key)).map(({ target }) => targetLayout(side, target));
  if (indexes.size === written.length) return undefined;
  const site = { list, pair, inFlow: half.flow === true };
  return [
    ...accessTypeEdits(half, word, accessTypeOf(leaf)),
    ...(indexes.size > 0 ? removeItems(text, site, indexes) : []),
    // Both at once would meet in one line; what is still missing comes with the next round.
    ...(added.length > 0 && indexes.size === 0 ? appendItems(text, site, added, { spaced: false }) : []),
  ];
}

function accessTypeEdits(half: MapNode, word: AccessType | undefined, wantedType: string): readonly Edit[] {
  const node = word ? ownPair(half, word)?.key : valueAt(half, 'accessType');
  return word === wantedType ? [] : [{ ...rangeOf(node), text: wantedType }];
}

interface TargetEntry {
  readonly key: string;
  readonly id: string;
  readonly target: Json;
}

function targetsOf(half: Json): readonly TargetEntry[] {
  const targets = isJsonObject(half) && Array.isArray(half.targets) ? half.targets : [];
  return targets.map((target: Json) => {
    const id = isJsonObject(target) ? target.target : null;
    return { key: canonicalJson(target), id: String(id ?? ''), target };
  });
}

/** The id that a written target names, in whichever form; undefined where it is not written here. */
function targetKey(node: unknown): string | undefined {
  const written = isMap(node)
    ? ['target', 'user', 'group', 'application'].map((key) => scalarValue(valueAt(node, key))).find((each) => each)
    : scalarValue(node);
  return written === undefined ? undefined : canonicalGuid(written);
}

function scalarValue(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

function accessTypeOf(half: Json): string {
  return isJsonObject(half) ? String(half.accessType) : '';
}

function at(value: Json, path: readonly string[]): Json {
  let found: Json = value;
  for (const key of path) found = isJsonObject(found) ? (found[key] ?? null) : null;
  return found;
}

function withMember(value: Json, [key, ...rest]: readonly string[], leaf: Json): Json {
  if (key === undefined) return leaf;
  const members = isJsonObject(value) ? value : {};
  return { ...members, [key]: withMember(members[key] ?? null, rest, leaf) };
}
