import { isMap, isSeq, type Pair } from 'yaml';
import type { MapNode } from '../read/yaml/places.ts';
import { columnOf, contentEnd, type Edit, lineEnd, lineStart, lineStop, nextLine } from './edits.ts';
import { entryLines, flowText, type YamlEntry, type YamlLayout } from './layout.ts';
import { rangeOf } from './nodes.ts';

/**
 * Replaces the value of a pair of `map`, on several lines if one would be too long. Keeps a comment after the key and
 * an anchor before the value.
 */
export function replaceValue(text: string, map: MapNode, pair: Pair, value: YamlLayout): Edit[] {
  const node = pair.value;
  const { start, end } = rangeOf(node);
  const below = map.flow === true ? '' : linesBelow(text, pair, value);
  if (!isBlock(node)) {
    if (below === '') return [{ start, end, text: flowText(value) }];
    const stop = lineStop(text, end);
    return [
      { start: text.slice(0, start).trimEnd().length, end, text: '' },
      { start: stop, end: stop, text: below },
    ];
  }
  const afterKey = text.indexOf(':', rangeOf(pair.key).end) + 1;
  const properties = /^[ \t]*(?:[&!][^\s]+[ \t]*)*/.exec(text.slice(afterKey, start))?.[0].trimEnd().length ?? 0;
  const at = afterKey + properties;
  const stop = lineStop(text, at);
  return [
    { start: at, end: at, text: below === '' ? ` ${flowText(value)}` : '' },
    { start: stop, end: contentEnd(text, start, end), text: below },
  ];
}

/** The lines of a value that does not fit on the line of its key, each after a line break. */
function linesBelow(text: string, { key }: Pair, value: YamlLayout): string {
  const { start, end } = rangeOf(key);
  const [, ...lines] = entryLines({ key: text.slice(start, end), value }, ' '.repeat(columnOf(text, start)));
  return lines.map((line) => `${lineEnd(text)}${line}`).join('');
}

/** Adds pairs after the last one of a mapping. */
export function appendEntries(text: string, map: MapNode, entries: readonly YamlEntry[]): Edit[] {
  if (map.flow === true) return appendInFlow(map, entries);
  const first = map.items[0];
  const last = map.items.at(-1);
  if (!first || !last) return [];
  const indent = ' '.repeat(columnOf(text, rangeOf(first.key).start));
  const lines = entries.flatMap((each) => entryLines(each, indent));
  const at = endOfLastLine(text, last);
  const eol = lineEnd(text);
  return lines.length === 0 ? [] : [{ start: at, end: at, text: lines.map((line) => `${eol}${line}`).join('') }];
}

/** Removes a pair with its lines; undefined if that would break the surrounding YAML. */
export function removePair(text: string, map: MapNode, pair: Pair): Edit[] | undefined {
  const others = map.items.filter((each) => each !== pair);
  if (map.flow === true) {
    const { start, end } = rangeOf(map);
    const kept = others.map((each) => text.slice(rangeOf(each.key).start, rangeOf(each.value ?? each.key).end));
    return [{ start, end, text: kept.length === 0 ? '{}' : `{ ${kept.join(', ')} }` }];
  }
  const { start } = rangeOf(pair.key);
  const ownLine = text.slice(lineStart(text, start), start).trim() === '';
  if (!ownLine || others.length === 0) return undefined;
  return [{ start: lineStart(text, start), end: nextLine(text, endOfLastLine(text, pair)), text: '' }];
}

/** The end of the last line of a pair, after a comment. */
function endOfLastLine(text: string, pair: Pair): number {
  const { start, end } = rangeOf(pair.value ?? pair.key);
  return lineStop(text, contentEnd(text, start, end));
}

/** True for a collection in block style. */
function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

function appendInFlow(map: MapNode, entries: readonly YamlEntry[]): Edit[] {
  const members = entries.flatMap(({ key, value }) => (key && value ? [`${key}: ${flowText(value)}`] : []));
  if (members.length === 0) return [];
  const last = map.items.at(-1);
  const { start, end } = rangeOf(map);
  if (!last) return [{ start, end, text: `{ ${members.join(', ')} }` }];
  const at = rangeOf(last.value ?? last.key).end;
  return [{ start: at, end: at, text: members.map((member) => `, ${member}`).join('') }];
}
