/*
 * Additions at the top level of a configuration: entries of a list or a mapping, or a section that no document has.
 */
import { isMap, isSeq } from 'yaml';
import type { SourceFile } from '../read/sourceFile.ts';
import { applyEdits, type Edit, lineEnd } from './edits.ts';
import { entry, openMapping, scalar, type YamlEntry } from './layout.ts';
import { appendItems } from './listEdits.ts';
import { appendEntries } from './mappingEdits.ts';
import { type DocumentNodes, documentNodes, ownPair, valueAt } from './nodes.ts';

/** The files with more entries in a list of words, such as `unmanaged`. `sources` are valid. */
export function addListEntries(
  sources: readonly SourceFile[],
  key: string,
  words: readonly string[],
): readonly SourceFile[] {
  if (words.length === 0) return sources;
  const items = words.map(scalar);
  const hasList = ({ root }: DocumentNodes): boolean => isSeq(ownPair(root, key)?.value);
  return editOne(sources, [hasList, namesTenant], (text, { root }) => {
    const pair = ownPair(root, key);
    const list = pair?.value;
    if (!pair || !isSeq(list)) return appendEntries(text, root, [entry(key, { kind: 'list', items })]);
    return appendItems(text, { list, pair, inFlow: root.flow === true }, items, { spaced: false });
  });
}

/** The files with a section that none of them has: `default` or `policy`. */
export function addSection(
  sources: readonly SourceFile[],
  key: string,
  entries: readonly YamlEntry[],
): readonly SourceFile[] {
  const isThere = sources.flatMap(documentNodes).some(({ root }) => ownPair(root, key));
  if (isThere || entries.length === 0) return sources;
  return editOne(sources, [namesTenant], (text, { root }) => {
    const edits = appendEntries(text, root, [{ key, value: openMapping(entries) }]);
    // An empty line separates the section from the text before it.
    return root.flow === true ? edits : edits.map((edit) => ({ ...edit, text: lineEnd(text) + edit.text }));
  });
}

/** The files with more entries in a mapping, such as `names`. */
export function addMappingEntries(
  sources: readonly SourceFile[],
  key: string,
  entries: readonly YamlEntry[],
): readonly SourceFile[] {
  if (entries.length === 0) return sources;
  const hasMapping = ({ root }: DocumentNodes): boolean => isMap(valueAt(root, key));
  if (!sources.flatMap(documentNodes).some(hasMapping)) return addSection(sources, key, entries);
  return editOne(sources, [hasMapping], (text, { root }) => {
    const map = valueAt(root, key);
    return isMap(map) ? appendEntries(text, map, entries) : [];
  });
}

function namesTenant({ root }: DocumentNodes): boolean {
  return ownPair(root, 'tenant') !== undefined;
}

/** Edits the first document that fits, by the first test that any document passes. */
function editOne(
  sources: readonly SourceFile[],
  tests: readonly ((document: DocumentNodes) => boolean)[],
  edit: (text: string, document: DocumentNodes) => readonly Edit[],
): readonly SourceFile[] {
  const all = sources.flatMap((source) => documentNodes(source).map((document) => ({ source, document })));
  const [found] = tests.flatMap((test) => all.find(({ document }) => test(document)) ?? []);
  if (!found) return sources;
  const { source, document } = found;
  const text = applyEdits(source.text, edit(source.text, document));
  return sources.map((each) => (each === source ? { ...each, text } : each));
}
