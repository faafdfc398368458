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
export function summarizeUnlisted(
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

/**
 * In their order, but for this: the first of each code, then the first of each message, then what says the same again;
 * and last what stands for others. So where there is room for some only, repetitions are cut before anything new is.
 */
export function sortRepetitionsLast<T extends Pick<Diagnostic, 'code' | 'message' | 'hidden'>>(
  findings: readonly T[],
): readonly T[] {
  const said = new Set<string>();
  const ranks: [T[], T[], T[], T[]] = [[], [], [], []];
  for (const finding of findings) {
    const { code, message, hidden } = finding;
    const sentence = `${code}: ${message}`;
    ranks[hidden !== undefined ? 3 : !said.has(code) ? 0 : !said.has(sentence) ? 1 : 2].push(finding);
    said.add(code).add(sentence);
  }
  return ranks.flat();
}

/** As many as there is room for, of findings in the order of their places: errors before warnings, repetitions last. */
export function selectFindings<T extends Pick<Diagnostic, 'severity' | 'code' | 'message' | 'hidden'>>(
  sorted: readonly T[],
  limit: number,
): readonly T[] {
  const of = (severity: Diagnostic['severity']) =>
    sortRepetitionsLast(sorted.filter((each) => each.severity === severity));
  return [...of('error'), ...of('warning')].slice(0, limit);
}
