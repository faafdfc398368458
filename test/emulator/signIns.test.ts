// The sign-in log, the groups and the guests, as Microsoft's reference and public reports describe them.
import type { JsonObject } from '../../src/emulator/json.ts';
import { logOfEvents } from '../../src/emulator/signIns/signInLog.ts';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { closeAll, errorOf, send, sendRaw, startForTest } from '../support/graphCalls.ts';
import { fabrikam, home, litware } from '../support/tenants.ts';

afterEach(closeAll);

const path = '/beta/auditLogs/signIns';
const noon = Date.parse('2026-11-30T12:00:00Z');

/** An emulator whose clock only the test moves: quota and month follow it. */
async function startAt(signIns: number, more: Parameters<typeof startForTest>[0] = {}) {
  const time = { now: noon };
  const emulator = await startForTest({ clock: () => time.now, signIns, ...more });
  const get = async (query: string, init: RequestInit = {}, version = path) => {
    time.now += 2_000;
    return sendRaw(emulator, `${version}?${query}`, init);
  };
  const filtered = async (filter: string, init?: RequestInit) => {
    const answered = await get(`$filter=${encodeURIComponent(filter)}`, init);
    return (answered.body.value ?? errorOf(answered)) as readonly JsonObject[];
  };
  return { emulator, time, get, filtered };
}

const nonInteractive = "signInEventTypes/any(t: t eq 'nonInteractiveUser')";

test('a list is newest first, in pages of 1,000, and the links lead through it once', async () => {
  const { get } = await startAt(2500, { seed: 'empty' });
  const times: string[] = [];
  const sizes: number[] = [];
  let query = `$filter=${encodeURIComponent(`${nonInteractive} or not ${nonInteractive}`)}`;
  while (query !== '') {
    const { body } = await get(query);
    const value = body.value as readonly JsonObject[];
    times.push(...value.map((event) => `${event.createdDateTime} ${event.id}`));
    sizes.push(value.length);
    query = String(body['@odata.nextLink'] ?? '').split('?')[1] ?? '';
  }
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(new Set(times).size).toBe(2500);
  const days = times.map((each) => each.slice(0, 20));
  expect(days.every((day, index) => index === 0 || day <= String(days[index - 1]))).toBe(true);
});

test('without a filter on the event types only interactive sign-ins come back', async () => {
  const { filtered, get } = await startAt(300);
  const plain = (await get('')).body.value as readonly JsonObject[];
  expect(plain.length).toBeGreaterThan(0);
  expect(plain.every((event) => event.isInteractive)).toBe(true);
  const others = await filtered(nonInteractive);
  expect(others.every((event) => !event.isInteractive)).toBe(true);
  expect(plain.length + others.length).toBe(300);
});

test('a time range is half-open with ge and lt', async () => {
  const event = (createdDateTime: string) => ({ id: createdDateTime, createdDateTime, isInteractive: true });
  const times = ['2026-11-01T00:00:00Z', '2026-11-01T12:00:00Z', '2026-11-02T00:00:00Z'];
  const { filtered } = await startAt(0, { seed: { ...seedOf('empty'), signIns: logOfEvents(times.map(event)) } });
  const range = 'createdDateTime ge 2026-11-01T00:00:00Z and createdDateTime lt 2026-11-02T00:00:00Z';
  expect((await filtered(range)).map(({ id }) => id)).toEqual(['2026-11-01T12:00:00Z', '2026-11-01T00:00:00Z']);
  expect(await filtered('createdDateTime le 2026-11-01T00:00:00Z')).toHaveLength(1);
  expect(await filtered(`(${range}) and not (createdDateTime eq 2026-11-01T00:00:00Z)`)).toHaveLength(1);
});

test('tenants, applications, users, errors and types can be filtered', async () => {
  const { filtered } = await startAt(600);
  const all = await filtered('createdDateTime ge 2026-01-01T00:00:00Z');
  const [first] = all;
  const cases: readonly [string, (event: JsonObject) => boolean][] = [
    [`homeTenantId ne '${home}'`, (event) => event.homeTenantId !== home],
    [`resourceTenantId eq '${fabrikam}'`, (event) => event.resourceTenantId === fabrikam],
    ["crossTenantAccessType ne 'none'", (event) => event.crossTenantAccessType !== 'none'],
    ['status/errorCode eq 500213', (event) => (event.status as JsonObject).errorCode === 500213],
    [`userId eq '${first?.userId}'`, (event) => event.userId === first?.userId],
    [`appId eq '${first?.appId}'`, (event) => event.appId === first?.appId],
  ];
  for (const [filter, isExpected] of cases) {
    const found = await filtered(filter);
    expect(found).not.toEqual([]);
    expect(found.map(({ id }) => id)).toEqual(all.filter(isExpected).map(({ id }) => id));
  }
});

test('v1.0 lacks properties of beta, in rows, filters and selections', async () => {
  const { get } = await startAt(50);
  const v1 = '/v1.0/auditLogs/signIns';
  const [event = {}] = (await get('', {}, v1)).body.value as readonly JsonObject[];
  expect(Object.keys(event)).toEqual(expect.arrayContaining(['homeTenantId', 'resourceTenantId', 'status']));
  expect(event).not.toHaveProperty('crossTenantAccessType');
  expect(event).not.toHaveProperty('authenticationRequirement');
  expect(errorOf(await get(`$filter=${encodeURIComponent("crossTenantAccessType ne 'none'")}`, {}, v1))).toBe(
    "400 BadRequest: Invalid filter clause: Could not find a property named 'CrossTenantAccessType' on type 'microsoft.graph.signIn'.",
  );
  expect(errorOf(await get('$select=id,userType', {}, v1))).toBe(
    "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'userType' on type 'microsoft.graph.signIn'.",
  );
});

test.each([
  ['$filter=colour%20eq%201', "Could not find a property named 'Colour' on type 'microsoft.graph.signIn'."],
  ['$filter=appId', 'Invalid filter clause: appId'],
  ['$top=1001', "Invalid page size specified: '1001'. Must be between 1 and 1000 inclusive."],
  ['$orderby=appId', 'Invalid $orderby: appId'],
  ['$expand=x', "Query option '$expand' is not supported for this resource."],
])('%s is refused', async (query, message) => {
  const { get } = await startAt(5);
  expect(errorOf(await get(query))).toContain(message);
});

test('$select returns these properties and no other', async () => {
  const { get } = await startAt(5);
  const { value } = (await get('$select=createdDateTime,status')).body as { value: JsonObject[] };
  expect(new Set(Object.keys(value[0] ?? {}))).toEqual(new Set(['createdDateTime', 'status']));
});

test('newer members of an enumeration are named only with the Prefer header', async () => {
  const { filtered } = await startAt(3000);
  const passthrough = "crossTenantAccessType eq 'passthrough'";
  const types = async (init?: RequestInit) =>
    new Set((await filtered(passthrough, init)).map((event) => event.crossTenantAccessType));
  expect(await types()).toEqual(new Set(['unknownFutureValue']));
  expect(await types({ headers: { Prefer: 'include-unknown-enum-members' } })).toEqual(new Set(['passthrough']));
});

test('the sixth request within ten seconds of the clock of the service is answered 429', async () => {
  const { emulator, time } = await startAt(5);
  const ask = () => send(emulator, 'GET', `${path}?$top=1`);
  for (let count = 0; count < 5; count += 1) {
    expect((await ask()).status).toBe(200);
    time.now += 1_000;
  }
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  time.now += 5_000;
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
});

describe('the faults of a log', () => {
  const window = (hours: number) => {
    const to = new Date(noon - 86_400_000).toISOString();
    const from = new Date(noon - 86_400_000 - hours * 3_600_000).toISOString();
    return `$filter=${encodeURIComponent(`createdDateTime ge ${from} and createdDateTime lt ${to}`)}`;
  };

  test('a window that is too wide times out', async () => {
    const { get } = await startAt(5, { faults: ['GET /auditLogs/signIns wider=6 504'] });
    expect((await get(window(6.5))).status).toBe(504);
    expect((await get(window(6))).status).toBe(200);
    expect((await get('')).status).toBe(504);
  });

  test('a filter with a certain text is refused, and so is a tenant without a licence', async () => {
    const { get } = await startAt(5, { faults: ['GET /auditLogs/signIns filter=homeTenantId invalid-filter'] });
    const tenant = encodeURIComponent(`homeTenantId eq '${litware}'`);
    expect(errorOf(await get(`$filter=${tenant}`))).toContain('400 BadRequest: Invalid filter clause: ');
    expect((await get('')).status).toBe(200);
    const { get: getWithoutLicence } = await startAt(5, { faults: ['no-licence'] });
    expect(errorOf(await getWithoutLicence(''))).toBe(
      "403 Authentication_RequestFromNonPremiumTenantOrB2CTenant: Neither tenant is B2C or tenant doesn't have premium license",
    );
  });
});

describe('the month of the sample tenant', () => {
  const everything = `${nonInteractive} or not ${nonInteractive}`;
  const types = async (of: Awaited<ReturnType<typeof startAt>>) => {
    const events: JsonObject[] = [];
    let query = `$filter=${encodeURIComponent(everything)}`;
    while (query !== '') {
      const { body } = await of.get(query, { headers: { Prefer: 'include-unknown-enum-members' } });
      events.push(...(body.value as readonly JsonObject[]));
      query = String(body['@odata.nextLink'] ?? '').split('?')[1] ?? '';
    }
    return events;
  };

  test('has a few thousand events of 29 days, the odd ones among them', async () => {
    const events = await types(await startAt(3000));
    expect(events).toHaveLength(3000);
    const oldest = Date.parse(String(events.at(-1)?.createdDateTime));
    expect(noon - oldest).toBeGreaterThan(28 * 86_400_000);
    expect(noon - oldest).toBeLessThan(29.1 * 86_400_000);
    expect(new Set(events.map((event) => `${event.crossTenantAccessType}`))).toEqual(
      new Set(
        ['none', 'b2bCollaboration', 'b2bDirectConnect', 'microsoftSupport', 'serviceProvider', 'passthrough'].concat(
          'unknownFutureValue',
          'null',
        ),
      ),
    );
    const codes = new Set(events.map((event) => (event.status as JsonObject).errorCode));
    expect(codes).toEqual(new Set([0, 50126, 53003, 500212, 500213, 5000211]));
    const tenants = new Set(events.map((event) => event.homeTenantId));
    expect(tenants).toContain('9188040d-6c67-4c5b-b112-36a304b66dad');
    expect(tenants).toContain(null);
    expect(events.some((event) => event.resourceTenantId === '')).toBe(true);
    expect(events.some((event) => event.appId !== event.resourceId)).toBe(true);
  });

  test('does not depend on when it is asked for, and --sign-ins sets its size', async () => {
    const [one, other] = [await types(await startAt(700)), await types(await startAt(700))];
    expect(one).toEqual(other);
    expect(one).toHaveLength(700);
  });

  test('has changes of the policy in the audit log, older than the week that drift looks back', async () => {
    const { emulator } = await startAt(300);
    const { body } = await send(emulator, 'GET', '/auditLogs/directoryAudits');
    const events = body.value as readonly JsonObject[];
    expect(events.map((event) => event.activityDisplayName)).toEqual([
      'Update the company default cross-tenant access setting',
      'Add a partner to cross-tenant access setting',
    ]);
    for (const { activityDateTime } of events) {
      expect(noon - Date.parse(String(activityDateTime))).toBeGreaterThan(7 * 86_400_000);
    }
  });
});

describe('people', () => {
  const purchasing = 'b7d1e2f4-3a58-4c96-8e07-5f2d9c1a6b30';

  test('a group lists its users, in pages', async () => {
    const { emulator } = await startAt(3000);
    const members = `/groups/${purchasing}/transitiveMembers/microsoft.graph.user?$select=id`;
    const { body } = await send(emulator, 'GET', `${members}&$top=20`);
    const first = body.value as readonly JsonObject[];
    const second = (await (await fetch(String(body['@odata.nextLink']))).json()) as { value: JsonObject[] };
    expect([first.length, second.value.length]).toEqual([20, 5]);
    expect(Object.keys(first[0] ?? {})).toEqual(['id']);
    expect((await send(emulator, 'GET', members.replace(purchasing, home))).status).toBe(404);
  });

  test('a group lists its users without the cast too, and then says what they are', async () => {
    const { emulator } = await startAt(3000);
    const { status, body } = await send(emulator, 'GET', `/groups/${purchasing}/transitiveMembers?$select=id&$top=2`);
    expect([status, body.value]).toEqual([
      200,
      [1, 2].map(() => ({ '@odata.type': '#microsoft.graph.user', id: expect.any(String) })),
    ]);
    expect((await fetch(String(body['@odata.nextLink']))).status).toBe(200);
  });

  test('guests are listed with their mail, and the issuer of an Entra guest is a literal', async () => {
    const { emulator } = await startAt(3000);
    const select = '$select=id,mail,userPrincipalName,identities,externalUserState';
    const filter = encodeURIComponent("userType eq 'Guest'");
    const { body } = await send(emulator, 'GET', `/users?$filter=${filter}&${select}&$top=999`);
    const guests = body.value as readonly JsonObject[];
    const issuers = new Set(
      guests.flatMap(({ identities }) => (identities as readonly JsonObject[]).map(({ issuer }) => issuer)),
    );
    expect(issuers).toEqual(new Set(['ExternalAzureAD', 'mail', 'MicrosoftAccount']));
    expect(guests.some(({ mail }) => String(mail).endsWith('@litware.example'))).toBe(true);
    expect(new Set(Object.keys(guests[0] ?? {}))).toEqual(
      new Set(['externalUserState', 'id', 'identities', 'mail', 'userPrincipalName']),
    );
  });

  test.each([
    [path, 'AuditLog.Read.All'],
    [`/groups/${purchasing}/transitiveMembers/microsoft.graph.user`, 'GroupMember.Read.All'],
    ['/users', 'User.Read.All'],
  ])('%s needs %s', async (url, permission) => {
    const { emulator } = await startAt(10, { requireToken: true });
    const ask = (roles: readonly string[]) => {
      const claims = Buffer.from(JSON.stringify({ exp: noon / 1000 + 3600, roles })).toString('base64url');
      return sendRaw(emulator, url, { headers: { Authorization: `Bearer x.${claims}.x` } });
    };
    expect((await ask(['Policy.Read.All'])).status).toBe(403);
    expect((await ask([permission])).status).toBe(200);
  });
});
