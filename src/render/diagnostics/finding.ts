import type { Diagnostic } from '../../model/diagnostic.ts';

/** A diagnostic, or something else that formats for findings list beside it: an exceeded guard, the error of a run. */
export interface Finding extends Omit<Diagnostic, 'code'> {
  readonly code: string;
  /** What the finding is about, if its message has numbers: the fingerprint in SARIF then contains no number. */
  readonly subject?: string;
}
