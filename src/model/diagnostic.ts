import type { Position } from './position.ts';

/** One finding about the configuration. `code` is stable and documented in the reference. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** Missing where the finding belongs to no line (a missing path). */
  readonly position?: Position;
  readonly message: string;
  /** The line of the file at `position`, for the caret. */
  readonly sourceLine?: string;
  /** "did you mean" and other ways out. */
  readonly hint?: string;
  /** It stands for so many findings that are not listed. */
  readonly hidden?: number;
}

/** What stands at the end of a list that is too long: for each severity, how many are not listed. */
export function countOthers(
  counts: Readonly<Record<Diagnostic['severity'], number>>,
  listed: readonly Diagnostic[],
): readonly Diagnostic[] {
  return (['error', 'warning'] as const).flatMap((severity): readonly Diagnostic[] => {
    const hidden = counts[severity] - listed.filter((each) => each.severity === severity).length;
    return hidden === 0 ? [] : [{ severity, code: 'more-findings', message: `… and ${hidden} more`, hidden }];
  });
}

/** How many findings there are, listed or not. */
export function countFindings(findings: readonly { readonly hidden?: number | undefined }[]): number {
  return findings.reduce((total, { hidden = 1 }) => total + hidden, 0);
}
