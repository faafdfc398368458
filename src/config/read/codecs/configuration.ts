import { apiVersions, clouds } from '../../../model/cloud.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../../model/setting.ts';
import { type ClosedParts, type ClosedValue, closed, list, namedValues } from './closed.ts';
import { explainMisplaced } from './misplaced.ts';
import { partnerList } from './partnerList.ts';
import type { Reader } from './reader.ts';
import { choice, date, domain, exactly, tenantId, text, wholeNumber } from './scalars.ts';
import { type SettingValue, setting } from './setting.ts';

export const undeclaredPartners = ['report', 'ignore', 'delete'] as const;
export const undeclaredSettings = ['ignore', 'report', 'inherit'] as const;
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
  undeclaredSettings: choice(undeclaredSettings),
};

const guardParts = {
  maxDeletes: wholeNumber(Number.MAX_SAFE_INTEGER),
  maxDeletePercent: wholeNumber(100),
  maxChangePercent: wholeNumber(100),
};

export type SettingsValue = ClosedValue<Record<never, never>, SettingValue>;
export type PartnerValue = ClosedValue<typeof partnerParts, SettingValue>;
export type DocumentValue = ClosedValue<DocumentParts, never>;
type DocumentParts = ReturnType<typeof documentParts>;
export type SourceParts = ClosedParts<DocumentParts>;

/** The codec of one YAML document of a configuration. Create one per read, since it caches values. */
export function documentReader(table: readonly Setting[]): Reader<DocumentValue> {
  return closed({
    expected: 'a configuration',
    parts: documentParts(table),
    expectedByRules: ['version', 'tenant'],
    explainKey: explainMisplaced(table, undefined),
  });
}

function documentParts(table: readonly Setting[]) {
  const partnerRows = rowReaders(table, 'partner');
  const annotations = true;
  const settings = (place: SettingPlace, expected: string): Reader<SettingsValue> =>
    closed({
      expected,
      parts: {},
      rows: place === 'partner' ? partnerRows : rowReaders(table, place),
      annotations,
      explainKey: explainMisplaced(table, place),
    });
  const partner: Reader<PartnerValue> = closed({
    expected: 'a partner',
    parts: partnerParts,
    rows: partnerRows,
    required: ['tenantId'],
    annotations,
    explainKey: explainMisplaced(table, 'partner'),
  });
  return {
    version: exactly(1, 'this xtap reads version 1'),
    tenant: tenantId,
    cloud: choice(clouds),
    api: choice(apiVersions),
    undeclaredPartners: choice(undeclaredPartners),
    undeclaredSettings: choice(undeclaredSettings),
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

function rowReaders(table: readonly Setting[], place: SettingPlace): ReadonlyMap<string, Reader<SettingValue>> {
  const rows = settingsOf(table, place);
  const others = [...rows.map(({ name }) => name), ...(place === 'partner' ? Object.keys(partnerParts) : [])];
  return new Map(rows.map((row) => [row.name, setting(row, place, others)]));
}
