/*
 * Where a plain value is written. Lists and mappings lead back to their nodes, and positions are looked up only when
 * something is said about a value: so knowing them costs nothing while reading.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Position } from '../../model/position.ts';

export type MapNode = YAMLMap<unknown, unknown>;
export type ListNode = YAMLSeq<unknown>;

/** Where values of one document are written, through aliases and merge keys. */
export interface Places {
  readonly ofKey: (holder: object, key: string) => Position;
  readonly ofValue: (holder: object, key: string) => Position;
  readonly ofRoot: () => Position;
}

/** What the conversion of a document knows of its nodes. */
export interface Origins {
  readonly nodes: ReadonlyMap<object, MapNode | ListNode>;
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly root: number;
  readonly positionAt: (offset: number) => Position;
}

export function placesOf({ nodes, aliases, root, positionAt }: Origins): Places {
  const follow = (node: unknown): unknown => (isAlias(node) ? aliases.get(node) : node);
  const ownPairs = new Map<MapNode, ReadonlyMap<string, Pair>>();
  // Most mappings are asked for every key that they hold, and some are long.
  const ownPair = (map: MapNode, key: string): Pair | undefined => {
    const known = ownPairs.get(map) ?? pairsByKey(map, follow);
    ownPairs.set(map, known);
    return known.get(key);
  };
  // The pair that gives a mapping its key: its own, else the first of those merged into it.
  const pairOf = (holder: object, key: string): Pair | undefined => {
    // Merges may form long chains, so no recursion.
    const waiting: unknown[] = [nodes.get(holder)];
    const visited = new Set<unknown>();
    while (waiting.length > 0) {
      const map = follow(waiting.pop());
      if (!isMap(map) || visited.has(map)) continue;
      visited.add(map);
      const own = ownPair(map, key);
      if (own) return own;
      waiting.push(...map.items.flatMap((pair) => mergeSources(pair, follow)).reverse());
    }
    return undefined;
  };
  const at = (node: unknown): Position => positionAt(node ? offsetOf(follow(node)) : root);
  return {
    ofRoot: () => positionAt(root),
    ofKey: (holder, key) => at(pairOf(holder, key)?.key),
    ofValue: (holder, key) => {
      const node = nodes.get(holder);
      if (isSeq(node)) return at(node.items[Number(key)]);
      const pair = pairOf(holder, key);
      return at(pair?.value ?? pair?.key);
    },
  };
}

function pairsByKey(map: MapNode, follow: (node: unknown) => unknown): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = isMergeKey(pair.key) ? undefined : keyText(follow(pair.key));
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair);
  }
  return pairs;
}

function mergeSources(pair: Pair, follow: (node: unknown) => unknown): readonly unknown[] {
  if (!isMergeKey(pair.key)) return [];
  const source = follow(pair.value);
  return isSeq(source) ? source.items : [source];
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
