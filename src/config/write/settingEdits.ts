/*
 * Corrects a drifted setting where it is written: only one flag, one side or one target if no more has drifted, so that
 * the other labels and comments stay. A value from a profile, an alias or a merge key is never changed there, since
 * other partners use it too: the partner gets its own setting.
 */

import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import { leavesOf, unset } from '../../model/canonical.ts';
import { refusedCombination } from '../../model/combination.ts';
import { canonicalJson, isJsonObject, type Json, jsonEquals } from '../../model/json.ts';
import { type Member, memberAt, membersOf, pathOf, withMember } from '../../model/members.ts';
import { type Setting, unsetWord } from '../../model/setting.ts';
import { canonicalGuid } from '../../model/tenantId.ts';
import { type AccessType, accessTypes, fullTargetConfiguration, type TargetSide } from '../read/shortForms.ts';
import type { MapNode } from '../read/yaml/places.ts';
import type { Edit } from './edits.ts';
import { entry, scalar, type YamlLayout } from './layout.ts';
import { appendItems, removeItems } from './listEdits.ts';
import { appendEntries, removePair, replaceValue } from './mappingEdits.ts';
import { ownPair, rangeOf, valueAt } from './nodes.ts';
import { leafLayout, memberEntries, type SettingSite, settingLayout, targetLayout } from './settingLayout.ts';

/** A setting whose live value differs from the declared one. */
export interface SettingDifference {
  readonly row: Setting;
  /** The declared members; undefined if it is declared as `inherit` or `absent`, or not declared. */
  readonly declared: Json | undefined;
  /** Canonical; null if it is inherited or absent. */
  readonly live: Json;
  /** Undeclared members that are to be declared beside the declared ones. */
  readonly added?: readonly Member[] | undefined;
}

/** The edits within `map` that make it declare the live value; undefined if edits are not enough. */
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

/** The layout of the live value; only of the declared members if some are declared. */
function layoutWanted(
  { row, declared, live, added }: SettingDifference,
  site: SettingSite,
): { readonly value: YamlLayout | undefined; readonly omissions: readonly string[] } {
  if (live !== null)
    return settingLayout(row, declared === undefined ? live : declaredPart(row, declared, { live, added }), site);
  if (site.place !== 'partner') return { value: undefined, omissions: [] };
  const word = unsetWord(row);
  return { value: word && scalar(word), omissions: [] };
}

/** The members of `live` that are declared, or are to be. */
function declaredPart(
  row: Setting,
  declared: Json,
  { live, added = [] }: Pick<SettingDifference, 'live' | 'added'>,
): Json {
  const names = leavesOf(row, declared);
  if (!isJsonObject(live)) return live;
  let part: Json = null;
  for (const member of membersOf(row)) {
    const leaf = memberAt(live, member.path);
    if (leaf !== null && (names.has(pathOf(row, member)) || added.includes(member)))
      part = withMember(part, member.path, leaf);
  }
  return part;
}

/** One edit for each drifted member; undefined if a member is not written directly here. */
function memberEdits(
  text: string,
  pair: Pair,
  { row, declared, live, added = [] }: SettingDifference,
  site: SettingSite,
): readonly Edit[] | undefined {
  if (!isMap(pair.value) || declared === undefined || !isJsonObject(live)) return undefined;
  const leaves = leavesOf(row, declared);
  const members = membersOf(row).filter((member) => leaves.has(pathOf(row, member)));
  const drifted = members.filter(
    (member) => !jsonEquals(leaves.get(pathOf(row, member)) ?? null, memberAt(live, member.path)),
  );
  if (refusedCombination(row, declaredPart(row, declared, { live, added }))) return undefined;
  // Both at once could edit the same line; the next round adds the missing members.
  if (drifted.length === 0 && added.length > 0) return addedEdits(text, pair.value, row, { added, live });
  const edits = drifted.map((member) => {
    const leaf = memberAt(live, member.path);
    const alone = withMember(null, member.path, leaf);
    const isExpressible = leaf === unset || (leaf !== null && settingLayout(row, alone, site).value !== undefined);
    const place = isExpressible ? placeAt(pair.value, member.path) : undefined;
    return place && leafEdits(text, place, { member, leaf, declared: leaves.get(pathOf(row, member)) ?? null });
  });
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined;
}

/** The new members behind those that are written. */
function addedEdits(
  text: string,
  map: MapNode,
  row: Setting,
  { added, live }: { readonly added: readonly Member[]; readonly live: Json },
): readonly Edit[] | undefined {
  const isBeside = added.every(({ path: [key = ''] }) => ownPair(map, key) === undefined);
  if (!isBeside) return undefined;
  const members = new Map(added.map((member) => [member, memberAt(live, member.path)]));
  return appendEntries(text, map, memberEntries(row, members));
}

interface MemberNode {
  readonly map: MapNode;
  readonly pair: Pair;
}

/** The pair of a member, if it is written below `node` without an alias or merge key. */
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

/** Adds and removes single targets, so that the labels of the others stay. */
function targetEdits(
  text: string,
  node: unknown,
  side: TargetSide,
  { declared, leaf }: { readonly declared: Json; readonly leaf: Json },
): readonly Edit[] | undefined {
  if (!isMap(node) || accessTypes.some((type) => jsonEquals(leaf, fullTargetConfiguration(side, type))))
    return undefined;
  const word = accessTypes.find((type) => ownPair(node, type));
  const pair = ownPair(node, word ?? 'targets');
  const [before, after] = [targetsOf(declared), targetsOf(leaf)];
  const list = pair?.value;
  if (!pair || !isSeq(list)) return undefined;
  const written = list.items.map(targetKey);
  const writtenIds = new Set(written);
  // Each written item must be unique and must name its id directly, not through an alias.
  if (
    writtenIds.size !== written.length ||
    before.length !== written.length ||
    !before.every(({ id }) => writtenIds.has(id))
  ) {
    return undefined;
  }
  const staying = new Set(after.map(({ key }) => key));
  const removedIds = new Set(before.filter(({ key }) => !staying.has(key)).map(({ id }) => id));
  const indexes = new Set(written.flatMap((id, index) => (id !== undefined && removedIds.has(id) ? [index] : [])));
  const present = new Set(before.map(({ key }) => key));
  const added = after.filter(({ key }) => !present.has(key)).map(({ target }) => targetLayout(side, target));
  if (indexes.size === written.length) return undefined;
  const site = { list, pair, inFlow: node.flow === true };
  return [
    ...accessTypeEdits(node, word, accessTypeOf(leaf)),
    ...(indexes.size > 0 ? removeItems(text, site, indexes) : []),
    // Both at once could edit the same line; the next round adds the missing targets.
    ...(added.length > 0 && indexes.size === 0 ? appendItems(text, site, added, { spaced: false }) : []),
  ];
}

function accessTypeEdits(map: MapNode, word: AccessType | undefined, wantedType: string): readonly Edit[] {
  const node = word ? ownPair(map, word)?.key : valueAt(map, 'accessType');
  return word === wantedType ? [] : [{ ...rangeOf(node), text: wantedType }];
}

interface TargetEntry {
  readonly key: string;
  readonly id: string;
  readonly target: Json;
}

function targetsOf(configuration: Json): readonly TargetEntry[] {
  const targets = isJsonObject(configuration) && Array.isArray(configuration.targets) ? configuration.targets : [];
  return targets.map((target: Json) => {
    const id = isJsonObject(target) ? target.target : null;
    return { key: canonicalJson(target), id: String(id ?? ''), target };
  });
}

/** The id of a written target in any form; undefined if it is an alias. */
function targetKey(node: unknown): string | undefined {
  const written = isMap(node)
    ? ['target', 'user', 'group', 'application'].map((key) => scalarValue(valueAt(node, key))).find((each) => each)
    : scalarValue(node);
  return written === undefined ? undefined : canonicalGuid(written);
}

function scalarValue(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

function accessTypeOf(configuration: Json): string {
  return isJsonObject(configuration) ? String(configuration.accessType) : '';
}
