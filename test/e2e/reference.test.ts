import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { laterFindings } from '../../.github/scripts/reference/diagnosticsPage.ts';
import { referencePages } from '../../.github/scripts/reference/pages.ts';
import { diagnosticCodes } from '../../src/config/diagnosticCodes.ts';

const root = join(__dirname, '..', '..');
const folder = join(root, '.github', 'docs', 'reference');

test('the committed reference is what the tables of the program say; otherwise run "npm run docs"', () => {
  const committed = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  expect(Object.fromEntries(committed)).toEqual(referencePages());
});

test('every diagnostic that is found after reading is in the reference', () => {
  const sources = ['app', 'reconcile'].flatMap((part) =>
    readdirSync(join(root, 'src', part)).map((name) => readFileSync(join(root, 'src', part, name), 'utf8')),
  );
  const found = sources.flatMap((text) =>
    [...text.matchAll(/\bcode: (?<first>[^,\n]*)/g)].flatMap(({ groups }) =>
      [...(groups?.first ?? '').matchAll(/'(?<code>[a-z]+(?:-[a-z]+)+)'/g)].map((match) => match.groups?.code),
    ),
  );
  const later = found.filter((code) => code !== undefined && !(code in diagnosticCodes));
  expect(new Set(laterFindings.map(([code]) => code))).toEqual(new Set(later));
});
