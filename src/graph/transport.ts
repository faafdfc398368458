import { randomUUID } from 'node:crypto';
import { Client, HTTPMessageHandler, ResponseType } from '@microsoft/microsoft-graph-client';
import type { CallCounts } from '../model/report.ts';
import { readRetryAfter } from '../model/retry.ts';
import {
  GraphFault,
  type GraphFaultKind,
  type GraphMethod,
  type GraphRequest,
  type GraphResponse,
  type GraphTransport,
  type SendOptions,
} from '../model/transport.ts';
import type { GraphTarget } from './graphTarget.ts';
import { neverConnected, oneLine, reasonOf } from './networkFault.ts';
import type { FetchDispatcher } from './proxyAgent.ts';
import type { TokenSource } from './tokenSource.ts';
import { WireHandler, WireRequest, wireFault } from './wire.ts';

export interface TransportOptions {
  readonly target: GraphTarget;
  /** Undefined: requests go out without a token (loopback). */
  readonly tokens: TokenSource | undefined;
  /** Limit of one attempt, the body of its answer included. */
  readonly requestTimeoutMs: number;
  readonly userAgent?: string;
  /** A proxy, see `proxy.ts`. */
  readonly dispatcher?: FetchDispatcher | undefined;
}

/** What is known of an exchange so far, for the fault that may end it. */
interface Exchange {
  readonly method: GraphMethod;
  readonly url: string;
  readonly clientRequestId: string;
  status?: number;
  requestId?: string;
}

/** Graph over HTTP, through Microsoft's client. See the port's docstrings for what `send` promises. */
export function createGraphTransport(options: TransportOptions): GraphTransport {
  const { target, tokens } = options;
  const counts = { get: 0, post: 0, patch: 0, put: 0, delete: 0, retries: 0 };
  const client = Client.initWithMiddleware({
    baseUrl: target.origin,
    defaultVersion: target.apiVersion,
    middleware: [new WireHandler(target.origin), new HTTPMessageHandler()],
  });

  const attempt = async (
    request: GraphRequest,
    token: string | undefined,
    sending: SendOptions,
  ): Promise<GraphResponse> => {
    const url = urlOf(target, request);
    const exchange: Exchange = { method: request.method, url, clientRequestId: randomUUID() };
    const deadline = createDeadline(options.requestTimeoutMs, sending.signal);
    counts[methodKey(request.method)] += 1;
    if (sending.isRetry === true) counts.retries += 1;
    try {
      const call = client
        .api(request.path)
        .headers({
          Accept: 'application/json',
          'client-request-id': exchange.clientRequestId,
          ...(options.userAgent === undefined ? {} : { 'User-Agent': options.userAgent }),
          ...request.headers,
        })
        // A redirect is an answer to report, never a place to carry the token to.
        .options({
          signal: deadline.signal,
          redirect: 'manual',
          ...(options.dispatcher && { dispatcher: options.dispatcher }),
        })
        .middlewareOptions([new WireRequest(url, token)])
        .responseType(ResponseType.RAW);
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const response: Response = await call[methodKey(request.method)](body);
      return await readAnswer(response, exchange);
    } catch (error) {
      throw deadline.explain(wireFault(error), exchange);
    } finally {
      deadline.clear();
    }
  };

  const send = async (request: GraphRequest, sending: SendOptions = {}): Promise<GraphResponse> => {
    sending.signal?.throwIfAborted();
    const token = tokens && (await orAbort(tokens.token(), sending.signal));
    const response = await attempt(request, token, sending);
    if (response.status !== 401 || tokens === undefined || token === undefined) return response;
    // Refused before anything was done, so even a write may go out again, once, with another token.
    const renewed = await orAbort(tokens.renew(token), sending.signal);
    return renewed === undefined ? response : attempt(request, renewed, { ...sending, isRetry: true });
  };

  return { origin: target.origin, apiVersion: target.apiVersion, send, calls: () => ({ ...counts }) };
}

/** The absolute URL of a request: what is sent, and what messages show. */
function urlOf(target: Pick<GraphTarget, 'origin' | 'apiVersion'>, request: GraphRequest): string {
  const pairs = Object.entries(request.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(value)}`,
  );
  const separator = pairs.length === 0 ? '' : request.path.includes('?') ? '&' : '?';
  return `${target.origin}/${target.apiVersion}${request.path}${separator}${pairs.join('&')}`;
}

function methodKey(method: GraphMethod): Exclude<keyof CallCounts, 'retries'> {
  return method.toLowerCase() as Exclude<keyof CallCounts, 'retries'>;
}

async function readAnswer(response: Response, exchange: Exchange): Promise<GraphResponse> {
  exchange.status = response.status;
  const requestId = response.headers.get('request-id');
  if (requestId !== null) exchange.requestId = requestId;
  const text = await response.text();
  const date = Date.parse(response.headers.get('date') ?? '');
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Number.isNaN(date) ? Date.now() : date);
  const { body, isJson } = parseBody(text);
  if (response.ok && !isJson) throw fault('not-json', `the answer is not JSON: ${oneLine(text)}`, exchange);
  return {
    status: response.status,
    url: exchange.url,
    clientRequestId: exchange.clientRequestId,
    ...(requestId === null ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(date) ? {} : { date }),
    body,
    ...(response.ok ? {} : { error: readError(body, isJson ? '' : oneLine(text), response) }),
  };
}

function parseBody(text: string): { readonly body: unknown; readonly isJson: boolean } {
  if (text === '') return { body: undefined, isJson: true };
  try {
    return { body: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { body: undefined, isJson: false };
  }
}

function readError(
  body: unknown,
  text: string,
  response: Response,
): { readonly code: string; readonly message: string } {
  const location = response.headers.get('location');
  const otherwise = location === null ? text : `a redirect to ${oneLine(location)}, which is not followed`;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  const member = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: member('code'), message: member('message') || otherwise };
}

function fault(kind: GraphFaultKind, message: string, exchange: Exchange, cause?: unknown): GraphFault {
  const mayHaveArrived = exchange.status !== undefined || kind === 'timeout' || !neverConnected(cause);
  return new GraphFault(kind, message, { ...exchange, mayHaveArrived }, cause === undefined ? {} : { cause });
}

/** A token that all requests wait for is not cancelled by one of them; that one only stops waiting. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** One timer and one listener per attempt, both removed at its end: AbortSignal.any would pile up on the run's signal. */
function createDeadline(timeoutMs: number, signal: AbortSignal | undefined) {
  const controller = new AbortController();
  let isTimeout = false;
  const timer = setTimeout(() => {
    isTimeout = true;
    controller.abort();
  }, timeoutMs);
  const abort = (): void => controller.abort();
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
    /** What an error of this attempt really was. */
    explain: (error: unknown, exchange: Exchange): unknown => {
      if (error instanceof GraphFault) return error;
      if (signal?.aborted === true && !isTimeout) return signal.reason;
      if (isTimeout) return fault('timeout', `no complete answer within ${timeoutMs / 1000} s`, exchange, error);
      return fault('network', reasonOf(error), exchange, error);
    },
  };
}
