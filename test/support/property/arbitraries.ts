/*
 * Generates worlds: a tenant as Graph stores it, and a configuration that resembles it.
 *
 * Two independent random states differ everywhere, which tests a differ badly. So every declared value is derived from
 * the live one: the same value, one changed member, a part, or another value. Everything follows from the field table,
 * so a new row is covered without a change here.
 */

import fc, { type Arbitrary } from 'fast-check';
import { systemDefault } from '../../../src/emulator/state/systemDefault.ts';
import type { TenantSeed } from '../../../src/emulator/state/tenantState.ts';
import { canonicalValue } from '../../../src/model/canonical.ts';
import type { ApiVersion } from '../../../src/model/cloud.ts';
import { refusedCombination } from '../../../src/model/combination.ts';
import type {
  Declaration,
  Declarations,
  DesiredPartner,
  DesiredState,
  UndeclaredPartners,
} from '../../../src/model/desiredState.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { type Member, membersOf, rowIn } from '../../../src/model/members.ts';
import { type Leaf, type Setting, type SettingPlace, settingsOf } from '../../../src/model/setting.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { a1, a2, a3, g1, g2, nothingWatched, u1, u2 } from '../builders.ts';
import { home } from '../tenants.ts';

/** Partner ids with letters, so that their case can change. */
const tenantIds = ['1a', '2b', '3c', '4d'].map(
  (digits) => `${digits.repeat(4)}-abcd-4ef0-8abc-${digits.repeat(6)}` as TenantId,
);
const position = { file: 'configs/test.yaml', line: 1, column: 1 };

/** A counterexample shrinks to the first alternative. */
const simplestFirst = { withCrossShrink: true };

/** A world to plan in. */
export interface World {
  readonly apiVersion: ApiVersion;
  readonly seed: TenantSeed;
  readonly desired: DesiredState;
}

export function rowsAt(place: SettingPlace, apiVersion: ApiVersion, table = fieldTable): readonly Setting[] {
  return settingsOf(table, place).filter((row) => row.versions.includes(apiVersion));
}

const halfOf = (side: 'users' | 'applications', allOnly: boolean): Arbitrary<Json> => {
  const target = (id: string, targetType: string): JsonObject => ({ target: id, targetType });
  const everything = side === 'users' ? target('AllUsers', 'user') : target('AllApplications', 'application');
  const single =
    side === 'users'
      ? [target(u1, 'user'), target(u2, 'user'), target(g1, 'group'), target(g2, 'group')]
      : [a1, a2, a3, 'Office365'].map((id) => target(id, 'application'));
  const some = fc.shuffledSubarray(single, { minLength: 1, maxLength: 3 });
  const targets = allOnly
    ? fc.constant([everything])
    : fc.oneof(fc.constant([everything]), { weight: 2, arbitrary: some });
  return fc.record({ accessType: fc.constantFrom('allowed', 'blocked'), targets });
};

function leafValue(leaf: Leaf, allUsersOnly: boolean): Arbitrary<Json> {
  switch (leaf.type) {
    case 'targetConfiguration':
      return halfOf(leaf.side, allUsersOnly && leaf.side === 'users');
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...leaf.of);
    case 'order':
      return fc.shuffledSubarray([...leaf.of], { minLength: 1 });
    case 'set':
      return fc.shuffledSubarray([...leaf.of]);
    case 'label':
      return fc.constantFrom('Sync', 'Sync of users');
  }
}

/** The value with `leaf` at `path`. */
function withLeaf(value: Json, path: readonly string[], leaf: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const object = isJsonObject(value) ? value : {};
  return { ...object, [key]: withLeaf(object[key] ?? null, rest, leaf) };
}

function leafAt(value: Json, path: readonly string[]): Json {
  return path.reduce<Json>((at, key) => (isJsonObject(at) ? (at[key] ?? null) : null), value);
}

/** Every member set, and no combination that Graph refuses. */
export function completeValue(row: Setting, place: SettingPlace, apiVersion: ApiVersion): Arbitrary<Json> {
  const members = membersOf(rowIn(row, apiVersion));
  const allUsersOnly = place === 'default' && row.defaultTakesAllUsersOnly;
  return fc
    .tuple(...members.map(({ leaf }) => leafValue(leaf, allUsersOnly)))
    .map((leaves) => members.reduce<Json>((value, { path }, at) => withLeaf(value, path, leaves[at] ?? null), null))
    .filter((value) => refusedCombination(row, value) === undefined);
}

/** As Graph may store it: set, in part, inherited in one of three spellings; sometimes with unknown members. */
function rawValue(row: Setting, place: SettingPlace, apiVersion: ApiVersion): Arbitrary<Json | undefined> {
  const complete = completeValue(row, place, apiVersion);
  if (place !== 'partner') {
    const strange = complete.map((value) => withUnknown(row, value, place));
    return fc.oneof(simplestFirst, fc.constant(undefined), { weight: 2, arbitrary: complete }, strange);
  }
  const members = membersOf(rowIn(row, apiVersion));
  const nulls = members.reduce<Json>((value, { path }) => withLeaf(value, path, null), null);
  const someNull = fc.tuple(complete, fc.subarray([...members])).map(([value, missing]) => {
    return missing.reduce((rest, { path }) => withLeaf(rest, path, null), value);
  });
  return fc.oneof(
    simplestFirst,
    { weight: 2, arbitrary: fc.constantFrom(undefined, row.inherits === 'never' ? undefined : null, nulls) },
    { weight: 4, arbitrary: complete },
    { weight: 2, arbitrary: someNull },
    { weight: 1, arbitrary: complete.map((value) => withUnknown(row, value, place)) },
  );
}

/** Members that no reference names: in the setting, and in a half of it. */
function withUnknown(row: Setting, value: Json, place: SettingPlace): Json {
  if (!isJsonObject(value) || row.ownEndpoint) return value;
  const half = membersOf(row).find(({ leaf }) => leaf.type === 'targetConfiguration');
  const inHalf = half && place === 'partner' ? withLeaf(value, [...half.path, 'futureScope'], 'tenant') : value;
  return withLeaf(inHalf, ['futureMember'], { level: 2, from: place });
}

/** What a configuration declares for a setting, as a function of the live value, so that the two are similar. */
type Wish = (live: Json, inherited: Json) => Declaration | undefined;

function wish(row: Setting, place: SettingPlace, apiVersion: ApiVersion): Arbitrary<Wish> {
  const members = membersOf(rowIn(row, apiVersion));
  const fresh = completeValue(row, place, apiVersion);
  const declared = (value: Json, ...below: readonly Json[]): Declaration | undefined => {
    const canonical = canonicalValue(row, value);
    const completed = completedBy(members, [canonical, ...below]);
    const refused = canonical === null || refusedCombination(row, completed) !== undefined;
    return refused ? undefined : { state: 'value', value: canonical, position };
  };
  const parts = fc
    .tuple(fresh, fc.subarray([...members], { minLength: 1 }), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(
      ([fresh, managed, changed]): Wish =>
        (live, inherited) => {
          const leaves = managed.map(({ path }, at): [readonly string[], Json] => {
            const old = leafAt(live, path);
            const known = isJsonObject(old)
              ? { accessType: old.accessType ?? null, targets: old.targets ?? null }
              : old;
            return [path, changed[at] || known === null ? leafAt(fresh, path) : known];
          });
          const value = leaves.reduce<Json>((sum, [path, leaf]) => withLeaf(sum, path, leaf), null);
          return declared(value, live, inherited);
        },
    );
  const [first, second] = members;
  const lone = fc.tuple(fresh, fc.boolean()).map(
    ([fresh, isFirst]): Wish =>
      (live) => {
        const [kept, gone] = isFirst ? [first, second] : [second, first];
        // Where Graph merges, a half that is set cannot be taken out.
        if (!kept || !gone || leafAt(live, gone.path) !== null) return undefined;
        const value = withLeaf(withLeaf(null, kept.path, leafAt(fresh, kept.path)), gone.path, 'unset');
        return { state: 'value', value: canonicalValue(row, value), position };
      },
  );
  const state =
    (word: 'inherit' | 'absent'): Wish =>
    () => ({ state: word, position });
  return fc.oneof(
    simplestFirst,
    { weight: 3, arbitrary: fc.constant<Wish>(() => undefined) },
    {
      weight: 1,
      arbitrary: fresh.map(
        (value): Wish =>
          () =>
            declared(value),
      ),
    },
    { weight: 4, arbitrary: parts },
    ...(place === 'partner' && row.kind === 'access' && members.length > 1 ? [{ weight: 2, arbitrary: lone }] : []),
    ...(place === 'partner' && row.inherits !== 'never'
      ? [{ weight: 2, arbitrary: fc.constant(state('inherit')) }]
      : []),
    ...(row.ownEndpoint ? [{ weight: 2, arbitrary: fc.constant(state('absent')) }] : []),
  );
}

/** Every member from the first value that has it. */
function completedBy(members: readonly Member[], values: readonly Json[]): Json {
  return members.reduce<Json>((sum, { path }) => {
    const found = values.map((value) => leafAt(value, path)).find((leaf) => leaf !== null);
    return withLeaf(sum, path, found ?? null);
  }, null);
}

interface Both {
  readonly raw: Readonly<Record<string, Json>>;
  readonly settings: Declarations;
}

/** The settings of one place, live and declared, once it is known what is inherited there. */
type Drawn = (inherited: JsonObject) => Both;

function settingsAt(place: SettingPlace, apiVersion: ApiVersion, declares: Arbitrary<boolean>): Arbitrary<Drawn> {
  const rows = rowsAt(place, apiVersion);
  const each = rows.map((row) => fc.tuple(rawValue(row, place, apiVersion), wish(row, place, apiVersion)));
  return fc.tuple(fc.tuple(...each), declares).map(([pairs, isDeclared]) => (inherited) => {
    const raw: Record<string, Json> = {};
    const settings = new Map<string, Declaration>();
    for (const [at, row] of rows.entries()) {
      const [value, wanted] = pairs[at] ?? [undefined, () => undefined];
      if (value !== undefined) raw[row.name] = value;
      const declaration = wanted(canonicalValue(row, value ?? null), inherited[row.name] ?? null);
      if (isDeclared && declaration) settings.set(row.name, declaration);
    }
    return { raw, settings };
  });
}

type Fate = 'both' | 'only live' | 'only declared' | 'tombstone' | 'gone tombstone' | 'neither';

/** How often each kind of partner occurs. */
const fates: Arbitrary<Fate> = fc.oneof(
  simplestFirst,
  { weight: 1, arbitrary: fc.constantFrom<Fate>('neither', 'gone tombstone', 'tombstone') },
  { weight: 2, arbitrary: fc.constantFrom<Fate>('only live', 'only declared') },
  { weight: 6, arbitrary: fc.constant<Fate>('both') },
);

const heads = fc.record({
  isServiceProvider: fc.constantFrom(null, null, null, true),
  isInMultiTenantOrganization: fc.constantFrom(false, false, false, true),
  futureSetting: fc.constantFrom<Json>(null, { scope: 'everything', parts: [1, null] }),
});

interface DrawnPartner {
  readonly live: JsonObject | undefined;
  readonly sync: JsonObject | undefined;
  readonly desired: DesiredPartner | undefined;
}

const livingFates: readonly Fate[] = ['both', 'only live', 'tombstone'];
const undeclaredFates: readonly Fate[] = ['only live', 'neither'];

function partnerOf(tenantId: TenantId, apiVersion: ApiVersion): Arbitrary<(inherited: JsonObject) => DrawnPartner> {
  const undeclaredSettings = fc.constantFrom<DesiredPartner['undeclaredSettings']>('ignore', 'report');
  const both = settingsAt('partner', apiVersion, fc.constant(true));
  const provider = fc.constantFrom(undefined, undefined, undefined, false, true);
  return fc
    .record({ fate: fates, both, head: heads, provider, undeclaredSettings })
    .map(({ fate, both, head, provider, ...rest }) => (inherited) => {
      const { raw, settings } = both(inherited);
      const { identitySynchronization: sync = null, ...own } = raw;
      const isLive = livingFates.includes(fate);
      const declared: Pick<DesiredPartner, 'state' | 'settings'> = fate.endsWith('tombstone')
        ? { state: 'absent', settings: new Map() }
        : { state: 'present', settings: withProvider(settings, provider) };
      return {
        live: isLive ? { ...own, ...head, tenantId } : undefined,
        sync: isLive && isJsonObject(sync) ? { ...sync, tenantId } : undefined,
        desired: undeclaredFates.includes(fate)
          ? undefined
          : { tenantId, position, unmanaged: new Set(), ...declared, ...rest },
      };
    });
}

/** What only a creation sends. */
function withProvider(settings: Declarations, value: boolean | undefined): Declarations {
  return value === undefined
    ? settings
    : new Map([...settings, ['isServiceProvider', { state: 'value', value, position }]]);
}

export const worlds: Arbitrary<World> = fc.constantFrom<ApiVersion>('v1.0', 'beta').chain((apiVersion) =>
  fc
    .record({
      partners: fc.tuple(...tenantIds.map((tenantId) => partnerOf(tenantId, apiVersion))),
      default: settingsAt('default', apiVersion, fc.boolean()),
      policy: settingsAt('policy', apiVersion, fc.boolean()),
      undeclaredPartners: fc.constantFrom<UndeclaredPartners>('report', 'ignore', 'delete'),
      protectedIds: fc.subarray(tenantIds, { maxLength: 1 }),
    })
    .map(({ partners: drawn, default: drawnDefault, policy: drawnPolicy, undeclaredPartners, protectedIds }): World => {
      const defaults = drawnDefault(systemDefault);
      const policy = drawnPolicy({});
      const liveDefault = { ...systemDefault, ...defaults.raw };
      const plannedDefault = Object.entries(liveDefault).map(([name, live]): [string, Json] => {
        const row = fieldTable.find((each) => each.name === name);
        const wanted = defaults.settings.get(name);
        return [
          name,
          row ? completedBy(membersOf(row), [wanted?.state === 'value' ? wanted.value : null, live]) : live,
        ];
      });
      const partners = drawn.map((partner) => partner(Object.fromEntries(plannedDefault)));
      const declared = partners.flatMap(({ desired }) => desired ?? []);
      const buried = new Set(declared.filter(({ state }) => state === 'absent').map(({ tenantId }) => tenantId));
      return {
        apiVersion,
        seed: {
          tenantId: home,
          displayName: 'Contoso',
          directory: [],
          partners: partners.flatMap(({ live }) => (live ? [live] : [])),
          identitySynchronization: Object.fromEntries(
            partners.flatMap(({ sync }) => (sync ? [[String(sync.tenantId), sync] as const] : [])),
          ),
          default: liveDefault,
          policy: { displayName: 'CrossTenantAccessPolicy', ...policy.raw },
        },
        desired: {
          tenantId: home,
          cloud: 'global',
          apiVersion,
          undeclaredPartners,
          ...nothingWatched,
          protected: new Set(protectedIds.filter((tenantId) => !buried.has(tenantId))),
          guards: { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 },
          policy: policy.settings,
          default: defaults.settings,
          partners: declared,
          files: ['configs/test.yaml'],
          sourceName: 'configs/',
        },
      };
    }),
);
