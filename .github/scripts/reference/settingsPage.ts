import { stringify } from 'yaml';
import { configurationSchema } from '../../../src/config/schema/schema.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { membersOf } from '../../../src/model/members.ts';
import type { Leaf, Setting } from '../../../src/model/setting.ts';
import { code, page, table } from './markdown.ts';

const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';

export function settingsPage(): string {
  return page('Settings', [
    'Every setting that xtap manages, by the name it has in Graph. `partner` settings stand under a partner or in a profile, `default` settings under `default`, `policy` settings under `policy`.',
    table(
      ['setting', 'where', 'inherits from the default', 'Graph versions', 'clouds'],
      fieldTable.map((row) => [
        `[${code(row.name)}](#${row.name.toLowerCase()})`,
        row.places.map((place) => (place === 'creation' ? 'partner, on creation' : place)).join(', '),
        row.inherits === 'never' ? 'no' : 'yes',
        row.versions.join(', '),
        row.clouds.length === 4 ? 'all' : row.clouds.join(', '),
      ]),
    ),
    'Clouds are those whose published metadata has the setting. Elsewhere it is a warning, since metadata can lag behind the service.',
    ...fieldTable.flatMap(section),
  ]);
}

function section(row: Setting): readonly string[] {
  const members = membersOf(row).map(({ path, leaf, only, summary }) => [
    path.length === 0 ? 'the value' : code(path.join('.')),
    leafText(leaf),
    only === 'beta' ? `${summary} Graph beta only.` : summary,
  ]);
  const allUsers = row.defaultTakesAllUsersOnly
    ? ['In `default` it takes only AllUsers, no single users or groups.']
    : [];
  const creation = row.places.includes('creation')
    ? [
        'xtap sends it only with the request that creates the partner. On an existing partner, a difference is a warning.',
      ]
    : [];
  const endpoint = row.ownEndpoint ? ['It is written through an endpoint of its own, with requests of its own.'] : [];
  return [
    `## ${row.name}`,
    row.summary,
    table(['member', 'value', 'meaning'], members),
    ...allUsers,
    ...creation,
    ...endpoint,
    `<!-- test: fragment -->\n\`\`\`yaml\n${example(row)}\`\`\``,
    `[Reference of Microsoft](${row.documentation})`,
  ];
}

function leafText(leaf: Leaf): string {
  switch (leaf.type) {
    case 'targetConfiguration':
      return leaf.side === 'users'
        ? 'users and groups: allowed, blocked or unset'
        : 'applications: allowed, blocked or unset';
    case 'flag':
      return `true or false; turning it on ${leaf.turningOn === 'broadens' ? '▲ broadens' : '▼ narrows'}`;
    case 'choice':
      return `one of ${leaf.of.map(code).join(', ')}`;
    case 'order':
      return `a list, in order, of ${leaf.of.map(code).join(', ')}`;
    case 'set':
      return `a set of ${leaf.of.map(code).join(', ')}`;
    case 'label':
      return 'text';
  }
}

/** The examples of the schema, as a document that the documentation test validates. */
function example(row: Setting): string {
  const schema = configurationSchema();
  const [first = 'partner'] = row.places;
  const place = first === 'creation' ? 'partner' : first;
  const fieldSchema =
    place === 'partner' ? at(schema, '$defs', row.name) : at(schema, 'properties', place, 'properties', row.name);
  const examples = Array.isArray(fieldSchema.examples) ? (fieldSchema.examples as readonly Json[]) : [];
  const api = row.versions.includes('v1.0') ? '' : 'api: beta\n';
  const head = place === 'partner' ? `partners:\n  - tenantId: ${partner}\n` : `${place}:\n`;
  const indent = place === 'partner' ? '    ' : '  ';
  const [value = {}, ...others] = [...examples].reverse();
  const lines = others.reverse().map(
    (other) =>
      `${indent}# or ${stringify({ [row.name]: other }, { collectionStyle: 'flow', lineWidth: 0 })
        .trim()
        .replace(/^\{ (.*) \}$/, '$1')}\n`,
  );
  return `${api}${head}${indent}${row.name}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\n${lines.join('')}`;
}

function at(schema: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce((found, key) => found[key] as JsonObject, schema);
}
