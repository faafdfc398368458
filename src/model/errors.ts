import type { Diagnostic } from './diagnostic.ts';
import type { Position } from './position.ts';

/** Why a run ended. The table in `cli/exitCodes.ts` gives each its exit code. */
export type ErrorCode =
  | 'usage'
  | 'insecure-url'
  | 'insecure-tls'
  | 'invalid-configuration'
  | 'invalid-path'
  | 'base-moved'
  | 'invalid-plan-file'
  | 'plan-with-problems'
  | 'invalid-snapshot'
  | 'invalid-journal'
  | 'invalid-sign-ins'
  | 'invalid-pack'
  | 'too-many-sign-ins'
  | 'file-not-writable'
  | 'graph-request-failed'
  | 'bad-answer'
  | 'graph-unauthorized'
  | 'graph-forbidden'
  | 'credential-unavailable'
  | 'person-refused'
  | 'wrong-tenant'
  | 'refused'
  | 'stale-plan'
  | 'digest-mismatch'
  | 'interrupted'
  | 'terminated';

export interface ErrorDetails {
  /** What did not happen, in a sentence. A command says it for an error that does not. */
  readonly notDone?: string;
  /** What to do next, in sentences. */
  readonly next?: string;
  readonly position?: Position;
  /** Graph's id of the failed request, for Microsoft's support. */
  readonly requestId?: string;
  /** The status with which Graph refused the request. */
  readonly httpStatus?: number;
  /** Graph's own words about the refusal. */
  readonly graphMessage?: string;
  /** Settings that Graph refused to read with the list of partners. */
  readonly unexpanded?: readonly string[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
}

/** An expected failure that ends the run. Its message says what happened, what did not happen, and what to do next. */
export class XtapError extends Error {
  readonly code: ErrorCode;
  /** What happened: the first part of the message. */
  readonly what: string;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    const parts = [what, details.notDone, details.next].filter((part) => part !== undefined && part !== '');
    super(parts.join(' ').replaceAll(' \n', '\n'), details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'XtapError';
    this.code = code;
    this.what = what;
    this.details = details;
  }
}

/** The same error, with the sentence that says what did not happen because of it. */
export function withNotDone({ code, what, details }: XtapError, notDone: string): XtapError {
  return new XtapError(code, what, { ...details, notDone });
}
