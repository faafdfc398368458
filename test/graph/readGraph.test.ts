import { checkObject, type ReadContext, readConcurrently, readGraph } from '../../src/graph/readGraph.ts';
import type { GraphRequest } from '../../src/model/graphPort.ts';
import { type Answer, type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../support/fakeGraph.ts';
import { problemOf } from '../support/problemOf.ts';

const list: GraphRequest = { method: 'GET', path: '/policies/crossTenantAccessPolicy/partners' };

let graph: FakeGraph | undefined;
const start = async (answer: Answer): Promise<FakeGraph> => {
  graph = await startFakeGraph(answer);
  return graph;
};
afterEach(async () => {
  await graph?.close();
  graph = undefined;
});

describe('a read', () => {
  const failures: readonly (readonly [string, Answer])[] = [
    ['429', (response) => sendJson(response, 429, {}, { 'retry-after': '0' })],
    ['500', (response) => sendJson(response, 500, {})],
    ['502 in HTML', (response) => response.writeHead(502).end('<html>')],
    ['503', (response) => sendJson(response, 503, {})],
    ['504', (response) => sendJson(response, 504, {})],
    ['a reset', (response) => response.socket?.destroy()],
    ['a silent server', () => undefined],
    ['HTML with status 200', (response) => response.writeHead(200).end('<html>')],
    ['a list in place of an object', (response) => sendJson(response, 200, [])],
    ['an empty body', (response) => sendJson(response, 200, undefined)],
    ['a part of the content', (response) => sendJson(response, 206, { id: 2 })],
    ['what a proxy changed', (response) => sendJson(response, 203, { id: 2 })],
  ];

  // Only the silent server may time out: on a slow machine another answer must not become a timeout.
  const patience = (name: string, milliseconds: number): number => (name === 'a silent server' ? milliseconds : 10_000);

  it.each(failures)('is retried after %s', async (name, failure) => {
    const { origin } = await start((response, request, n) =>
      n < 3 ? failure(response, request, n) : sendJson(response, 200, { id: 1 }),
    );
    const context = readsOver(transportTo(origin, { requestTimeoutMs: patience(name, 500) }));
    expect((await readGraph(context, list, checkObject)).body).toEqual({ id: 1 });
    expect(context.waits).toHaveLength(2);
    expect(context.transport.calls()).toMatchObject({ get: 3, retries: 2 });
  });

  it.each(failures)('ends the run when %s outlasts the retry budget', async (name, failure) => {
    const { origin } = await start(failure);
    const context = readsOver(transportTo(origin, { requestTimeoutMs: patience(name, 50) }), 2);
    const problem = await problemOf(readGraph(context, list, checkObject));
    expect(['graph-request-failed', 'bad-answer']).toContain(problem.code);
    expect(problem.message).toContain(`GET ${origin}/v1.0/policies/crossTenantAccessPolicy/partners`);
    expect(context.waits.length).toBeGreaterThan(0);
  });

  it.each([400, 404, 409])('is not retried after %s', async (status) => {
    const { origin, seen } = await start((response) =>
      sendJson(response, status, { error: { code: 'C', message: 'M.' } }),
    );
    const problem = await problemOf(readGraph(readsOver(transportTo(origin)), list, checkObject));
    expect(problem.code).toBe('graph-request-failed');
    expect(problem.message).toContain(`answered ${status} C: M. (request-id r-${status}).`);
    expect(problem.details.requestId).toBe(`r-${status}`);
    expect(seen).toHaveLength(1);
  });

  it('names the missing permission when Graph refuses it (403)', async () => {
    const { origin } = await start((response) =>
      sendJson(response, 403, { error: { code: 'Authorization_RequestDenied' } }),
    );
    const problem = await problemOf(readGraph(readsOver(transportTo(origin)), list, checkObject));
    expect(problem.code).toBe('graph-forbidden');
    expect(problem.message).toContain('Policy.Read.All');
  });

  it('is an error `graph-unauthorized` when Graph refuses the token', async () => {
    const { origin } = await start((response) =>
      sendJson(response, 401, { error: { code: 'InvalidAuthenticationToken' } }),
    );
    expect((await problemOf(readGraph(readsOver(transportTo(origin)), list, checkObject))).code).toBe(
      'graph-unauthorized',
    );
  });

  it('waits at least for Retry-After, and fails at once when the retry budget is shorter', async () => {
    const { origin, seen } = await start((response, _request, n) =>
      n === 1
        ? sendJson(response, 429, {}, { 'retry-after': '20' })
        : sendJson(response, 429, {}, { 'retry-after': '200' }),
    );
    const context = readsOver(transportTo(origin));
    const { message } = await problemOf(readGraph(context, list, checkObject));
    expect(message).toMatch(/answered 429.* Graph asks for a wait of 200 s\. The retry budget has no room for another/);
    expect(context.waits.map(({ milliseconds }) => milliseconds >= 20_000)).toEqual([true]);
    expect(seen).toHaveLength(2);
  });

  it('stops waiting when the run is interrupted', async () => {
    const controller = new AbortController();
    const { origin } = await start((response) => sendJson(response, 503, {}));
    const context = { ...readsOver(transportTo(origin)), signal: controller.signal };
    const onWait = (): void => controller.abort(new Error('interrupted'));
    await expect(readGraph({ ...context, onWait }, list, checkObject)).rejects.toThrow('interrupted');
  });
});

describe('concurrent reads', () => {
  it('stop with the first that fails', async () => {
    const { origin } = await start((response, { url }) => {
      if (url.endsWith('/bad')) sendJson(response, 403, {});
    });
    const context = readsOver(transportTo(origin));
    const ask = (path: string) => (shared: ReadContext) => readGraph(shared, { method: 'GET', path }, checkObject);
    let silent: Promise<unknown> = Promise.resolve();
    const askSilent = (shared: ReadContext) => {
      silent = ask('/silent')(shared);
      return silent;
    };
    expect((await problemOf(readConcurrently(context, [askSilent, ask('/bad')]))).code).toBe('graph-forbidden');
    await expect(silent).rejects.toThrow('aborted');
  });

  it('stop with the run', async () => {
    const controller = new AbortController();
    const { origin } = await start(() => controller.abort(new Error('interrupted')));
    const context = { ...readsOver(transportTo(origin)), signal: controller.signal };
    const ask = (shared: ReadContext) => readGraph(shared, list, checkObject);
    await expect(readConcurrently(context, [ask, ask])).rejects.toThrow('interrupted');
  });
});
