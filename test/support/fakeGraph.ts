import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import type { TokenSource } from '../../src/graph/identity/tokenSource.ts';
import type { ReadContext } from '../../src/graph/readGraph.ts';
import { createGraphTransport } from '../../src/graph/transport/transport.ts';
import type { RetryOptions, RetryWait } from '../../src/graph/withRetries.ts';
import type { GraphTransport } from '../../src/model/graphPort.ts';
import { createRetryBudget } from '../../src/platform/retry.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `n` counts them from 1. */
export type Answer = (response: ServerResponse, request: Seen, n: number) => void;

export interface FakeGraph {
  readonly origin: string;
  readonly seen: readonly Seen[];
  readonly close: () => Promise<void>;
}

/** A loopback HTTP server that gives the given answers and records the requests. */
export async function startFakeGraph(answer: Answer, atPort = 0): Promise<FakeGraph> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(entry);
      answer(response, entry, seen.length);
    });
  });
  await listen(server, atPort);
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, seen, close: () => stop(server) };
}

export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

export function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': `r-${status}`, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

export function transportTo(
  origin: string,
  options: {
    readonly tokens?: TokenSource;
    readonly requestTimeoutMs?: number;
    readonly apiVersion?: 'v1.0' | 'beta';
  } = {},
): GraphTransport {
  return createGraphTransport({
    target: resolveGraphTarget({ cloud: 'global', apiVersion: options.apiVersion ?? 'v1.0', graphUrl: origin }),
    tokens: options.tokens,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
  });
}

/** Reads whose waits take no time: the clock advances by the length of each wait. */
export function readsOver(
  transport: GraphTransport,
  budgetSeconds = 120,
): ReadContext & { readonly waits: readonly RetryWait[] } {
  return { transport, ...retryingFor(budgetSeconds) };
}

export function retryingFor(budgetSeconds = 120): RetryOptions & { readonly waits: readonly RetryWait[] } {
  const waits: RetryWait[] = [];
  let clock = 0;
  return {
    budget: createRetryBudget(budgetSeconds * 1000, { monotonicNow: () => clock, random: () => 0.5 }),
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      clock += milliseconds;
    },
    onWait: (wait) => waits.push(wait),
    waits,
  };
}
