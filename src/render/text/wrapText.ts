import { displayWidth } from './displayWidth.ts';

export interface Indents {
  readonly first: string;
  readonly rest: string;
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
