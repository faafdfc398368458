/*
 * Collects the findings about a configuration: all of them in one run, each once, sorted by position, and limited in
 * number. A file of nonsense can produce hundreds of thousands of findings, so beyond a bound xtap only counts them to
 * save memory. If there are too many, errors come before warnings, then new codes before repeated ones, then earlier
 * positions before later ones.
 */
import { countFindings, type Diagnostic, selectFindings, summarizeUnlisted } from '../../model/diagnostic.ts';
import { type DiagnosticCode, diagnosticCodes } from '../../model/diagnosticCodes.ts';
import { XtapError } from '../../model/errors.ts';
import { compareText } from '../../model/json.ts';
import { comparePositions, formatPosition, type Position } from '../../model/position.ts';

/** A function if the hint is expensive (the nearest of many names): xtap calls it only for listed findings. */
export type Hint = string | (() => string | undefined) | undefined;

export interface NewFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: Hint;
  readonly position?: Position | undefined;
}

export type ReportFinding = (finding: NewFinding) => void;

export interface Findings {
  readonly report: ReportFinding;
  readonly hasErrors: () => boolean;
  /** Sorted by position, at most `maxFindings`; then, for each severity, one entry that counts the others. */
  readonly list: (sourceLine: (position: Position) => string | undefined) => readonly Diagnostic[];
}

const maxKept = 5_000;

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
    if (kept.length > maxKept) kept = selectKept(kept);
  };

  const list = (sourceLine: (position: Position) => string | undefined): readonly Diagnostic[] => {
    const listed = selectKept(kept)
      .sort(byPlace)
      .map((finding) => toDiagnostic(finding, sourceLine));
    return [...listed, ...summarizeUnlisted(counts, listed)];
  };

  return { report, hasErrors: () => counts.error > 0, list };
}

interface KeptFinding extends NewFinding {
  readonly severity: Diagnostic['severity'];
}

function selectKept(findings: readonly KeptFinding[]): KeptFinding[] {
  return [...selectFindings([...findings].sort(byPlace))];
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
