/* The codec of a pack file. */
import type { Pack } from '../../model/pack.ts';
import type { Position } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import { closed } from '../read/codecs/closed.ts';
import { list } from '../read/codecs/list.ts';
import { described, type Reader, reader } from '../read/codecs/reader.ts';
import { filledText, wholeNumber } from '../read/codecs/scalars.ts';
import { identifier } from '../read/codecs/waiver.ts';
import type { Places } from '../read/yaml/places.ts';
import { type RuleEntry, ruleReader } from './ruleReader.ts';

export interface PackValue extends Pick<Pack, 'name' | 'version'> {
  readonly extended?: { readonly name: string; readonly position: Position };
  readonly rules: readonly RuleEntry[];
}

export function packReader(table: readonly Setting[], places: Places): Reader<PackValue> {
  const members = closed({
    expected: 'a pack',
    parts: {
      name: described(identifier, 'The name of the pack, as outputs show it.'),
      version: described(wholeNumber(Number.MAX_SAFE_INTEGER), 'The version of this pack: a number that you choose.'),
      extends: described(filledText, 'The pack of xtap that this pack extends.'),
      rules: described(list(ruleReader(table, places), 'a list of rules'), 'The rules.'),
    },
    required: ['name', 'version', 'rules'],
    free: 'x- or $schema',
  });
  return reader('a pack', members.schema, (input, at) => {
    const read = members.read(input, at);
    const { name, version, extends: extended, rules } = read?.parts ?? {};
    if (!read || name === undefined || version === undefined || !rules) return undefined;
    const position = places.ofValue(read.holder, 'extends');
    return {
      name,
      version,
      ...(extended !== undefined && { extended: { name: extended, position } }),
      rules: rules.entries.map(({ value }) => value),
    };
  });
}
