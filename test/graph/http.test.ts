import { type Agent, createServer, type Server } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import { createGraphTransport } from '../../src/graph/transport.ts';
import { GraphFault } from '../../src/model/transport.ts';
import { listen, stop } from './fakeGraph.ts';

const servers: Server[] = [];
async function serve(server: Server): Promise<string> {
  servers.push(server);
  await listen(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => stop(server)));
});

function get(origin: string, agent?: Agent): Promise<unknown> {
  const target = resolveGraphTarget({ cloud: 'global', apiVersion: 'v1.0', graphUrl: origin });
  const transport = createGraphTransport({ target, tokens: undefined, requestTimeoutMs: 20_000, agent });
  return transport.send({ method: 'GET', path: '/x' }).catch((error: unknown) => error);
}

const packed = gzipSync(JSON.stringify({ long: Array.from({ length: 10_000 }, (_, index) => index * 7_919) }));
const head = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

describe('a packed answer', () => {
  it('is asked for and unpacked', async () => {
    const origin = await serve(
      createServer((request, response) => {
        if (request.headers['accept-encoding'] === 'gzip') response.writeHead(200, head).end(gzipSync('{"a":1}'));
        else response.writeHead(200).end('{"a":0}');
      }),
    );
    expect(await get(origin)).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it('that breaks off is a lost answer, not a wait for the rest', async () => {
    const origin = await serve(
      createServer((_request, response) => {
        response.writeHead(200, { ...head, 'content-length': packed.length });
        response.write(packed.subarray(0, packed.length / 2), () => response.destroy());
      }),
    );
    const fault = await get(origin);
    expect(fault).toBeInstanceOf(GraphFault);
    expect(fault).toMatchObject({ kind: 'network', details: { status: 200, mayHaveArrived: true } });
  });

  it('that is not packed at all is a lost answer', async () => {
    const origin = await serve(createServer((_request, response) => response.writeHead(200, head).end('{"a":1}')));
    expect(await get(origin)).toMatchObject({ kind: 'network', message: 'incorrect header check' });
  });
});

it('goes over the connection of the request before', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{}')).on('connection', () => {
    connections += 1;
  });
  const origin = await serve(server);
  for (let n = 0; n < 3; n += 1) await get(origin);
  expect(connections).toBe(1);
});

describe('a request that cannot have arrived', () => {
  it('is one that found no connection in ten seconds', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const nameless = new SecureAgent({ lookup: () => undefined });
    const fault = get('https://graph.test', nameless);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await fault).toMatchObject({
      message: 'no connection to graph.test within 10 s',
      details: { mayHaveArrived: false },
    });
  });

  it('is one that a proxy did not let through', async () => {
    const proxy = createServer().on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n<html>'),
    );
    const agent = new HttpsProxyAgent(await serve(proxy));
    const fault = await get('https://graph.test', agent);
    expect(fault).toBeInstanceOf(GraphFault);
    expect(fault).toMatchObject({
      message: 'the proxy answered CONNECT with status 407',
      details: { mayHaveArrived: false },
    });
  });
});
