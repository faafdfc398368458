import { readFileSync, rmSync } from 'node:fs';
import { Agent as SecureAgent } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TLSSocket } from 'node:tls';
import { checkObject, readGraph } from '../../../src/graph/readGraph.ts';
import { createGraphTransport } from '../../../src/graph/transport/transport.ts';
import type { XtapError } from '../../../src/model/errors.ts';
import { keepAliveOptions } from '../../../src/platform/http/sendHttp.ts';
import { TunnelAgent } from '../../../src/platform/http/tunnelAgent.ts';
import { readsOver } from '../../support/fakeGraph.ts';
import { makeCertificates } from '../../support/identity/certificates.ts';
import { problemOf } from '../../support/problemOf.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/* Requests over TLS, direct and through a proxy, and the messages about failures. */

const folder = temporaryFolder().path;
const certificates = makeCertificates(folder);
const authority = readFileSync(certificates.authorityFile);
afterAll(() => rmSync(folder, { recursive: true }));

const sockets = new Set<Socket>();
const open: (Server | SecureAgent)[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const each of open.splice(0)) 'close' in each ? each.close() : each.destroy();
});

async function portOf(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const routes = ['direct', 'through a proxy'] as const;

/** `answer` is called for each request; `arrived` lists the bodies, by connection. */
async function start(
  route: (typeof routes)[number],
  answer: (socket: TLSSocket) => void,
  { ca = [authority], cert = certificates.serverCertificate, host = 'graph.test' } = {},
) {
  const arrived: string[][] = [];
  const { serverKey: key } = certificates;
  const secure = createSecureServer({ key, cert }, (socket) => {
    const bodies: string[] = [];
    arrived.push(bodies);
    socket.on('error', () => undefined);
    socket.on('data', (text) => {
      bodies.push(String(text).split('\r\n\r\n')[1] ?? '');
      answer(socket);
    });
  });
  const port = await portOf(secure);
  const proxy = createServer((socket) => {
    socket.once('data', () => {
      const upstream = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      upstream.on('error', () => undefined).on('close', () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    });
  });
  const url = new URL(`http://127.0.0.1:${await portOf(proxy)}`);
  const agent =
    route === 'direct' ? new SecureAgent(keepAliveOptions) : new TunnelAgent({ url, credentials: undefined });
  agent.options.ca = ca;
  open.push(agent);
  const origin = route === 'direct' ? `https://127.0.0.1:${port}` : `https://${host}`;
  const target = {
    cloud: 'global',
    apiVersion: 'v1.0',
    isLoopback: false,
    scope: '',
    authorityHost: '',
    origin,
  } as const;
  const transport = createGraphTransport({ target, tokens: undefined, requestTimeoutMs: 20_000, agent });
  const context = readsOver(transport);
  const ask = (): Promise<XtapError> => problemOf(readGraph(context, { method: 'GET', path: '/x' }, checkObject));
  const patch = (body: unknown): Promise<unknown> =>
    transport.send({ method: 'PATCH', path: '/x', body }).catch((error: unknown) => error);
  return { arrived, patch, ask, waits: context.waits, origin };
}

const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';

describe.each(routes)('a secure connection, %s', (route) => {
  it('is reused for the next request', async () => {
    const { arrived, patch } = await start(route, (socket) => socket.write(noContent));
    expect([await patch(1), await patch(2)]).toMatchObject([{ status: 204 }, { status: 204 }]);
    expect(arrived).toEqual([['1', '2']]);
  });

  it('that ends when the write has arrived leaves its outcome unknown', async () => {
    const { arrived, patch } = await start(route, (socket) => socket.destroy());
    expect(await patch(1)).toMatchObject({ kind: 'network', details: { mayHaveArrived: true } });
    expect(arrived).toEqual([['1']]);
  });

  it('to an untrusted server carries no request', async () => {
    const { arrived, patch } = await start(route, (socket) => socket.write(noContent), { ca: [] });
    expect(await patch(1)).toMatchObject({ kind: 'network', details: { mayHaveArrived: false } });
    expect(arrived.flat()).toEqual([]);
  });
});

describe('a certificate that is not accepted ends the run after one try, with the cause and advice', () => {
  const now = 'xtap sent nothing to this server.';
  const { expiredCertificate, futureCertificate } = certificates;

  it.each([
    ['of an unknown authority', { ca: [] }, 'NODE_EXTRA_CA_CERTS'],
    ['that has expired', { cert: expiredCertificate }, `certificate has expired. ${now} Check the clock`],
    ['that is not valid yet', { cert: futureCertificate }, `certificate is not yet valid. ${now} Check the clock`],
    ['of another host', { host: 'other.test' }, 'is for another host. Check --graph-url and the proxy'],
  ])('%s', async (_, options, wayOut) => {
    const { arrived, ask, waits } = await start('through a proxy', (socket) => socket.write(noContent), options);
    const { code, message } = await ask();
    expect(code).toBe('graph-request-failed');
    expect(message).toContain(wayOut);
    expect(message).toContain(now);
    expect(message.includes('NODE_EXTRA_CA_CERTS')).toBe(wayOut === 'NODE_EXTRA_CA_CERTS');
    expect(waits).toEqual([]);
    expect(arrived.flat()).toEqual([]);
  });
});
