import { compareText } from './json.ts';

/** A position in a configuration file: 1-based line and column; `file` as shown to the user (relative, with `/`). */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A line of the configuration, where one is known. */
export interface FileAndLine {
  readonly file?: string;
  readonly line?: number;
}

/** The place without anything else, for plans and explanations. */
export function fileAndLine({
  file,
  line,
}: { readonly [K in keyof FileAndLine]: FileAndLine[K] | undefined }): FileAndLine {
  return { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}

/** The position as text, in the form that editors and problem matchers recognize. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** By file, line and column; a missing position comes first. */
export function comparePositions(a: Position | undefined, b: Position | undefined): number {
  if (!(a && b)) return (a ? 1 : 0) - (b ? 1 : 0);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}
