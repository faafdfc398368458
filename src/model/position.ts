import { compareText } from './json.ts';

/** A place in a configuration file: 1-based line and column, `file` as shown to people (relative, with `/`). */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** By file, line and column; what has no place goes first. */
export function comparePlaces(a: Position | undefined, b: Position | undefined): number {
  if (!(a && b)) return (a ? 1 : 0) - (b ? 1 : 0);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
