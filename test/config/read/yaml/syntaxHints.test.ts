import { readConfiguration } from '../../../../src/config/read/readConfiguration.ts';
import { versionAndTenant } from '../../../support/tenants.ts';

const head = `${versionAndTenant}partners:\n`;
const id = (index: number): string => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const partner = (index: number): string =>
  `  - tenantId: ${id(index)}\n    name: Partner ${index}\n    owner: a@b.example\n`;

function findingsOf(text: string): readonly string[] {
  const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], { sourceName: 'a.yaml', today: '2026-11-22' });
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ position, message, hint }) => `${position?.line}:${position?.column} ${message}; ${hint}`);
}

const unsettled =
  'an unresolved merge conflict begins here; keep the lines that you want from both sides, and remove those that begin with <<<<<<<, ======= and >>>>>>>';

test.each(['\n', '\r\n'])('a merge conflict is one finding, at its first line, with line endings %j', (end) => {
  const sides = ['<<<<<<< HEAD\n', partner(1), '=======\n', partner(2), '>>>>>>> branch: of a/b\n'].join('');
  const text = `${head}${partner(0)}${sides}${partner(3)}`.replaceAll('\n', end);
  expect(findingsOf(text)).toEqual([`7:1 ${unsettled}`]);
});

test('a merge conflict in the middle of a partner is one finding', () => {
  const sides = '<<<<<<< HEAD\n    owner: c\n||||||| 1234567\n    owner: a\n=======\n    owner: b\n>>>>>>> branch\n';
  expect(findingsOf(`${head}${partner(0)}${sides}${partner(3)}`)).toEqual([`7:1 ${unsettled}`]);
});

test('errors before a merge conflict are reported too, and so is a conflict in another document', () => {
  const text = `${head}${partner(0).replace('name: ', 'name: "\\q" ')}<<<<<<< HEAD\n---\nprotected: []\n=======\n`;
  const places = findingsOf(text).map((finding) => finding.split('; ')[0]);
  expect(places).toContain('7:1 an unresolved merge conflict begins here');
  expect(places).toContain('10:1 an unresolved merge conflict begins here');
  expect(places[0]).toMatch(/^5:/);
});

test('conflict markers inside text are not a conflict', () => {
  const text = `${head}${partner(0)}    ticket: |\n      <<<<<<< HEAD\n      =======\n`;
  expect(findingsOf(text)).toEqual([]);
});

test('text with a colon has a hint about quotes, not about indentation', () => {
  expect(findingsOf(`${head}${partner(0).replace('Partner 0', 'Partner: 0')}`)).toEqual([
    '5:11 Nested mappings are not allowed in compact mappings; text with a colon and a space in it needs quotes',
  ]);
});

test('a line that is indented too deep has a hint about indentation', () => {
  const [first] = findingsOf(`${head}${partner(0).replace('    owner', '      owner')}`);
  expect(first).toMatch(/^5:11 .*; check the indentation/);
});
