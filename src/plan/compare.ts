/*
 * The differ: which leaves of two values differ, whether a live value satisfies a declaration, and which value to
 * write.
 *
 * Both values are canonical (model/canonical.ts) and flattened to leaves, one text per leaf, so that only flat records
 * are compared. fast-json-patch never sees an array of targets: it compares arrays by index, and a reordered list would
 * look like a change.
 */

import jsonPatch from 'fast-json-patch';
import { filledFrom, leavesOf, overlay } from '../model/canonical.ts';
import type { Declaration } from '../model/desiredState.ts';
import { canonicalJson, isJsonObject, type Json, jsonEquals } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';
import type { Member, Setting } from '../model/setting.ts';

type LeafMap = ReadonlyMap<string, Json>;

/** A leaf that differs; undefined on a side that does not have it. */
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
 * The value to write for a declaration: null (inherit, or absent), or the declared members laid over the effective
 * value. Undefined if the live value already satisfies the declaration.
 *
 * @param live the canonical live value, null where inherited or missing
 * @param inherited the default for members that `live` does not set, null where the setting is not inherited
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

/** The declared members laid over the effective value: the value after the declaration is applied. */
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

/** The value with every flag off: the meaning of unset members of an object that has no default. Labels stay. */
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
