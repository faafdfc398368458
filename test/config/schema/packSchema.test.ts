import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parse } from 'yaml';
import { builtInPacks } from '../../../src/check/packs/builtIn.ts';
import { readPack } from '../../../src/config/packs/readPack.ts';
import { packSchema } from '../../../src/config/schema/packSchema.ts';
import type { Json } from '../../../src/model/json.ts';
import { mutate, mutation } from '../../support/arbitraryConfiguration.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: false });
addFormats.default(ajv, ['date']);
const validate = ajv.compile(packSchema());

const packs = [...builtInPacks].map(([name, text]) => [name, parse(text) as Json] as const);

/** Errors that the schema cannot express: they compare several values. */
const beyondSchema = new Set(['duplicate-rule', 'unknown-pack', 'bad-rule']);

function read(value: Json): { readonly accepted: boolean; readonly codes: readonly string[] } {
  const { pack, diagnostics } = readPack({ file: 'p.yaml', text: JSON.stringify(value) }, { extendable: new Map() });
  return { accepted: pack !== undefined, codes: diagnostics.map(({ code }) => code) };
}

test.each(packs)('the pack %s is valid', (_name, pack) => {
  expect(validate(pack) ? [] : validate.errors).toEqual([]);
});

const rule = { id: 'C1', severity: 'note' };
test.each<[string, Json, boolean]>([
  ['the severity of a rule of the extended pack', { extends: 'xtap', rules: [rule] }, true],
  ['an id that is a number', { rules: [{ ...rule, id: 21790 }] }, true],
  ['an id that is not a whole number', { rules: [{ ...rule, id: 1.5 }] }, false],
  ['a rule with a title alone', { rules: [{ ...rule, title: 'T' }] }, false],
  ['an unknown severity', { rules: [{ ...rule, severity: 'eror' }] }, false],
  ['an unknown key', { rules: [], rulez: [] }, false],
  ['a free key', { rules: [], 'x-team': 1 }, true],
])('%s', (_name, keys, valid) => {
  expect(validate({ name: 'own', version: 1, ...(keys as object) })).toBe(valid);
});

test('the schema and the reader agree on packs that are nearly right', () => {
  const runs = process.env.XTAP_LONG ? 2_000 : 150;
  const rules = packs.flatMap(([, pack]) => (pack as { readonly rules: readonly Json[] }).rules);
  const verdicts = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...rules), fc.array(mutation, { maxLength: 2 }), (whole, mutations) => {
      const pack = { name: 'own', version: 1, rules: [mutations.reduce(mutate, whole)] };
      // Only the reader refuses the id of a placeholder.
      fc.pre(!JSON.stringify(pack).includes('00000000-0000-0000-0000-000000000000'));
      const { accepted, codes } = read(pack);
      if (!accepted && codes.every((code) => beyondSchema.has(code))) return;
      verdicts[accepted ? 'accepted' : 'refused'] += 1;
      expect({ pack, codes, accepted: validate(pack) }).toEqual({ pack, codes, accepted });
    }),
    { numRuns: 4 * runs },
  );
  expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(runs / 20);
});
