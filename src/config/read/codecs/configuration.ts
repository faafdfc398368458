import { apiVersions, clouds } from '../../../model/cloud.ts';
import {
  ignoredAccess,
  silenceableCodes,
  undeclaredSettingsByStrictness,
  unmanagedResources,
} from '../../../model/desiredState.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../../model/setting.ts';
import { type ClosedParts, type ClosedValue, closed } from './closed.ts';
import { passOverIgnored } from './ignoredKeys.ts';
import { list, namedValues } from './list.ts';
import { explainMisplaced } from './misplaced.ts';
import { partnerList } from './partnerList.ts';
import type { Reader } from './reader.ts';
import { choice, date, domain, exactly, filledText, objectId, tenantId, text, wholeNumber } from './scalars.ts';
import { type SettingValue, setting } from './setting.ts';
import { type WaiverList, waivers } from './waiver.ts';

export const undeclaredPartners = ['report', 'ignore', 'delete'] as const;
export const partnerStates = ['present', 'absent'] as const;

const partnerParts = {
  tenantId,
  domain,
  name: text,
  profiles: list(text, 'a list of profile names'),
  owner: text,
  ticket: text,
  reviewBy: date,
  state: choice(partnerStates),
  undeclaredSettings: choice(undeclaredSettingsByStrictness),
  notes: text,
  waivers,
};

const ignoredParts = {
  tenantId,
  reason: filledText,
  access: choice(ignoredAccess),
};

/** People keep anchors and remarks for other programs under such keys. */
export const freeKeyPattern = '^x-';
const freeKey = new RegExp(freeKeyPattern);
const isFreePartnerKey = (key: string): boolean => freeKey.test(key);
const isFreeKey = (key: string): boolean => freeKey.test(key) || key === '$schema';

const guardParts = {
  maxDeletes: wholeNumber(Number.MAX_SAFE_INTEGER),
  maxDeletePercent: wholeNumber(100),
  maxChangePercent: wholeNumber(100),
};

/** The settings of `default`, `policy` or a profile. A profile has no waivers: a waiver excuses one subject. */
export type SettingsValue = ClosedValue<{ readonly waivers: Reader<WaiverList> }, SettingValue>;
export type PartnerValue = ClosedValue<ReturnType<typeof partnerPartsOf>, SettingValue>;
export type IgnoredValue = ClosedValue<typeof ignoredParts, never>;
export type DocumentValue = ClosedValue<DocumentParts, never>;
type DocumentParts = ReturnType<typeof documentParts>;
export type SourceParts = ClosedParts<DocumentParts>;

/** The codec of one YAML document of a configuration. Create one per read, since it caches values. */
export function documentReader(table: readonly Setting[]): Reader<DocumentValue> {
  return closed({
    expected: 'a configuration',
    parts: documentParts(table),
    expectedByRules: ['version', 'tenant'],
    free: isFreeKey,
    explainKey: explainMisplaced(table, undefined),
  });
}

/** `unmanaged` of a partner takes the names of the settings that a partner can have. */
function partnerPartsOf(table: readonly Setting[]) {
  const names = settingsOf(table, 'partner').map(({ name }) => name);
  return { ...partnerParts, unmanaged: list(choice(names), 'a list of setting names') };
}

function documentParts(table: readonly Setting[]) {
  const partnerRows = readersOf([...settingsOf(table, 'partner'), ...settingsOf(table, 'creation')], 'partner');
  const annotations = true;
  const settings = (place: SettingPlace, expected: string): Reader<SettingsValue> =>
    closed({
      expected,
      parts: place === 'partner' ? {} : { waivers },
      rows: place === 'partner' ? partnerRows : rowReaders(table, place),
      annotations,
      passOver: passOverIgnored,
      explainKey: explainMisplaced(table, place),
    });
  const partner: Reader<PartnerValue> = closed({
    expected: 'a partner',
    parts: partnerPartsOf(table),
    free: isFreePartnerKey,
    rows: partnerRows,
    required: ['tenantId'],
    annotations,
    passOver: passOverIgnored,
    explainKey: explainMisplaced(table, 'partner'),
  });
  return {
    version: exactly(1, 'this xtap reads version 1'),
    tenant: tenantId,
    cloud: choice(clouds),
    api: choice(apiVersions),
    undeclaredPartners: choice(undeclaredPartners),
    undeclaredSettings: choice(undeclaredSettingsByStrictness),
    unmanaged: list(choice(unmanagedResources), 'a list of `default` and `policy`'),
    ignored: list(
      closed({ expected: 'an ignored partner', parts: ignoredParts, required: ['tenantId', 'reason'] }),
      'a list of ignored partners',
    ),
    silence: list(choice(silenceableCodes), 'a list of warning codes'),
    names: namedValues(filledText, 'a mapping from ids to labels', objectId),
    protected: list(tenantId, 'a list of tenant ids'),
    guards: closed({ expected: '`guards`', parts: guardParts }),
    policy: settings('policy', '`policy`'),
    default: settings('default', '`default`'),
    profiles: namedValues(settings('partner', 'a profile'), 'a mapping of profiles'),
    partners: partnerList(partner),
  };
}

/** The keys that may occur only once per configuration; the entries of the others are combined. */
export const onceKeys: ReadonlySet<string> = new Set([
  'version',
  'tenant',
  'cloud',
  'api',
  'undeclaredPartners',
  'undeclaredSettings',
  'guards',
  'policy',
  'default',
] satisfies (keyof DocumentParts)[]);

/** The codecs of the settings that a resource can have. */
export function rowReaders(table: readonly Setting[], place: SettingPlace): ReadonlyMap<string, Reader<SettingValue>> {
  return readersOf(settingsOf(table, place), place);
}

function readersOf(rows: readonly Setting[], place: SettingPlace): ReadonlyMap<string, Reader<SettingValue>> {
  const others = [...rows.map(({ name }) => name), ...(place === 'partner' ? Object.keys(partnerParts) : [])];
  return new Map(rows.map((row) => [row.name, setting(row, place, others)]));
}
