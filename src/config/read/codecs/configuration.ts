import { apiVersions, clouds } from '../../../model/cloud.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../../model/setting.ts';
import { type ClosedParts, type ClosedValue, closed, list, namedValues } from './closed.ts';
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
    partners: list(partner, 'a list of partners'),
  };
}

function rowReaders(table: readonly Setting[], place: SettingPlace): ReadonlyMap<string, Reader<SettingValue>> {
  return new Map(settingsOf(table, place).map((row) => [row.name, setting(row, place)]));
}

/** The error for a setting that exists, but not at this place. */
function explainMisplaced(table: readonly Setting[], place: SettingPlace | undefined) {
  return (key: string) => {
    const row = table.find(({ name }) => name === key);
    if (!row || (place && row.places.includes(place))) return undefined;
    const where = row.places.map((each) => (each === 'partner' ? 'a partner' : `\`${each}\``)).join(' and ');
    const here = place === undefined ? 'the configuration itself' : place === 'partner' ? 'a partner' : `\`${place}\``;
    return { code: 'misplaced-setting' as const, message: `\`${key}\` is a setting of ${where}, not of ${here}` };
  };
}
