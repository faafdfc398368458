/*
 * How many columns a text takes in a terminal. The input has been through `terminalText`, so there are no control or
 * zero-width characters left: what remains are combining marks (no column) and wide characters (two).
 *
 * Own code since the kept libraries (fast-string-width, get-east-asian-width) are ES modules, which jest's CommonJS
 * cannot load, and string-width 4 is of 2021. The property classes below agree with Unicode's East Asian Width but for
 * rare symbols; a difference shifts one column of one line.
 */
const combining = /[\p{Mn}\p{Me}]/u;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += characterWidth(character);
  return columns;
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** The text in `columns` columns; a longer one is followed by two spaces all the same. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(2, columns - displayWidth(text)));
}

/** The text, or its beginning and "…", in at most `columns` columns. */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const character of text) {
    left -= characterWidth(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
