import { compareText } from './json.ts';

/** A place in a configuration file: 1-based line and column, `file` as shown to people (relative, with `/`). */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Without the column, as plans and explanations have it. */
export function fileAndLine({ file, line }: Position): Pick<Position, 'file' | 'line'> {
  return { file, line };
}

/** As messages name a place; editors and problem matchers know this form. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** By file, line and column; what has no place goes first. */
export function comparePositions(a: Position | undefined, b: Position | undefined): number {
  if (!(a && b)) return (a ? 1 : 0) - (b ? 1 : 0);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
