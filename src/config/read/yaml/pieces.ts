/*
 * Cuts a file with a long list of partners into pieces that can be parsed one after the other.
 *
 * The parser holds everything of a document until it ends, so a list of ten thousand partners costs its syntax tree,
 * hundreds of megabytes, and the time to collect it. An entry of a block list begins with a dash in the list's column
 * and nothing inside of an entry may stand there, so that is where such a list can be cut. The parser itself resumes
 * at these places after an error. Wherever this is not plain to see, the file is parsed as a whole.
 */

/** A part of a file, and where it begins. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** A file as a mapping with one long block list in it; together the pieces are the text. */
export interface Pieces {
  /** Ends with the key of the list. */
  readonly before: Piece;
  /** A few entries each. */
  readonly entries: readonly Piece[];
  readonly after: Piece;
  /** Where the first entry begins. */
  readonly list: number;
}

/** Documents and directives: then this is not one mapping. */
const marker = /^(?:---|\.\.\.|%)/m;
const listKey = /^partners:[ \t]*(?:#.*)?\r?\n/m;
/** Blank lines and comments, then the first dash. */
const firstEntry = /^(?:[ \t]*(?:#.*)?\r?\n)*( *)-(?=\s)/;

/** Undefined where the list is not there, or not longer than a piece of `size` characters. */
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
  for (let found = entry.exec(text); found && found.index < to; found = entry.exec(text)) {
    cuts.push(found.index);
    entry.lastIndex = found.index + size;
  }
  return cuts;
}

function pieceOf(text: string, from: number, to: number): Piece {
  return { text: text.slice(from, to), offset: from };
}
