/*
 * Where a plain value is written. Offsets into the text are kept beside every list and mapping, and become lines when
 * something is said about a value. Rejected: leading back to the YAML nodes, which kept all of them in memory, three
 * times as much as the configuration.
 */
import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { memoize } from '../../../model/memoize.ts';
import type { Position } from '../../../model/position.ts';

export type MapNode = YAMLMap<unknown, unknown>;
export type ListNode = YAMLSeq<unknown>;

/** Where values of one document are written, through aliases and merge keys. */
export interface Places {
  readonly ofKey: (holder: object, key: string) => Position;
  readonly ofValue: (holder: object, key: string) => Position;
  readonly ofRoot: () => Position;
}

/**
 * Of every mapping, in the order of `Object.keys`, where each key begins, then where each value begins; of every list,
 * where each entry begins.
 */
export type Offsets = ReadonlyMap<object, readonly number[]>;

/** What the conversion of a document keeps of its nodes. */
export interface Origins {
  readonly offsets: Offsets;
  readonly root: number;
  readonly positionAt: (offset: number) => Position;
}

export function placesOf({ offsets, root, positionAt }: Origins): Places {
  return {
    ofRoot: () => positionAt(root),
    ofKey: (holder, key) => positionAt(memberOffsets(offsets, holder, key)?.key ?? root),
    ofValue: (holder, key) => positionAt(memberOffsets(offsets, holder, key)?.value ?? root),
  };
}

/** Where a member of a mapping, or an entry of a list, is written. An entry has no key. */
export function memberOffsets(
  offsets: Offsets,
  holder: object,
  key: string,
): { readonly key: number | undefined; readonly value: number | undefined } | undefined {
  const known = offsets.get(holder);
  if (Array.isArray(holder)) return { key: undefined, value: known?.[Number(key)] };
  // Nearly every mapping has a few keys, for which a table would cost more than it saves.
  const isLarge = known !== undefined && known.length > 2 * 32;
  const index = isLarge ? (tableOfKeys(holder).get(key) ?? -1) : Object.keys(holder).indexOf(key);
  return index < 0 || !known ? undefined : { key: known[index], value: known[known.length / 2 + index] };
}

/** So that asking for one key of a large mapping after the other is no walk through all of them each time. */
const tableOfKeys = memoize(
  (holder: object): ReadonlyMap<string, number> => new Map(Object.keys(holder).map((key, index) => [key, index])),
);

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && (key.type === undefined || key.type === 'PLAIN');
}

/** A key as text: what was written, also where YAML reads a number or a truth value. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

export function offsetOf(node: unknown): number {
  return (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined) ?? 0;
}
