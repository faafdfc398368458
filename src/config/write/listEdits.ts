import { isMap, type Pair } from 'yaml';
import type { ListNode } from '../yaml/places.ts';
import { columnOf, contentEnd, type Edit, lineEnd, lineStart, lineStop, nextLine } from './edits.ts';
import { flowText, itemLines, type Layout } from './layout.ts';
import { rangeOf } from './nodes.ts';

/** A list, the pair behind which it stands, and whether that pair's mapping is written in one line. */
export interface ListSite {
  readonly list: ListNode;
  readonly pair: Pair;
  readonly inFlow: boolean;
}

/** Adds items at the end of the list behind a pair, `spaced` with an empty line before each where the others have one. */
export function appendItems(
  text: string,
  { list, pair, inFlow }: ListSite,
  items: readonly Layout[],
  { spaced }: { readonly spaced: boolean },
): Edit[] {
  const eol = lineEnd(text);
  const last = list.items.at(-1);
  const { start, end } = rangeOf(list);
  if (last === undefined) {
    if (inFlow) return [{ start, end, text: `[${items.map(flowText).join(', ')}]` }];
    const indent = ' '.repeat(columnOf(text, rangeOf(pair.key).start) + 2);
    const lines = items.flatMap((item, index) => [...(index > 0 && spaced ? [''] : []), ...itemLines(item, indent)]);
    const from = text.slice(0, start).trimEnd().length;
    return [{ start: from, end, text: lines.map((line) => `${eol}${line}`).join('') }];
  }
  if (list.flow === true) {
    const at = rangeOf(last).end;
    return [{ start: at, end: at, text: items.map((item) => `, ${flowText(item)}`).join('') }];
  }
  const indent = ' '.repeat(columnOf(text, start));
  const blank = spaced && isSpaced(text, list) ? [''] : [];
  const lines = items.flatMap((item) => [...blank, ...itemLines(item, indent)]);
  const at = withoutLineBreak(text, afterItem(text, last, indent.length));
  return [{ start: at, end: at, text: lines.map((line) => `${eol}${line}`).join('') }];
}

/** Takes items out, each with the comment right above it and those inside; what is left is a list, be it empty. */
export function removeItems(text: string, { list, pair }: ListSite, gone: ReadonlySet<number>): Edit[] {
  const { start, end } = rangeOf(list);
  const kept = list.items.filter((_, index) => !gone.has(index));
  if (list.flow === true) {
    const texts = kept.map((item) => text.slice(rangeOf(item).start, rangeOf(item).end));
    return [{ start, end, text: `[${texts.join(', ')}]` }];
  }
  if (kept.length > 0) return [...gone].map((index) => removalOf(text, list, index));
  const at = text.indexOf(':', rangeOf(pair.key).end) + 1;
  return [
    { start: at, end: at, text: ' []' },
    { start: lineStart(text, start), end: nextLine(text, contentEnd(text, start, end)), text: '' },
  ];
}

function removalOf(text: string, list: ListNode, index: number): Edit {
  const item = list.items[index];
  const dash = text.lastIndexOf('-', rangeOf(item).start - 1);
  let from = lineStart(text, dash);
  while (index > 0 && isComment(lineBefore(text, from))) from = lineStart(text, from - 1);
  const to = afterItem(text, item, columnOf(text, dash));
  // Two empty lines that meet become one.
  const meets =
    lineBefore(text, from)?.trim() === '' && (to >= text.length || text.slice(to, lineStop(text, to)).trim() === '');
  return { start: meets ? lineStart(text, from - 1) : from, end: to, text: '' };
}

/** Where the line after an item begins; comments below it that are indented deeper than its dash belong to it. */
function afterItem(text: string, item: unknown, column: number): number {
  let at = nextLine(text, itemEnd(text, item));
  while (isComment(lineAt(text, at)) && indentOf(lineAt(text, at)) > column) at = nextLine(text, at);
  return at;
}

function withoutLineBreak(text: string, offset: number): number {
  if (text[offset - 1] !== '\n') return offset;
  return text[offset - 2] === '\r' ? offset - 2 : offset - 1;
}

function itemEnd(text: string, item: unknown): number {
  const { start, end } = rangeOf(item);
  return contentEnd(text, start, end);
}

function isSpaced(text: string, list: ListNode): boolean {
  const [first, second] = list.items;
  if (!second) return isMap(first);
  return /\n[ \t]*\r?\n/.test(text.slice(itemEnd(text, first), rangeOf(second).start));
}

function lineBefore(text: string, start: number): string | undefined {
  return start === 0 ? undefined : text.slice(lineStart(text, start - 1), start - 1);
}

function lineAt(text: string, start: number): string {
  return text.slice(start, lineStop(text, start));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && /^[ \t]*#/.test(line);
}
