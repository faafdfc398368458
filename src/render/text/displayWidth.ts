/*
 * The number of columns that a text takes in a terminal. The input has passed `terminalText`, so it has no control or
 * zero-width characters. Combining marks take no column, wide characters take two.
 *
 * Rejected: fast-string-width and get-east-asian-width, which are ES modules that jest's CommonJS cannot load, and
 * string-width 4, which is from 2021. The classes below differ from Unicode's East Asian Width for rare symbols only; a
 * difference shifts one column of one line.
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

/** The text, padded to `columns` columns. At least two spaces follow, also after a longer text. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(2, columns - displayWidth(text)));
}

/** The text if it fits `columns` columns, else its beginning and "…". */
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
