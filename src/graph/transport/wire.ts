/**
 * The middleware between the Graph client and the network. The client's own parts do not fit: its query builder drops
 * repeated parameters, its authentication handler sends no token to a configured http://127.0.0.1, its retry handler
 * repeats POST, its message handler uses fetch (see `sendHttp.ts`), and its GraphError loses the cause of a fault.
 *
 * This middleware sends the URL unchanged, adds the token only after it has checked the origin, and keeps the cause of
 * a fault (the client passes a GraphClientError through unchanged).
 */
import {
  type Context,
  GraphClientError,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client';
import { type Agent, sendHttp } from '../../platform/http/sendHttp.ts';

/** The URL, token and signal of one request, passed through the client as a middleware option. */
export class WireRequest implements MiddlewareOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;

  constructor(url: string, token: string | undefined, signal: AbortSignal) {
    this.url = url;
    this.token = token;
    this.signal = signal;
  }
}

export class WireHandler implements Middleware {
  readonly #origin: string;
  readonly #agent: Agent | undefined;

  constructor(origin: string, agent: Agent | undefined) {
    this.#origin = origin;
    this.#agent = agent;
  }

  async execute(context: Context): Promise<void> {
    const wire = context.middlewareControl?.getMiddlewareOptions(WireRequest);
    if (!(wire instanceof WireRequest)) throw new Error('the request came without its wire options');
    const url = new URL(wire.url);
    if (url.origin !== this.#origin) throw new Error(`${wire.url} is not at ${this.#origin}`);
    const { method = 'GET', headers, body } = context.options ?? {};
    const authorization: Record<string, string> =
      wire.token === undefined ? {} : { Authorization: `Bearer ${wire.token}` };
    try {
      const answer = await sendHttp(url, {
        method,
        headers: { ...(headers as Record<string, string>), ...authorization },
        body: body as string | undefined,
        signal: wire.signal,
        agent: this.#agent,
      });
      // With ResponseType.RAW the client passes the answer on without reading it.
      context.response = answer as unknown as Response;
    } catch (cause) {
      throw Object.assign(new GraphClientError('no answer'), { customError: cause });
    }
  }
}

/** The network fault in an error that the client threw; any other error unchanged. */
export function wireFault(error: unknown): unknown {
  return error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;
}
