/* The one table of exit codes, for results and for errors. */
import type { ErrorCode } from '../model/errors.ts';

type NamedResult = 'done' | 'changes' | 'refused' | 'stale' | 'incomplete' | 'invalid' | 'interrupted' | 'terminated';

const results: Readonly<Record<NamedResult, number>> = {
  done: 0,
  changes: 2,
  refused: 3,
  stale: 4,
  incomplete: 5,
  invalid: 65,
  interrupted: 130,
  terminated: 143,
};

const errors: Readonly<Record<ErrorCode, number>> = {
  usage: 64,
  'insecure-url': 64,
  'insecure-tls': 64,
  'invalid-configuration': 65,
  'invalid-path': 65,
  'base-moved': 65,
  'invalid-plan-file': 65,
  'plan-with-problems': 65,
  'invalid-snapshot': 65,
  'invalid-journal': 65,
  'invalid-sign-ins': 65,
  'invalid-pack': 65,
  'too-many-sign-ins': 1,
  'file-not-writable': 1,
  'graph-request-failed': 1,
  'bad-answer': 1,
  'graph-unauthorized': 77,
  'graph-forbidden': 77,
  'credential-unavailable': 77,
  'person-refused': 77,
  'wrong-tenant': 77,
  refused: 3,
  'stale-plan': 4,
  'digest-mismatch': 4,
  interrupted: 130,
  terminated: 143,
};

/** An unexpected exception, which is a bug. */
export const exitCodeOfBug = 1;

/** How a run that printed its result ended. `because`: the result itself reports an error (doctor). */
export type RunResult = NamedResult | { readonly because: ErrorCode };

export function exitCodeOf(runResult: RunResult): number {
  return typeof runResult === 'string' ? results[runResult] : errors[runResult.because];
}

export function exitCodeOfError(code: ErrorCode): number {
  return errors[code];
}
