/** A place in a configuration file: 1-based line and column, `file` as shown to people (relative, with `/`). */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
