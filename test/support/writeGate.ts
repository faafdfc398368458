import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A write on its way; `n` counts them from 1 in the order of their arrival. */
export interface PassingWrite {
  readonly n: number;
  readonly method: string;
  readonly path: string;
}

export interface Gate {
  readonly url: string;
  /** Every write that arrived, whether or not it was let through. */
  readonly writes: readonly PassingWrite[];
  readonly close: () => Promise<void>;
}

type Hook = (write: PassingWrite) => Promise<void>;

export interface GateHooks {
  readonly before?: Hook;
  readonly after?: Hook;
  /** The body of a 400 with which a write is answered instead of being let through. */
  readonly refusal?: (authorization: string) => string;
}

const letPass: Hook = async () => undefined;

/**
 * A proxy in front of an emulator that holds writes: `before` ahead of the emulator (nothing has happened yet), `after`
 * behind it (it has happened, and the client does not know). What a hook returns is awaited; reads pass.
 */
export async function startGate(
  target: string,
  { before = letPass, after = letPass, refusal }: GateHooks,
): Promise<Gate> {
  const writes: PassingWrite[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bytesOf(request);
    if (request.method === 'GET') return respond(response, await pass(target, request, body));
    const path = (request.url ?? '').replace(/^\/[^/]+/, '');
    const write = { n: writes.length + 1, method: request.method ?? '', path };
    writes.push(write);
    const held: Promise<void> = before(write);
    await held;
    if (refusal) {
      response.writeHead(400, { 'content-type': 'application/json' }).end(refusal(request.headers.authorization ?? ''));
      return;
    }
    const answer = await pass(target, request, body);
    const kept: Promise<void> = after(write);
    await kept;
    respond(response, answer);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A promise with its resolver, for tests that hold something until they have seen enough. */
export function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

interface Answer {
  readonly head: IncomingMessage;
  readonly body: Buffer;
}

function pass(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = forward(`${target}${url}`, { method, headers }, (head) => {
      bytesOf(head).then((bytes) => resolve({ head, body: bytes }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function respond(response: ServerResponse, { head, body }: Answer): void {
  response.writeHead(head.statusCode ?? 502, head.headers);
  response.end(body);
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
