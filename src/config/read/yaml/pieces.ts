/*
 * Cuts a file with a long list of partners into pieces that are parsed one after the other.
 *
 * The parser keeps the syntax tree of a document until its end: for ten thousand partners, hundreds of megabytes and
 * the time to collect them. An entry of a block list begins with a dash in the column of the list, and nothing inside
 * an entry may be in this column, so xtap can cut there. The parser itself resumes at these places after an error. If a
 * file does not clearly have this shape, it is parsed as a whole.
 */

/** A part of a file, and its offset. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** A file as a mapping with one long block list. The pieces together are the whole text. */
export interface Pieces {
  /** The text up to and including the key of the list. */
  readonly before: Piece;
  /** A few entries each. */
  readonly entries: readonly Piece[];
  readonly after: Piece;
  /** The offset of the first entry. */
  readonly list: number;
}

/** Document markers and directives: then the file is not one mapping. */
const marker = /^(?:---|\.\.\.|%)/m;
const listKey = /^partners:[ \t]*(?:#.*)?\r?\n/m;
/** Blank lines and comments, then the first dash. */
const firstEntry = /^(?:[ \t]*(?:#.*)?\r?\n)*( *)-(?=\s)/;

/** Undefined if there is no such list, or if it is not longer than a piece of `size` characters. */
export function cutIntoPieces(text: string, size = 4096): Pieces | undefined {
  const key = listKey.exec(text);
  if (!key || marker.test(text)) return undefined;
  const start = key.index + key[0].length;
  const first = firstEntry.exec(text.slice(start));
  if (!first) return undefined;
  const indent = first[1]?.length ?? 0;
  const list = start + first[0].length - 1;
  const end = endOfList(text, list, indent);
  if (end - start <= size) return undefined;
  const cuts = [start, ...cutsOf(text, { from: list, to: end, indent, size }), end];
  return {
    before: pieceOf(text, 0, start),
    entries: cuts.slice(1).map((to, index) => pieceOf(text, cuts[index] ?? start, to)),
    after: pieceOf(text, end, text.length),
    list,
  };
}

/** The next line that begins in the first column and is neither a comment nor an entry. */
function endOfList(text: string, from: number, indent: number): number {
  const next = indent === 0 ? /^(?!-\s)[^\s#]/gm : /^[^\s#]/gm;
  next.lastIndex = from + 1;
  return next.exec(text)?.index ?? text.length;
}

interface Cutting {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
  readonly size: number;
}

function cutsOf(text: string, { from, to, indent, size }: Cutting): readonly number[] {
  const entry = new RegExp(`^ {${indent}}-(?=\\s)`, 'gm');
  const cuts: number[] = [];
  entry.lastIndex = from + size;
  for (let match = entry.exec(text); match && match.index < to; match = entry.exec(text)) {
    cuts.push(match.index);
    entry.lastIndex = match.index + size;
  }
  return cuts;
}

function pieceOf(text: string, from: number, to: number): Piece {
  return { text: text.slice(from, to), offset: from };
}
