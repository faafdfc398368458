/* The codec of a leaf of the field table: a value inside a setting, or the setting itself. */
import { memberOfSide } from '../../../model/combination.ts';
import { canonicalJson, compareText, type Json } from '../../../model/json.ts';
import type { Leaf, Setting } from '../../../model/setting.ts';
import type { TargetSide } from '../shortForms.ts';
import { list } from './list.ts';
import { type Reader, reader } from './reader.ts';
import { choice, flag, oneOf, text } from './scalars.ts';
import type { Half } from './target.ts';
import { targetConfiguration } from './targetConfiguration.ts';

export function leafReader(row: Setting, leaf: Leaf, nullHint: string): Reader<Json> {
  switch (leaf.type) {
    case 'targetConfiguration':
      return targetConfiguration(halfOf(row, leaf.side), { nullHint });
    case 'flag':
      return flag({ nullHint });
    case 'choice':
      return choice(leaf.of, { nullHint });
    case 'order':
      return listOf(leaf.of, (entries) => entries);
    case 'set':
      return listOf(leaf.of, (entries) =>
        [...new Set(entries)].sort((a, b) => compareText(canonicalJson(a), canonicalJson(b))),
      );
    case 'label':
      return text;
  }
}

function halfOf(row: Setting, side: TargetSide): Half {
  const nameOf = (each: TargetSide): string | undefined => memberOfSide(row, each)?.path.join('.');
  return { side, name: nameOf(side) ?? row.name, otherName: nameOf(side === 'users' ? 'applications' : 'users') };
}

function listOf(of: readonly string[], arrange: (entries: readonly string[]) => readonly string[]): Reader<Json> {
  const entries = list(choice(of), `a list of ${oneOf(of)}`);
  return reader(entries.name, entries.schema, (input, at) => {
    const read = entries.read(input, at);
    return read && Array.isArray(input) && read.entries.length === input.length
      ? arrange(read.entries.map(({ value }) => value))
      : undefined;
  });
}

/** In messages. */
export function leafName(leaf: Leaf): string {
  switch (leaf.type) {
    case 'flag':
      return '`true` or `false`';
    case 'choice':
      return oneOf(leaf.of);
    case 'order':
    case 'set':
      return 'a list';
    case 'label':
      return 'text';
    case 'targetConfiguration':
      return 'a mapping';
  }
}
