import { isMap, type Pair } from 'yaml';
import type { ListNode } from '../read/yaml/places.ts';
import { columnOf, contentEnd, type Edit, lineEnd, lineStart, lineStop, nextLine } from './edits.ts';
import { flowText, itemLines, type YamlLayout } from './layout.ts';
import { rangeOf } from './nodes.ts';

/** A list, its pair, and whether the mapping of the pair is in flow style. */
export interface ListSite {
  readonly list: ListNode;
  readonly pair: Pair;
  readonly inFlow: boolean;
}

/** Adds items at the end of a list. `spaced`: with an empty line before each item if the existing items have one. */
export function appendItems(
  text: string,
  { list, pair, inFlow }: ListSite,
  items: readonly YamlLayout[],
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
    const stop = lineStop(text, end);
    return [
      { start: from, end, text: '' },
      { start: stop, end: stop, text: lines.map((line) => `${eol}${line}`).join('') },
    ];
  }
  if (list.flow === true) return appendInBrackets(text, list, items);
  const indent = ' '.repeat(columnOf(text, start));
  const blank = spaced && isSpaced(text, list) ? [''] : [];
  const lines = items.flatMap((item) => [...blank, ...itemLines(item, indent)]);
  const at = withoutLineBreak(text, afterItem(text, last, indent.length));
  return [{ start: at, end: at, text: lines.map((line) => `${eol}${line}`).join('') }];
}

function appendInBrackets(text: string, list: ListNode, items: readonly YamlLayout[]): Edit[] {
  const { start, end: at } = rangeOf(list.items.at(-1));
  if (!hasOwnLines(text, list)) {
    return [{ start: at, end: at, text: items.map((item) => `, ${flowText(item)}`).join('') }];
  }
  const stop = lineStop(text, at);
  const indent = ' '.repeat(columnOf(text, start));
  const lines = items.map((item) => `${lineEnd(text)}${indent}${flowText(item)},`);
  const comma = text.slice(at).trimStart().startsWith(',') ? '' : ',';
  return [
    { start: at, end: at, text: comma },
    { start: stop, end: stop, text: lines.join('') },
  ];
}

/** Removes items, each with the comment directly above it and those inside. The rest stays a list, also if empty. */
export function removeItems(text: string, { list, pair }: ListSite, gone: ReadonlySet<number>): Edit[] {
  const { start, end } = rangeOf(list);
  const kept = list.items.filter((_, index) => !gone.has(index));
  if (list.flow === true && !(kept.length > 0 && hasOwnLines(text, list))) {
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
  const column = columnOf(text, rangeOf(list.flow === true ? item : list).start);
  const isAbove = (line: string | undefined): boolean =>
    line !== undefined && isComment(line) && indentOf(line) <= column;
  let from = firstLine(text, list, index);
  while (index > 0 && isAbove(lineBefore(text, from))) from = lineStart(text, from - 1);
  const to = list.flow === true ? nextLine(text, itemEnd(text, item)) : afterItem(text, item, column);
  // Two empty lines that become adjacent are merged.
  const joinsBlankLines =
    lineBefore(text, from)?.trim() === '' && (to >= text.length || text.slice(to, lineStop(text, to)).trim() === '');
  return { start: joinsBlankLines ? lineStart(text, from - 1) : from, end: to, text: '' };
}

/** The line of the item's dash. An anchor and comments, with line breaks, may come between dash and item. */
function firstLine(text: string, list: ListNode, index: number): number {
  const { start } = rangeOf(list);
  let line = lineStart(text, rangeOf(list.items[index]).start);
  if (list.flow === true) return line;
  const dash = `${' '.repeat(columnOf(text, start))}-`;
  while (line > start && !text.startsWith(dash, line)) line = lineStart(text, line - 1);
  return line;
}

/** True for a list in brackets whose items and closing bracket each begin a line. */
function hasOwnLines(text: string, list: ListNode): boolean {
  const begins = (offset: number): boolean => text.slice(lineStart(text, offset), offset).trim() === '';
  return list.items.every((item) => begins(rangeOf(item).start)) && begins(rangeOf(list).end - 1);
}

/** The start of the line after an item, including the comments below it that are indented deeper than its dash. */
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
