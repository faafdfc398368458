/**
 * The step from the Graph client to the network. It exists because of what the client's stock parts do: its query
 * builder drops repeated parameters, its authentication handler sends no token to a configured http://127.0.0.1, its
 * retry handler repeats POST, its message handler is fetch (see `http.ts`), and its GraphError loses the cause of a fault.
 *
 * Here the URL is set exactly as it was asked for, the token is added only after looking at where it would go, and a
 * fault keeps its cause (the client passes a GraphClientError through untouched).
 */
import {
  type Context,
  GraphClientError,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client';
import { type Agent, sendHttp } from '../../platform/http/sendHttp.ts';

/** What one request needs on the wire; travels through the client as a middleware option. */
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
      // The client looks at nothing of it (ResponseType.RAW), and hands it on.
      context.response = answer as unknown as Response;
    } catch (cause) {
      throw Object.assign(new GraphClientError('no answer'), { customError: cause });
    }
  }
}

/** The fault below whatever the client threw. */
export function wireFault(error: unknown): unknown {
  return error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;
}
