import { Agent as SecureAgent } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { checkObject, type ReadContext, readGraph } from '../../../src/graph/readGraph.ts';
import { createGraphTransport } from '../../../src/graph/transport/transport.ts';
import { proxyAgentFor } from '../../../src/platform/http/proxy.ts';
import { type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../../support/fakeGraph.ts';
import { problemOf } from '../../support/problemOf.ts';

/* A server that does not exist: the transport counts each try. */

const policy = { method: 'GET', path: '/policies/crossTenantAccessPolicy' } as const;
const ask = (context: ReadContext) => readGraph(context, policy, checkObject);

/** An address of this machine on which no server listens. */
async function deadOrigin(host: string): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://${host}:${port}`;
}

const target = {
  cloud: 'global',
  apiVersion: 'v1.0',
  isLoopback: false,
  scope: '',
  authorityHost: '',
  origin: 'https://graph.test',
} as const;

/** A Graph whose name lookup fails with this code. */
function unresolved(code: string) {
  const agent = new SecureAgent();
  agent.options.lookup = (hostname, _options, found) => {
    const error = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), {
      code,
      syscall: 'getaddrinfo',
      hostname,
    });
    found(error, '');
  };
  return readsOver(createGraphTransport({ target, tokens: undefined, requestTimeoutMs: 10_000, agent }));
}

test.each(['127.0.0.1', 'localhost'])(
  'a refused connection on loopback ends a read after two tries: %s',
  async (host) => {
    const origin = await deadOrigin(host);
    const context = readsOver(transportTo(origin));
    const { code, message } = await problemOf(ask(context));
    expect(code).toBe('graph-request-failed');
    expect(message).toMatch(/Nothing listens at (127\.0\.0\.1|::1):\d+\. Start the server there/);
    expect(context.transport.calls()).toMatchObject({ get: 2, retries: 1 });
    expect(context.waits).toHaveLength(1);
  },
);

test('a refused connection to a proxy on loopback ends a read after two tries, and names the proxy', async () => {
  const agent = await proxyAgentFor('https://graph.test', { HTTPS_PROXY: await deadOrigin('127.0.0.1') });
  const context = readsOver(createGraphTransport({ target, tokens: undefined, requestTimeoutMs: 10_000, agent }));
  const { message } = await problemOf(ask(context));
  expect(message).toMatch(/Nothing listens at 127\.0\.0\.1:\d+\. Check the proxy \(HTTPS_PROXY\)\.$/);
  expect(context.transport.calls()).toMatchObject({ get: 2, retries: 1 });
});

test('a host name that does not exist ends a read after two tries', async () => {
  const context = unresolved('ENOTFOUND');
  const { code, message } = await problemOf(ask(context));
  expect(code).toBe('graph-request-failed');
  expect(message).toContain('The host graph.test does not exist. Check --graph-url');
  expect(context.transport.calls()).toMatchObject({ get: 2, retries: 1 });
});

test('a lookup that gets no answer is retried while the retry budget lasts', async () => {
  const context = unresolved('EAI_AGAIN');
  await problemOf(ask(context));
  expect(context.transport.calls().get).toBeGreaterThan(4);
  expect(context.budget.remainingMs()).toBeLessThan(30_000);
});

test('in the middle of an apply, reads wait for an absent server while the retry budget lasts', async () => {
  const context = { ...readsOver(transportTo(await deadOrigin('127.0.0.1'))), awaitsAbsentServer: true };
  await problemOf(ask(context));
  expect(context.transport.calls().get).toBeGreaterThan(4);
});

describe('a server', () => {
  let graph: FakeGraph | undefined;
  afterEach(() => graph?.close());

  test('that starts between the two tries is read', async () => {
    const origin = await deadOrigin('127.0.0.1');
    const context = readsOver(transportTo(origin));
    const sleep = async (): Promise<void> => {
      graph = await startFakeGraph((response) => sendJson(response, 200, { id: 1 }), Number(new URL(origin).port));
    };
    expect((await ask({ ...context, sleep })).body).toEqual({ id: 1 });
  });
});
