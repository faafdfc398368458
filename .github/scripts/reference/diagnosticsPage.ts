import { type CodeEntry, diagnosticCodes } from '../../../src/model/diagnosticCodes.ts';
import { code, page, table } from './markdown.ts';

export function diagnosticsPage(): string {
  const entries = Object.entries<CodeEntry>(diagnosticCodes);
  const rows = (severity: string): readonly (readonly string[])[] =>
    entries
      .filter(([, entry]) => entry.severity === severity && entry.found === undefined)
      .map(([name, { explanation }]) => [code(name), explanation]);
  return page('Diagnostics', [
    'What can be wrong with a configuration. Codes are stable. All findings are reported at once, sorted by place, each with file, line and column.',
    '## Errors',
    'A configuration with one of these is refused (exit code 65).',
    table(['code', 'meaning'], rows('error')),
    '## Warnings',
    table(['code', 'meaning'], rows('warning')),
    '## Found later',
    'These need more than the files of the configuration.',
    table(
      ['code', 'severity', 'found while', 'meaning'],
      entries.flatMap(([name, { severity, found, explanation }]) =>
        found === undefined ? [] : [[code(name), severity, found, explanation]],
      ),
    ),
  ]);
}
