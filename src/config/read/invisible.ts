/* Invisible characters, which text that was copied from a page, a mail or a document often contains. */

const names: ReadonlyMap<string, string> = new Map([
  ['\u00a0', 'a non-breaking space'],
  ['\u00ad', 'a soft hyphen'],
  ['\u200b', 'a zero-width space'],
  ['\u200e', 'a left-to-right mark'],
  ['\u200f', 'a right-to-left mark'],
  ['\u202f', 'a narrow non-breaking space'],
  ['\u2060', 'a word joiner'],
  ['\ufeff', 'a byte order mark'],
]);

const invisible = /[\p{Cf}\u00a0\u2000-\u200a\u202f\u205f\u3000]/u;
const everyInvisible = new RegExp(invisible.source, 'gu');

/** The first of them. */
export function invisibleIn(text: string): string | undefined {
  return invisible.exec(text)?.[0];
}

export function withoutInvisible(text: string): string {
  return text.replace(everyInvisible, '');
}

/** `a zero-width space (U+200B)` */
export function invisibleWords(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${names.get(character) ?? 'an invisible character'} (U+${code})`;
}
