import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { membersOf } from '../../src/model/members.ts';
import { type Leaf, type Setting, type SettingPlace, settingsOf } from '../../src/model/setting.ts';
import { fabrikam } from './tenants.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: length, maxLength: length });
const guid: fc.Arbitrary<string> = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-'));
const label = fc.constantFrom('Fabrikam', 'a: b # c', '', '007');

/** An object with some of the keys. */
const some = (
  model: Readonly<Record<string, fc.Arbitrary<Json>>>,
  required: readonly string[] = [],
): fc.Arbitrary<JsonObject> => fc.record({ ...model }, { requiredKeys: [...required] });

function target(side: 'users' | 'applications'): fc.Arbitrary<Json> {
  const users = fc.oneof(
    fc.record({ user: guid, name: label }, { requiredKeys: ['user'] }),
    fc.record({ group: guid }),
    fc.record(
      { target: guid, targetType: fc.constantFrom('user', 'group'), '@odata.type': fc.constant('x') },
      { requiredKeys: ['target', 'targetType'] },
    ),
  );
  const applications = fc.oneof(
    guid,
    fc.constant('Office365'),
    fc.record({ application: guid, name: label }, { requiredKeys: ['application'] }),
    fc.record({ target: fc.oneof(guid, fc.constant('Office365')), targetType: fc.constant('application') }),
  );
  return side === 'users' ? users : applications;
}

function everybody(side: 'users' | 'applications'): fc.Arbitrary<Json> {
  const [word, type] = side === 'users' ? ['AllUsers', 'user'] : ['AllApplications', 'application'];
  return fc.constantFrom<Json>(word, { [type]: word }, { target: word, targetType: type });
}

function half(side: 'users' | 'applications'): fc.Arbitrary<Json> {
  const targets = fc.oneof(
    fc.array(target(side), { minLength: 1, maxLength: 3 }),
    fc.array(everybody(side), { minLength: 1, maxLength: 2 }),
  );
  return fc.oneof(
    fc.constantFrom('allowed', 'blocked', 'unset'),
    targets.map((allowed) => ({ allowed })),
    targets.map((blocked) => ({ blocked })),
    fc.record({ accessType: fc.constantFrom('allowed', 'blocked'), targets }),
  );
}

function leafValue(leaf: Leaf): fc.Arbitrary<Json> {
  switch (leaf.type) {
    case 'targetConfiguration':
      return half(leaf.side);
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...leaf.of);
    case 'order':
    case 'set':
      return fc.subarray([...leaf.of]);
    case 'label':
      return label;
  }
}

/** A value of the setting in any form that the configuration takes at that place. */
function settingValue(row: Setting, place: SettingPlace): fc.Arbitrary<Json> {
  const words = [
    ...(place === 'partner' && row.inherits !== 'never' ? ['inherit'] : []),
    ...(row.ownEndpoint ? ['absent'] : []),
    ...(row.kind === 'access' ? ['allowed', 'blocked'] : []),
  ];
  const members = membersOf(row).map(({ path, leaf }) =>
    leafValue(leaf).map((value) => path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value)),
  );
  const own = membersOf(row).some(({ path }) => path.length === 0);
  const values = own
    ? fc.oneof(...members)
    : fc
        .tuple(
          fc.tuple(...members),
          fc.subarray(
            members.map((_, index) => index),
            { minLength: 1 },
          ),
        )
        .map(([all, chosen]) => Object.assign({}, ...chosen.map((index) => all[index])) as JsonObject)
        // Not every half may be unset.
        .filter(
          (value) =>
            Object.keys(value).length < members.length || !Object.values(value).every((each) => each === 'unset'),
        );
  return words.length === 0 ? values : fc.oneof(fc.constantFrom(...words), values);
}

function settings(table: readonly Setting[], place: SettingPlace): Readonly<Record<string, fc.Arbitrary<Json>>> {
  return Object.fromEntries(settingsOf(table, place).map((row) => [row.name, settingValue(row, place)]));
}

/** A document whose values are valid one by one; their combination may be wrong. */
export function configuration(table: readonly Setting[]): fc.Arbitrary<JsonObject> {
  const profile = some(settings(table, 'partner'));
  const partner = some(
    {
      ...settings(table, 'partner'),
      tenantId: guid,
      domain: fc.constantFrom('fabrikam.com', 'a-b.Example.org'),
      name: label,
      owner: label,
      ticket: label,
      profiles: fc.array(fc.constantFrom('one', 'two'), { maxLength: 2 }),
      reviewBy: fc.constantFrom('2027-03-31', '2028-02-29', '2020-01-01'),
      state: fc.constantFrom('present', 'absent'),
      undeclaredSettings: fc.constantFrom('ignore', 'report', 'inherit'),
    },
    ['tenantId'],
  );
  return some({
    version: fc.constant(1),
    tenant: guid,
    cloud: fc.constantFrom('global', 'usgov', 'usgovdod', 'china'),
    api: fc.constantFrom('v1.0', 'beta'),
    undeclaredPartners: fc.constantFrom('report', 'ignore', 'delete'),
    undeclaredSettings: fc.constantFrom('ignore', 'report', 'inherit'),
    protected: fc.array(guid, { maxLength: 2 }),
    guards: some({ maxDeletes: fc.nat(), maxDeletePercent: fc.nat(100), maxChangePercent: fc.nat(100) }),
    policy: some(settings(table, 'policy')),
    default: some(settings(table, 'default')),
    profiles: fc.dictionary(fc.constantFrom('one', 'two', '__proto__', 'constructor'), profile, { maxKeys: 2 }),
    partners: fc.array(partner, { maxLength: 3 }),
  });
}

/** A document with one setting, where a mistake is certain to be in it. */
export function oneSetting(
  table: readonly Setting[],
  mistakes: fc.Arbitrary<readonly Mutation[]>,
): fc.Arbitrary<JsonObject> {
  const written = table.flatMap((row) =>
    row.places.map((place) =>
      fc.tuple(settingValue(row, place), mistakes).map(([value, mutations]): JsonObject => {
        const settings = { [row.name]: mutations.reduce(mutate, value) };
        const tenantId = fabrikam;
        return place === 'partner' ? { partners: [{ tenantId, ...settings }] } : { [place]: settings };
      }),
    ),
  );
  return fc.oneof(...written);
}

/** Where to change something, and into what. */
export interface Mutation {
  readonly seed: number;
  readonly how: 'replace' | 'delete' | 'rename' | 'add' | 'wrap';
  readonly junk: Json;
}

const words = [
  'allowed',
  'blocked',
  'inherit',
  'absent',
  'AllUsers',
  'AllApplications',
  'Office365',
  'users',
  'true',
  'v1.0',
  'delete',
  'fabrikam',
  '2027-02-30',
];
const keys = [
  'targets',
  'accessType',
  'allowed',
  'blocked',
  'user',
  'group',
  'application',
  'target',
  'targetType',
  'name',
  'tenantId',
  '@odata.type',
  '__proto__',
  'inboundTrust',
  'isMfaAccepted',
  'x',
];
const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.constant([]),
  fc.constant({}),
  fc.constantFrom<Json>(null, true, 0, -1, 101, 1.5, 1e300, '', [], {}, [[]], ...words),
  guid,
  fc.constantFrom(...words).map((word) => [word]),
  fc.dictionary(fc.constantFrom(...keys), fc.oneof(guid, fc.constantFrom<Json>(...words, true, null, []))),
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  seed: fc.nat(),
  how: fc.constantFrom('replace', 'delete', 'rename', 'add', 'wrap'),
  junk,
});

/** The value with one place of it changed; the seed says which. */
export function mutate(value: Json, mutation: Mutation): Json {
  const { seed, how, junk: other } = mutation;
  const members: readonly string[] = isJsonObject(value) || Array.isArray(value) ? Object.keys(value) : [];
  if (members.length === 0 || seed % (members.length + 3) === 0) return changed(value, other, how);
  const at = members[seed % members.length] ?? '';
  const below = { ...mutation, seed: Math.floor(seed / members.length) };
  if (Array.isArray(value))
    return value.map((each: Json, index) => (String(index) === at ? mutate(each, below) : each));
  if (!isJsonObject(value)) return other;
  if (seed % 7 < 5) return withEntry(value, at, at, mutate(value[at] ?? null, below));
  if (how === 'delete') return Object.fromEntries(Object.entries(value).filter(([key]) => key !== at));
  if (how === 'rename') return withEntry(value, at, keys[seed % keys.length] ?? 'x', value[at] ?? null);
  return withEntry(value, at, at, changed(value[at] ?? null, other, how));
}

function changed(value: Json, other: Json, how: Mutation['how']): Json {
  if (how === 'wrap') return [value];
  if (how === 'add' && Array.isArray(value)) return [...value, other];
  if (how === 'add' && isJsonObject(value)) return { ...value, ...(isJsonObject(other) ? other : { x: other }) };
  return other;
}

function withEntry(value: JsonObject, key: string, name: string, member: Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([each, old]) => (each === key ? [name, member] : [each, old])));
}
