import { diagnosticCodes } from '../../../src/config/read/diagnosticCodes.ts';
import { code, page, table } from './markdown.ts';

/** Diagnostics that are found after reading, so not in `diagnosticCodes`. A test compares this list with the sources. */
export const laterFindings: readonly (readonly [code: string, severity: string, where: string, explanation: string])[] =
  [
    [
      'base-empty',
      'warning',
      'reading `--base git:REF`',
      'Nothing in the commit declares the tenant of this configuration: no change counts as drift, undeclared partners stay, and the usual limits apply.',
    ],
    [
      'base-of-another-tenant',
      'warning',
      'reading `--base PATH`',
      'The base configuration is of another tenant than this one: no change counts as drift, and undeclared partners stay. The guards and the protected partners of the base apply beside the usual limits.',
    ],
    [
      'completed-half-conflict',
      'error',
      'planning',
      'A declared half, completed by the half that is live or inherited, gives a value that Graph refuses: a conflicting combination, or a half without targets. Declare both halves.',
    ],
    [
      'foreign-partner-touched',
      'warning',
      'planning',
      'The plan touches a partner that others write too: a service provider, a multi-tenant organization, or Microsoft support.',
    ],
    ['redundant-setting', 'warning', 'planning', 'A declared setting is the same as the tenant default.'],
    [
      'synchronization-not-watched',
      'warning',
      'planning',
      'Graph, or the snapshot, did not give the identity synchronization of the partners: undeclared synchronization does not show.',
    ],
    [
      'undo-incomplete',
      'warning',
      'writing an undo plan',
      'A setting was not set before and Graph cannot unset it, or it held what cannot be written: undoing does not bring that back.',
    ],
    [
      'domain-of-another-tenant',
      'error',
      '`validate --online`, `doctor`',
      'The domain of a partner belongs to another tenant.',
    ],
    [
      'unknown-domain',
      'warning',
      '`validate --online`, `doctor`',
      'The domain of a partner belongs to no tenant that can be seen.',
    ],
    [
      'unknown-application',
      'warning',
      '`validate --online`, `doctor`',
      'An inbound setting names an application that the own tenant does not have.',
    ],
  ];

export function diagnosticsPage(): string {
  const rows = (severity: string): readonly (readonly string[])[] =>
    Object.entries(diagnosticCodes)
      .filter(([, entry]) => entry.severity === severity)
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
      laterFindings.map(([name, ...rest]) => [code(name), ...rest]),
    ),
  ]);
}
