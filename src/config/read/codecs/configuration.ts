import { apiVersions, clouds } from '../../../model/cloud.ts';
import {
  type GuardLimits,
  ignoredAccess,
  silenceableCodes,
  type UndeclaredSettings,
  undeclaredSettingsByStrictness,
  unmanagedResources,
} from '../../../model/desiredState.ts';
import { type Setting, type SettingPlace, settingsOf } from '../../../model/setting.ts';
import { type ClosedParts, type ClosedValue, closed } from './closed.ts';
import { ignoredSchemas, passOverIgnored } from './ignoredKeys.ts';
import { list, namedValues } from './list.ts';
import { explainMisplaced } from './misplaced.ts';
import { partnerList } from './partnerList.ts';
import { described, named, type Reader } from './reader.ts';
import { choice, date, domain, exactly, filledText, objectId, tenantId, text, wholeNumber } from './scalars.ts';
import { type SettingValue, setting } from './setting.ts';
import { type WaiverList, waivers } from './waiver.ts';

export const defaultGuards: GuardLimits = { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 };

const undeclaredSettings = (description: string): Reader<UndeclaredSettings> =>
  described(choice(undeclaredSettingsByStrictness), description, { default: 'broader' });

/** `unmanaged` takes the names of the settings that a partner can have. */
function partnerPartsOf(table: readonly Setting[]) {
  const settingNames = settingsOf(table, 'partner').map(({ name }) => name);
  return {
    tenantId: described(tenantId, "The partner's tenant id."),
    domain: described(domain, "One of the partner's domains, checked against tenantId."),
    name: described(text, 'A label for people; it is never sent.'),
    profiles: described(
      list(text, 'a list of profile names'),
      'Profiles to use. A later profile overrides an earlier one; own settings override all.',
    ),
    owner: described(text, 'Who answers for this partner.'),
    ticket: described(text, 'Where people agreed on this partner, such as a ticket.'),
    reviewBy: described(date, 'The day by which somebody looks at this partner again; later it is a warning.'),
    state: described(choice(['present', 'absent']), '`absent` is a tombstone: the partner is deleted.', {
      default: 'present',
    }),
    undeclaredSettings: undeclaredSettings('How xtap watches settings that this partner does not declare.'),
    unmanaged: described(
      list(choice(settingNames), 'a list of setting names'),
      'Settings whose undeclared members are accepted as they are.',
    ),
    notes: described(text, 'Free text for people.'),
    waivers,
  };
}

const ignoredParts = {
  tenantId: described(tenantId, "The partner's tenant id."),
  reason: described(filledText, 'Why others manage this partner.'),
  access: described(
    choice(ignoredAccess),
    '`default`: access broader than the tenant default is a difference for drift. `any`: it is not.',
    { default: 'default' },
  ),
};

const guardParts = {
  maxDeletes: described(wholeNumber(Number.MAX_SAFE_INTEGER), 'How many partners one run may delete.', {
    default: defaultGuards.maxDeletes,
  }),
  maxDeletePercent: described(
    wholeNumber(100),
    'How many of the live partners one run may delete, in percent; one deletion is always within it.',
    { default: defaultGuards.maxDeletePercent },
  ),
  maxChangePercent: described(
    wholeNumber(100),
    'How many of the live partners one run may change or delete, in percent, from ten live partners on.',
    { default: defaultGuards.maxChangePercent },
  ),
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
    free: 'x- or $schema',
    explainKey: explainMisplaced(table, undefined),
  });
}

function documentParts(table: readonly Setting[]) {
  const partnerParts = partnerPartsOf(table);
  const partnerRows = namedRows([...settingsOf(table, 'partner'), ...settingsOf(table, 'creation')], partnerParts);
  const annotations = true;
  const settings = (place: SettingPlace, expected: string): Reader<SettingsValue> =>
    closed({
      expected,
      parts: place === 'partner' ? {} : { waivers },
      rows: place === 'partner' ? partnerRows : rowReaders(table, place),
      annotations,
      passOver: passOverIgnored,
      passedOver: ignoredSchemas,
      explainKey: explainMisplaced(table, place),
    });
  const partner: Reader<PartnerValue> = closed({
    expected: 'a partner',
    parts: partnerParts,
    free: 'x-',
    rows: partnerRows,
    required: ['tenantId'],
    annotations,
    passOver: passOverIgnored,
    passedOver: ignoredSchemas,
    explainKey: explainMisplaced(table, 'partner'),
  });
  return {
    version: described(exactly(1, 'this xtap reads version 1'), 'The version of this format.'),
    tenant: described(tenantId, 'The home tenant. xtap refuses to work on any other.'),
    cloud: described(choice(clouds), 'The Microsoft cloud that the home tenant is in.', { default: 'global' }),
    api: described(choice(apiVersions), 'The Graph version that every request uses.', { default: 'v1.0' }),
    undeclaredPartners: described(
      choice(['report', 'ignore', 'delete']),
      'What happens to partners that are live but not declared: listed, ignored, or deleted.',
      { default: 'report' },
    ),
    undeclaredSettings: undeclaredSettings(
      'How xtap watches settings that are not declared, of declared partners, of the default and of the policy: `broader` lists access that is broader than the default.',
    ),
    unmanaged: described(
      list(choice(unmanagedResources), 'a list of `default` and `policy`'),
      'Resources whose undeclared settings xtap does not watch.',
    ),
    ignored: described(
      list(
        closed({ expected: 'an ignored partner', parts: ignoredParts, required: ['tenantId', 'reason'] }),
        'a list of ignored partners',
      ),
      'Partners that others manage: never sent, never deleted.',
    ),
    silence: described(
      list(choice(silenceableCodes), 'a list of warning codes'),
      'Warnings that xtap leaves out; a plan counts them.',
    ),
    names: described(
      namedValues(filledText, 'a mapping from ids to labels', objectId),
      'Labels of users, groups, applications and tenants by id, shown beside the ids; they are never sent.',
    ),
    protected: described(list(tenantId, 'a list of tenant ids'), 'Partners that are never deleted.'),
    guards: described(
      closed({ expected: '`guards`', parts: guardParts }),
      'Limits that stop a run before its first write.',
    ),
    policy: described(settings('policy', '`policy`'), 'Settings of the policy as a whole.'),
    default: described(settings('default', '`default`'), 'The default settings, for every tenant without its own.'),
    profiles: described(
      namedValues(named('profile', settings('partner', 'a profile')), 'a mapping of profiles'),
      'Named sets of settings, which partners use.',
    ),
    partners: described(partnerList(named('partner', partner)), 'The partners.'),
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
  const rows = settingsOf(table, place);
  const names = rows.map(({ name }) => name);
  return new Map(rows.map((row) => [row.name, setting(row, place, names)]));
}

/** The codecs of a partner's settings, which partners and profiles share. `parts`: the keys beside them. */
function namedRows(rows: readonly Setting[], parts: object): ReadonlyMap<string, Reader<SettingValue>> {
  const others = [...rows.map(({ name }) => name), ...Object.keys(parts)];
  return new Map(rows.map((row) => [row.name, named(row.name, setting(row, 'partner', others))]));
}
