/**
 * The port between xtap and Graph: one request, one attempt, one answer. `graph/` implements it over HTTP. Reads
 * (`graph/`) and writes (`apply/`) add retries, each with its own rules.
 */
import type { ApiVersion } from './cloud.ts';
import type { CallCounts } from './report.ts';

export type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface GraphRequest {
  readonly method: GraphMethod;
  /** Below the API version, encoded, with a leading slash: `/policies/crossTenantAccessPolicy/default`. */
  readonly path: string;
  /** Parameters before encoding: `{ $expand: 'identitySynchronization' }`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Graph's own error in a non-2xx answer. `code` is empty where the answer has none, such as a proxy's HTML. */
export interface GraphErrorBody {
  readonly code: string;
  readonly message: string;
}

/** The claims of a token. */
export interface TokenHolder {
  readonly applicationId?: string | undefined;
  readonly permissions: readonly string[];
}

export interface GraphResponse {
  readonly status: number;
  /** The URL of the request, for messages. Never contains a secret. */
  readonly url: string;
  readonly clientRequestId: string;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The answer's `Date` header in milliseconds since 1970, to detect clock skew. */
  readonly date?: number | undefined;
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  /** The size of the uncompressed body. */
  readonly bytes?: number;
  /** Undefined if, and only if, the status is 2xx. */
  readonly error?: GraphErrorBody | undefined;
  /** On 401 and 403, if the token can be decoded: its claims, for the message. */
  readonly refused?: TokenHolder;
}

/** After `timeout` and `network` the server may have carried out the request, unless `mayHaveArrived` is false. */
export type GraphFaultKind = 'network' | 'timeout' | 'not-json';

export interface GraphFaultDetails {
  readonly method: GraphMethod;
  readonly url: string;
  readonly clientRequestId: string;
  /** False only if there was no connection, so that the server cannot have received the request. */
  readonly mayHaveArrived: boolean;
  /** Present if the status line arrived before the fault. */
  readonly status?: number;
  readonly requestId?: string;
}

/** An attempt without a usable answer. A caller may recover from it, so it is not an XtapError. */
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
  /** The origin of every request, without version and trailing slash. */
  readonly origin: string;
  readonly apiVersion: ApiVersion;
  /**
   * One attempt. Resolves for every status; throws GraphFault for a network fault, a timeout, or a 2xx answer that is
   * not JSON; throws XtapError if it gets no token (or Graph refuses it twice); throws the signal's reason on abort.
   */
  readonly send: (request: GraphRequest, options?: SendOptions) => Promise<GraphResponse>;
  /** HTTP requests so far, by method; `retries` counts those that repeated a failed attempt. */
  readonly calls: () => CallCounts;
}
