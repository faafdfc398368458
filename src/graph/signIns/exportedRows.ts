/*
 * Reads rows of the log from a file that the portal or Graph exported: a list, a page or several pages of Graph, or one
 * row on each line. The file may be larger than memory, so it is read in pieces, and only one row is parsed at a time.
 */
import { parseUntrustedJson } from '../../model/json.ts';

/** Longer than any row, and short enough for memory: a file without an end of a row is not an export. */
const longestRow = 4 * 1024 * 1024;

export interface RowScanner {
  /** The rows that end in this piece of the text. */
  readonly push: (text: string) => readonly unknown[];
  /** Throws Error in one sentence if the text ended in the middle of a row. */
  readonly end: () => void;
}

/** A page of Graph keeps its rows in this member. */
const pageMember = /"value"\s*:\s*$/;

/** `push` throws Error in one sentence for a text that is not a list of rows. */
export function createRowScanner(): RowScanner {
  let buffer = '';
  let position = 0;
  let depth = 0;
  /** The depth at which rows begin: 0 by themselves, 1 in a list, 2 in a page. */
  let rowDepth = 0;
  /** Where the row began; undefined between rows. */
  let rowStart: number | undefined;
  let isInText = false;
  let isEscaped = false;
  /** The rest of a page after its rows. */
  let isSkipping = false;

  const open = (character: string): void => {
    const isOutside = rowDepth === 0 && !isSkipping && character === '[';
    const before = buffer.slice(Math.max(0, position - 40), position);
    if (isOutside && (depth === 0 || (depth === 1 && pageMember.test(before)))) {
      rowDepth = depth + 1;
      rowStart = undefined;
    } else if (depth === rowDepth) {
      if (character === '[') throw new Error('it has a list where a row is expected');
      rowStart = position;
    }
    depth += 1;
  };

  /** The text of the row that ends here, if one does. */
  const close = (character: string): string | undefined => {
    depth -= 1;
    if (depth < 0) throw new Error('it has a bracket too many');
    if (character === ']' && depth === rowDepth - 1) {
      rowDepth = 0;
      isSkipping = depth > 0;
      return undefined;
    }
    if (depth !== rowDepth) return undefined;
    const row = isSkipping ? undefined : buffer.slice(rowStart ?? 0, position + 1);
    isSkipping = false;
    rowStart = undefined;
    return row;
  };

  const takeText = (character: string): undefined => {
    if (isEscaped) isEscaped = false;
    else if (character === '\\') isEscaped = true;
    else if (character === '"') isInText = false;
    return undefined;
  };

  const take = (character: string): string | undefined => {
    if (character === '"') isInText = true;
    if (character === '{' || character === '[') open(character);
    else if (character === '}' || character === ']') return close(character);
    else if (depth === rowDepth && !/[\s,]/.test(character)) throw new Error('it is not a list of rows');
    return undefined;
  };

  return {
    push: (text) => {
      buffer += text;
      const rows: unknown[] = [];
      for (; position < buffer.length; position += 1) {
        const character = buffer.charAt(position);
        const row = isInText ? takeText(character) : take(character);
        if (row !== undefined) rows.push(parseUntrustedJson(row));
      }
      const keptFrom = rowStart ?? Math.max(0, buffer.length - 40);
      buffer = buffer.slice(keptFrom);
      position -= keptFrom;
      if (rowStart !== undefined) rowStart = 0;
      if (buffer.length > longestRow) throw new Error('a row in it is too long');
      return rows;
    },
    end: () => {
      if (depth > 0 || isInText) throw new Error('it ends in the middle of a row');
    },
  };
}

/** The row itself, or the row inside of a record of Azure Monitor. */
export function unwrapRow(row: unknown): unknown {
  const properties: unknown = Reflect.get(Object(row), 'properties');
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : row;
}
