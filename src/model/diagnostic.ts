import type { DiagnosticCode } from './diagnosticCodes.ts';
import type { Position } from './position.ts';

/** One finding about the configuration. `code` is stable and documented in the reference. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** Absent for a finding without a line, such as a path that does not exist. */
  readonly position?: Position;
  readonly message: string;
  /** The line of the file at `position`, for the caret. */
  readonly sourceLine?: string;
  /** "did you mean", and other ways to fix it. */
  readonly hint?: string;
  /** The number of findings that this entry summarizes. */
  readonly hidden?: number;
}

/** The most findings that one run lists: more than a person corrects before the next run. */
const maxFindings = 1_000;

/** The entries at the end of a shortened list: for each severity, the number of findings that are not listed. */
export function summarizeUnlisted(
  counts: Readonly<Record<Diagnostic['severity'], number>>,
  listed: readonly Diagnostic[],
): readonly Diagnostic[] {
  return (['error', 'warning'] as const).flatMap((severity): readonly Diagnostic[] => {
    const hidden = counts[severity] - listed.filter((each) => each.severity === severity).length;
    return hidden === 0 ? [] : [{ severity, code: 'more-findings', message: `… and ${hidden} more`, hidden }];
  });
}

/** The number of findings, including those that are not listed. */
export function countFindings(findings: readonly { readonly hidden?: number | undefined }[]): number {
  return findings.reduce((total, { hidden = 1 }) => total + hidden, 0);
}

/**
 * Sorts the first finding of each code to the front, then the second of each code, and so on; findings that repeat a
 * message come after these, and summaries last. A list that is cut after this loses repetitions first, and keeps
 * findings of every code.
 */
export function rankFindings<
  T extends { readonly code: string; readonly message: string; readonly hidden?: number | undefined },
>(findings: readonly T[]): readonly T[] {
  const rounds: T[][] = [];
  const repetitions: T[] = [];
  const summaries: T[] = [];
  const seen = new Set<string>();
  const amounts = new Map<string, number>();
  for (const finding of findings) {
    const { code, message, hidden } = finding;
    const sentence = `${code}: ${message}`;
    if (hidden !== undefined) summaries.push(finding);
    else if (seen.has(sentence)) repetitions.push(finding);
    else {
      const round = amounts.get(code) ?? 0;
      amounts.set(code, round + 1);
      if (rounds.length === round) rounds.push([]);
      rounds[round]?.push(finding);
    }
    seen.add(sentence);
  }
  return [...rounds.flat(), ...repetitions, ...summaries];
}

/** At most `maxFindings` of a list sorted by position: errors before warnings, repetitions last. */
export function selectFindings<T extends Pick<Diagnostic, 'severity' | 'code' | 'message' | 'hidden'>>(
  sorted: readonly T[],
): readonly T[] {
  const of = (severity: Diagnostic['severity']) => rankFindings(sorted.filter((each) => each.severity === severity));
  return [...of('error'), ...of('warning')].slice(0, maxFindings);
}
