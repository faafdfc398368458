/*
 * The width of text, for every command: no line is wider than the reader asks for, and no line is wider than 140
 * columns. There is one exception: a word is never broken, because people copy it. So a line of one word, with at most
 * one short word before it, may be wider: an id, a digest, a URL or a path. YAML to copy is broken between its members.
 */
import { displayWidth, padTo } from './displayWidth.ts';

/** In wider lines, the file name would be too far from the name of its partner. */
const widest = 140;
const narrowest = 40;

/** The columns to use of those that the reader has. */
export function usedWidth(columns: number): number {
  return Math.max(narrowest, Math.min(columns, widest));
}

export interface Indents {
  readonly first: string;
  readonly rest: string;
}

/** Lines with their own indents; the next lines of a wrapped one have two columns more. */
export function wrapLines(lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => {
    const [first = ''] = /^ */.exec(line) ?? [];
    return wrapText(line.slice(first.length), width, { first, rest: `${first}  ` });
  });
}

/** Two columns; the second stands below the first if it would have no room beside it. */
export function columnRows(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const columns = Math.max(...rows.map(([first]) => displayWidth(first))) + 4;
  const isBeside = rows.every(([, second]) => columns + displayWidth(second) <= width) || columns + 32 <= width;
  return rows.flatMap(([first, second]) =>
    isBeside
      ? wrapText(second, width, { first: padTo(`  ${first}`, columns), rest: ' '.repeat(columns) })
      : [...wrapText(first, width, { first: '  ', rest: '    ' }), ...wrapLines([`      ${second}`], width)],
  );
}

/** The digest is never broken, since people copy it. */
export function digestLines(digest: string, width: number): readonly string[] {
  return wrapText(`Digest ${digest}`, width, { first: '', rest: '' });
}

/**
 * Lines of at most `width` columns, broken at spaces only. A longer word is not broken. No line begins with a space.
 */
export function wrapText(text: string, width: number, indents: Indents): readonly string[] {
  return wrapWords(text.split(' '), width, indents);
}

/** The same for words that may contain spaces and are never broken there (`group GUID`). */
export function wrapWords(words: readonly string[], width: number, indents: Indents): readonly string[] {
  const lines: string[] = [];
  let [line, columns] = [indents.first, displayWidth(indents.first)];
  words.forEach((word, index) => {
    const added = displayWidth(word);
    if (index > 0 && added > 0 && columns + 1 + added > width) {
      lines.push(line.trimEnd());
      [line, columns] = [indents.rest + word, displayWidth(indents.rest) + added];
    } else {
      line += index === 0 ? word : ` ${word}`;
      columns += added + (index === 0 ? 0 : 1);
    }
  });
  return [...lines, line];
}
