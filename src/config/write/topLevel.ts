/* What is added at the top of a configuration: entries of a list, or a section that no document has yet. */
import { isSeq } from 'yaml';
import type { SourceFile } from '../read/sourceFile.ts';
import { applyEdits, type Edit } from './edits.ts';
import { entry, scalar, type YamlEntry } from './layout.ts';
import { appendItems } from './listEdits.ts';
import { appendEntries } from './mappingEdits.ts';
import { type DocumentNodes, documentNodes, ownPair } from './nodes.ts';

/** The files with more entries in a list of words, such as `unmanaged`. `sources` are sound. */
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
  return editOne(sources, [namesTenant], (text, { root }) =>
    appendEntries(text, root, [{ key, value: { kind: 'mapping', entries, open: true } }]),
  );
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
