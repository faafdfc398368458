import { formatNumber } from './amounts.ts';
import { shorten } from './displayWidth.ts';
import { terminalText } from './escape.ts';
import { wrapWords } from './wrapText.ts';

/** A list that is as short as this is shown in full. */
const few = 5;

export interface NameRowsOptions {
  readonly max: number;
  /** A longer list than a few names has at most this many rows. */
  readonly rows?: number;
  readonly width: number;
  readonly indent: number;
}

/** The first names and the number of the others, broken between names only: `Acme Design, Blue Motors, … 34 more`. */
export function nameRows(names: readonly string[], options: NameRowsOptions): readonly string[] {
  const { max, rows = Number.POSITIVE_INFINITY } = options;
  for (let shown = Math.min(max, names.length); shown > 1; shown -= 1) {
    const lines = rowsOf(names, shown, options);
    if (names.length <= few || lines.length <= rows) return lines;
  }
  return rowsOf(names, 1, options);
}

function rowsOf(names: readonly string[], amount: number, { width, indent }: NameRowsOptions): readonly string[] {
  const more = names.length - amount;
  const shown = names.slice(0, amount).map((name) => shorten(terminalText(name), 36));
  const words = [
    ...shown.map((name, index) => (more === 0 && index === shown.length - 1 ? name : `${name},`)),
    ...(more > 0 ? [`… ${formatNumber(more)} more`] : []),
  ];
  return wrapWords(words, width, { first: ' '.repeat(indent), rest: ' '.repeat(indent + 2) });
}
