/*
 * One request over Node's own http and https. Not over fetch, for two reasons. A write may be retried only if it cannot
 * have reached the server, and fetch does not say whether anything was sent. And fetch compiles its own parser on first
 * use: a plan of a hundred partners over Graph took 0.69 s with it and takes 0.52 s without (2 cores, Node 20, medians
 * of eleven alternating runs).
 */
import { type Agent, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { NetworkFault } from './networkFault.ts';

export type { Agent };

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the exchange in any phase, also while the body of the answer arrives. */
  readonly signal: AbortSignal;
  /** A proxy, see `proxy.ts`. */
  readonly agent?: Agent | undefined;
}

/** The head of an answer, and its body as a stream. A redirect is an ordinary answer; it is never followed. */
export interface HttpAnswer {
  readonly status: number;
  /** A status from 200 to 299. */
  readonly isOk: boolean;
  /** Takes the name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Unpacked. Stopping early ends the exchange. */
  readonly body: Readable;
}

/**
 * The timeout (milliseconds) closes idle connections: a firewall may have dropped one silently, and a write sent into
 * it would have an unknown outcome. No `maxSockets`: a queued request would get a connected socket, and could not tell
 * it from a new one.
 */
export const keepAliveOptions = { keepAlive: true, timeout: 4_000 };
const plain = new HttpAgent(keepAliveOptions);
const secure = new HttpsAgent(keepAliveOptions);

/** Includes TLS. Tells a firewall that drops packets from a slow Graph. */
export const connectTimeoutMs = 10_000;

/** Rejects with a NetworkFault if no head of an answer came, and with the signal's reason if it was aborted before. */
export function sendHttp(url: URL, { method, headers, body, signal, agent }: HttpRequest): Promise<HttpAnswer> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let isConnected = false;
    let answer: IncomingMessage | undefined;
    const fail = (error: unknown): void => reject(new NetworkFault(isConnected ? 'lost' : 'not-connected', error));
    const request = (isSecure ? overHttps : overHttp)(url, {
      method,
      headers: { 'Accept-Encoding': 'gzip', ...headers },
      signal,
      agent: agent ?? (isSecure ? secure : plain),
    });
    request.on('error', (error) => {
      fail(error);
      // The error of the body itself would only be "aborted".
      if (answer?.complete === false) answer.destroy(error);
    });
    // Node emits no 'error' if a request is aborted while a proxy is connecting ...
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    // ... or if the server changes to another protocol (101).
    request.once('close', () => fail(new Error('socket hang up')));
    request.once('response', (message) => {
      answer = message;
      const { statusCode: status = 0 } = message;
      if (status < 200) request.destroy(new Error(`the answer has the invalid status ${status}`));
      else resolve(answerOf(message, status));
    });
    request.once('socket', (socket) => {
      if (request.reusedSocket) {
        isConnected = true;
        return;
      }
      const timer = setTimeout(() => {
        request.destroy(new Error(`no connection to ${url.host} within ${connectTimeoutMs / 1000} s`));
      }, connectTimeoutMs);
      socket.once('close', () => clearTimeout(timer));
      // Nothing of the request leaves this machine before that event.
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        isConnected = true;
      });
    });
    request.end(body);
  });
}

function answerOf(message: IncomingMessage, status: number): HttpAnswer {
  const header = (name: string): string | undefined => {
    const value = message.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const isPacked = /^(x-)?gzip$/i.test(header('content-encoding') ?? '');
  // A fault of either stream ends both, so the reader of the last one gets the error.
  const body = isPacked ? pipeline(message, createGunzip(unpacking), () => undefined) : message;
  return { status, isOk: status < 300, header, body };
}

/** By default an empty body (of a 204, for example) is an error. JSON text shows by itself whether it is complete. */
const unpacking = { finishFlush: constants.Z_SYNC_FLUSH };
