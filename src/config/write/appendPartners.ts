/* Adds new partner entries: at the end of the list to which people add, or in a new file. */
import { posix } from 'node:path';
import type { SourceFile } from '../read/sourceFile.ts';
import { applyEdits, type Edit, lineEnd } from './edits.ts';
import { openMapping } from './layout.ts';
import { appendItems } from './listEdits.ts';
import { appendEntries } from './mappingEdits.ts';
import {
  type NewPartner,
  partnerFile,
  partnerFiles,
  partnerFolder,
  partnerLines,
  schemaFile,
} from './newConfiguration.ts';
import { type DocumentNodes, documentNodes, ownPair } from './nodes.ts';

export interface Destination {
  /** The folder of the configuration, relative like the names of its files. */
  readonly dir: string;
  readonly split: boolean;
  /** Add to this file only. */
  readonly file?: string | undefined;
}

/** Returns the files with the new entries. `sources` must be valid. */
export function appendPartners(
  sources: readonly SourceFile[],
  partners: readonly NewPartner[],
  destination: Destination,
): readonly SourceFile[] {
  if (partners.length === 0) return sources;
  const documents = sources.flatMap((source) => documentNodes(source).map((nodes) => ({ source, nodes })));
  const folder = destination.file === undefined ? partnersFolder(documents, destination) : undefined;
  if (folder !== undefined) {
    const inFolder = sources.filter(({ file }) => posix.dirname(file) === folder);
    const taken = new Set(
      inFolder.map(({ file }) =>
        posix
          .basename(file)
          .replace(/\.ya?ml$/, '')
          .toLowerCase(),
      ),
    );
    const schema = posix.relative(folder, posix.join(destination.dir, schemaFile));
    return [...sources, ...partnerFiles(partners, { folder, schema: beside(schema), taken })];
  }
  const empty = sources.find(({ file }) => file === destination.file);
  if (empty && !documents.some(({ source }) => source === empty)) {
    return sources.map((each) => (each === empty ? startFile(each, partners, destination) : each));
  }
  const target = chooseDocument(documents.filter(({ source }) => source.file === (destination.file ?? source.file)));
  if (!target) return sources;
  const { source, nodes } = target;
  return sources.map((each) =>
    each === source ? { ...each, text: applyEdits(each.text, additions(each.text, nodes, partners)) } : each,
  );
}

/** Starts a file without a document: a new one, or one with comments, which stay at the top. */
function startFile({ file, text }: SourceFile, partners: readonly NewPartner[], { dir }: Destination): SourceFile {
  if (text.trim() === '') {
    return partnerFile(file, partners, beside(posix.relative(posix.dirname(file), posix.join(dir, schemaFile))));
  }
  const eol = lineEnd(text);
  return { file, text: `${[text.trimEnd(), ...partnerLines(partners)].join(eol)}${eol}` };
}

interface DocumentPlace {
  readonly source: SourceFile;
  readonly nodes: DocumentNodes;
}

/** The folder for new files; undefined if the entries go into an existing list. */
function partnersFolder(documents: readonly DocumentPlace[], { dir, split }: Destination): string | undefined {
  const lists = documents.filter(({ nodes }) => nodes.partners !== undefined);
  const isSplit = lists.length > 1 && lists.every(({ nodes }) => nodes.partners?.items.length === 1);
  const last = lists.at(-1);
  if (isSplit && last) return posix.dirname(last.source.file);
  return split ? posix.join(dir, partnerFolder) : undefined;
}

/** The document with the last list that has entries; else with the last list; else with the tenant. */
function chooseDocument(documents: readonly DocumentPlace[]): DocumentPlace | undefined {
  const lists = documents.filter(({ nodes }) => nodes.partners !== undefined);
  return (
    lists.findLast(({ nodes }) => (nodes.partners?.items.length ?? 0) > 0) ??
    lists.at(-1) ??
    documents.find(({ nodes }) => ownPair(nodes.root, 'tenant')) ??
    documents.at(-1)
  );
}

function additions(text: string, { root, partners: list }: DocumentNodes, partners: readonly NewPartner[]): Edit[] {
  const items = partners.map(({ entries }) => openMapping(entries));
  const pair = ownPair(root, 'partners');
  if (pair && list) return appendItems(text, { list, pair, inFlow: root.flow === true }, items, { spaced: true });
  const edits = appendEntries(text, root, [{ key: 'partners', value: { kind: 'list', items } }]);
  // An empty line separates the list from the text before it.
  return root.flow === true ? edits : edits.map((edit) => ({ ...edit, text: lineEnd(text) + edit.text }));
}

function beside(path: string): string {
  return path.startsWith('.') ? path : `./${path}`;
}
