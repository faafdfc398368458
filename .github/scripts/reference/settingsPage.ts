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
    'Every setting that xtap manages, by its name in Graph. Write a `partner` setting under a partner or in a profile, a `default` setting under `default`, and a `policy` setting under `policy`. The words are explained in the [glossary](../glossary.md).',
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
    'The clouds are those whose published metadata has the setting. In another cloud, xtap warns and continues, because metadata can be older than the service.',
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
    ? ['In `default`, this setting takes only AllUsers, and no single users or groups.']
    : [];
  const creation = row.places.includes('creation')
    ? [
        'xtap sends it only with the request that creates the partner. On an existing partner, a difference is a warning.',
      ]
    : [];
  const endpoint = row.ownEndpoint ? ['xtap writes it through an endpoint of its own, with separate requests.'] : [];
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

/**
 * A real value, then the short forms. The value of a B2B setting comes from here, all others from the examples of the
 * schema. The documentation test validates the document.
 */
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
  const [last = {}, ...others] = [...examples].reverse();
  const value = targetExample(row) ?? last;
  const lines = others.reverse().map(
    (other) =>
      `${indent}# or ${stringify({ [row.name]: other }, { collectionStyle: 'flow', lineWidth: 0 })
        .trim()
        .replace(/^\{ (.*) \}$/, '$1')}\n`,
  );
  return `${api}${head}${valueLines(row.name, value, indent)}\n${lines.join('')}`;
}

/** One line if it is short, else a line for each member. */
function valueLines(name: string, value: Json, indent: string): string {
  const line = `${indent}${name}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
  if (line.length <= maxLine) return line;
  const block = stringify({ [name]: value }, { lineWidth: 0 }).trim();
  return block.replaceAll(/^/gm, indent);
}

/** The width of a code block on GitHub. */
const maxLine = 96;

/** Groups, users and applications by id, as people need them; undefined for other settings. */
function targetExample(row: Setting): Json | undefined {
  const halves = membersOf(row).filter(({ leaf }) => leaf.type === 'targetConfiguration');
  if (halves.length === 0) return undefined;
  const users = [
    { group: '4e7d1a95-60b8-43fc-92d7-5c8fa3e0b614', name: 'Designers' },
    { user: '7c0f2b1e-93d4-4a86-b5e2-1d8a6f3c9075', name: 'Alex' },
  ];
  const applications = ['Office365', 'f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538'];
  const value = (leaf: Leaf): Json =>
    leaf.type === 'targetConfiguration' && leaf.side === 'users' ? { allowed: users } : { allowed: applications };
  return Object.fromEntries(halves.map(({ path, leaf }) => [path.join('.'), value(leaf)]));
}

function at(schema: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce((found, key) => found[key] as JsonObject, schema);
}
