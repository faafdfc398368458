import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const src = join(__dirname, '..', '..', 'src');

/** What a pure module must not name: clock, randomness, environment, and everything that waits or talks. */
const impurities = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bnew Date\b(?!\s*\()/,
  /(?<!new\s)\bDate\(/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\b(?:randomUUID|randomBytes|getRandomValues)\b/,
  /\bprocess\.[a-z]/,
  /\bglobalThis\b/,
  /\bconsole\./,
  /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
  /\bfetch\(/,
  /\btoLocale[A-Z]\w*\(/,
  /\bIntl\./,
  /\blocaleCompare\(/,
];

/** The JavaScript behind a module: no types, no comments. */
function code(text: string): string {
  const minify = { compress: false, mangle: false, format: { comments: false } } as const;
  return transformSync(text, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022', minify }, minify: true })
    .code;
}

function impuritiesOf(text: string): readonly string[] {
  return impurities.filter((impurity) => impurity.test(code(text))).map(String);
}

function modules(folder: string): readonly string[] {
  return readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file))
    .sort();
}

function present(folders: readonly string[]): readonly string[] {
  const all = readdirSync(src);
  return folders.filter((folder) => all.includes(folder));
}

const pure = present(['model', 'access', 'plan', 'check', 'replay', 'render']).flatMap(modules);

test('there are pure modules', () => {
  expect(pure.length).toBeGreaterThan(5);
});

test.each(pure)('%s reads no clock, no randomness and no environment, and depends on no locale', (file) => {
  expect(impuritiesOf(readFileSync(join(src, file), 'utf8'))).toEqual([]);
});

test('impure code is found; comments and types are ignored', () => {
  expect(impuritiesOf('export const now: number = Date.now();')).toHaveLength(1);
  expect(impuritiesOf('export const now = new Date();')).toHaveLength(1);
  expect(impuritiesOf('export const luck = Math.random();')).toHaveLength(1);
  expect(impuritiesOf('export const home = process.env.HOME;')).toHaveLength(1);
  expect(impuritiesOf('/* Date.now() */ export const when = new Date(0); // new Date()')).toEqual([]);
  expect(impuritiesOf('export type Clock = typeof Date.now;')).toEqual([]);
});

/**
 * dependency-cruiser's swc parser cannot tell `import type`, which costs nothing, from an import that loads the
 * package.
 */
const loadsIdentity = /\b(?:import|from)\s*["']@azure\/identity/;

test('no module loads the credentials with a static import: offline commands must never load them', () => {
  const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const loading = all.filter((file) => loadsIdentity.test(code(readFileSync(join(src, file), 'utf8'))));
  expect(loading).toEqual([]);
});

test('a static import of the credentials is found; a type and a dynamic import are allowed', () => {
  expect(code("import { AzureCliCredential } from '@azure/identity'; new AzureCliCredential();")).toMatch(
    loadsIdentity,
  );
  expect(code("import type { TokenCredential } from '@azure/identity'; export type T = TokenCredential;")).not.toMatch(
    loadsIdentity,
  );
  expect(code("export const load = () => import('@azure/identity');")).not.toMatch(loadsIdentity);
});
