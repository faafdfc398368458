/*
 * Changes to a file as changes to its text: text that no edit covers stays equal to the byte. Rejected: changing the
 * parsed document and printing it, which keeps comments but reformats the whole file, so that a pull of one drifted
 * flag would change other lines.
 */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits at the same offset keep their order. An edit that overlaps an earlier one is left to the next round. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < done) continue;
    parts.push(text.slice(done, start), replacement);
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** The line ending of a file. */
export function lineEnd(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** The offset where the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset where the line of `offset` ends, before its line break. */
export function lineStop(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  const stop = at < 0 ? text.length : at;
  return stop > offset && text[stop - 1] === '\r' ? stop - 1 : stop;
}

/** The offset of the next line; the end of the text after the last one. */
export function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** `end` without trailing white space, since the range of a node may include following line breaks. */
export function contentEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
