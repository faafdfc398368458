import { closeAll, errorOf, policy, send, sendRaw, startForTest } from '../support/graphCalls.ts';
import { datum, fabrikam, litware } from '../support/tenants.ts';

/* POST /$batch: up to twenty requests in one, each answered and throttled by itself. */

afterEach(closeAll);

const partners = `${policy}/partners`;
const json = { 'content-type': 'application/json' };

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const partsOf = ({ body }: { readonly body: Record<string, unknown> }): readonly Part[] =>
  [...(body.responses as readonly Part[])].sort((a, b) => Number(a.id) - Number(b.id));

test('answers each request with its own status, headers and body', async () => {
  const emulator = await startForTest({ quirks: false });
  const requests = [
    { id: '1', method: 'GET', url: `${partners}/${fabrikam}?$select=tenantId` },
    { id: '2', method: 'PATCH', url: policy, headers: json, body: { displayName: 'Mine' } },
    { id: '3', method: 'GET', url: `${partners}/${litware}` },
    { id: '4', method: 'POST', url: partners.slice(1), headers: json, body: { tenantId: litware } },
    { id: '5', method: 'PATCH', url: policy, body: { displayName: 'Without a content type' } },
    { id: '6', method: 'GET', url: `${partners}/$count` },
  ];
  const answered = await send(emulator, 'POST', '/v1.0/$batch', { requests });
  expect(answered.status).toBe(200);
  const parts = partsOf(answered);
  expect(parts.map(({ status }) => status)).toEqual([200, 204, 404, 201, 415, 200]);
  expect(parts[0]?.body).toMatchObject({ tenantId: fabrikam });
  expect(parts[1]).not.toHaveProperty('body');
  expect(parts[2]?.body).toMatchObject({ error: { code: 'Request_ResourceNotFound' } });
  expect(parts[5]).toMatchObject({ headers: { 'content-type': 'text/plain' }, body: '11' });
  expect(emulator.state().policy.displayName).toBe('Mine');
});

test('may answer in another order', async () => {
  const emulator = await startForTest();
  const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: policy }));
  const { body } = await send(emulator, 'POST', '/v1.0/$batch', { requests });
  expect((body.responses as readonly Part[]).map(({ id }) => id)).toEqual(['2', '1']);
});

test('does not send a request whose predecessor failed', async () => {
  const emulator = await startForTest();
  const requests = [
    { id: '1', method: 'DELETE', url: `${partners}/${litware}` },
    { id: '2', method: 'DELETE', url: `${partners}/${fabrikam}`, dependsOn: ['1'] },
  ];
  expect(partsOf(await send(emulator, 'POST', '/v1.0/$batch', { requests })).map(({ status }) => status)).toEqual([
    404, 424,
  ]);
});

test('has the token of the outer request, and a limit for each request in it', async () => {
  const emulator = await startForTest({
    requireToken: true,
    acceptedTokens: ['all'],
    quota: { writesPerSecond: 1, burst: 1 },
  });
  const patch = (id: string) => ({ id, method: 'PATCH', url: policy, headers: json, body: { displayName: id } });
  const body = JSON.stringify({ requests: [patch('1'), patch('2')] });
  const bare = await sendRaw(emulator, '/v1.0/$batch', { method: 'POST', headers: json, body });
  expect(bare.status).toBe(401);
  const headers = { ...json, authorization: 'Bearer all' };
  const parts = partsOf(await sendRaw(emulator, '/v1.0/$batch', { method: 'POST', headers, body }));
  expect(parts.map(({ status }) => status)).toEqual([204, 429]);
  expect(parts[1]?.headers['retry-after']).toBe('1');
});

test.each<[string, unknown, string]>([
  ['nothing', {}, 'requests'],
  ['no request', { requests: [] }, 'requests'],
  [
    'too many requests',
    { requests: Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: 'GET', url: policy })) },
    '20',
  ],
  ['two requests with one id', { requests: ['1', '1'].map((id) => ({ id, method: 'GET', url: policy })) }, 'unique'],
  ['a request without a URL', { requests: [{ id: '1', method: 'GET' }] }, "'url'"],
  ['a batch', { requests: [{ id: '1', method: 'POST', url: '/$batch' }] }, 'batch'],
])('a batch of %s is refused', async (_, body, message) => {
  const emulator = await startForTest();
  const refused = await send(emulator, 'POST', '/v1.0/$batch', body);
  expect(errorOf(refused)).toMatch(/^400 BadRequest: /);
  expect(errorOf(refused)).toContain(message);
});

test('is a POST', async () => {
  const emulator = await startForTest();
  expect((await send(emulator, 'GET', '/v1.0/$batch')).status).toBe(405);
});

describe('$count', () => {
  test('of the partners is a number as text', async () => {
    const emulator = await startForTest();
    const { status, headers, text } = await send(emulator, 'GET', `${partners}/$count`);
    expect([status, headers.get('content-type'), text]).toEqual([200, 'text/plain', '10']);
  });

  test('as an option of the list is the number of all pages', async () => {
    const emulator = await startForTest({ pageSize: 3 });
    expect((await send(emulator, 'GET', `${partners}?$count=true`)).body).toMatchObject({ '@odata.count': 10 });
    expect((await send(emulator, 'GET', `${partners}?$count=false`)).body).not.toHaveProperty(['@odata.count']);
    expect((await send(emulator, 'GET', `${partners}?$count=1`)).status).toBe(400);
  });
});

describe('an action with the prefix microsoft.graph.', () => {
  test('is the action', async () => {
    const emulator = await startForTest();
    const reset = await send(emulator, 'POST', `${policy}/default/microsoft.graph.resetToSystemDefault`);
    expect(reset.status).toBe(204);
    expect(emulator.state().default.isServiceDefault).toBe(true);
    await send(emulator, 'DELETE', `${partners}/${fabrikam}`);
    const path = `/beta/policies/deletedItems/crossTenantPartners/${fabrikam}/microsoft.graph.restore`;
    expect((await send(emulator, 'POST', path)).status).toBe(200);
  });

  test('does not exist for a resource', async () => {
    const emulator = await startForTest();
    expect((await send(emulator, 'GET', `${policy}/microsoft.graph.default`)).status).toBe(400);
  });

  test.each(['multiTenantOrganizationPartnerConfiguration', 'multiTenantOrganizationIdentitySynchronization'])(
    'gives the template %s its first values again, in beta',
    async (name) => {
      const emulator = await startForTest({ quirks: false });
      const path = `${policy}/templates/${name}`;
      const before = (await send(emulator, 'GET', path)).body;
      await send(emulator, 'PATCH', path, { templateApplicationLevel: 'newPartners' });
      const action = `${path}/microsoft.graph.resetToDefaultSettings`;
      expect((await send(emulator, 'POST', action)).status).toBe(400);
      expect((await send(emulator, 'POST', `/beta${action}`)).status).toBe(204);
      expect((await send(emulator, 'GET', path)).body).toEqual(before);
    },
  );
});

describe('a deleted identity synchronization', () => {
  const deleted = '/beta/policies/deletedItems/crossTenantSyncPolicyPartners';
  const path = `${partners}/${datum}/identitySynchronization`;

  test('is kept, where beta can restore or purge it', async () => {
    const emulator = await startForTest({ quirks: false });
    const before = emulator.state().identitySynchronization[datum];
    await send(emulator, 'DELETE', path);
    expect((await send(emulator, 'GET', deleted)).body.value).toEqual([
      { ...before, deletedDateTime: expect.stringMatching(/^20/) },
    ]);
    expect((await send(emulator, 'GET', `${deleted}/${datum}`)).body.tenantId).toBe(datum);
    expect((await send(emulator, 'POST', `${deleted}/${datum}/restore`)).status).toBe(200);
    expect(emulator.state().identitySynchronization[datum]).toEqual({ ...before, deletedDateTime: null });
    await send(emulator, 'DELETE', path);
    expect((await send(emulator, 'DELETE', `${deleted}/${datum}`)).status).toBe(204);
    expect((await send(emulator, 'GET', deleted)).body.value).toEqual([]);
    expect((await send(emulator, 'GET', deleted.replace('/beta', '/v1.0'))).status).toBe(400);
  });

  test('does not displace a new one, and needs its partner', async () => {
    const emulator = await startForTest();
    await send(emulator, 'DELETE', path);
    await send(emulator, 'PUT', path, { displayName: 'New' });
    expect((await send(emulator, 'POST', `${deleted}/${datum}/restore`)).status).toBe(409);
    await send(emulator, 'DELETE', path);
    await send(emulator, 'DELETE', `${partners}/${datum}`);
    expect((await send(emulator, 'POST', `${deleted}/${datum}/restore`)).status).toBe(404);
  });
});

describe('the newer members of an identity synchronization', () => {
  const path = `/beta${partners}/${datum}/identitySynchronization`;
  const on = { isSyncAllowed: true };

  test('exist in beta only', async () => {
    const emulator = await startForTest({ quirks: false });
    const body = { externalCloudAuthorizedApplicationId: 'fd6ac7f3-5b3f-4dd8-9c39-02b6e7e3b5a1' };
    expect((await send(emulator, 'PATCH', path.replace('/beta', ''), body)).status).toBe(400);
    expect((await send(emulator, 'PATCH', path, body)).status).toBe(204);
    expect((await send(emulator, 'GET', path)).body).toMatchObject(body);
    expect((await send(emulator, 'GET', path.replace('/beta', ''))).body).not.toHaveProperty(Object.keys(body));
  });

  test('allow role-enabled groups only beside groups', async () => {
    const emulator = await startForTest();
    const roleEnabledGroupSyncInbound = on;
    expect((await send(emulator, 'PATCH', path, { roleEnabledGroupSyncInbound })).status).toBe(400);
    const both = { roleEnabledGroupSyncInbound, groupSyncInbound: on };
    expect((await send(emulator, 'PATCH', path, both)).status).toBe(204);
  });
});

test('the policy root has an id that is read-only', async () => {
  const emulator = await startForTest();
  const { body } = await send(emulator, 'GET', policy);
  expect(body.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  expect((await send(emulator, 'GET', `${policy}?$select=id`)).body.id).toBe(body.id);
  expect((await send(emulator, 'PATCH', policy, { id: fabrikam })).status).toBe(400);
});
