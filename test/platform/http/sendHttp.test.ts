import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createGraphTransport } from '../../../src/graph/transport/transport.ts';
import { GraphFault, type GraphMethod } from '../../../src/model/graphPort.ts';
import { proxyAgentFor } from '../../../src/platform/http/proxy.ts';
import type { Agent } from '../../../src/platform/http/sendHttp.ts';
import { listen, stop } from '../../support/fakeGraph.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(open.splice(0).map((close) => close()));
});

async function serveHttp(server: HttpServer): Promise<string> {
  await listen(server);
  open.push(() => stop(server));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server below HTTP; `answer` is called for what each connection sends, counted from 1. */
async function serve(answer: (socket: Socket, n: number) => void): Promise<{ host: string; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let n = 0;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      n += 1;
      answer(socket, n);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

interface Sending {
  readonly method?: GraphMethod;
  readonly agent?: Agent | undefined;
  readonly signal?: AbortSignal;
}

/** The answer, or the error. */
function send(origin: string, { method = 'GET', agent, signal }: Sending = {}): Promise<unknown> {
  const target = {
    cloud: 'global',
    apiVersion: 'v1.0',
    isLoopback: true,
    scope: '',
    authorityHost: '',
    origin,
  } as const;
  const transport = createGraphTransport({ target, tokens: undefined, requestTimeoutMs: 20_000, agent });
  return transport.send({ method, path: '/x' }, { signal }).catch((error: unknown) => error);
}

const useFakeTimers = () => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });

const packed = gzipSync(JSON.stringify({ long: Array.from({ length: 10_000 }, (_, index) => index * 7_919) }));
const head = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

describe('a packed answer', () => {
  it('is asked for and unpacked', async () => {
    const host = await serveHttp(
      createHttpServer((request, response) => {
        if (request.headers['accept-encoding'] === 'gzip') response.writeHead(200, head).end(gzipSync('{"a":1}'));
        else response.writeHead(200).end('{"a":0}');
      }),
    );
    expect(await send(`http://${host}`)).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it.each(['GZIP', 'x-gzip'])('may name its encoding in any form of HTTP: %s', async (encoding) => {
    const host = await serveHttp(
      createHttpServer((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync('{"a":1}'));
      }),
    );
    expect(await send(`http://${host}`)).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it.each([204, 200])('without a body has no body: %i', async (status) => {
    const host = await serveHttp(createHttpServer((_request, response) => response.writeHead(status, head).end()));
    expect(await send(`http://${host}`, { method: 'DELETE' })).toMatchObject({ status, body: undefined });
  });

  it('that ends early is a lost answer, without a wait for the rest', async () => {
    const host = await serveHttp(
      createHttpServer((_request, response) => {
        response.writeHead(200, { ...head, 'content-length': packed.length });
        response.write(packed.subarray(0, packed.length / 2), () => response.destroy());
      }),
    );
    const fault = await send(`http://${host}`);
    expect(fault).toBeInstanceOf(GraphFault);
    expect(fault).toMatchObject({ kind: 'network', details: { status: 200, mayHaveArrived: true } });
  });

  it('that is not packed at all is a lost answer', async () => {
    const host = await serveHttp(
      createHttpServer((_request, response) => response.writeHead(200, head).end('{"a":1}')),
    );
    expect(await send(`http://${host}`)).toMatchObject({ kind: 'network', message: 'incorrect header check' });
  });
});

describe('an invalid answer', () => {
  it.each([
    ['', 'the connection ended without an answer'],
    ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'the connection ended without'],
    ['SSH-2.0-x\r\n', 'the answer is not HTTP/1.1: Expected HTTP/'],
    ['HTTP/1.1 099 x\r\nContent-Length: 2\r\n\r\n{}', 'the answer has the invalid status 99'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}', 'the connection ended before the answer was whole'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'Invalid character in chunk size'],
  ])('leaves the outcome of a write unknown, with the reason: %j', async (text, message) => {
    const { host } = await serve((socket) => socket.end(text));
    expect(await send(`http://${host}`, { method: 'DELETE' })).toMatchObject({
      kind: 'network',
      message: expect.stringContaining(message),
      details: { mayHaveArrived: true },
    });
  });
});

describe('a connection', () => {
  const ok = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\n{}';

  it('is reused for the next request', async () => {
    let connections = 0;
    const server = createHttpServer((_request, response) => response.end('{}')).on('connection', () => {
      connections += 1;
    });
    const host = await serveHttp(server);
    for (let n = 0; n < 3; n += 1) await send(`http://${host}`);
    expect(connections).toBe(1);
  });

  it('that ends during the next request leaves the outcome of a write unknown', async () => {
    const { host } = await serve((socket, n) => (n === 1 ? socket.write(ok) : socket.resetAndDestroy()));
    await send(`http://${host}`);
    expect(await send(`http://${host}`, { method: 'DELETE' })).toMatchObject({ details: { mayHaveArrived: true } });
  });

  it('may wait longer than ten seconds for the answer once it is established', async () => {
    useFakeTimers();
    const { host } = await serve((socket) => void jest.advanceTimersByTimeAsync(10_000).then(() => socket.write(ok)));
    expect(await send(`http://${host}`)).toMatchObject({ status: 200 });
  });

  it('is closed before the server closes it', async () => {
    const { host, server } = await serve((socket) => socket.write(ok));
    const opened = once(server, 'connection');
    await send(`http://${host}`);
    const [socket] = (await opened) as [Socket];
    await once(socket, 'close');
    expect(socket.readableEnded).toBe(true);
  });
});

describe('a request that cannot have arrived', () => {
  const unsent = (message: string) => ({ message, details: { mayHaveArrived: false } });
  const throughProxy = async (host: string, credentials = '') => ({
    agent: await proxyAgentFor('https://graph.test', { HTTPS_PROXY: `http://${credentials}${host}` }),
  });

  it('has found no connection in ten seconds', async () => {
    useFakeTimers();
    const fault = send('https://graph.test', { agent: new SecureAgent({ lookup: () => undefined }) });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await fault).toMatchObject(unsent('no connection to graph.test within 10 s'));
  });

  it('has found no secure connection in ten seconds', async () => {
    useFakeTimers();
    const greeted = new Promise<void>((resolve) => {
      void serve(() => resolve()).then(({ host }) => sendTo(host));
    });
    let fault: Promise<unknown> | undefined;
    const sendTo = (host: string): void => {
      fault = send(`https://${host}`);
    };
    await greeted;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await fault).toMatchObject(unsent(expect.stringContaining('within 10 s')));
  });

  it('had a connection that ended before it was secure', async () => {
    const { host } = await serve((socket) => socket.resetAndDestroy());
    expect(await send(`https://${host}`)).toMatchObject(unsent('read ECONNRESET'));
  });

  it('met a server without TLS', async () => {
    const { host } = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await send(`https://${host}`)).toMatchObject(unsent(expect.stringMatching(/^TLS failed: [a-z ]+$/)));
  });

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n<html>', 'the proxy answered CONNECT with status 407'],
    ['', 'the connection ended without an answer'],
    ['SSH-2.0-x\r\n\r\n', 'the answer is not HTTP/1.1: Expected HTTP/, RTSP/ or ICE/'],
  ])('was refused by a proxy: %j', async (text, message) => {
    const { host } = await serve((socket) => socket.end(text));
    expect(await send('https://graph.test', await throughProxy(host))).toMatchObject(unsent(message));
  });

  it('has a proxy that does not answer in ten seconds', async () => {
    useFakeTimers();
    const { host, server } = await serve(() => undefined);
    const asked = once(server, 'connection');
    const fault = send('https://graph.test', await throughProxy(host, 'user:s3cret@'));
    await asked;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await fault).toMatchObject(unsent('no answer from the proxy within 10 s'));
  });

  it('leaves no timer behind', async () => {
    useFakeTimers();
    const { host } = await serve((socket) => socket.resetAndDestroy());
    expect(await send(`https://${host}`)).toMatchObject(unsent('read ECONNRESET'));
    expect(await send('https://graph.test', await throughProxy(host))).toMatchObject(unsent('read ECONNRESET'));
    // The sockets close after their errors.
    while (jest.getTimerCount() > 0) await new Promise(setImmediate);
  });
});

it('ends at once if the run is stopped while a proxy is connecting', async () => {
  useFakeTimers();
  const stopped = new AbortController();
  const { host } = await serve(() => stopped.abort('Interrupted'));
  const agent = await proxyAgentFor('https://graph.test', { HTTPS_PROXY: `http://${host}` });
  expect(await send('https://graph.test', { agent, signal: stopped.signal })).toBe('Interrupted');
});

it.each([
  ['https://graph.test', 'graph.test:443'],
  ['https://[2001:db8::1]:8443', '[2001:db8::1]:8443'],
])('sends credentials and target to a proxy: %s', async (origin, name) => {
  const asked: unknown[] = [];
  const proxy = createHttpServer().on('connect', ({ url, headers }, socket) => {
    asked.push([url, headers.host, headers['proxy-authorization'], headers.authorization]);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const HTTPS_PROXY = `http://us%40er:p%3A%C3%A9@${await serveHttp(proxy)}`;
  await send(origin, { agent: await proxyAgentFor(origin, { HTTPS_PROXY }) });
  const basic = `Basic ${Buffer.from('us@er:p:é').toString('base64')}`;
  expect(asked).toEqual([[name, name, basic, undefined]]);
});
