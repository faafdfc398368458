/* Finds the YAML nodes of a configuration that edits change. */
import { isAlias, isMap, isScalar, isSeq, type Pair } from 'yaml';
import { isJsonObject } from '../../model/json.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import type { SourceFile } from '../read/sourceFile.ts';
import { parseYaml } from '../read/yaml/parseYaml.ts';
import { isMergeKey, keyText, type ListNode, type MapNode } from '../read/yaml/places.ts';
import { plainDocument } from '../read/yaml/plainValue.ts';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One YAML document of a file. */
export interface DocumentNodes {
  readonly root: MapNode;
  /** The list of partners; undefined if it is an alias. */
  readonly partners: ListNode | undefined;
  /** By tenant: the item of `partners`; `map` is undefined if the item is an alias. */
  readonly entries: ReadonlyMap<TenantId, { readonly index: number; readonly map: MapNode | undefined }>;
}

/** The documents of a valid file. */
export function documentNodes(source: SourceFile): readonly DocumentNodes[] {
  const yaml = parseYaml(source, ignore);
  return yaml.documents.flatMap((document) => {
    const root = document.contents;
    if (!isMap(root)) return [];
    const { value } = plainDocument(yaml, document, ignore);
    const list = valueAt(root, 'partners');
    const partners = isSeq(list) ? list : undefined;
    const ids = tenantIds(isJsonObject(value) ? value.partners : undefined);
    return [{ root, partners, entries: entriesOf(partners, ids) }];
  });
}

function entriesOf(list: ListNode | undefined, ids: readonly (TenantId | undefined)[]): DocumentNodes['entries'] {
  const entries = new Map<TenantId, { readonly index: number; readonly map: MapNode | undefined }>();
  for (const [index, tenantId] of ids.entries()) {
    const node = list?.items[index];
    if (tenantId) entries.set(tenantId, { index, map: isMap(node) ? node : undefined });
  }
  return entries;
}

/** By index, after aliases and merge keys were followed. */
function tenantIds(partners: unknown): readonly (TenantId | undefined)[] {
  const entries: readonly unknown[] = Array.isArray(partners) ? partners : [];
  return entries.map((entry) => {
    const id: unknown = isJsonObject(entry) ? entry.tenantId : undefined;
    return typeof id === 'string' ? parseTenantId(id) : undefined;
  });
}

/** A pair that the mapping itself contains, not one from a merge key. */
export function ownPair(map: MapNode, key: string): Pair | undefined {
  return map.items.find((pair) => !isMergeKey(pair.key) && keyText(pair.key) === key);
}

export function valueAt(map: MapNode, key: string): unknown {
  return ownPair(map, key)?.value;
}

/** The range of a node's text, without the anchor and tag before it and comments after it. */
export function rangeOf(node: unknown): TextRange {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function ignore(): void {
  // The configuration was read before, and its findings were reported then.
}
