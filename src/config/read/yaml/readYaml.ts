/* Reads YAML text to plain values with positions: in pieces if possible, else as a whole. */
import { type CST, isMap, isSeq } from 'yaml';
import { runSteps, type Steps } from '../../../platform/steps.ts';
import type { ReportFinding } from '../findings.ts';
import type { SourceFile } from '../sourceFile.ts';
import { type ParsedDocument, yamlParser } from './parseYaml.ts';
import { cutIntoPieces, type Pieces } from './pieces.ts';
import { keyText, type MapNode, type OffsetsBuilder, offsetOf, placesOf } from './places.ts';
import { type Converted, convertPlain } from './plainToken.ts';
import { type PlainDocument, plainDocument, plainMapping } from './plainValue.ts';

export interface ReadFile {
  /** The documents before the first syntax error. */
  readonly documents: readonly PlainDocument[];
  /** False if the text is not valid YAML or exceeds a limit: then the documents are not the whole file. */
  readonly complete: boolean;
}

/** @param pieceSize a list of partners with more characters is parsed in pieces of this size */
export function readYaml(source: SourceFile, report: ReportFinding, pieceSize?: number): ReadFile {
  return runSteps(readYamlInSteps(source, report, pieceSize));
}

export function* readYamlInSteps(source: SourceFile, report: ReportFinding, pieceSize?: number): Steps<ReadFile> {
  const pieces = cutIntoPieces(source.text, pieceSize);
  return (pieces && (yield* readInPieces(source, pieces, report))) ?? readWhole(source, report);
}

/** Converts each document before the next is parsed, so that the nodes of only one are in memory. */
function readWhole(source: SourceFile, report: ReportFinding): ReadFile {
  const { parse, isComplete, validUntil: soundUntil, ...file } = yamlParser(source, report);
  const documents: PlainDocument[] = [];
  const offsets: OffsetsBuilder = new Map();
  for (const document of parse({ text: source.text, offset: 0 }, (token) => convertPlain(token, offsets))) {
    if ('converted' in document) {
      const places = placesOf({ offsets, root: document.offset, positionAt: file.positionAt });
      documents.push({ value: document.converted, places, complete: true });
    }
    // The parser is one document ahead of its output.
    else if (document.range[2] < soundUntil()) documents.push(plainDocument(file, document, report));
  }
  return { documents, complete: isComplete() };
}

/** Undefined if the pieces turn out not to have the expected shape. */
function* readInPieces(
  source: SourceFile,
  { before, entries, after, list }: Pieces,
  report: ReportFinding,
): Steps<ReadFile | undefined> {
  const edges = yamlParser(source, () => undefined);
  const [head, tail] = [before, after].map((edge) => blockMapping([...edges.parse(edge)]));
  const pairs = [...(head?.items ?? []), ...(tail?.items ?? [])];
  const last = head?.items.at(-1);
  const isPlain = edges.isComplete() && (tail !== undefined || isBlank(after.text));
  if (!(isPlain && head && last && keyText(last.key) === 'partners')) return undefined;
  if (pairs.some((pair) => pair !== last && keyText(pair.key) === 'partners')) return undefined;

  const { parse, isComplete, ...file } = yamlParser(source, report);
  function* batches(offsets: OffsetsBuilder): Generator<readonly unknown[], void> {
    for (const piece of entries) {
      for (const part of parse(piece, (document) => convertEntries(document, offsets))) {
        if (!('contents' in part)) yield part;
        else if (isSeq(part.contents)) yield part.contents.items;
      }
    }
  }
  const mapping = {
    before: head.items.slice(0, -1),
    key: last.key,
    batches,
    after: tail?.items ?? [],
    offset: offsetOf(head),
    list,
  };
  // After a syntax error, values of the broken piece must not be reported as missing.
  const document = yield* plainMapping(file, mapping, (finding) => {
    if (isComplete()) report(finding);
  });
  return { documents: isComplete() ? [document] : [], complete: isComplete() };
}

/** The entries of a plain list of mappings. */
function convertEntries(document: CST.Document, offsets: OffsetsBuilder): readonly Converted[] | undefined {
  const list = convertPlain(document, offsets)?.converted;
  if (!(Array.isArray(list) && list.every((entry) => typeof entry === 'object'))) return undefined;
  const starts = offsets.get(list) ?? [];
  offsets.delete(list);
  return list.map((converted: unknown, index) => ({ converted, offset: starts[index] ?? 0 }));
}

function blockMapping([document, ...others]: readonly ParsedDocument[]): MapNode | undefined {
  const root = others.length === 0 ? document?.contents : undefined;
  return isMap(root) && !root.flow && !root.anchor ? root : undefined;
}

function isBlank(text: string): boolean {
  return !/^[ \t]*[^\s#]/m.test(text);
}
