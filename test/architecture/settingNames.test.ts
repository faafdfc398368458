import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { membersOf } from '../../src/model/members.ts';

/*
 * A setting is known by its row in the field table. Code that needs to treat a setting differently asks for a property
 * of the row. A file that names a setting would miss the next one.
 */
const src = join(__dirname, '..', '..', 'src');

/** Names that are ordinary words in code, too. */
const ordinaryWords = new Set(['users', 'applications', 'displayName']);

const names = new Set(
  fieldTable
    .flatMap((row) => [row.name, ...membersOf(row).flatMap(({ path }) => path)])
    .filter((name) => !ordinaryWords.has(name)),
);

const allowed: Readonly<Record<string, string>> = {
  'model/fieldTable.ts': 'the table',
  'model/diagnosticCodes.ts': 'sentences for people about the findings',
  'cli/commands/demo.ts': 'the story of the demo, with the configuration that a person writes in it',
  'cli/flags/commandTable.ts': 'an example in the help of emulate',
  'config/schema/schema.ts': 'an example for editors',
};

/** The JavaScript of a module: no types, no comments. */
function code(text: string): string {
  const minify = { compress: false, mangle: false, format: { comments: false } } as const;
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022', minify } as const;
  return transformSync(text, { jsc, minify: true }).code;
}

function settingsNamedIn(text: string): readonly string[] {
  return [...names].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('emulator/'));

test('no file names a setting, except the field table and a few texts for people', () => {
  const found = files
    .map((file) => ({ file, named: settingsNamedIn(code(readFileSync(join(src, file), 'utf8'))) }))
    .filter(({ named }) => named.length > 0)
    .map(({ file, named }) => (file in allowed ? file : `${file}: ${named.join(', ')}`));
  expect(new Set(found)).toEqual(new Set(Object.keys(allowed)));
});

test('a name is found in code, and not in comments or types', () => {
  expect(settingsNamedIn(code("export const trust = 'inboundTrust';"))).toEqual(['inboundTrust']);
  expect(settingsNamedIn(code('/* inboundTrust */ export type T = { inboundTrust: string };'))).toEqual([]);
});
