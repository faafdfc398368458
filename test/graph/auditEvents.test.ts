import { readAuditEvents } from '../../src/graph/auditEvents.ts';
import { type Answer, type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../support/fakeGraph.ts';
import { fabrikam } from '../support/tenants.ts';

let graph: FakeGraph | undefined;
const start = async (answer: Answer): Promise<FakeGraph> => {
  graph = await startFakeGraph(answer);
  return graph;
};
afterEach(async () => {
  await graph?.close();
  graph = undefined;
});

describe('audit events', () => {
  const month = { since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') };
  const event = (at: string, initiatedBy: unknown, more: object = {}) => ({
    activityDateTime: at,
    activityDisplayName: 'Update a partner cross-tenant access setting',
    category: 'CrossTenantAccessSettings',
    result: 'success',
    initiatedBy,
    targetResources: [{ modifiedProperties: [{ displayName: 'tenantId', newValue: `"${fabrikam.toUpperCase()}"` }] }],
    ...more,
  });

  it('of both categories are read from all pages, oldest first, with actor, time and activity', async () => {
    const { origin, seen } = await start((response, { url, headers }, n) => {
      if (url.includes('IdentitySync')) {
        sendJson(response, 200, {
          value: [event('2026-11-02T00:00:00Z', { user: null, app: { displayName: 'Portal' } })],
        });
      } else if (n === 1) {
        sendJson(response, 200, {
          value: [
            event('2026-11-03T00:00:00Z', { user: { userPrincipalName: 'ann@contoso.example' }, app: null }),
            'garbage',
          ],
          '@odata.nextLink': `http://${headers.host}/v1.0/auditLogs/directoryAudits?page=2`,
        });
      } else {
        const failed = event('2026-11-01T12:00:00Z', {}, { result: 'failure' });
        sendJson(response, 200, { value: [event('2026-11-01T00:00:00Z', null), failed] });
      }
    });
    const context = readsOver(transportTo(origin));
    const { events, ...end } = await readAuditEvents(context, month, { monotonicNow: () => 0 });
    expect(end).toEqual({});
    expect(events.map(({ at, who }) => [at, who])).toEqual([
      ['2026-11-01T00:00:00Z', undefined],
      ['2026-11-02T00:00:00Z', 'Portal'],
      ['2026-11-03T00:00:00Z', 'ann@contoso.example'],
    ]);
    expect(events[0]?.mentions).toEqual(new Set([fabrikam]));
    expect(decodeURIComponent(seen[0]?.url ?? '')).toContain(
      "$filter=category eq 'CrossTenantAccessSettings' and activityDateTime ge 2026-11-01T00:00:00.000Z and activityDateTime le 2026-12-01T00:00:00.000Z&$top=999&$orderby=activityDateTime desc",
    );
  });

  it('are requested without a page size and an order if Graph refuses these', async () => {
    const { origin, seen } = await start((response, { url }) =>
      url.includes('$top')
        ? sendJson(response, 400, { error: { code: 'BadRequest', message: 'no $top here' } })
        : sendJson(response, 200, {
            value: [event('2026-12-02T00:00:00Z', null), event('2026-11-02T00:00:00Z', null)],
          }),
    );
    const { events, ...end } = await readAuditEvents(readsOver(transportTo(origin)), month, {
      monotonicNow: () => 0,
    });
    expect([events.length, end, seen.length]).toEqual([2, {}, 4]);
  });

  it('are chosen from all events if Graph refuses the filter on the category', async () => {
    const other = event('2026-11-03T00:00:00Z', null, { category: 'UserManagement' });
    const { origin, seen } = await start((response, { url }) =>
      url.includes('category')
        ? sendJson(response, 400, { error: { code: 'BadRequest', message: 'Invalid filter clause' } })
        : sendJson(response, 200, { value: [other, event('2026-11-02T00:00:00Z', null)] }),
    );
    const { events, ...end } = await readAuditEvents(readsOver(transportTo(origin)), month, { monotonicNow: () => 0 });
    expect([events.map(({ at }) => at), end, seen.length]).toEqual([['2026-11-02T00:00:00Z'], {}, 3]);
  });

  const pageOf = (at: string, next?: string) => ({
    value: [event(at, null)],
    ...(next === undefined ? {} : { '@odata.nextLink': next }),
  });

  it('that were read before an error are kept, with the time from which they are complete', async () => {
    const { origin } = await start((response, { url, headers }, n) => {
      const next = `http://${headers.host}/v1.0/auditLogs/directoryAudits?page=${n}`;
      if (url.includes('IdentitySync')) sendJson(response, 200, pageOf('2026-11-03T00:00:00Z'));
      else if (n < 4) sendJson(response, 200, pageOf(`2026-11-0${9 - n}T00:00:00Z`, next));
      else sendJson(response, 403, {});
    });
    const { events, problem, readSince } = await readAuditEvents(readsOver(transportTo(origin)), month, {
      monotonicNow: () => 0,
    });
    expect(events.map(({ at }) => at)).toEqual([
      '2026-11-03T00:00:00Z',
      '2026-11-06T00:00:00Z',
      '2026-11-08T00:00:00Z',
    ]);
    expect(problem).toMatchObject({ code: 'graph-forbidden' });
    expect(readSince).toBe(Date.parse('2026-11-06T00:00:00Z'));
  });

  it.each([
    ['a list that was not read at all', (n: number) => (n === 1 ? '2026-11-08T00:00:00Z' : undefined)],
    ['a list that is not newest first', (n: number) => (n < 4 ? `2026-11-0${n}T00:00:00Z` : undefined)],
  ])('have no such time if there is %s', async (_, timeOf) => {
    const { origin } = await start((response, { headers }, n) => {
      const at = timeOf(n);
      const next = `http://${headers.host}/v1.0/auditLogs/directoryAudits?page=${n}`;
      if (at === undefined) sendJson(response, 403, {});
      else sendJson(response, 200, pageOf(at, next));
    });
    const reading = await readAuditEvents(readsOver(transportTo(origin)), month, { monotonicNow: () => 0 });
    expect(reading.problem).toBeDefined();
    expect(reading.readSince).toBeUndefined();
  });

  it('cost at most five requests in ten seconds', async () => {
    let clock = 0;
    const times: number[] = [];
    const { origin } = await start((response, { headers }, n) => {
      times.push(clock);
      const link = n % 12 === 0 ? {} : { '@odata.nextLink': `http://${headers.host}/v1.0/auditLogs/x?page=${n}` };
      clock += 100;
      sendJson(response, 200, { value: [], ...link });
    });
    const sleep = async (milliseconds: number): Promise<void> => {
      clock += milliseconds;
    };
    const context = { ...readsOver(transportTo(origin)), sleep };
    await readAuditEvents(context, month, { monotonicNow: () => clock });
    expect(times).toHaveLength(24);
    for (const [index, time] of times.entries()) {
      expect(times.filter((later, at) => at >= index && later < time + 10_000).length).toBeLessThanOrEqual(5);
    }
  });
});
