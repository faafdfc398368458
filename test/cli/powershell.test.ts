/* What xtap and its pages offer for PowerShell parses there. CI runs the completion in a real PowerShell on Windows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { powershellErrors } from '../support/powershell.ts';
import { xtapIn } from '../support/recordingIo.ts';

const root = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, '.github/docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `.github/docs/${name}`),
];

/** The fenced blocks of a page in one language, without the indentation or the quote sign of the fence. */
function blocks(page: string, language: string): readonly string[] {
  const fence = new RegExp(`^([ >]*)\`\`\`${language}\\n([\\s\\S]*?)^[ >]*\`\`\`$`, 'gm');
  return [...read(page).matchAll(fence)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

test('reports a line that is not PowerShell', async () => {
  expect(await powershellErrors("$name = @('one', 'two')\n")).toEqual([]);
  expect(await powershellErrors("$name = @('one', 'two'\n")).not.toEqual([]);
  expect(await powershellErrors('xtap plan &\n')).not.toEqual([]);
});

test('the completion script parses, and has every command with its flags', async () => {
  const { stdout } = await xtapIn({ path: '/' })('completion', 'powershell');
  for (const { name, flags } of commandTable)
    expect(stdout).toContain(`    '${name}' = @(${flags.map((flag) => `'--${flag.name}'`).join(', ')})\n`);
  expect(await powershellErrors(stdout)).toEqual([]);
});

test('blocks and tips for PowerShell parse', async () => {
  const tips = pages.flatMap((page) =>
    [...read(page).matchAll(/^(?:>.*\n)+/gm)]
      .filter(([tip]) => tip.includes('PowerShell'))
      .flatMap(([tip]) => [...tip.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)])
      .map(([, code = '']) => code)
      .filter((code) => /^[$(]|\w-\w/.test(code) && !code.includes('=$(')),
  );
  const fenced = pages.flatMap((page) => blocks(page, 'powershell'));
  expect(fenced.length).toBeGreaterThan(0);
  expect(tips.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const code of [...fenced, ...tips]) wrong.push(...(await powershellErrors(`${code}\n`)));
  expect(wrong).toEqual([]);
});

test('the commands of the guides parse in PowerShell, but for those with a tip of their own', async () => {
  const wrong: string[] = [];
  for (const page of pages) {
    for (const block of blocks(page, 'sh')) {
      // The table in "Getting started" says what to write for a backslash. The grammar does not know a lone `-` or
      // `--`.
      const joined = block
        .replaceAll(/\\\n */g, '')
        .replaceAll(/ --? /g, ' ')
        .replaceAll(/ -$/gm, '');
      if ((await powershellErrors(joined)).length > 0) wrong.push(`${page}: ${joined.split('\n')[0]}`);
    }
  }
  expect(wrong).toEqual([
    '.github/docs/apply.md: xtap emulate reset',
    '.github/docs/apply.md: until grep -s "intent.*8f2c5d0e" killed.jsonl > /dev/null; do sleep 1; done',
  ]);
});

test('the steps of the workflows in PowerShell parse', async () => {
  const steps = [...read('.github/workflows/ci.yml').matchAll(/shell: pwsh\n +run: \|\n((?: {10}.*\n)+)/g)];
  expect(steps.length).toBeGreaterThan(0);
  for (const [, script = ''] of steps) expect(await powershellErrors(script)).toEqual([]);
});
