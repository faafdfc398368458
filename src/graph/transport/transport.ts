import { randomUUID } from 'node:crypto';
import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { GraphMethod, GraphRequest, GraphResponse, GraphTransport, SendOptions } from '../../model/graphPort.ts';
import type { CallCounts } from '../../model/report.ts';
import { beforeAbort } from '../../platform/beforeAbort.ts';
import type { Agent, HttpAnswer } from '../../platform/http/sendHttp.ts';
import type { GraphTarget } from '../graphTarget.ts';
import { holderOf } from '../identity/tokenClaims.ts';
import type { TokenSource } from '../identity/tokenSource.ts';
import { createDeadline, type Exchange } from './exchange.ts';
import { readAnswer } from './readAnswer.ts';
import { WireHandler, WireRequest, wireFault } from './wire.ts';

export interface TransportOptions {
  readonly target: GraphTarget;
  /** Undefined: requests have no token (loopback). */
  readonly tokens: TokenSource | undefined;
  /** Timeout of one attempt, including the body of its answer. */
  readonly requestTimeoutMs: number;
  readonly userAgent?: string;
  /** The agent of a proxy, see `proxy.ts`. */
  readonly agent?: Agent | undefined;
}

/** Graph over HTTP, through Microsoft's client. The port's docstrings specify `send`. */
export function createGraphTransport(options: TransportOptions): GraphTransport {
  const { target, tokens } = options;
  const counts = { get: 0, post: 0, patch: 0, put: 0, delete: 0, retries: 0 };
  const client = Client.initWithMiddleware({
    baseUrl: target.origin,
    defaultVersion: target.apiVersion,
    middleware: [new WireHandler(target.origin, options.agent)],
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
        .middlewareOptions([new WireRequest(url, token, deadline.signal)])
        .responseType(ResponseType.RAW);
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const answer: HttpAnswer = await call[methodKey(request.method)](body);
      return addTokenHolder(await readAnswer(answer, exchange, token), token);
    } catch (error) {
      throw deadline.explain(wireFault(error), exchange);
    } finally {
      deadline.clear();
    }
  };

  const send = async (request: GraphRequest, sending: SendOptions = {}): Promise<GraphResponse> => {
    sending.signal?.throwIfAborted();
    const token = tokens && (await beforeAbort(tokens.token(), sending.signal));
    const response = await attempt(request, token, sending);
    if (response.status !== 401 || tokens === undefined || token === undefined) return response;
    // A 401 means that nothing was done, so even a write may be sent again, once, with another token.
    const renewed = await beforeAbort(tokens.renew(token), sending.signal);
    return renewed === undefined ? response : attempt(request, renewed, { ...sending, isRetry: true });
  };

  return { origin: target.origin, apiVersion: target.apiVersion, send, calls: () => ({ ...counts }) };
}

function addTokenHolder(response: GraphResponse, token: string | undefined): GraphResponse {
  if (token === undefined || (response.status !== 401 && response.status !== 403)) return response;
  const refused = holderOf(token);
  return refused === undefined ? response : { ...response, refused };
}

/** The absolute URL of a request, for the network and for messages. */
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
