/*
 * Bundles contain yaml's lexer and parser with plain methods instead of generators (.github/scripts/bundledYaml.mjs).
 * They must give the same tokens as the package.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import * as stock from 'yaml';
import { configurationText, edit, edited } from '../../../support/arbitraryYaml.ts';
import { type Folder, temporaryFolder } from '../../../support/temporaryFolder.ts';

const root = join(__dirname, '..', '..', '..', '..');
const numRuns = process.env.XTAP_LONG ? 20_000 : 300;

let folder: Folder;
let bundled: typeof stock;

beforeAll(() => {
  folder = temporaryFolder();
  const outfile = join(folder.path, 'yaml.cjs');
  const script = `
    import { build } from 'esbuild';
    import { bundledYaml } from './.github/scripts/bundledYaml.mjs';
    const stdin = { contents: "export * from 'yaml'", resolveDir: '.' };
    await build({ stdin, outfile: ${JSON.stringify(outfile)}, bundle: true, format: 'cjs', plugins: [bundledYaml] });`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
  bundled = require(outfile) as typeof stock;
});

afterAll(() => folder.remove());

function tokensOf({ Lexer, Parser }: typeof stock, text: string): readonly stock.CST.Token[] {
  const parser = new Parser();
  const tokens: stock.CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) tokens.push(...parser.next(lexeme));
  return [...tokens, ...parser.end()];
}

test('the tokens of a configuration, and of any invalid or unusual YAML, are the same', () => {
  fc.assert(
    fc.property(configurationText, fc.array(edit, { maxLength: 3 }), (right, edits) => {
      const text = edited(right, edits);
      // jest compares large values slowly.
      const areEqual = isDeepStrictEqual(tokensOf(bundled, text), tokensOf(stock, text));
      expect({ text, areEqual }).toEqual({ text, areEqual: true });
    }),
    { numRuns },
  );
});

test.each([
  '%YAML 1.2\n---\na: 1\n',
  '%YAML 1.2 # why\n\n---\na\n',
  'a\n...\n%TAG ! x\n--- b\n',
  '',
  '\uFEFFa: 1',
  '\r\n\t',
])('the tokens of %j are the same', (text) => {
  expect(tokensOf(bundled, text)).toEqual(tokensOf(stock, text));
});

test('lexemes are given one by one, so that a limit of tokens holds before all of them are in memory', () => {
  const lexer = new bundled.Lexer();
  const lexemes = lexer.lex('{'.repeat(100_000));
  for (let count = 0; count < 100; count += 1) lexemes.next();
  expect(Reflect.get(lexer, 'pos')).toBeLessThan(200);
});

test('the methods that yaml offers to others still work', () => {
  const text = 'a: [1, { b: null }]\n';
  expect(bundled.parse(text)).toEqual(stock.parse(text));
  expect([...new bundled.Parser().parse(text)]).toEqual([...new stock.Parser().parse(text)]);
});
