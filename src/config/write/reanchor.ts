/*
 * Moves the anchors of removed entries. Aliases in other entries may need them, so the first such alias becomes the new
 * anchor, and the remaining entries keep their aliases, profiles and comments. Rejected: writing out the value of every
 * alias, which makes many copies of one value.
 */
import { type Alias, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, visit } from 'yaml';
import { isMergeKey, keyText, type MapNode } from '../read/yaml/places.ts';
import type { Edit } from './edits.ts';
import { rangeOf } from './nodes.ts';
import { scalarText } from './scalarText.ts';

/** Moves the anchors within `gone`, entries of partners, to the first remaining aliases. */
export function reanchor(root: MapNode, gone: readonly unknown[]): readonly Edit[] {
  const ranges = gone.map(rangeOf);
  const isRemoved = (node: Node): boolean => {
    const { start } = rangeOf(node);
    return ranges.some((range) => range.start <= start && start < range.end);
  };
  const orphans = new Map<string, Node>();
  const edits: Edit[] = [];
  const visitAlias = (node: Alias, parent: unknown): void => {
    const holder = orphans.get(node.source);
    if (!holder || isRemoved(node)) return;
    // Every entry has its own tenantId, so the id of the removed entry is left out.
    const omitted = isPair(parent) && isMergeKey(parent.key) && gone.includes(holder) ? 'tenantId' : undefined;
    edits.push({ ...rangeOf(node), text: `&${node.source} ${flowOf(holder, orphans, omitted)}` });
    orphans.delete(node.source);
  };
  visit(root, (_key, node, path) => {
    if (isAlias(node)) return visitAlias(node, path.at(-1));
    if (!isNode(node) || node.anchor === undefined) return;
    if (isRemoved(node)) orphans.set(node.anchor, node);
    else orphans.delete(node.anchor);
  });
  return edits;
}

/** A node on one line, without its anchors and comments. Aliases of removed anchors are written out. */
function flowOf(node: unknown, orphans: ReadonlyMap<string, Node>, omitted?: string): string {
  if (isAlias(node)) {
    return orphans.has(node.source) ? flowOf(orphans.get(node.source), orphans) : `*${node.source} `;
  }
  if (isSeq(node)) return `[${node.items.map((item) => flowOf(item, orphans)).join(', ')}]`;
  if (isMap(node)) {
    const members = node.items.flatMap(({ key, value }) => {
      const name = keyText(key) ?? '';
      const word = isMergeKey(key) ? name : scalarText(name);
      return name === omitted ? [] : [`${word}: ${flowOf(value, orphans)}`];
    });
    return `{ ${members.join(', ')} }`;
  }
  if (!isScalar(node)) return '';
  return typeof node.value === 'string' ? scalarText(node.value) : (node.source ?? String(node.value));
}
