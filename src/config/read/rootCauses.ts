/*
 * Reports a cause of many errors in a file once, in their place: template syntax that was not rendered, and lines
 * that are indented with characters that look like spaces. A file is searched for them only when it has an error, so
 * such text in a comment or a label is never an error by itself.
 */

import { diagnosticCodes } from '../../model/diagnosticCodes.ts';
import type { Position } from '../../model/position.ts';
import type { NewFinding } from './findings.ts';
import { invisibleIn, invisibleWords } from './invisible.ts';
import type { SourceFile } from './sourceFile.ts';

interface RootCause {
  readonly finding: NewFinding;
  readonly first: number;
  /** The lines that contain it. */
  readonly lines: ReadonlySet<number>;
}

type Report = (finding: NewFinding) => void;

/** Reports a cause in the place of the errors that it made. */
export function reportingCauses(sources: readonly SourceFile[], report: Report): Report {
  const causes = new Map<string, readonly RootCause[]>();
  const causesIn = (file: string): readonly RootCause[] => {
    const known = causes.get(file) ?? causesOf(sources.find((source) => source.file === file));
    causes.set(file, known);
    return known;
  };
  return (finding) => {
    const { code, position } = finding;
    const isError = position !== undefined && diagnosticCodes[code].severity === 'error';
    const cause = isError ? causesIn(position.file).find((each) => hasMade(each, code, position)) : undefined;
    report(cause?.finding ?? finding);
  };
}

function hasMade({ first, lines }: RootCause, code: NewFinding['code'], { line }: Position): boolean {
  if (lines.has(line)) return true;
  // A key above it looks as if nothing followed.
  return code === 'yaml-syntax' ? line >= first : code === 'null-value' && lines.has(line + 1);
}

function causesOf(source: SourceFile | undefined): readonly RootCause[] {
  if (!source) return [];
  const lines = source.text.split(/\r\n|[\n\r]/);
  const free = freeTextLines(lines);
  const causeOf = (find: (line: string) => number, findingAt: (found: string) => Omit<NewFinding, 'position'>) => {
    const places = lines.flatMap((line, index) => {
      const at = free.has(index) ? -1 : find(line);
      return at < 0 ? [] : [{ line: index + 1, column: at + 1, found: line.slice(at) }];
    });
    const [place] = places;
    if (!place) return [];
    const { line, column, found } = place;
    const finding = { ...findingAt(found), position: { file: source.file, line, column } };
    return [{ finding, first: line, lines: new Set(places.map((each) => each.line)) }];
  };
  return [...causeOf(leftoverIn, templateLeft), ...causeOf(falseSpaceIn, falseSpace)];
}

const opening = /\$?\{\{|\{%|\$\{/;
const label = /\b(?:name|owner|ticket|notes|displayName|reason|approvedBy)["']?\s*:\s*(?:"[^"]*"|'[^']*'|[^,}\]]*)/g;
const comment = /(?<!\S)#.*$/;

/** Where template syntax begins in a line, outside of its labels and comment; -1 where there is none. */
function leftoverIn(line: string): number {
  const blank = (text: string): string => ' '.repeat(text.length);
  return line.replace(comment, blank).replace(label, blank).search(opening);
}

const forms = [
  ['${{', '}}'],
  ['{{', '}}'],
  ['{%', '%}'],
  ['${', '}'],
] as const;

function templateLeft(found: string): Omit<NewFinding, 'position'> {
  const form = forms.find(([start]) => found.startsWith(start))?.join(' … ') ?? '';
  return {
    code: 'template-left',
    message: `template syntax is left here (\`${form}\`), and xtap reads only plain YAML`,
    hint: 'render the template first, and give xtap the result',
  };
}

function falseSpaceIn(line: string): number {
  const [indent = ''] = /^\s*/.exec(line) ?? [];
  return indent.search(/[^ \t]/);
}

function falseSpace(found: string): Omit<NewFinding, 'position'> {
  const what = invisibleWords(invisibleIn(found) ?? found.slice(0, 1));
  return {
    code: 'yaml-syntax',
    message: `${what} indents this line, and YAML takes only spaces there`,
    hint: 'indent with spaces, here and in the lines below',
  };
}

const freeKey =
  /^(\s*(?:- +)*)["']?(?:name|owner|ticket|notes|displayName|reason|approvedBy|x-[\w.-]*|\$schema)["']?\s*:(?:\s|$)/;

/**
 * The lines of labels, notes and `x-…` keys, with the lines that are indented below them: people write any text there.
 */
function freeTextLines(lines: readonly string[]): ReadonlySet<number> {
  const free = new Set<number>();
  let column: number | undefined;
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (column !== undefined && (indent < 0 || indent > column)) free.add(index);
    else {
      column = freeKey.exec(line)?.[1]?.length;
      if (column !== undefined) free.add(index);
    }
  }
  return free;
}
