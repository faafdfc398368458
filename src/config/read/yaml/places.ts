/*
 * The positions of plain values. Keeps the offsets of the members of every list and mapping, and computes lines only
 * for messages. Rejected: references to the YAML nodes, which kept all nodes in memory, three times the configuration.
 */
import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { memoize } from '../../../model/memoize.ts';
import type { Position } from '../../../model/position.ts';
import { memberLike } from '../spelling.ts';

export type MapNode = YAMLMap<unknown, unknown>;
export type ListNode = YAMLSeq<unknown>;

/** The positions of the values of one document, through aliases and merge keys. A key may be in another spelling. */
export interface Places {
  readonly ofKey: (holder: object, key: string) => Position;
  readonly ofValue: (holder: object, key: string) => Position;
  readonly ofRoot: () => Position;
}

/**
 * For every mapping, in the order of `Object.keys`: the offsets of all keys, then the offsets of all values. For every
 * list: the offsets of its entries.
 */
export type Offsets = ReadonlyMap<object, readonly number[]>;

export type OffsetsBuilder = Map<object, readonly number[]>;

/** The positions that the conversion of a document keeps. */
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

/** The offsets of a member of a mapping, or of an entry of a list, which has no key. */
export function memberOffsets(
  offsets: Offsets,
  holder: object,
  key: string,
): { readonly key: number | undefined; readonly value: number | undefined } | undefined {
  const starts = offsets.get(holder);
  if (Array.isArray(holder)) return { key: undefined, value: starts?.[Number(key)] };
  // Most mappings have few keys, for which a table would cost more than it saves.
  const isLarge = starts !== undefined && starts.length > 2 * 32;
  const written = memberLike(holder, key) ?? key;
  const index = isLarge ? (tableOfKeys(holder).get(written) ?? -1) : Object.keys(holder).indexOf(written);
  return index < 0 || !starts ? undefined : { key: starts[index], value: starts[starts.length / 2 + index] };
}

/** Avoids a linear search for each key of a large mapping. */
const tableOfKeys = memoize(
  (holder: object): ReadonlyMap<string, number> => new Map(Object.keys(holder).map((key, index) => [key, index])),
);

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && (key.type === undefined || key.type === 'PLAIN');
}

/** A key as written, also if YAML reads it as a number or a boolean. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** The offset of a node, or of what has been converted without one. */
export function offsetOf(node: unknown): number {
  if (typeof node === 'object' && node !== null && 'offset' in node) return Number(node.offset);
  return (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined) ?? 0;
}
