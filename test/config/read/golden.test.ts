import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { type CodeEntry, type DiagnosticCode, diagnosticCodes } from '../../../src/model/diagnosticCodes.ts';

/*
 * Each folder of test/golden/configuration is one configuration with the complete output about it. To accept new texts,
 * run with XTAP_UPDATE_GOLDEN=1 and review the difference.
 */
const folder = join(__dirname, '..', '..', 'golden', 'configuration');
const cases = readdirSync(folder).sort();

function read(name: string): readonly Diagnostic[] {
  const text = readFileSync(join(folder, name, 'config.yaml'), 'utf8');
  return readConfiguration([{ file: 'config.yaml', text }], { sourceName: 'config.yaml', today: '2026-11-22' })
    .diagnostics;
}

function asText({ severity, code, position, message, sourceLine, hint }: Diagnostic): string {
  const place = position ? `${position.file}:${position.line}:${position.column}: ` : '';
  const caret = position && sourceLine !== undefined ? [sourceLine, `${' '.repeat(position.column - 1)}^`] : [];
  return [`${place}${severity}[${code}]: ${message}`, ...caret, ...(hint ? [`hint: ${hint}`] : []), ''].join('\n');
}

describe('invalid configurations', () => {
  test.each(cases)('%s has a message, a position and advice', (name) => {
    const expected = join(folder, name, 'expected.txt');
    const said = read(name).map(asText).join('\n');
    if (process.env.XTAP_UPDATE_GOLDEN) writeFileSync(expected, said);
    expect(said).toBe(readFileSync(expected, 'utf8'));
  });

  test('every code has a case with its exact text, or its own test', () => {
    const elsewhere: readonly DiagnosticCode[] = [
      // Of packs: test/config/packs.
      'bad-rule',
      'duplicate-rule',
      'unknown-pack',
      'file-too-large',
      'invalid-path',
      'more-findings',
      'too-complex',
      'unread-file',
    ];
    const said = new Set<string>([...elsewhere, ...cases.flatMap(read).map(({ code }) => code)]);
    const inFiles = Object.entries<CodeEntry>(diagnosticCodes).filter(([, { found }]) => found === undefined);
    expect(inFiles.map(([code]) => code).filter((code) => !said.has(code))).toEqual([]);
  });
});
