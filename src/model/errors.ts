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

/** An expected failure that ends the run. Its message says what, where, what was expected and what to do next. */
export class XtapError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'XtapError';
    this.code = code;
    this.details = details;
  }
}
