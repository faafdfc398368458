/*
 * Where a plain value is written. Offsets into the text are kept beside every list and mapping, and become lines when
 * something is said about a value. Rejected: leading back to the YAML nodes, which kept all of them in memory, three
 * times as much as the configuration.
 */
import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Position } from '../../model/position.ts';

export type MapNode = YAMLMap<unknown, unknown>;
export type ListNode = YAMLSeq<unknown>;

/** Where values of one document are written, through aliases and merge keys. */
export interface Places {
  readonly ofKey: (holder: object, key: string) => Position;
  readonly ofValue: (holder: object, key: string) => Position;
  readonly ofRoot: () => Position;
}

/** Where keys and values of one mapping, or the values of one list, begin. */
export interface Offsets {
  readonly keys: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, number>>;
}

/** What the conversion of a document keeps of its nodes. */
export interface Origins {
  readonly offsets: ReadonlyMap<object, Offsets>;
  readonly root: number;
  readonly positionAt: (offset: number) => Position;
}

export function placesOf({ offsets, root, positionAt }: Origins): Places {
  const at = (holder: object, key: string, of: keyof Offsets): Position => {
    const known = offsets.get(holder)?.[of];
    return positionAt(known && Object.hasOwn(known, key) ? (known[key] ?? root) : root);
  };
  return {
    ofRoot: () => positionAt(root),
    ofKey: (holder, key) => at(holder, key, 'keys'),
    ofValue: (holder, key) => at(holder, key, 'values'),
  };
}

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
