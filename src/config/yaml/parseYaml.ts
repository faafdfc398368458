/*
 * YAML text to documents that know their positions and can be written back with their comments.
 *
 * Syntax errors are collected up to a bound, through a handler of our own: the library's makes an Error with a stack
 * trace of each, which takes ten seconds for a megabyte of them. Its check for duplicate keys is off, because it is
 * quadratic; that check, aliases and merge keys are in plainValue.ts, since positions through them matter here.
 */
import { Composer, type Document, LineCounter, type ParsedNode, Schema } from 'yaml';
import type { Position } from '../../model/position.ts';
import type { NewFinding } from '../findings.ts';
import { limits, type SourceFile } from '../sourceFile.ts';
import { boundedTokens, TooComplex } from './boundedTokens.ts';

export type ParsedDocument = Document.Parsed<ParsedNode, true>;

export interface YamlFile {
  readonly file: string;
  readonly documents: readonly ParsedDocument[];
  /** False where the text is not YAML, or passes a limit: then the documents are not the whole file. */
  readonly complete: boolean;
  readonly positionAt: (offset: number) => Position;
}

type Report = (finding: NewFinding) => void;
type Place = number | readonly number[] | { readonly offset: number };

// One schema for all documents: one each makes a file of many small documents slow. The core schema has no
// timestamps, so a date stays the text that it is, and `yes` and `no` are text, too.
const schema = new Schema({ schema: 'core', merge: false, resolveKnownTags: false });

class TooManyErrors extends Error {}

export function parseYaml({ file, text }: SourceFile, report: Report): YamlFile {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line, column: col };
  };
  const documents: ParsedDocument[] = [];
  let problems = 0;
  const onError = (place: Place, _code: string, message: string): void => {
    problems += 1;
    report({ code: 'yaml-syntax', message: sentence(message), position: positionAt(offsetOf(place)) });
    if (problems >= limits.syntaxErrorsPerFile) throw new TooManyErrors();
  };
  try {
    for (const document of compose(text, lines, onError)) documents.push(document);
  } catch (error) {
    problems += 1;
    if (error instanceof TooComplex) {
      report({ code: 'too-complex', message: error.message, position: positionAt(error.offset) });
    } else if (!(error instanceof TooManyErrors)) throw error;
  }
  return { file, documents, complete: problems === 0, positionAt };
}

function* compose(
  text: string,
  lines: LineCounter,
  onError: (place: Place, code: string, message: string) => void,
): Generator<ParsedDocument, void> {
  const composer = new Composer({ schema, uniqueKeys: false, strict: true });
  Object.assign(composer, { onError });
  let count = 0;
  for (const token of boundedTokens(text, lines)) {
    if (token.type === 'document') count += 1;
    if (count > limits.documentsPerFile) throw tooManyDocuments(token.offset);
    // The composer keeps these two to itself.
    if (token.type === 'error') onError(token, 'UNEXPECTED_TOKEN', token.message);
    else if (token.type === 'doc-end' && count === 0)
      onError(token, 'UNEXPECTED_TOKEN', 'Document end without a document');
    else yield* composer.next(token);
  }
  yield* composer.end();
}

function tooManyDocuments(offset: number): TooComplex {
  return new TooComplex(`more than ${limits.documentsPerFile} documents in one file`, offset);
}

function offsetOf(place: Place): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : (place[0] ?? 0);
}

/** The library's message in the form of ours: one line, no full stop, no quoted megabytes. */
function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
