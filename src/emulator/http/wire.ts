/** A request and an answer as they are on the network. */

/** A request as it arrived over the network. */
export interface IncomingRequest {
  readonly method: string;
  readonly version: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly origin: string;
  readonly requestId: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
