import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from '../../.github/scripts/reference/pages.ts';
import type { ExplainedOperation } from '../../src/apply/explainJournal.ts';
import { diagnosticCodes } from '../../src/model/diagnosticCodes.ts';
import { notShownWords, statusWords } from '../../src/render/report/reportWording.ts';
import { reportOf } from '../support/render/sampleReport.ts';

const root = join(__dirname, '..', '..');
const folder = join(root, '.github', 'docs', 'reference');

test('the committed reference matches the tables of the program; otherwise run "npm run docs"', () => {
  const committed = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  expect(Object.fromEntries(committed)).toEqual(referencePages());
});

test('the on-call page explains the statuses of a report and of an interrupted run, and the exit codes of apply', () => {
  const page = readFileSync(join(root, '.github', 'docs', 'apply.md'), 'utf8');
  const interrupted: readonly ExplainedOperation['status'][] = ['in-doubt', 'not-done'];
  const shown = [reportOf([]), { ...reportOf([]), unverified: 'no read' }].map(
    (report) => notShownWords(report).status,
  );
  const words = [...Object.values(statusWords), ...interrupted, ...shown];
  expect(words.filter((word) => !page.includes(`\n| \`${word}\``))).toEqual([]);

  const codes = [...new Set((referencePages()['exit-codes.md'] ?? '').match(/^\| \d+ /gm) ?? [])];
  const missing = codes
    .map((cell) => cell.slice(2).trim())
    .filter((code) => !new RegExp(`^\\|[\\d, ]*\\b${code}\\b`, 'm').test(page));
  // Exit code 2 is only for plan and drift.
  expect(missing).toEqual(['2']);
});

test('every diagnostic is in the reference', () => {
  const page = referencePages()['diagnostics.md'] ?? '';
  expect(Object.keys(diagnosticCodes).filter((code) => !page.includes(`\n| \`${code}\` |`))).toEqual([]);
});
