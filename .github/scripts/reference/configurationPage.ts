import { configurationSchema } from '../../../src/config/schema/schema.ts';
import { fieldTable, ignoredKeys } from '../../../src/model/fieldTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { IgnoredKey } from '../../../src/model/setting.ts';
import { code, page, table } from './markdown.ts';

const example = `version: 1
tenant: 6babcaad-604b-40ac-a9d7-9fd97c0b779f
protected: [8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11]
guards: { maxDeletes: 2 }
profiles:
  supplier:
    b2bCollaborationInbound: { usersAndGroups: allowed, applications: { allowed: [Office365] } }
partners:
  - tenantId: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    domain: fabrikam.example             # must belong to tenantId (validate --online)
    name: Fabrikam                       # shown in plans, and accepted by --only
    owner: purchasing@contoso.example    # who answers for this partner; rule X008 wants one
    ticket: CHG-4711                     # where the access was approved
    reviewBy: 2027-06-30                 # after this day, every plan warns
    notes: Supplies the payroll files. The contract ends in 2028.
    profiles: [supplier]
    inboundTrust: { isMfaAccepted: true }
  - tenantId: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    name: Proseware
    state: absent                        # a tombstone: xtap deletes this partner
`;

export function configurationPage(): string {
  const schema = configurationSchema();
  const settings = new Set([...fieldTable, ...ignoredKeys].map(({ name }) => name));
  const labels = keysOf(at(schema, '$defs', 'partner')).filter(([name]) => !settings.has(name));
  return page('Configuration', [
    'The keys of a configuration file. [Settings](settings.md) explains the settings, and the [glossary](../glossary.md) the words. `xtap schema` prints the JSON Schema for editors.',
    'A whole configuration, with all labels of a partner:',
    `\`\`\`yaml\n${example}\`\`\``,
    '## Top level',
    'A configuration can have several files. Lists and maps of partners, profiles and protected tenants may be in all of them; xtap joins them. Every other key may occur once, in any file.',
    rowsOf(keysOf(schema)),
    '## guards',
    rowsOf(keysOf(at(schema, 'properties', 'guards'))),
    '## A partner',
    `These keys come beside its settings (${fieldTable
      .filter(({ places }) => places.includes('partner') || places.includes('creation'))
      .map(({ name }) => code(name))
      .join(', ')}):`,
    rowsOf(labels),
    '## Properties that xtap ignores',
    `You can paste an answer of Graph into a configuration. ${keysWith('read-only')} are read-only: xtap warns about them. ${keysWith('not-managed')} lead to a warning only if a member is set: xtap neither sets nor watches them. xtap ignores annotations such as \`@odata.type\` everywhere.`,
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
