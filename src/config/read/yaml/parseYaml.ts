/*
 * Parses YAML text to documents with positions and comments.
 *
 * Collects syntax errors up to a bound, through xtap's own handler: the library's handler makes an Error with a stack
 * trace for each, which takes ten seconds for a megabyte of errors. The library's check for duplicate keys is off,
 * because it is quadratic. That check, aliases and merge keys are in plainValue.ts, which keeps positions through them.
 */
import { Composer, type CST, type Document, type ParsedNode } from 'yaml';
import type { Position } from '../../../model/position.ts';
import type { ReportFinding } from '../findings.ts';
import { limits, type SourceFile } from '../sourceFile.ts';
import { boundedTokens, TooComplex, tokenBudget } from './boundedTokens.ts';
import type { Piece } from './pieces.ts';
import { schema } from './plainToken.ts';
import type { YamlComplaint } from './slips.ts';
import { openBrackets, syntaxProblems } from './syntaxProblem.ts';

export type ParsedDocument = Document.Parsed<ParsedNode, true>;

export interface YamlFile {
  readonly file: string;
  /** The length of the whole text. */
  readonly characters: number;
  readonly positionAt: (offset: number) => Position;
}

export interface YamlParser extends YamlFile {
  /**
   * The documents of a part of the file, one by one. Once a limit is exceeded, it reads no more. If `convert` can read
   * the tokens of the only document, its result takes the place of that document, which is then not composed.
   */
  readonly parse: <Plain extends object = never>(
    piece: Piece,
    convert?: ConvertDocument<Plain>,
  ) => Iterable<ParsedDocument | Plain>;
  /** False if the text is not valid YAML or exceeds a limit: then the documents are not the whole file. */
  readonly isComplete: () => boolean;
  /** The offset of the first error so far. */
  readonly validUntil: () => number;
}

export interface ParsedFile extends YamlFile {
  readonly documents: readonly ParsedDocument[];
  readonly complete: boolean;
}

type ConvertDocument<Plain> = (document: CST.Document) => Plain | undefined;

type ErrorPlace = number | readonly number[] | { readonly offset: number };
type OnError = (place: ErrorPlace, code: string, message: string) => void;
type ReportErrors = (token: CST.Token, complaints: readonly YamlComplaint[]) => void;

class TooManyErrors extends Error {}

export function parseYaml(source: SourceFile, report: ReportFinding): ParsedFile {
  const { parse, isComplete, validUntil: _, ...yaml } = yamlParser(source, report);
  const documents = [...parse({ text: source.text, offset: 0 })];
  return { ...yaml, documents, complete: isComplete() };
}

/** Parses a file, as a whole or in pieces. The limits apply to the whole file. */
export function yamlParser({ file, text }: SourceFile, report: ReportFinding): YamlParser {
  // From the whole text, since the pieces may be parsed in any order.
  const positionAt = positionsIn(file, text);
  const budget = tokenBudget(text.length);
  let problems = 0;
  let soundUntil = Number.POSITIVE_INFINITY;
  let isOver = false;
  const reportErrors: ReportErrors = (token, complaints) => {
    for (const { offset, ...problem } of syntaxProblems(text, token, complaints)) {
      if (problems >= limits.syntaxErrorsPerFile) throw new TooManyErrors();
      problems += 1;
      soundUntil = Math.min(soundUntil, offset);
      report({ code: 'yaml-syntax', ...problem, position: positionAt(offset) });
    }
  };
  function* parse<Plain extends object = never>(
    piece: Piece,
    convert?: ConvertDocument<Plain>,
  ): Generator<ParsedDocument | Plain, void> {
    if (isOver) return;
    try {
      yield* readDocuments(boundedTokens(piece, budget), reportErrors, convert);
    } catch (error) {
      isOver = true;
      problems += 1;
      if (error instanceof TooComplex) {
        soundUntil = Math.min(soundUntil, error.offset);
        report({ code: 'too-complex', message: error.message, position: positionAt(error.offset) });
      } else if (!(error instanceof TooManyErrors)) throw error;
    }
  }
  return {
    file,
    characters: text.length,
    positionAt,
    parse,
    isComplete: () => problems === 0,
    validUntil: () => soundUntil,
  };
}

function* readDocuments<Plain>(
  tokens: Iterable<CST.Token>,
  reportErrors: ReportErrors,
  convert: ConvertDocument<Plain> | undefined,
): Generator<ParsedDocument | Plain, void> {
  const composition = startComposition(reportErrors);
  let plain: { readonly token: CST.Token; readonly converted: Plain } | undefined;
  let isFirst = convert !== undefined;
  for (const token of tokens) {
    if (!isBetweenDocuments(token)) {
      const converted = isFirst && token.type === 'document' ? convert?.(token) : undefined;
      isFirst = false;
      if (converted !== undefined) {
        plain = { token, converted };
        continue;
      }
      // The text is more than one plain document after all.
      if (plain) yield* composition.next(plain.token);
      plain = undefined;
    }
    yield* composition.next(token);
  }
  if (plain) yield plain.converted;
  else yield* composition.end();
}

function isBetweenDocuments({ type }: CST.Token): boolean {
  return type === 'comment' || type === 'newline' || type === 'space' || type === 'byte-order-mark';
}

interface Composition {
  readonly next: (token: CST.Token) => readonly ParsedDocument[];
  readonly end: () => Iterable<ParsedDocument>;
}

function startComposition(reportErrors: ReportErrors): Composition {
  const composer = new Composer<ParsedNode, true>({ schema, uniqueKeys: false, strict: true });
  let count = 0;
  let hasLeftDocument = false;
  const next = (token: CST.Token): readonly ParsedDocument[] => {
    if (token.type === 'document') count += 1;
    if (hasLeftDocument && isBesideDocuments(token)) return [];
    if (count > limits.documentsPerFile) throw tooManyDocuments(token.offset);
    const complaints: YamlComplaint[] = [];
    let documents: readonly ParsedDocument[];
    try {
      documents = composeToken(composer, token, { count, complaints });
    } finally {
      reportErrors(token, complaints);
    }
    if (isBesideDocuments(token)) hasLeftDocument = true;
    else if (token.type === 'document') hasLeftDocument = complaints.length > 0 && openBrackets(token).length > 0;
    return documents;
  };
  return { next, end: () => composer.end() };
}

/** The documents that a token completes, after `count` earlier ones. */
function composeToken(
  composer: Composer,
  token: CST.Token,
  { count, complaints }: { readonly count: number; readonly complaints: YamlComplaint[] },
): readonly ParsedDocument[] {
  const onError: OnError = (place, _code, message) => {
    // The composer catches this error, and reports it again for every enclosing collection.
    if (complaints.length >= limits.syntaxErrorsPerFile) throw new TooManyErrors();
    complaints.push({ message, offset: offsetOf(place) });
  };
  Object.assign(composer, { onError });
  // The composer does not report these two through `onError`.
  if (token.type === 'error') onError(token, 'UNEXPECTED_TOKEN', token.message);
  else if (token.type === 'doc-end' && count === 0)
    onError(token, 'UNEXPECTED_TOKEN', 'Document end without a document');
  else return [...composer.next(token)];
  return [];
}

/** After an unmatched closing bracket, the parser leaves the document and returns its rest as such tokens. */
function isBesideDocuments(token: CST.Token): boolean {
  return token.type === 'error' && token.message.endsWith('token in YAML stream');
}

function tooManyDocuments(offset: number): TooComplex {
  return new TooComplex(`more than ${limits.documentsPerFile} documents in one file`, offset);
}

function offsetOf(place: ErrorPlace): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : (place[0] ?? 0);
}

/** Turns offsets into positions. It lives as long as the configuration, so it keeps only the starts of the lines. */
function positionsIn(file: string, text: string): (offset: number) => Position {
  const starts = lineStarts(text);
  return (offset) => {
    const at = Math.max(0, offset);
    let [line, beyond] = [0, starts.length];
    while (beyond - line > 1) {
      const middle = (line + beyond) >> 1;
      if ((starts[middle] ?? 0) <= at) line = middle;
      else beyond = middle;
    }
    return { file, line: line + 1, column: at - (starts[line] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
