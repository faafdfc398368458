import { readPages } from '../../src/graph/pages.ts';
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
    ['a number', () => 7, 'is not text'],
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

  it('are an error (a loop) if a link spells the same page in another way', async () => {
    const { origin, seen } = await start((response, { headers }, n) =>
      sendJson(response, 200, page([], `http://${headers.host}/v1.0/x?$filter=${n % 2 === 0 ? 'a%20b' : 'a+b'}`)),
    );
    expect((await problemOf(pages(origin))).message).toContain('a loop');
    expect(seen).toHaveLength(2);
  });

  it('without an end are an error', async () => {
    const { origin, seen } = await start((response, { headers }, n) =>
      sendJson(response, 200, page([], `http://${headers.host}/v1.0/x?page=${n}`)),
    );
    expect((await problemOf(pages(origin, 20))).message).toContain('continues after 20 pages');
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
