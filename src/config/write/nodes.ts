/* The nodes of a configuration that may be edited, found by what they mean. */
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
  /** The written list of partners. */
  readonly partners: ListNode | undefined;
  /** By tenant: the item of `partners`; undefined where it is written elsewhere (an alias). */
  readonly entries: ReadonlyMap<TenantId, { readonly index: number; readonly map: MapNode | undefined }>;
}

/** The documents of a file that is known to be sound. */
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

/** By index, of the list as it is read: aliases and merge keys followed. */
function tenantIds(partners: unknown): readonly (TenantId | undefined)[] {
  const entries: readonly unknown[] = Array.isArray(partners) ? partners : [];
  return entries.map((entry) => {
    const id: unknown = isJsonObject(entry) ? entry.tenantId : undefined;
    return typeof id === 'string' ? parseTenantId(id) : undefined;
  });
}

/** A mapping's own pair; what is merged into it is none. */
export function ownPair(map: MapNode, key: string): Pair | undefined {
  return map.items.find((pair) => !isMergeKey(pair.key) && keyText(pair.key) === key);
}

export function valueAt(map: MapNode, key: string): unknown {
  return ownPair(map, key)?.value;
}

/** Where a node's own text lies, without anchor and tag before and comments behind it. */
export function rangeOf(node: unknown): TextRange {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function ignore(): void {
  // The configuration has been read before: what is wrong with it has been said.
}
