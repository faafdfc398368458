import { configurationSchema } from '../../../src/config/schema/schema.ts';
import { fieldTable, ignoredKeys } from '../../../src/model/fieldTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { IgnoredKey } from '../../../src/model/setting.ts';
import { code, page, table } from './markdown.ts';

export function configurationPage(): string {
  const schema = configurationSchema();
  const settings = new Set([...fieldTable, ...ignoredKeys].map(({ name }) => name));
  const labels = keysOf(at(schema, '$defs', 'partner')).filter(([name]) => !settings.has(name));
  return page('Configuration', [
    'The keys of a configuration file. What the settings mean is in [Settings](settings.md); the JSON Schema for editors is what `xtap schema` prints.',
    '## Top level',
    'A key that is not a list or map of partners, profiles or protected tenants occurs once per configuration, in any file.',
    rowsOf(keysOf(schema)),
    '## guards',
    rowsOf(keysOf(at(schema, 'properties', 'guards'))),
    '## A partner',
    `Beside its settings (${fieldTable
      .filter(({ places }) => places.includes('partner') || places.includes('creation'))
      .map(({ name }) => code(name))
      .join(', ')}):`,
    rowsOf(labels),
    '## Properties that xtap ignores',
    `For configurations that were pasted from an answer of Graph. ${keysWith('read-only')} are read-only: a warning names them. ${keysWith('not-managed')} are a warning only if a member is set: xtap neither sets nor watches them. Annotations such as \`@odata.type\` are ignored everywhere.`,
  ]);
}

function keysWith(why: IgnoredKey['why']): string {
  return ignoredKeys
    .filter((key) => key.why === why)
    .map(({ name }) => code(name))
    .join(', ');
}

type Key = readonly [name: string, schema: JsonObject];

function keysOf(schema: JsonObject): readonly Key[] {
  return Object.entries(at(schema, 'properties')) as readonly Key[];
}

function rowsOf(keys: readonly Key[]): string {
  return table(
    ['key', 'values', 'default', 'meaning'],
    keys.map(([name, schema]) => [
      code(name),
      valuesOf(schema),
      schema.default === undefined ? '' : code(String(schema.default)),
      String(schema.description ?? ''),
    ]),
  );
}

function valuesOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.$ref === '#/$defs/guid') return 'GUID';
  if (schema.type === 'string') return schema.format === 'date' ? 'date, YYYY-MM-DD' : 'text';
  if (schema.type === 'integer') return 'whole number';
  return schema.type === 'array' ? 'list' : 'map';
}

function at(schema: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce((found, key) => found[key] as JsonObject, schema);
}
