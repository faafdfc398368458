/*
 * Moves settings that several partners have in common into new profiles. The text of the settings moves as it is
 * written, so labels stay. An entry with anchors, aliases or comments beside its settings stays as it is, because
 * moving them would lose what a person wrote. Rejected: names made of the settings, since only people know what a
 * profile is for.
 */
import { isMap } from 'yaml';
import type { DesiredPartner, DesiredState } from '../../model/desiredState.ts';
import { groupBy } from '../../model/groupBy.ts';
import { canonicalJson, compareText } from '../../model/json.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { isMergeKey, keyText, type MapNode } from '../read/yaml/places.ts';
import { applyEdits, columnOf, contentEnd, type Edit, lineEnd, lineStart, lineStop } from './edits.ts';
import { removePair } from './mappingEdits.ts';
import { type DocumentNodes, documentNodes, ownPair, rangeOf, valueAt } from './nodes.ts';

export interface ProposedProfile {
  readonly name: string;
  readonly partners: number;
}

export interface Proposal {
  readonly sources: readonly SourceFile[];
  readonly profiles: readonly ProposedProfile[];
}

/** By setting: what is declared, comparable as text. */
type Declared = ReadonlyMap<string, string>;

interface DeclaringEntry {
  readonly tenantId: TenantId;
  readonly source: SourceFile;
  readonly map: MapNode;
  readonly declared: Declared;
}

interface Profile {
  readonly name: string;
  readonly declared: Declared;
  readonly entries: readonly DeclaringEntry[];
}

const fewest = 2;

/** `sources` are valid and declare `desired`. The result declares the same. */
export function proposeProfiles(sources: readonly SourceFile[], desired: DesiredState): Proposal {
  const all = sources.flatMap((source) => documentNodes(source).map((document) => ({ source, document })));
  const home =
    all.find(({ document }) => ownPair(document.root, 'profiles')) ??
    all.find(({ document }) => ownPair(document.root, 'tenant'));
  const partners = new Map(desired.partners.map((partner) => [partner.tenantId, partner]));
  const entries = all.flatMap(({ source, document }) => movable(source, document, partners));
  const profiles = profilesOf(entries, new Set(all.flatMap(({ document }) => profileNames(document))));
  const place = home && profilePlace(home.source.text, home.document);
  if (!home || !place || profiles.length === 0) return { sources, profiles: [] };
  const uses = profiles.flatMap((profile) => profile.entries.map((entry) => ({ entry, profile })));
  return {
    sources: sources.map((source) => {
      const own = uses.filter(({ entry }) => entry.source === source);
      const edits = own.flatMap(({ entry, profile }) => useProfile(entry, profile));
      const added = source === home.source ? [place(profiles.flatMap(profileLines))] : [];
      return { ...source, text: applyEdits(source.text, [...added, ...edits]) };
    }),
    profiles: profiles.map((profile) => ({ name: profile.name, partners: profile.entries.length })),
  };
}

function profileNames({ root }: DocumentNodes): readonly string[] {
  const map = valueAt(root, 'profiles');
  return isMap(map) ? map.items.map(({ key }) => keyText(key) ?? '') : [];
}

function movable(
  source: SourceFile,
  { entries }: DocumentNodes,
  partners: ReadonlyMap<TenantId, DesiredPartner>,
): readonly DeclaringEntry[] {
  return [...entries].flatMap(([tenantId, { map }]): readonly DeclaringEntry[] => {
    const settings = partners.get(tenantId)?.settings;
    if (!map || map.flow === true || !settings || ownPair(map, 'profiles')) return [];
    if (map.items.some(({ key }) => isMergeKey(key))) return [];
    const declared = [...settings].flatMap(([name, declaration]) => {
      if (!ownPair(map, name)) return [];
      const { state } = declaration;
      return [[name, canonicalJson({ state, ...(state === 'value' && { value: declaration.value }) })] as const];
    });
    const isPlain = declared.every(([name]) => !/[#&*]/.test(settingText(source.text, map, name, 'whole lines')));
    return isPlain && declared.length > 0 ? [{ tenantId, source, map, declared: new Map(declared) }] : [];
  });
}

/** The largest first. A partner that has the settings of a profile and more uses it, too. */
function profilesOf(entries: readonly DeclaringEntry[], taken: ReadonlySet<string>): readonly Profile[] {
  const groups = groupBy(entries, ({ declared }) => canonicalJson(Object.fromEntries(declared)));
  const equal = groups.filter(({ length }) => length >= fewest).map((group) => [...group]);
  const grouped = new Set(equal.flat());
  const bases = equal.flatMap(([first]) => first ?? []).sort((a, b) => b.declared.size - a.declared.size);
  for (const entry of entries.filter((each) => !grouped.has(each))) {
    const base = bases.find(({ declared }) => [...declared].every(([name, text]) => entry.declared.get(name) === text));
    equal.find(([first]) => first === base)?.push(entry);
  }
  const ranked = equal.sort((a, b) => b.length - a.length || compareText(a[0]?.tenantId ?? '', b[0]?.tenantId ?? ''));
  const names = freeNames(taken);
  return ranked.map((members) => ({
    name: names.next().value,
    declared: members[0]?.declared ?? new Map(),
    entries: members,
  }));
}

function* freeNames(taken: ReadonlySet<string>): Generator<string, never> {
  for (let number = 1; ; number += 1) {
    const name = `profile-${number}`;
    if (!taken.has(name)) yield name;
  }
}

/** The reference takes the line of the first setting, so that labels stay above it. */
function useProfile({ source: { text }, map }: DeclaringEntry, { name, declared }: Profile): readonly Edit[] {
  const [first, ...others] = [...declared.keys()].flatMap((setting) => ownPair(map, setting) ?? []).sort(byPlace);
  if (!first) return [];
  const { start } = rangeOf(first.key);
  const end = lineStop(text, contentEnd(text, start, rangeOf(first.value).end));
  return [{ start, end, text: `profiles: [${name}]` }, ...others.flatMap((pair) => removePair(text, map, pair) ?? [])];
}

function byPlace(a: { readonly key: unknown }, b: { readonly key: unknown }): number {
  return rangeOf(a.key).start - rangeOf(b.key).start;
}

function profileLines({ name, declared, entries: [first] }: Profile): readonly string[] {
  if (!first) return [];
  const { source, map } = first;
  const settings = [...declared.keys()].flatMap((setting) => {
    const column = columnOf(source.text, rangeOf(ownPair(map, setting)?.key).start);
    return settingText(source.text, map, setting, 'value')
      .split(/\r?\n/)
      .map((line, index) => `    ${index === 0 ? line : line.slice(column)}`);
  });
  return [`  ${name}:`, ...settings];
}

/** A setting as it is written, from its key to the end of its value. */
function settingText(text: string, map: MapNode, setting: string, extent: 'value' | 'whole lines'): string {
  const pair = ownPair(map, setting);
  const { start } = rangeOf(pair?.key);
  const end = contentEnd(text, start, rangeOf(pair?.value).end);
  return extent === 'value' ? text.slice(start, end) : text.slice(start, lineStop(text, end));
}

/**
 * Where new profiles go: into the mapping that is there, else before the partners; undefined if that cannot be edited.
 */
function profilePlace(text: string, { root }: DocumentNodes): ((lines: readonly string[]) => Edit) | undefined {
  const eol = lineEnd(text);
  const existing = ownPair(root, 'profiles');
  if (existing) {
    const map = existing.value;
    const last = isMap(map) && map.flow !== true ? map.items.at(-1) : undefined;
    if (!isMap(map) || !last || columnOf(text, rangeOf(last.key).start) !== 2) return undefined;
    const at = lineStop(text, contentEnd(text, rangeOf(last.key).start, rangeOf(last.value).end));
    return (lines) => ({ start: at, end: at, text: lines.map((line) => `${eol}${line}`).join('') });
  }
  if (root.flow === true) return undefined;
  const section = (lines: readonly string[]): string =>
    ['# Proposed by xtap: give each profile a name that says what it is for.', 'profiles:', ...lines]
      .map((line) => `${line}${eol}`)
      .join('');
  const following = ownPair(root, 'partners') ?? ownPair(root, 'names');
  if (following) {
    let at = lineStart(text, rangeOf(following.key).start);
    // A comment directly above the list stays with it.
    while (text.slice(lineStart(text, at - 1), at).startsWith('#')) at = lineStart(text, at - 1);
    return (lines) => ({ start: at, end: at, text: `${section(lines)}${eol}` });
  }
  const last = root.items.at(-1);
  const at = last ? lineStop(text, contentEnd(text, rangeOf(last.key).start, rangeOf(last.value).end)) : text.length;
  return (lines) => ({ start: at, end: at, text: `${eol}${eol}${section(lines).trimEnd()}` });
}
