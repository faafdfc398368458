/*
 * One request over Node's own http and https. Not over fetch, for two reasons. Whether a write may be sent again hangs on
 * whether it can have arrived, and fetch does not say whether anything was sent. And it compiles a parser of its own when
 * it is first used: a plan of a hundred partners over Graph took 0.69 s with it and takes 0.52 s (2 cores, Node 20,
 * medians of eleven runs in turn).
 */
import { type Agent, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';

export type { Agent };

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the exchange wherever it is, the body of the answer included. */
  readonly signal: AbortSignal;
  /** A proxy, see `proxy.ts`. */
  readonly agent?: Agent | undefined;
}

/** The head of an answer, and its body as it comes. A redirect is an answer as every other, and is never followed. */
export interface HttpAnswer {
  readonly status: number;
  /** A status from 200 to 299. */
  readonly isOk: boolean;
  /** The name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Unpacked. Who stops reading early ends the exchange. */
  readonly body: Readable;
}

/**
 * A connection that has been idle for long may be dead without anybody knowing (a firewall forgets it), and a write sent
 * into it would be in doubt: after a question to a person, or a long wait, a new one is opened. In milliseconds. And no
 * `maxSockets`: a request that waited for its turn would get a connected socket, and could not tell it from a new one.
 */
export const keptAlive = { keepAlive: true, timeout: 4_000 };
const plain = new HttpAgent(keptAlive);
const secure = new HttpsAgent(keptAlive);

/** TLS included. A firewall that swallows packets is told from a slow Graph. */
export const connectTimeoutMs = 10_000;

/** Rejects with Node's error where no head of an answer came; see `unsent` for one that came before a connection. */
export function sendHttp(url: URL, { method, headers, body, signal, agent }: HttpRequest): Promise<HttpAnswer> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let isConnected = false;
    let answer: IncomingMessage | undefined;
    const fail = (error: unknown): void => reject(isConnected ? error : unsent(error));
    const request = (isSecure ? overHttps : overHttp)(url, {
      method,
      headers: { 'Accept-Encoding': 'gzip', ...headers },
      signal,
      agent: agent ?? (isSecure ? secure : plain),
    });
    request.on('error', (error) => {
      fail(error);
      // The body itself would only say "aborted".
      if (answer?.complete === false) answer.destroy(error);
    });
    // There is no 'error' where a request is ended while a proxy is connecting ...
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    // ... or where the server changes to another protocol (101).
    request.once('close', () => fail(new Error('socket hang up')));
    request.once('response', (message) => {
      answer = message;
      const { statusCode: status = 0 } = message;
      if (status < 200) request.destroy(new Error(`the answer has the status ${status}, which is none`));
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

/** In the form of Node's own for a refused connection, which tells that nothing can have arrived. */
function unsent(cause: unknown): Error {
  return Object.assign(new Error('no connection', { cause }), { syscall: 'connect' });
}

function answerOf(message: IncomingMessage, status: number): HttpAnswer {
  const header = (name: string): string | undefined => {
    const value = message.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const isPacked = /^(x-)?gzip$/i.test(header('content-encoding') ?? '');
  // A fault of either stream ends both, and whoever reads the last one learns of it.
  const body = isPacked ? pipeline(message, createGunzip(unpacking), () => undefined) : message;
  return { status, isOk: status < 300, header, body };
}

/** By default, no body at all (of a 204, for instance) would be a broken one. That a JSON text is whole shows in itself. */
const unpacking = { finishFlush: constants.Z_SYNC_FLUSH };
