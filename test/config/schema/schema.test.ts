import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { isRight } from 'fp-ts/lib/Either.js';
import { documentReader } from '../../../src/config/read/codecs/configuration.ts';
import { configurationSchema, schemaLine } from '../../../src/config/schema/schema.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import { isJsonObject, type Json } from '../../../src/model/json.ts';
import { configuration, mutate, mutation, oneSetting } from '../../support/arbitraryConfiguration.ts';

const runs = process.env.XTAP_LONG ? 2_000 : 200;

function validator() {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: false });
  addFormats.default(ajv, ['date']);
  return ajv.compile(configurationSchema());
}

const wholeMistaken = fc
  .tuple(configuration(fieldTable), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([value, mutations]): Json => mutations.reduce(mutate, value));

const accepts = (value: Json): boolean => isRight(documentReader(fieldTable).decode(value));

function* propertiesIn(value: Json): Generator<readonly [string, Json], void> {
  if (!isJsonObject(value)) {
    for (const each of Array.isArray(value) ? value : []) yield* propertiesIn(each as Json);
    return;
  }
  if (isJsonObject(value.properties)) yield* Object.entries(value.properties);
  for (const [key, each] of Object.entries(value)) if (key !== 'examples') yield* propertiesIn(each);
}

describe('the JSON Schema', () => {
  const validate = validator();

  test('and the codec accept every valid configuration, including short forms', () => {
    fc.assert(
      fc.property(configuration(fieldTable), (value) => {
        expect({ schema: validate(value), why: validate.errors?.[0], codec: accepts(value) }).toEqual({
          schema: true,
          why: undefined,
          codec: true,
        });
      }),
      { numRuns: runs },
    );
  });

  test.each([
    ['configurations', wholeMistaken],
    ['settings', oneSetting(fieldTable, fc.array(mutation, { maxLength: 2 }))],
  ])('and the codec agree on %s that are nearly right', (_, nearlyRight) => {
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(nearlyRight, (wrong) => {
        const codec = accepts(wrong);
        verdicts[codec ? 'accepted' : 'refused'] += 1;
        expect({ wrong, accepted: validate(wrong) }).toEqual({ wrong, accepted: codec });
      }),
      { numRuns: 8 * runs },
    );
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(runs / 20);
  });

  test.each([
    ['reason', 500],
    ['approvedBy', 200],
  ])('and the codec agree on the longest %s of a waiver: %i characters', (name, longest) => {
    const withText = (length: number): Json => {
      const waiver = { rule: 'X004', reason: 'accepted for now', until: '2027-01-31', [name]: '😀'.repeat(length) };
      return { default: { waivers: [waiver] } };
    };
    for (const length of [longest, longest + 1]) {
      const value = withText(length);
      expect([validate(value), accepts(value)]).toEqual(Array(2).fill(length === longest));
    }
  });

  test('explains every key and has valid examples', () => {
    const schema = configurationSchema();
    const unexplained = [...propertiesIn(schema)].filter(([, each]) => {
      return !(isJsonObject(each) && (typeof each.description === 'string' || typeof each.$ref === 'string'));
    });
    // A `const` is a value to compare with, not a key that needs an explanation.
    expect(unexplained.filter(([, each]) => !(isJsonObject(each) && 'const' in each)).map(([key]) => key)).toEqual([]);
    expect(validate((schema.examples as readonly Json[])[0])).toBe(true);
  });

  test('has valid examples for every setting of a partner', () => {
    const { $defs } = configurationSchema();
    const wrong = fieldTable
      .filter((row) => row.places.includes('partner'))
      .flatMap(({ name }) => {
        const definition = isJsonObject($defs) ? $defs[name] : undefined;
        const examples = isJsonObject(definition) && Array.isArray(definition.examples) ? definition.examples : [];
        if (examples.length === 0) return [`${name} has none`];
        return examples
          .map((example: Json) => ({
            partners: [{ tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1', [name]: example }],
          }))
          .filter((value) => !validate(value) || !accepts(value))
          .map((value) => JSON.stringify(value));
      });
    expect(wrong).toEqual([]);
  });

  test('follows the field table: a new row is a new key', () => {
    const [first] = fieldTable;
    if (!first) throw new Error('the table is empty');
    const { $defs } = configurationSchema([...fieldTable, { ...first, name: 'teleportInbound' }]);
    expect(Object.keys(isJsonObject($defs) ? $defs : {})).toContain('teleportInbound');
  });

  test('is named by a line at the top of a file, for editors', () => {
    expect(schemaLine('./xtap.schema.json')).toBe('# yaml-language-server: $schema=./xtap.schema.json');
  });
});
