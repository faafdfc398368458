import { displayWidth } from './displayWidth.ts';

export interface Indents {
  readonly first: string;
  readonly rest: string;
}

/** Lines of at most `width` columns, broken at spaces only: a word that is too long stays whole. */
export function wrapText(text: string, width: number, indents: Indents): readonly string[] {
  const lines: string[] = [];
  let line = indents.first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indents.rest + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return [...lines, line];
}
