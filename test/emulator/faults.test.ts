import { faultHelp } from '../../src/emulator/faults/faultHelp.ts';
import { parseFault } from '../../src/emulator/faults/faultRule.ts';
import { createFaultSchedule } from '../../src/emulator/faults/faultSchedule.ts';
import type { Emulator } from '../../src/emulator/http/server.ts';
import { closeAll, errorOf, policy, send, startForTest, storedPartner } from '../support/graphCalls.ts';
import { datum, fabrikam, litware } from '../support/tenants.ts';

afterEach(closeAll);

const partners = `${policy}/partners`;
const one = `${partners}/${fabrikam}`;
const change = { inboundTrust: null };

/** Whether the change of `patch` is in the state. */
const isChanged = (emulator: Emulator): boolean => storedPartner(emulator, fabrikam)?.inboundTrust === null;
const patch = (emulator: Emulator) => send(emulator, 'PATCH', one, change);

describe('the language of fault rules', () => {
  test.each([
    ['PATCH partners/* 2nd 5O3', "'5O3' is neither a time nor an effect"],
    ['PATCH partners/* 2nd', 'the effect is missing'],
    ['htlm', 'the effect is missing'],
    ['', 'the effect is missing'],
    ['418', "'418' is not a status that can be answered"],
    ['commit-then drop', "'drop' is not a status that can be answered"],
    ['503 retry-after=soon', 'retry-after=soon is neither seconds nor date'],
    ['503 retryafter=1', "the effect does not take 'retryafter'"],
    ['drop-after commit=no', "the effect does not take 'commit'"],
    ['html commit=maybe', 'commit=maybe is neither yes nor no'],
    ['lag', 'reads=N is missing'],
    ['slow ms=fast', 'ms=N is missing or not a whole number'],
    ['nextlink-foreign origin=elsewhere', 'origin=elsewhere is not a URL'],
    ['0th 500', "'0th' does not hold a whole number"],
    ['first=x 500', "'first=x' does not hold a whole number"],
    ['101% 500', "'101%' is not a percentage"],
    ['GET partners every 500 twice', "'twice' after the effect"],
    ['503 retry-after=1 retry-after=2', "'retry-after' is given twice"],
  ])('%p is refused with the wrong part and the grammar', (rule, part) => {
    expect(() => parseFault(rule)).toThrow(part);
    expect(() => parseFault(rule)).toThrow(faultHelp);
  });

  test('every example of the help can be parsed', () => {
    const examples = faultHelp.split('Examples')[1]?.trim().split('\n') ?? [];
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) expect(parseFault(example).text).toBe(example);
  });

  test.each([
    ['partners', partners, true],
    ['partners', one, false],
    ['partners/*', one, true],
    ['partners/*', `${one}/identitySynchronization`, false],
    ['partners/**', `${one}/identitySynchronization`, true],
    ['.', policy, true],
    ['.', `${policy}/default`, false],
    ['/organization', '/organization', true],
    ['**', '/organization', true],
    ['/tenantRelationships/*', "/tenantRelationships/findTenantInformationByTenantId(tenantId='x')", true],
  ])('the path %s against %s: %p', (glob, path, matches) => {
    expect(parseFault(`${glob} 500`).path.test(path)).toBe(matches);
  });

  test.each([
    ['500', [1, 2, 3, 4, 5]],
    ['every 500', [1, 2, 3, 4, 5]],
    ['2nd 500', [2]],
    ['first=2 500', [1, 2]],
    ['after=3 500', [4, 5]],
    ['100% 500', [1, 2, 3, 4, 5]],
  ])('%s affects the requests %p of five', (rule, struck) => {
    const schedule = createFaultSchedule([rule], 1);
    const hits = [1, 2, 3, 4, 5].filter(() => schedule.next('GET', partners).effect !== undefined);
    expect(hits).toEqual(struck);
  });

  test('a percentage affects about that share of requests, the same ones in every run', () => {
    const run = (seed: number) => {
      const schedule = createFaultSchedule(['GET partners 30% 429'], seed);
      return Array.from({ length: 1000 }, () => schedule.next('GET', partners).effect !== undefined);
    };
    const count = run(1).filter(Boolean).length;
    expect(count).toBeGreaterThan(250);
    expect(count).toBeLessThan(350);
    expect(run(1)).toEqual(run(1));
    expect(run(2)).not.toEqual(run(1));
  });

  test('only matching requests are counted', () => {
    const schedule = createFaultSchedule(['PATCH partners/* 2nd 503'], 1);
    const orders = [
      schedule.next('PATCH', one),
      schedule.next('GET', one),
      schedule.next('PATCH', `${policy}/default`),
      schedule.next('PATCH', one),
    ];
    expect(orders.map((order) => order.effect !== undefined)).toEqual([false, false, false, true]);
  });

  test('the first rule wins, and delays add up', () => {
    const schedule = createFaultSchedule(['slow ms=10', '503', 'slow ms=5', '500', 'lag reads=2'], 1);
    expect(schedule.next('GET', partners)).toMatchObject({ slowMs: 15, lagReads: 2, effect: { status: 503 } });
  });

  test('an emulator does not start with a rule that cannot be parsed', async () => {
    await expect(startForTest({ faults: ['PATCH 599'] })).rejects.toThrow("'599'");
  });
});

describe('a status', () => {
  test.each([400, 401, 403, 404, 409, 412, 423, 429, 500, 502, 503, 504])(
    '%d is answered, and the state does not change',
    async (status) => {
      const emulator = await startForTest({ faults: [`PATCH partners/* 1st ${status}`] });
      expect((await patch(emulator)).status).toBe(status);
      expect(isChanged(emulator)).toBe(false);
      expect((await patch(emulator)).status).toBe(204);
      expect(emulator.requests.map((request) => [request.status, request.faults.length])).toEqual([
        [status, 1],
        [204, 0],
      ]);
    },
  );

  test('carries the Retry-After and the code of the rule', async () => {
    const emulator = await startForTest({ faults: ['PATCH 429 retry-after=7 code=Request_Throttled'] });
    const answered = await patch(emulator);
    expect(answered.headers.get('retry-after')).toBe('7');
    expect(errorOf(answered)).toContain('429 Request_Throttled');
    expect((await send(emulator, 'GET', one)).headers.get('retry-after')).toBeNull();
  });

  test('carries Retry-After as a date in the future', async () => {
    const emulator = await startForTest({ faults: ['503 retry-after=date+60'] });
    const value = (await patch(emulator)).headers.get('retry-after') ?? '';
    expect(value).toMatch(/GMT$/);
    expect(Date.parse(value)).toBeGreaterThan(Date.now() + 30_000);
  });

  test('comes after the change with commit-then', async () => {
    const emulator = await startForTest({ faults: ['PATCH commit-then 500'] });
    expect((await patch(emulator)).status).toBe(500);
    expect(isChanged(emulator)).toBe(true);
  });

  test('of an expired token is 401', async () => {
    const emulator = await startForTest({ faults: ['token-expired'] });
    expect(errorOf(await patch(emulator))).toContain('401 InvalidAuthenticationToken: Lifetime validation failed');
  });

  test('comes before the checks of quota and token', async () => {
    const emulator = await startForTest({ requireToken: true, faults: ['503'] });
    expect((await patch(emulator)).status).toBe(503);
  });
});

describe('a connection that breaks', () => {
  test.each([
    ['drop-before', false],
    ['drop-after', true],
    ['truncate', true],
    ['truncate commit=no', false],
  ])('%s breaks it at a write; the state changes: %p', async (rule, changed) => {
    const emulator = await startForTest({ faults: [`PATCH 1st ${rule}`] });
    await expect(patch(emulator)).rejects.toThrow('fetch failed');
    expect(isChanged(emulator)).toBe(changed);
    expect(emulator.requests).toMatchObject([{ method: 'PATCH', status: undefined }]);
    expect((await patch(emulator)).status).toBe(204);
  });

  test('truncate breaks it in the middle of a list', async () => {
    const emulator = await startForTest({ faults: ['GET partners truncate'] });
    const response = await fetch(`${emulator.url}/v1.0${partners}`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('hang keeps it open without an answer until the emulator closes', async () => {
    const emulator = await startForTest({ faults: ['PATCH 1st hang', 'PATCH 2nd hang commit=yes'] });
    const first = patch(emulator).catch(() => 'closed');
    while (emulator.requests.length < 1) await new Promise(setImmediate);
    expect((await send(emulator, 'GET', one)).status).toBe(200);
    expect(isChanged(emulator)).toBe(false);
    const second = patch(emulator).catch(() => 'closed');
    while (!isChanged(emulator)) await new Promise(setImmediate);
    await emulator.close();
    expect(await Promise.all([first, second])).toEqual(['closed', 'closed']);
  });
});

describe('an answer of another kind', () => {
  test.each([
    ['html', 'text/html', '<!doctype html>', false],
    ['html commit=yes', 'text/html', '<!doctype html>', true],
    ['wrong-json', 'application/json', '{"value":"nonsense"}', false],
    ['wrong-json commit=yes', 'application/json', '{"value":"nonsense"}', true],
    ['empty', null, '', true],
    ['empty commit=no', null, '', false],
  ])('%s answers 200', async (rule, type, text, changed) => {
    const emulator = await startForTest({ faults: [rule] });
    const written = await patch(emulator);
    expect([written.status, written.headers.get('content-type')]).toEqual([200, type]);
    expect(written.text.startsWith(text)).toBe(true);
    expect(isChanged(emulator)).toBe(changed);
    expect((await send(emulator, 'GET', partners)).text.startsWith(text)).toBe(true);
  });

  test.each([
    ['nextlink-loop', (url: string) => `${url}/v1.0${partners}?%24top=2`],
    ['nextlink-foreign origin=https://evil.example/x', () => `https://evil.example/v1.0${partners}?%24top=2`],
    ['nextlink-garbage', () => 'not a link: \u0000 %%%'],
  ])('%s links to the wrong page', async (rule, link) => {
    const emulator = await startForTest({ faults: [rule] });
    const page = await send(emulator, 'GET', `${partners}?$top=2`);
    expect(page.body.value).toHaveLength(2);
    expect(page.body['@odata.nextLink']).toBe(link(emulator.url));
    expect((await send(emulator, 'GET', one)).body).not.toHaveProperty('@odata.nextLink');
    expect((await patch(emulator)).status).toBe(204);
  });
});

describe('lag', () => {
  const trustSeen = async (emulator: Emulator) =>
    (await send(emulator, 'GET', `${one}?$select=inboundTrust`)).body.inboundTrust ?? null;

  test('shows the old state in the next reads, but not in writes and the true state', async () => {
    const emulator = await startForTest({ quirks: false, faults: ['PATCH 1st lag reads=2'] });
    await patch(emulator);
    expect(isChanged(emulator)).toBe(true);
    expect(await trustSeen(emulator)).not.toBeNull();
    await send(emulator, 'GET', '/organization');
    expect(await trustSeen(emulator)).not.toBeNull();
    expect(await trustSeen(emulator)).toBeNull();
  });

  test('does not start after a refused write', async () => {
    const emulator = await startForTest({ quirks: false, faults: ['PATCH lag reads=5'] });
    await send(emulator, 'PATCH', one, { inboundTrust: 1 });
    emulator.portalEdit(fabrikam, change);
    expect(await trustSeen(emulator)).toBeNull();
  });

  test('of several writes shows the state before all of them', async () => {
    const emulator = await startForTest({ quirks: false, faults: ['lag reads=2'] });
    await patch(emulator);
    await send(emulator, 'POST', partners, { tenantId: litware });
    expect(await trustSeen(emulator)).not.toBeNull();
    expect((await send(emulator, 'GET', `${partners}/${litware}`)).status).toBe(404);
    expect((await send(emulator, 'GET', `${partners}/${litware}`)).status).toBe(200);
  });

  test('hides a new partner from the PUT of its identity synchronization', async () => {
    const emulator = await startForTest({ faults: ['POST lag reads=1'] });
    await send(emulator, 'POST', partners, { tenantId: litware });
    const put = () => send(emulator, 'PUT', `${partners}/${litware}/identitySynchronization`, { displayName: 'x' });
    expect([(await put()).status, (await put()).status]).toEqual([404, 204]);
    expect(Object.keys(emulator.state().identitySynchronization)).toEqual([litware, datum]);
  });
});

test('rules can be added and cleared while the emulator runs', async () => {
  const emulator = await startForTest();
  emulator.addFault('GET 500');
  expect((await send(emulator, 'GET', one)).status).toBe(500);
  emulator.clearFaults();
  expect((await send(emulator, 'GET', one)).status).toBe(200);
});
