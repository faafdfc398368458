/*
 * Lays out a live value as a person would write it. The codec that will read the value decides whether the
 * configuration can express a member. So a member that the codec rejects, now or in a later version, is left out with a
 * comment, and `pull` never writes a value that `validate` rejects.
 */

import { isRight } from 'fp-ts/lib/Either.js';
import { leavesOf, unset } from '../../model/canonical.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { refusedCombination } from '../../model/combination.ts';
import { canonicalJson, isJsonObject, type Json, jsonEquals } from '../../model/json.ts';
import { branchAt, type Member, membersOf, pathOf, withMember } from '../../model/members.ts';
import { memoize } from '../../model/memoize.ts';
import type { MemberTree, Setting, SettingPlace } from '../../model/setting.ts';
import { setting } from '../read/codecs/setting.ts';
import { accessTypes, allTargets, fullTargetConfiguration, type TargetSide } from '../read/shortForms.ts';
import { entry, scalar, type YamlEntry, type YamlLayout } from './layout.ts';
import { commentText } from './scalarText.ts';

export interface SettingLayout {
  /** Undefined if the configuration can express no part of it. */
  readonly value: YamlLayout | undefined;
  /** Comments about the members that are left out, with the reasons. */
  readonly omissions: readonly string[];
}

export const unknownMember = 'this version of xtap does not know it';

export interface SettingSite {
  readonly place: SettingPlace;
  readonly apiVersion: ApiVersion;
}

/** Lays out a value as it is declared: the TargetConfigurations that a complete value does not set are `unset`. */
export function settingLayout(row: Setting, value: Json, site: SettingSite): SettingLayout {
  const members = new Map(membersOf(row).map((member) => [pathOf(row, member), member]));
  const expressible = new Map<Member, Json>();
  const omissions: string[] = [];
  for (const [path, leaf] of leavesOf(row, value)) {
    const member = members.get(path);
    const reason = member ? refusal(row, member, leaf, site) : unknownMember;
    if (member && reason === undefined) expressible.set(member, leaf);
    else omissions.push(`${commentText(path)} is left out (${commentText(reason ?? '')}). Live: ${liveText(leaf)}`);
  }
  const conflict = refusedCombination(row, combineMembers(expressible));
  if (conflict) {
    return { value: undefined, omissions: [`${row.name} is left out (${conflict}). Live: ${liveText(value)}`] };
  }
  const isSet = [...expressible.values()].some((leaf) => leaf !== unset);
  return { value: isSet ? layoutOf(row, expressible) : undefined, omissions };
}

export function liveText(value: Json): string {
  return commentText(canonicalJson(value));
}

/** The layout of the value of one member, which must be expressible. */
export function leafLayout(member: Member, leaf: Json): YamlLayout {
  if (member.leaf.type === 'targetConfiguration') return targetConfigurationLayout(member.leaf.side, leaf);
  if (Array.isArray(leaf)) return { kind: 'list', items: leaf.map((item: Json) => scalar(String(item))) };
  return scalar(typeof leaf === 'boolean' || typeof leaf === 'number' ? leaf : String(leaf));
}

export function targetLayout(side: TargetSide, target: Json): YamlLayout {
  const { target: id = null, targetType = null } = isJsonObject(target) ? target : {};
  if (side === 'applications' || id === allTargets.users.target) return scalar(String(id));
  return { kind: 'mapping', entries: [entry(String(targetType), String(id))] };
}

/** Why the configuration cannot express this value of a member; undefined if it can. */
function refusal(row: Setting, member: Member, leaf: Json, { place, apiVersion }: SettingSite): string | undefined {
  if (member.only === 'beta' && apiVersion !== 'beta') return 'it does not exist in Graph v1.0';
  const written = withMember({}, member.path, leaf);
  const reader = readerOf(row, place);
  // Under its key, so that a message names it.
  const read = reader.validate(written, [{ key: row.name, type: reader, actual: written }]);
  if (!isRight(read)) return read.left[0]?.message ?? 'the configuration cannot express it';
  const isSame = read.right.state === 'value' && jsonEquals(read.right.value, written);
  return isSame ? undefined : 'the configuration cannot express it';
}

/** Cached, since a tenant has thousands of members to check. */
const readerOf = memoize(setting);

function combineMembers(kept: ReadonlyMap<Member, Json>): Json {
  return [...kept].reduce<Json>((value, [{ path }, leaf]) => withMember(value, path, leaf), null);
}

function layoutOf(row: Setting, kept: ReadonlyMap<Member, Json>): YamlLayout | undefined {
  if (kept.size === 0) return undefined;
  const [first] = kept;
  if (first && first[0].path.length === 0) return leafLayout(first[0], first[1]);
  const word = row.kind === 'access' ? shortWord(row, kept) : undefined;
  if (word) return scalar(word);
  return { kind: 'mapping', entries: memberEntries(row, kept), open: row.kind === 'access' && kept.size > 1 };
}

/** `allowed` or `blocked`, if that word expresses the whole value. */
function shortWord(row: Setting, kept: ReadonlyMap<Member, Json>): string | undefined {
  return accessTypes.find((accessType) =>
    membersOf(row).every(
      (member) =>
        member.leaf.type === 'targetConfiguration' &&
        jsonEquals(kept.get(member) ?? null, fullTargetConfiguration(member.leaf.side, accessType)),
    ),
  );
}

/** The entries of these members, in the order of the table. */
export function memberEntries(row: Setting, kept: ReadonlyMap<Member, Json>): readonly YamlEntry[] {
  const layouts = new Map([...kept].map(([member, leaf]) => [pathOf(row, member), leafLayout(member, leaf)]));
  return entriesBelow(row.tree, row.name, layouts);
}

function entriesBelow(node: MemberTree, path: string, layouts: ReadonlyMap<string, YamlLayout>): readonly YamlEntry[] {
  return Object.entries(branchAt(node)).flatMap(([key, child]): readonly YamlEntry[] => {
    const at = `${path}.${key}`;
    const leaf = layouts.get(at);
    if (leaf) return [entry(key, leaf)];
    const entries = entriesBelow(child, at, layouts);
    return entries.length === 0 ? [] : [entry(key, { kind: 'mapping', entries })];
  });
}

function targetConfigurationLayout(side: TargetSide, configuration: Json): YamlLayout {
  const { accessType = '', targets = [] } = isJsonObject(configuration) ? configuration : {};
  if (configuration === unset) return scalar(unset);
  const word = accessTypes.find((type) => jsonEquals(configuration, fullTargetConfiguration(side, type)));
  if (word) return scalar(word);
  const items = (Array.isArray(targets) ? targets : []).map((target: Json) => targetLayout(side, target));
  return { kind: 'mapping', entries: [entry(String(accessType), { kind: 'list', items })] };
}
