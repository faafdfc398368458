/* Configurations as YAML, and edits that make it invalid or unusual. */
import fc from 'fast-check';
import { stringify } from 'yaml';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { configuration, mutate, mutation } from './arbitraryConfiguration.ts';

/** A list of partners between other keys, at any indentation, with aliases of repeated values or without. */
function yamlOf(aliasDuplicateObjects: fc.Arbitrary<boolean>): fc.Arbitrary<string> {
  const style = fc.record({ indentSeq: fc.boolean(), indent: fc.constantFrom(2, 4), aliasDuplicateObjects });
  return fc
    .tuple(configuration(fieldTable), fc.array(mutation, { maxLength: 1 }), style)
    .map(([value, mutations, options]) => stringify(mutations.reduce(mutate, value), options));
}

export const configurationText = yamlOf(fc.boolean());
export const textWithoutAliases = yamlOf(fc.constant(false));

/** Pieces of YAML that change what the text around them means. */
const inserted = [
  ...['\n', '  ', '- ', '\n- ', '\n  - ', ': ', '&a ', '*a', '<<: *a\n', '{', '}', '[', ']', ',', '"', "'", '|\n'],
  ...[
    '|+\n',
    '>-\n',
    '? ',
    '# ',
    '\n#',
    '\n---\n',
    '\n...\n',
    '%YAML 1.1\n',
    '\t',
    '\r\n',
    '!!str ',
    '\npartners:\n',
    '\nx: 1\n',
  ],
];
export const edit = fc.record({ at: fc.nat(), length: fc.nat(6), with: fc.constantFrom(...inserted) });

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, { at, length, with: inserted }) => {
    const place = at % (before.length + 1);
    return before.slice(0, place) + inserted + before.slice(place + length);
  }, text);
}
