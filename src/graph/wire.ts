/**
 * The last step before the network, in front of the Graph client's own HTTPMessageHandler. It exists because of what
 * the client's stock parts do: its query builder drops repeated parameters, its authentication handler sends no token
 * to a configured http://127.0.0.1, its retry handler repeats POST, and its GraphError loses the cause of a fault.
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

/** What one request needs on the wire; travels through the client as a middleware option. */
export class WireRequest implements MiddlewareOptions {
  readonly url: string;
  readonly token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.url = url;
    this.token = token;
  }
}

export class WireHandler implements Middleware {
  readonly #origin: string;
  #next: Middleware | undefined;

  constructor(origin: string) {
    this.#origin = origin;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const wire = context.middlewareControl?.getMiddlewareOptions(WireRequest);
    if (!(wire instanceof WireRequest) || this.#next === undefined)
      throw new Error('the wire handler was left out of the chain');
    if (new URL(wire.url).origin !== this.#origin) throw new Error(`${wire.url} is not at ${this.#origin}`);
    context.request = wire.url;
    if (wire.token !== undefined) {
      const headers = {
        ...(context.options?.headers as Record<string, string>),
        Authorization: `Bearer ${wire.token}`,
      };
      context.options = { ...context.options, headers };
    }
    try {
      await this.#next.execute(context);
    } catch (cause) {
      throw Object.assign(new GraphClientError('no answer'), { customError: cause });
    }
  }
}

/** The fault below whatever the client threw. */
export function wireFault(error: unknown): unknown {
  return error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;
}
