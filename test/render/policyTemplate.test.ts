/* The rules for OPA read members that a plan has. Nothing here runs Rego. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planSchema } from '../../src/render/plan/planSchema.ts';

const rego = readFileSync(join(__dirname, '..', '..', '.github', 'templates', 'policy', 'plan.rego'), 'utf8');

interface Schema {
  readonly properties: Readonly<
    Record<string, { readonly items?: Partial<Schema>; readonly enum?: readonly string[] }>
  >;
  readonly $defs: Readonly<Record<string, Schema & { readonly enum?: readonly string[] }>>;
}

const { properties, $defs } = planSchema as unknown as Schema;
const membersOf: Readonly<Record<string, readonly string[]>> = {
  input: Object.keys(properties),
  change: Object.keys($defs.change?.properties ?? {}),
  field: Object.keys($defs.field?.properties ?? {}),
  entry: Object.keys(properties.released?.items?.properties ?? {}),
};

test('every member exists in the schema of plans', () => {
  const used = [...rego.matchAll(/\b(input|change|field|entry)\.(\w+)/g), ...rego.matchAll(/get\((\w+), "(\w+)"/g)];
  expect(used.length).toBeGreaterThan(8);
  expect(used.filter(([, name = '', member = '']) => !membersOf[name]?.includes(member)).map(([text]) => text)).toEqual(
    [],
  );
});

test.each(['impact', 'origin'])('the words for the %s are those of plans', (name) => {
  const sets = [...rego.matchAll(new RegExp(`${name} in \\{(.*?)\\}`, 'g'))];
  expect(sets).toHaveLength(1);
  const words = sets.flatMap(([, list = '']) => list.split(', ').map((word) => word.replaceAll('"', '')));
  expect($defs[name]?.enum).toEqual(expect.arrayContaining(words));
});
