/*
 * The differ. It answers three questions about a setting, and no other code compares values to answer them:
 *
 *   satisfied   does the live value have everything that is declared?
 *   hasArrived  did this write happen, also where Graph has added members to what it was sent?
 *   moved       is there a third value, which is neither the one before the write nor the one that it sends?
 *
 * Both values are canonical (model/canonical.ts) and become flat records of texts, which fast-json-patch compares. It
 * never sees an array of targets: it compares arrays by index, and a reordered list would look like a change.
 */

import jsonPatch from 'fast-json-patch';
import { leavesOf, unset, withUnset } from '../model/canonical.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject, jsonEquals, memberOf } from '../model/json.ts';
import { membersOf, ownLeaf, pathOf } from '../model/members.ts';
import { memoize } from '../model/memoize.ts';
import type { Setting } from '../model/setting.ts';
import { withUnsetMembers } from './completion.ts';

/** A write of a setting. Null: inherited, not set, or removed. */
export interface Write {
  readonly before: Json;
  readonly sent: Json;
}

/** A live member that was neither declared nor sent. */
export interface Addition {
  /** `inboundTrust.isCompliantNetworkAccepted` */
  readonly path: string;
  readonly value: Json;
}

/** A leaf that differs; undefined on a side that does not have it. */
export interface LeafChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * Whether a live value has every declared member. A list and the targets of a TargetConfiguration are one value. A
 * TargetConfiguration that is declared `unset` must not be there.
 */
export const satisfied: (row: Setting, live: Json, declared: Json) => boolean = memoize((row, live, declared) => {
  if (jsonEquals(live, declared)) return true;
  if (live === null || declared === null) return false;
  const complete = recordOf(row, withUnset(row, live));
  return compareRecords(recordOf(row, declared), complete).every(({ op }) => op === 'add');
});

/** Whether a live value has everything that was sent. A TargetConfiguration that was left out must not be there. */
export function hasEverythingSent(row: Setting, live: Json, sent: Json): boolean {
  return satisfied(row, live, withUnset(row, sent));
}

/**
 * Whether a write has happened: everything that it sends is live. Graph adds members over the years, also to a value
 * that it has just been sent, so other live members do not matter. A write that only removes members has happened when
 * these are gone.
 */
export function hasArrived(row: Setting, live: Json, { before, sent }: Write): boolean {
  if (!hasEverythingSent(row, live, sent)) return false;
  const changes = compareRecords(recordOf(row, before), recordOf(row, sent));
  const now = recordOf(row, live);
  return changes.some(({ op }) => op !== 'remove') || changes.every(({ key }) => !Object.hasOwn(now, key));
}

/**
 * Whether the live value is a third one: xtap must not overwrite it. A value that only spells the value before or the
 * sent one in another way is not a third value.
 *
 * @param inherited the tenant default after the plan, which completes a value
 */
export function moved(
  row: Setting,
  live: Json,
  { before, sent, inherited }: Write & { readonly inherited: Json },
): boolean {
  if (isSame(row, live, before) || isSame(row, live, sent) || isOffAsBefore(row, live, { before, sent })) return false;
  return live === null || !isSame(row, withUnsetMembers(row, live, { inherited, wanted: sent }), sent);
}

/**
 * For a setting that is a single flag: off means the same as not set. Graph adds such flags to a new partner, and an
 * undo turns off flags that were not set.
 */
function isOffAsBefore(row: Setting, live: Json, { before, sent }: Write): boolean {
  const isOn = (value: Json): boolean => (value ?? false) !== false;
  return ownLeaf(row)?.type === 'flag' && !isOn(live) && (!isOn(before) || sent === false);
}

/** The live members that a write did not send. `keptHalves` are not among them: the write was to remove them. */
export function addedMembers(row: Setting, live: Json, sent: Json): readonly Addition[] {
  if (jsonEquals(live, sent)) return [];
  const now = recordOf(row, live);
  const kept = keptHalves(row, live, sent).map((path) => `${path}.`);
  const added = compareRecords(recordOf(row, sent), now).filter(
    ({ op, key }) => op === 'add' && !kept.some((path) => key.startsWith(path)),
  );
  return added.map(({ key }) => ({ path: key, value: JSON.parse(now[key] ?? 'null') as Json }));
}

/** The paths of the TargetConfigurations that a write leaves out, and so was to remove, and that are live. */
export function keptHalves(row: Setting, live: Json, sent: Json): readonly string[] {
  if (row.kind !== 'access' || !isJsonObject(live) || !isJsonObject(sent)) return [];
  const missing = [...leavesOf(row, withUnset(row, sent))].filter(([, leaf]) => leaf === unset);
  const now = leavesOf(row, live);
  return missing.map(([path]) => path).filter((path) => now.has(path));
}

/** Whether two canonical values of a setting are the same. */
export function isSame(row: Setting, a: Json, b: Json): boolean {
  return jsonEquals(a, b) || compareRecords(recordOf(row, a), recordOf(row, b)).length === 0;
}

/** The leaves in which two canonical values of a setting differ, in the table's order. */
export const changedLeaves: (row: Setting, before: Json, after: Json) => readonly LeafChange[] = memoize(
  (row, before, after) => {
    if (jsonEquals(before, after)) return [];
    const [left, right] = [leavesOf(row, withUnset(row, before)), leavesOf(row, withUnset(row, after))];
    const differing = new Set(compareRecords(textsOf(left), textsOf(right)).map(({ key }) => key));
    const paths = new Set([...left.keys(), ...right.keys()]);
    return [...paths]
      .filter((path) => differing.has(path))
      .map((path) => ({ path, before: left.get(path), after: right.get(path) }));
  },
);

/** JSON texts by path. */
type FlatRecord = Readonly<Record<string, string>>;

interface Difference {
  readonly op: 'add' | 'remove' | 'replace';
  readonly key: string;
}

function compareRecords(left: FlatRecord, right: FlatRecord): readonly Difference[] {
  return jsonPatch.compare(left, right).map(({ op, path }) => ({
    op: op as Difference['op'],
    key: jsonPatch.unescapePathComponent(path.slice(1)),
  }));
}

function textsOf(leaves: ReadonlyMap<string, Json>): FlatRecord {
  return Object.fromEntries([...leaves].map(([path, leaf]) => [path, canonicalJson(leaf)]));
}

const configurationPaths = memoize(
  (row: Setting): ReadonlySet<string> =>
    new Set(
      membersOf(row).flatMap((member) => (member.leaf.type === 'targetConfiguration' ? [pathOf(row, member)] : [])),
    ),
);

/**
 * One entry per leaf, and one that tells an object from null. A TargetConfiguration becomes its access type, the list
 * of its targets, and one entry for each unknown member of either.
 */
function recordOf(row: Setting, value: Json): FlatRecord {
  const configurations = configurationPaths(row);
  const leaves = [...leavesOf(row, value)].flatMap(([path, leaf]) =>
    configurations.has(path) && isJsonObject(leaf)
      ? targetConfigurationEntries(path, leaf)
      : [[path, canonicalJson(leaf)] as const],
  );
  return Object.fromEntries([['', isJsonObject(value) ? 'object' : canonicalJson(value)], ...leaves]);
}

function targetConfigurationEntries(path: string, configuration: JsonObject): readonly (readonly [string, string])[] {
  const { accessType = null, targets = null, ...others } = configuration;
  const list: readonly Json[] = Array.isArray(targets) ? targets : [];
  return [
    [`${path}.accessType`, canonicalJson(accessType)],
    [`${path}.targets`, Array.isArray(targets) ? canonicalJson(list.map(targetKey).sort()) : canonicalJson(targets)],
    ...unknownMembers(path, others),
    ...list.flatMap((target) => {
      if (!isJsonObject(target)) return [];
      const { target: id, targetType: _, ...unknown } = target;
      return unknownMembers(`${path}.targets.${String(id)}`, unknown);
    }),
  ];
}

function unknownMembers(path: string, members: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(members).map(([name, member]) => [`${path}.${name}`, canonicalJson(member)] as const);
}

function targetKey(target: Json): string {
  if (!isJsonObject(target)) return canonicalJson(target);
  return canonicalJson([memberOf(target, 'target'), memberOf(target, 'targetType')]);
}
