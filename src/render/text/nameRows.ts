import { formatNumber } from './amounts.ts';
import { shorten } from './displayWidth.ts';
import { terminalText } from './escape.ts';
import { wrapWords } from './wrapText.ts';

/** The first `max` names and the number of the others, broken between names only. */
export function nameRows(
  names: readonly string[],
  { max, width, indent }: { readonly max: number; readonly width: number; readonly indent: number },
): readonly string[] {
  const more = names.length - max;
  const shown = names.slice(0, max).map((name) => shorten(terminalText(name), 36));
  const words = [
    ...shown.map((name, index) => (index === shown.length - 1 ? name : `${name},`)),
    ...(more > 0 ? [`and ${formatNumber(more)} more`] : []),
  ];
  return wrapWords(words, width, { first: ' '.repeat(indent), rest: ' '.repeat(indent + 2) });
}
