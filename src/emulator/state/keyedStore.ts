/**
 * An immutable map from tenant id to JSON object with cheap changes and cheap paging.
 *
 * The state model is pure: every write makes a new state, and old states stay readable, because the fault `lag` shows
 * them. Copying a Map of 10,000 partners at each of 10,000 writes would be quadratic; here a write copies one bucket
 * of about twenty entries. Entries are in the order of their hashes: arbitrary like the service's order, but stable,
 * so that the next page can start after a key.
 */
import type { JsonObject } from '../json.ts';

export interface Entry {
  /** The tenant id in lower case. */
  readonly key: string;
  readonly value: JsonObject;
}

export interface KeyedStore {
  readonly buckets: readonly (readonly Entry[])[];
  readonly size: number;
}

const bucketCount = 512;

/** A store without entries. */
export const emptyStore: KeyedStore = { buckets: Array.from({ length: bucketCount }, () => []), size: 0 };

/** A store of these entries; of several with the same key, the last one counts. */
export function storeOf(entries: Iterable<readonly [string, JsonObject]>): KeyedStore {
  const byKey = new Map<string, JsonObject>();
  for (const [key, value] of entries) byKey.set(key.toLowerCase(), value);
  const buckets: Entry[][] = Array.from({ length: bucketCount }, () => []);
  for (const [key, value] of byKey) buckets[bucketOf(key)]?.push({ key, value });
  return { buckets: buckets.map((bucket) => bucket.sort(byKeyOrder)), size: byKey.size };
}

export function getEntry(store: KeyedStore, id: string): JsonObject | undefined {
  const key = id.toLowerCase();
  return store.buckets[bucketOf(key)]?.find((entry) => entry.key === key)?.value;
}

export function withEntry(store: KeyedStore, id: string, value: JsonObject): KeyedStore {
  const key = id.toLowerCase();
  const rest = withoutEntry(store, key);
  const bucket = [...(rest.buckets[bucketOf(key)] ?? []), { key, value }].sort(byKeyOrder);
  return { buckets: rest.buckets.with(bucketOf(key), bucket), size: rest.size + 1 };
}

export function withoutEntry(store: KeyedStore, id: string): KeyedStore {
  const key = id.toLowerCase();
  if (getEntry(store, key) === undefined) return store;
  const bucket = (store.buckets[bucketOf(key)] ?? []).filter((entry) => entry.key !== key);
  return { buckets: store.buckets.with(bucketOf(key), bucket), size: store.size - 1 };
}

/** Up to `limit` entries after the key `after`, or from the start without it. */
export function entriesAfter(store: KeyedStore, after: string | undefined, limit: number): readonly Entry[] {
  const page: Entry[] = [];
  const first = after === undefined ? 0 : bucketOf(after);
  for (let index = first; index < bucketCount && page.length < limit; index += 1) {
    for (const entry of store.buckets[index] ?? []) {
      const isBefore = after !== undefined && index === first && entry.key <= after;
      if (!isBefore && page.length < limit) page.push(entry);
    }
  }
  return page;
}

/** All entries, in the store's order. */
export function allEntries(store: KeyedStore): readonly Entry[] {
  return store.buckets.flat();
}

function byKeyOrder(left: Entry, right: Entry): number {
  return left.key < right.key ? -1 : 1;
}

/** FNV-1a, reduced to a bucket. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}
