import { type PartnerList, readPartnerList, type SyncReading } from '../../src/graph/readPartnerList.ts';
import { type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../support/fakeGraph.ts';
import { problemOf } from '../support/problemOf.ts';
import { fabrikam } from '../support/tenants.ts';

/* The list of partners: large pages, and what happens if Graph refuses them. */

const large = '$top=999';
const expand = '$expand=identitySynchronization';
const both = `${expand}&${large}`;

let graph: FakeGraph;
afterEach(() => graph.close());

/** A Graph that refuses each of these query options, with their status. */
async function refusing(statuses: Readonly<Record<string, number>>, says?: string): Promise<void> {
  graph = await startFakeGraph((response, { url }) => {
    const refused = Object.keys(statuses).find((option) => url.includes(option));
    if (refused === undefined) sendJson(response, 200, { value: [{ tenantId: fabrikam }] });
    else
      sendJson(response, statuses[refused] ?? 400, { error: { code: 'Request_BadRequest', message: says ?? refused } });
  });
}

const context = () => readsOver(transportTo(graph.origin), 1);
const read = (expandSync: SyncReading): Promise<PartnerList> => readPartnerList(context(), expandSync);
const queries = (): readonly string[] => graph.seen.map(({ url }) => url.split('?')[1] ?? '');
const partners = [{ tenantId: fabrikam }];
const unread = ['identitySynchronization'];

test.each<[string, Readonly<Record<string, number>>, SyncReading, { list: PartnerList; sent: readonly string[] }]>([
  ['accepts both', {}, 'if-possible', { sent: [both], list: { partners } }],
  ['refuses $top', { $top: 400 }, true, { sent: [both, expand], list: { partners } }],
  ['refuses $top without an expansion', { $top: 400 }, false, { sent: [large, ''], list: { partners } }],
  [
    'refuses the expansion with 403',
    { $expand: 403 },
    'if-possible',
    { sent: [both, large], list: { partners, unread } },
  ],
  [
    'refuses the expansion with 400',
    { $expand: 400 },
    'if-possible',
    { sent: [both, large], list: { partners, unread } },
  ],
  ['refuses $top of a watched list', { $top: 400 }, 'if-possible', { sent: [both, expand], list: { partners } }],
  [
    'refuses both',
    { $top: 400, $expand: 400 },
    'if-possible',
    { sent: [both, expand, ''], list: { partners, unread } },
  ],
])('a Graph that %s', async (_, statuses, expandSync, { list, sent }) => {
  await refusing(statuses);
  expect(await read(expandSync)).toEqual(list);
  expect(queries()).toEqual(sent);
});

test('a Graph that does not say what it refuses', async () => {
  await refusing({ $top: 400 }, 'Bad request.');
  expect(await read('if-possible')).toEqual({ partners });
  expect(queries()).toEqual([both, large, expand]);
});

test('a refused $top is remembered for later lists of the run', async () => {
  await refusing({ $top: 400 });
  const reads = context();
  await readPartnerList(reads, false);
  await readPartnerList(reads, true);
  expect(queries()).toEqual([large, '', expand]);
});

test.each([403, 404])('%i is not a refusal of $top', async (status) => {
  await refusing({ $top: status });
  await problemOf(read(false));
  expect(queries()).toEqual([large]);
});

test('a managed synchronization is not left out', async () => {
  await refusing({ $expand: 400 });
  expect((await problemOf(read(true))).details).toMatchObject({ httpStatus: 400, unexpanded: unread });
  expect(queries()).toEqual([both, expand]);
});
