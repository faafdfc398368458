/*
 * Collects what is wrong with a configuration: everything at once, each thing once, sorted by place, and never more
 * than people can read. Hundreds of thousands of findings must not cost memory either (a list of nonsense in one file
 * makes as many), so beyond a bound the rest is only counted. Where there is room for some only, errors go before
 * warnings, then what says something new before what says the same again, then what stands first.
 */
import { countFindings, type Diagnostic, selectFindings, summarizeUnlisted } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { compareText } from '../../model/json.ts';
import { comparePositions, formatPosition, type Position } from '../../model/position.ts';
import { type DiagnosticCode, diagnosticCodes } from './diagnosticCodes.ts';

/** A function where finding the hint is work (the nearest of many names): it is called for what is shown. */
export type Hint = string | (() => string | undefined) | undefined;

export interface NewFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: Hint;
  readonly position?: Position | undefined;
}

export interface Findings {
  readonly report: (finding: NewFinding) => void;
  readonly hasErrors: () => boolean;
  /** Sorted by place, at most `mostFindings`, and behind them one for each severity that counts the others. */
  readonly list: (sourceLine: (position: Position) => string | undefined) => readonly Diagnostic[];
}

/** Shown of one run. */
export const maxFindings = 100;
const keptWhileReading = 5_000;

export function collectFindings(): Findings {
  const seen = new Set<string>();
  const counts = { error: 0, warning: 0 };
  let kept: KeptFinding[] = [];

  const report = (finding: NewFinding): void => {
    const { code, message, hint, position } = finding;
    const place = position ? formatPosition(position) : '';
    const key = `${place}:${code}:${message}`;
    if (seen.has(key)) return;
    seen.add(key);
    const { severity } = diagnosticCodes[code];
    counts[severity] += 1;
    kept.push({ severity, code, message, position, hint });
    if (kept.length > keptWhileReading) kept = selectKept(kept);
  };

  const list = (sourceLine: (position: Position) => string | undefined): readonly Diagnostic[] => {
    const first = selectKept(kept)
      .sort(byPlace)
      .map((finding) => toDiagnostic(finding, sourceLine));
    return [...first, ...summarizeUnlisted(counts, first)];
  };

  return { report, hasErrors: () => counts.error > 0, list };
}

interface KeptFinding extends NewFinding {
  readonly severity: Diagnostic['severity'];
}

function selectKept(findings: readonly KeptFinding[]): KeptFinding[] {
  return [...selectFindings([...findings].sort(byPlace), maxFindings)];
}

function byPlace(a: KeptFinding, b: KeptFinding): number {
  return comparePositions(a.position, b.position) || compareText(a.code, b.code) || compareText(a.message, b.message);
}

function toDiagnostic(finding: KeptFinding, lineAt: (position: Position) => string | undefined): Diagnostic {
  const { severity, code, message, position } = finding;
  const hint = typeof finding.hint === 'function' ? finding.hint() : finding.hint;
  const sourceLine = position && lineAt(position);
  return {
    severity,
    code,
    message,
    ...(position && { position }),
    ...(sourceLine !== undefined && { sourceLine }),
    ...(hint !== undefined && { hint }),
  };
}

/** The error of a configuration with findings, which it lists. */
export function invalidConfiguration(diagnostics: readonly Diagnostic[]): XtapError {
  const count = countFindings(diagnostics.filter(({ severity }) => severity === 'error'));
  const message = `The configuration has ${count} ${count === 1 ? 'error' : 'errors'}.`;
  return new XtapError('invalid-configuration', message, { diagnostics });
}
