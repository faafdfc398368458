/*
 * The differ: the only place where xtap decides that two values are different.
 *
 * Both sides are canonical (model/canonical.ts) and flattened to leaves, one text per leaf, so a comparison of flat
 * records is all that is left. fast-json-patch never sees an array of targets: it compares arrays by index, and a
 * shuffled list would look like a change.
 */
import jsonPatch from 'fast-json-patch';
import { filledFrom, leavesOf, overlay } from '../model/canonical.ts';
import type { Declaration } from '../model/desiredState.ts';
import type { Member, Setting } from '../model/fieldTable.ts';
import { canonicalJson, isJsonObject, type Json, jsonEquals } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';

type LeafMap = ReadonlyMap<string, Json>;

/** One leaf that is not the same on both sides; undefined where a side does not have it. */
export interface LeafChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The leaves in which two canonical values of a setting differ, in the table's order. */
export const changedLeaves: (row: Setting, before: Json, after: Json) => readonly LeafChange[] = memoize(
  (row, before, after) => {
    if (jsonEquals(before, after)) return [];
    const [left, right] = [leavesOf(row, before), leavesOf(row, after)];
    return differingPaths(left, right).map((path) => ({ path, before: left.get(path), after: right.get(path) }));
  },
);

/**
 * What a declaration makes of a setting: undefined where the live value already is what is declared, else the value
 * to write: null (inherit, or absent), or the declared members laid over the effective value.
 *
 * @param live the canonical live value, null where inherited or not there
 * @param inherited the default that applies where `live` says nothing, null where nothing is inherited
 */
export function wantedValue(
  row: Setting,
  declaration: Declaration,
  { live, inherited }: { readonly live: Json; readonly inherited: Json },
): { readonly value: Json } | undefined {
  if (declaration.state !== 'value') return live === null ? undefined : { value: null };
  if (live !== null && satisfies(row, live, declaration.value)) return undefined;
  return { value: completedValue(row, declaration.value, { live, inherited }) };
}

/** Whether a value already has every declared member. */
export const satisfies: (row: Setting, value: Json, declared: Json) => boolean = memoize((row, value, declared) =>
  jsonEquals(value, overlay(row, declared, value)),
);

/** The declared members laid over the effective value: what holds when the declaration is met. */
export function completedValue(
  row: Setting,
  declared: Json,
  { live, inherited }: { readonly live: Json; readonly inherited: Json },
): Json {
  return completed(row, declared, live, inherited);
}

const completed = memoize((row: Setting, declared: Json, live: Json, inherited: Json) =>
  overlay(row, declared, live === null ? inherited : filledFrom(row, live, inherited)),
);

/** The value with every flag off: what an object without a default behind it means where it says nothing. Labels stay. */
export function withFlagsOff(members: readonly Member[], value: Json): Json {
  if (!isJsonObject(value)) return typeof value === 'boolean' ? false : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const below = members
        .filter(({ path }) => path[0] === key)
        .map((each) => ({ ...each, path: each.path.slice(1) }));
      return [key, below.length > 0 ? withFlagsOff(below, member) : member];
    }),
  );
}

function differingPaths(left: LeafMap, right: LeafMap): readonly string[] {
  const pointers = jsonPatch.compare(asRecord(left), asRecord(right)).map((operation) => operation.path.slice(1));
  const differing = new Set(pointers.map((pointer) => jsonPatch.unescapePathComponent(pointer)));
  const inOrder = new Set([...left.keys(), ...right.keys()]);
  return [...inOrder].filter((path) => differing.has(path));
}

function asRecord(leaves: LeafMap): Record<string, string> {
  return Object.fromEntries([...leaves].map(([path, leaf]) => [path, canonicalJson(leaf)]));
}
