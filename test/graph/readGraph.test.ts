import { readPages } from '../../src/graph/pages.ts';
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

describe('pages', () => {
  const page = (value: unknown, link?: unknown) => ({
    value,
    ...(link === undefined ? {} : { '@odata.nextLink': link }),
  });
  const pages = (origin: string, maxPages?: number) =>
    readPages(readsOver(transportTo(origin), 1), list, maxPages === undefined ? {} : { maxPages });

  it('are an error if they are too large together, even if each is small enough', async () => {
    const { origin, seen } = await start((response, { headers }, n) =>
      sendJson(response, 200, page(['x'.repeat(400_000)], `http://${headers.host}/v1.0/x?page=${n}`)),
    );
    const problem = await problemOf(readPages(readsOver(transportTo(origin), 1), list, { maxBytes: 1024 * 1024 }));
    expect(problem.code).toBe('bad-answer');
    expect(problem.message).toContain('the list is larger than 1 MB, after 3 pages');
    expect(seen).toHaveLength(3);
  });

  it('are all read, in order, with the links unchanged', async () => {
    const { origin, seen } = await start((response, { headers }, n) => {
      const link = `http://${headers.host}/v1.0/policies/crossTenantAccessPolicy/partners?$skiptoken=${n}%2F&x=1&x=2`;
      sendJson(response, 200, page([n, -n], n < 3 ? link : undefined));
    });
    expect(await pages(origin)).toEqual([1, -1, 2, -2, 3, -3]);
    expect(seen[2]?.url).toBe('/v1.0/policies/crossTenantAccessPolicy/partners?$skiptoken=2%2F&x=1&x=2');
  });

  it('are an error, not a part of the list, when one of them fails', async () => {
    const { origin } = await start((response, { headers }, n) =>
      n === 1 ? sendJson(response, 200, page([1], `http://${headers.host}/v1.0/x`)) : sendJson(response, 500, {}),
    );
    expect((await problemOf(pages(origin))).code).toBe('graph-request-failed');
  });

  const badLinks: readonly (readonly [string, (host: string) => unknown, string])[] = [
    ['another host', () => 'http://127.0.0.2:1/v1.0/x', 'leads away'],
    ['another scheme', (host) => `https://${host}/v1.0/x`, 'leads away'],
    ['another version', (host) => `http://${host}/beta/x`, 'leads away'],
    ['another version by dots', (host) => `http://${host}/v1.0/../beta/x`, 'leads away'],
    ['a relative link', () => '/v1.0/x', 'leads away'],
    ['another version by hidden dots', (host) => `http://${host}/v1.0/..%2fbeta/x`, 'hides parts'],
    ['a user name in the link', (host) => `http://u:p@${host}/v1.0/x`, 'user name'],
    ['a link of 20,000 characters', (host) => `http://${host}/v1.0/x?t=${'t'.repeat(20_000)}`, 'characters long'],
    ['a number', () => 7, 'is no text'],
    ['the same page', (host) => `http://${host}/v1.0/policies/crossTenantAccessPolicy/partners`, 'a loop'],
  ];

  it.each(badLinks)('are an error if a link leads to %s', async (_name, link, message) => {
    const { origin } = await start((response, { headers }) =>
      sendJson(response, 200, page([], link(headers.host ?? ''))),
    );
    const problem = await problemOf(pages(origin));
    expect(problem).toMatchObject({ code: 'bad-answer', details: { requestId: 'r-200' } });
    expect(problem.message).toContain(message);
    expect(problem.message).toContain('request-id r-200');
  });

  it('are an error (a loop) if a link leads back to an earlier page', async () => {
    const { origin, seen } = await start((response, { headers }, n) =>
      sendJson(response, 200, page([], `http://${headers.host}/v1.0/x?page=${n % 3}`)),
    );
    expect((await problemOf(pages(origin))).message).toContain('a loop');
    expect(seen.length).toBeLessThan(6);
  });

  it('without an end are an error', async () => {
    const { origin, seen } = await start((response, { headers }, n) =>
      sendJson(response, 200, page([], `http://${headers.host}/v1.0/x?page=${n}`)),
    );
    expect((await problemOf(pages(origin, 20))).message).toContain('goes on after 20 pages');
    expect(seen).toHaveLength(20);
  });

  it.each([[{}], [{ value: null }], [{ value: { 0: 1 } }], [[]], ['text'], [null]])(
    'are an error when Graph answers %j',
    async (body) => {
      const { origin } = await start((response) => sendJson(response, 200, body));
      expect((await problemOf(pages(origin))).code).toBe('bad-answer');
    },
  );
});
