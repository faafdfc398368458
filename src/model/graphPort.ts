/**
 * The port between xtap and Graph: one request, one attempt, one answer. `graph/` implements it over HTTP; reads
 * (`graph/`) and writes (`execute/`) retry above it, each by its own rules.
 */
import type { ApiVersion } from './cloud.ts';
import type { CallCounts } from './report.ts';

export type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface GraphRequest {
  readonly method: GraphMethod;
  /** Below the API version, encoded, with a leading slash: `/policies/crossTenantAccessPolicy/default`. */
  readonly path: string;
  /** Parameters not yet encoded: `{ $expand: 'identitySynchronization' }`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Graph's own error of a non-2xx answer. `code` is empty where the answer holds none (a proxy's HTML, for instance). */
export interface GraphErrorBody {
  readonly code: string;
  readonly message: string;
}

/** What a token says of itself. */
export interface TokenHolder {
  readonly applicationId?: string;
  readonly permissions: readonly string[];
}

export interface GraphResponse {
  readonly status: number;
  /** The URL that was asked, for messages. Never holds a secret. */
  readonly url: string;
  readonly clientRequestId: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** The answer's `Date` header in milliseconds since 1970, for a look at clock skew. */
  readonly date?: number;
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  /** The size of the body, unpacked. */
  readonly bytes?: number;
  /** Present if, and only if, the status is not 2xx. */
  readonly error?: GraphErrorBody;
  /** On 401 and 403, where the token can be read: whose it is, for the message. */
  readonly refused?: TokenHolder;
}

/** `timeout` and `network` leave open what the server did, unless `mayHaveArrived` is false. */
export type GraphFaultKind = 'network' | 'timeout' | 'not-json';

export interface GraphFaultDetails {
  readonly method: GraphMethod;
  readonly url: string;
  readonly clientRequestId: string;
  /** False only where no connection came about, so that the server cannot have seen the request. */
  readonly mayHaveArrived: boolean;
  /** Present if the status line had come before the fault. */
  readonly status?: number;
  readonly requestId?: string;
}

/** An attempt without a usable answer. A caller may survive it, so this is no XtapError. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault';
  readonly kind: GraphFaultKind;
  readonly details: GraphFaultDetails;

  constructor(kind: GraphFaultKind, message: string, details: GraphFaultDetails, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.details = details;
  }
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Counts this attempt among `calls.retries`. */
  readonly isRetry?: boolean;
}

export interface GraphTransport {
  /** The origin, without version and trailing slash, that every request goes to. */
  readonly origin: string;
  readonly apiVersion: ApiVersion;
  /**
   * One attempt. Resolves for every status; throws GraphFault for a network fault, a timeout, or a 2xx answer that is
   * not JSON; throws XtapError if no token can be had (or Graph refuses it twice); throws the signal's reason on abort.
   */
  readonly send: (request: GraphRequest, options?: SendOptions) => Promise<GraphResponse>;
  /** HTTP requests so far, by method; `retries` are those among them that were attempts after a failure. */
  readonly calls: () => CallCounts;
}
