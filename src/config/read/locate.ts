/*
 * Turns decoded documents into the source configuration: merges the keys that several files may have, reports the other
 * keys that occur twice, and gives a position to every value that a rule or a plan may point at.
 */

import type { GuardLimits, IgnoredPartner, Waiver } from '../../model/desiredState.ts';
import { formatPosition, type Position } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import {
  type DocumentValue,
  type IgnoredValue,
  onceKeys,
  type PartnerValue,
  type SettingsValue,
  type SourceParts,
} from './codecs/configuration.ts';
import type { ListEntry } from './codecs/list.ts';
import type { SettingValue } from './codecs/setting.ts';
import type { WaiverList } from './codecs/waiver.ts';
import type { ReportFinding } from './findings.ts';
import type {
  Located,
  SourceConfiguration,
  SourcePartner,
  SourceProfile,
  SourceSetting,
  SourceSettings,
} from './sourceConfiguration.ts';
import type { Places } from './yaml/places.ts';

export interface DecodedDocument {
  readonly value: DocumentValue;
  readonly places: Places;
}

export interface LocateOptions {
  readonly table: readonly Setting[];
  readonly files: readonly string[];
  readonly complete: boolean;
  readonly report: ReportFinding;
}

export function locate(documents: readonly DecodedDocument[], reading: LocateOptions): SourceConfiguration {
  const rows = new Map(reading.table.map((row) => [row.name, row]));
  const once = new Map<string, Position>();
  const profiles = new Map<string, SourceProfile>();
  const partners: SourcePartner[] = [];
  let single: SingleKeys = { guards: {}, policy: new Map(), default: new Map(), waivers: { default: [], policy: [] } };
  for (const { value, places } of documents) {
    const newKeys = selectNewKeys(value, places, { once, report: reading.report });
    single = { ...single, ...singleKeys(value, { places, rows, keys: newKeys, before: single.waivers }) };
    for (const profile of profilesOf(value, places, rows)) addProfile(profiles, profile, reading.report);
    const { partners: declared } = value.parts;
    for (const entry of declared?.entries ?? []) {
      partners.push(
        partnerOf(entry.value, places.ofValue(declared?.holder ?? value.holder, entry.index), { places, rows }),
      );
    }
  }
  const { files, complete } = reading;
  return { ...single, ...listsOf(documents), ...partnersKey(documents), profiles, partners, once, files, complete };
}

/** The first key `partners`, for findings that no line decides. */
function partnersKey(documents: readonly DecodedDocument[]): Pick<SourceConfiguration, 'partnersPosition'> {
  const first = documents.find(({ value }) => value.parts.partners);
  return first ? { partnersPosition: first.places.ofKey(first.value.holder, 'partners') } : {};
}

type JoinedLists = Pick<SourceConfiguration, 'protected' | 'ignored' | 'unmanaged' | 'silence' | 'names'>;

/** The entries that add up, of all documents. */
function listsOf(documents: readonly DecodedDocument[]): JoinedLists {
  const all = documents.map(({ value: { parts }, places }) => ({ parts, places }));
  return {
    protected: all.flatMap(
      ({ parts, places }) => parts.protected?.entries.map((entry) => located(entry, parts.protected, places)) ?? [],
    ),
    ignored: all.flatMap(
      ({ parts, places }) => parts.ignored?.entries.flatMap((entry) => ignoredOf(entry.value, places)) ?? [],
    ),
    unmanaged: all.flatMap(({ parts }) => parts.unmanaged?.entries.map((entry) => entry.value) ?? []),
    silence: all.flatMap(({ parts }) => parts.silence?.entries.map((entry) => entry.value) ?? []),
    names: all.flatMap(({ parts }) => [...(parts.names?.entries ?? [])].map(([id, label]) => ({ id, label }))),
  };
}

interface SourceSite {
  readonly places: Places;
  readonly rows: ReadonlyMap<string, Setting>;
}

type SingleKeys = Pick<
  SourceConfiguration,
  'tenant' | 'cloud' | 'api' | 'undeclaredPartners' | 'undeclaredSettings' | 'guards' | 'policy' | 'default' | 'waivers'
>;

/** The keys of this document that no earlier document had. Reports the others. */
function selectNewKeys(
  { holder, misspelt }: DocumentValue,
  places: Places,
  { once, report }: { readonly once: Map<string, Position>; readonly report: LocateOptions['report'] },
): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const written of Object.keys(holder)) {
    const key = misspelt?.get(written) ?? written;
    // Two spellings in one mapping are an error of the mapping.
    if (!onceKeys.has(key) || (key !== written && Object.hasOwn(holder, key))) continue;
    const position = places.ofKey(holder, written);
    const first = once.get(key);
    if (first) {
      report({
        code: 'repeated-key',
        message: `\`${key}\` may occur once per configuration; it is already at ${formatPosition(first)}`,
        position,
      });
      continue;
    }
    once.set(key, position);
    keys.add(key);
  }
  return keys;
}

function singleKeys(
  value: DocumentValue,
  site: SourceSite & { readonly keys: ReadonlySet<string>; readonly before: SingleKeys['waivers'] },
): Partial<SingleKeys> {
  const { parts, holder } = value;
  const part = <K extends keyof SourceParts & string>(
    key: K,
  ): { readonly [P in K]?: Located<NonNullable<SourceParts[K]>> } => {
    const value = site.keys.has(key) ? parts[key] : undefined;
    if (value === undefined || value === null) return {};
    const entry = { value, position: site.places.ofValue(holder, key) };
    return { [key]: entry } as { readonly [P in K]?: typeof entry };
  };
  const settings = (key: 'policy' | 'default'): { readonly [P in typeof key]?: SourceSettings } => {
    const section = site.keys.has(key) ? parts[key] : undefined;
    return section ? { [key]: settingsOf(section, site) } : {};
  };
  const waiversIn = (key: 'policy' | 'default'): readonly Waiver[] =>
    (site.keys.has(key) && waiversOf(parts[key]?.parts.waivers, site.places)) || site.before[key];
  const limits: Partial<GuardLimits> | undefined = site.keys.has('guards') ? parts.guards?.parts : undefined;
  return {
    ...part('tenant'),
    ...part('cloud'),
    ...part('api'),
    ...part('undeclaredPartners'),
    ...part('undeclaredSettings'),
    ...settings('policy'),
    ...settings('default'),
    ...(limits && { guards: limits }),
    waivers: { default: waiversIn('default'), policy: waiversIn('policy') },
  };
}

function* profilesOf(
  { parts }: DocumentValue,
  places: Places,
  rows: SourceSite['rows'],
): Generator<SourceProfile, void> {
  const { profiles } = parts;
  if (!profiles) return;
  for (const [name, value] of profiles.entries) {
    const position = places.ofKey(profiles.holder, name);
    yield { name, position, settings: settingsOf(value, { places, rows }, name), complete: value.complete };
  }
}

function addProfile(
  profiles: Map<string, SourceProfile>,
  profile: SourceProfile,
  report: LocateOptions['report'],
): void {
  const { name, position } = profile;
  const first = profiles.get(name);
  if (!first) profiles.set(name, profile);
  else {
    const message = `profile \`${name}\` is declared twice, first at ${formatPosition(first.position)}`;
    report({ code: 'duplicate-profile', message, position });
  }
}

function partnerOf(value: PartnerValue, position: Position, site: SourceSite): SourcePartner {
  const { parts, holder, complete } = value;
  const { places } = site;
  const at = <K extends 'tenantId' | 'state' | 'reviewBy' | 'undeclaredSettings'>(key: K) => {
    const part = parts[key];
    return part === undefined ? {} : { [key]: { value: part, position: places.ofValue(holder, key) } };
  };
  const { name, domain, owner, ticket, notes, profiles, unmanaged } = parts;
  return {
    position,
    labels: {
      ...(name !== undefined && { name }),
      ...(domain !== undefined && { domain }),
      ...(owner !== undefined && { owner }),
      ...(ticket !== undefined && { ticket }),
      ...(notes !== undefined && { notes }),
    },
    ...(domain !== undefined && { domainPosition: places.ofValue(holder, 'domain') }),
    ...at('tenantId'),
    ...at('state'),
    ...at('reviewBy'),
    ...at('undeclaredSettings'),
    unmanaged: unmanaged?.entries.map((entry) => entry.value) ?? [],
    profiles: profiles ? profiles.entries.map((entry) => located(entry, profiles, places)) : [],
    settings: settingsOf(value, site),
    waivers: waiversOf(parts.waivers, places),
    complete,
  };
}

/** The waivers that have all their keys; the others have been reported. */
function waiversOf(list: WaiverList | undefined, places: Places): readonly Waiver[] {
  return (list?.entries ?? []).flatMap(({ value: { parts, holder } }): readonly Waiver[] => {
    const { rule, reason, until, approvedBy } = parts;
    if (rule === undefined || reason === undefined || until === undefined) return [];
    const position = places.ofKey(holder, 'rule');
    return [{ rule, reason, until, ...(approvedBy !== undefined && { approvedBy }), position }];
  });
}

/** Nothing of an entry that lacks its id: that has been reported. */
export function ignoredOf({ parts, holder }: IgnoredValue, places: Places): readonly Located<IgnoredPartner>[] {
  const { tenantId, reason = '', access = 'default' } = parts;
  if (tenantId === undefined) return [];
  return [{ value: { tenantId, reason, access }, position: places.ofValue(holder, 'tenantId') }];
}

function settingsOf(
  value: SettingsValue | PartnerValue,
  { places, rows }: SourceSite,
  profile?: string,
): SourceSettings {
  const settings = new Map<string, SourceSetting>();
  const rowValues: ReadonlyMap<string, SettingValue> = value.rows;
  for (const [name, content] of rowValues) {
    const row = rows.get(name);
    const position = places.ofKey(value.holder, name);
    if (row) settings.set(name, { row, content, position, places, ...(profile !== undefined && { profile }) });
  }
  return settings;
}

function located<A>(entry: ListEntry<A>, list: { readonly holder: object } | undefined, places: Places): Located<A> {
  return { value: entry.value, position: list ? places.ofValue(list.holder, entry.index) : places.ofRoot() };
}
