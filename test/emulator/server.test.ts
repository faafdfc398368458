import { request as httpRequest, type RequestOptions } from 'node:http';
import { startEmulator } from '../../src/emulator/http/server.ts';
import { appId, closeAll, errorOf, policy, send, sendRaw, startForTest } from '../support/graphCalls.ts';
import { datum, fabrikam, litware } from '../support/tenants.ts';

afterEach(closeAll);

const json = { 'content-type': 'application/json' };

/** A token with an arbitrary signature, which the emulator does not check. */
function tokenWith(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.x`;
}

describe('a page in a browser', () => {
  test.each([
    ['its own origin', { origin: 'https://page.example' }],
    ['a name of its own that leads to this machine', { host: 'page.example' }],
  ])('with %s reads nothing and changes nothing', async (_, headers) => {
    const emulator = await startForTest();
    const before = emulator.state();
    for (const [path, method, body] of [
      [`/v1.0${policy}/partners`, 'GET', undefined],
      ['/emulator', 'POST', JSON.stringify(['edit', fabrikam, 'delete'])],
    ] as const) {
      expect(await statusOf(`${emulator.url}${path}`, { method, headers }, body)).toBe(403);
    }
    expect(emulator.state()).toEqual(before);
    expect(emulator.requests).toEqual([]);
  });
});

/** Of a request with any headers: fetch sets Host by itself. */
function statusOf(url: string, options: RequestOptions, body?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, options, (response) => resolve(response.resume().statusCode));
    request.on('error', reject).end(body);
  });
}

describe('HTTP', () => {
  test('every answer has a request id and returns the id of the client', async () => {
    const emulator = await startForTest();
    const headers = { 'client-request-id': 'mine' };
    const found = await sendRaw(emulator, policy, { headers });
    expect(found.headers.get('client-request-id')).toBe('mine');
    expect(found.headers.get('request-id')).toBe(emulator.requests[0]?.requestId);
    const missing = await sendRaw(emulator, `${policy}/partners/${litware}`, { headers });
    expect(missing.body.error).toMatchObject({
      innerError: {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'request-id': missing.headers.get('request-id'),
        'client-request-id': 'mine',
      },
    });
  });

  test.each([
    ['/v1.0/policies/crossTenantAccessPolicies', 'GET', 400],
    ['/v1.0/policyRoot/crossTenantAccessPolicy/partners', 'GET', 400],
    ['/v1.0/policies/crosstenantaccesspolicy/partners', 'GET', 400],
    [`/v1.0${policy}/partners`, 'PATCH', 405],
    [`/v1.0${policy}/partners/${fabrikam}`, 'PUT', 405],
  ])('%s with %s is %d', async (path, method, status) => {
    const emulator = await startForTest();
    expect((await send(emulator, method, path)).status).toBe(status);
  });

  test('a version that does not exist is 400', async () => {
    const emulator = await startForTest();
    const response = await fetch(`${emulator.url}/v2.0${policy}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Invalid version: v2.0.')]);
  });

  test('a body must be JSON and have its content type', async () => {
    const emulator = await startForTest();
    const path = `${policy}/default`;
    const broken = await sendRaw(emulator, path, { method: 'PATCH', headers: json, body: '{"inboundTrust":' });
    expect(errorOf(broken)).toContain('400 Request_BadRequest: Unable to read JSON');
    const untyped = await sendRaw(emulator, path, { method: 'PATCH', body: '{}' });
    expect(untyped.status).toBe(415);
    const missing = await sendRaw(emulator, path, { method: 'PATCH' });
    expect(missing.status).toBe(400);
  });

  test('a body beyond four megabytes is 413', async () => {
    const emulator = await startForTest();
    const body = JSON.stringify({ displayName: 'x'.repeat(5 * 1024 * 1024) });
    expect((await sendRaw(emulator, policy, { method: 'PATCH', headers: json, body })).status).toBe(413);
  });

  test('links use the host of the request', async () => {
    const emulator = await startForTest({ pageSize: 1 });
    const port = new URL(emulator.url).port;
    const text = await new Promise<string>((resolve, reject) => {
      const options = {
        port,
        host: '127.0.0.1',
        path: `/v1.0${policy}/partners`,
        headers: { host: `localhost:${port}` },
      };
      httpRequest(options, (response) => {
        response
          .setEncoding('utf8')
          .toArray()
          .then((chunks) => resolve(chunks.join('')), reject);
      })
        .on('error', reject)
        .end();
    });
    expect(JSON.parse(text)['@odata.nextLink']).toMatch(`http://localhost:${port}/v1.0${policy}/partners?$skiptoken=`);
  });

  test('a port in use is an error', async () => {
    const emulator = await startForTest();
    await expect(startEmulator({ port: Number(new URL(emulator.url).port) })).rejects.toThrow('EADDRINUSE');
  });
});

describe('the request log', () => {
  test('contains method, path, query, body and status, and only a hash of the token', async () => {
    const emulator = await startForTest();
    const headers = { ...json, authorization: 'Bearer secret-token' };
    const body = { inboundTrust: null };
    await sendRaw(emulator, `/beta${policy}/partners/${fabrikam}?$x=1`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify(body),
    });
    expect(emulator.requests).toMatchObject([
      {
        method: 'PATCH',
        version: 'beta',
        path: `${policy}/partners/${fabrikam}`,
        query: { $x: '1' },
        body,
        status: 204,
        faults: [],
        headers: { authorization: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      },
    ]);
    expect(JSON.stringify(emulator.requests)).not.toContain('secret-token');
    emulator.clearLog();
    expect(emulator.requests).toEqual([]);
  });

  test('calls onAnswer for each request after its answer was sent', async () => {
    const told: (number | undefined)[] = [];
    const emulator = await startForTest({ faults: ['1st 503'], onAnswer: (request) => told.push(request.status) });
    await send(emulator, 'GET', policy);
    await send(emulator, 'GET', policy);
    await emulator.close();
    expect(told).toEqual([503, 200]);
  });
});

describe('the state', () => {
  test('is a copy, and can start an equal emulator', async () => {
    const emulator = await startForTest();
    emulator.portalEdit(litware, { inboundTrust: null });
    const state = emulator.state();
    const other = await startForTest({ seed: state });
    (state.partners as unknown[]).length = 0;
    expect(other.state()).toEqual(emulator.state());
    expect(emulator.state().partners).not.toHaveLength(0);
    other.setState({ ...emulator.state(), partners: [] });
    expect(other.state().partners).toEqual([]);
  });

  test('is edited by hand without checks', async () => {
    const emulator = await startForTest();
    emulator.portalEdit(fabrikam.toUpperCase(), { b2bCollaborationInbound: { usersAndGroups: { targets: [] } } });
    emulator.portalEdit(datum, null);
    emulator.portalEdit('policy', { allowedCloudEndpoints: [] });
    emulator.portalEdit('default', null);
    const { partners, identitySynchronization, policy: root, default: settings } = emulator.state();
    expect(partners.find(({ tenantId }) => tenantId === fabrikam)?.b2bCollaborationInbound).toEqual({
      usersAndGroups: { targets: [] },
    });
    expect(partners.map(({ tenantId }) => tenantId)).not.toContain(datum);
    expect(identitySynchronization).toEqual({});
    expect(root.allowedCloudEndpoints).toEqual([]);
    expect(settings.isServiceDefault).toBe(true);
  });
});

describe('tokens', () => {
  const hour = 3600;
  const soon = Math.floor(Date.now() / 1000) + hour;
  const ask = (claims: object | string) => ({
    headers: { authorization: `Bearer ${typeof claims === 'string' ? claims : tokenWith(claims)}` },
  });

  test('are not required by default', async () => {
    expect((await send(await startForTest(), 'GET', policy)).status).toBe(200);
  });

  test.each([
    ['none', {}],
    ['one that is not a token', ask('abc')],
    ['an expired one', ask({ exp: soon - 2 * hour, roles: ['Policy.Read.All'] })],
    ['one that never expires', ask({ roles: ['Policy.Read.All'] })],
  ])('%s is 401', async (_title, init) => {
    const emulator = await startForTest({ requireToken: true, acceptedTokens: ['opaque'] });
    expect(errorOf(await sendRaw(emulator, policy, init))).toContain('401 InvalidAuthenticationToken');
  });

  test.each([
    ['GET', policy, 'Policy.Read.All'],
    ['GET', `${policy}/partners`, 'Policy.Read.All'],
    ['DELETE', `${policy}/partners/${fabrikam}`, 'Policy.ReadWrite.CrossTenantAccess'],
    ['POST', `${policy}/default/resetToSystemDefault`, 'Policy.ReadWrite.CrossTenantAccess'],
    [
      'GET',
      `/tenantRelationships/findTenantInformationByTenantId(tenantId='${fabrikam}')`,
      'CrossTenantInformation.ReadBasic.All',
    ],
    ['GET', '/auditLogs/directoryAudits', 'AuditLog.Read.All'],
    ['GET', `/servicePrincipals(appId='${appId}')`, 'Application.Read.All'],
  ])('%s %s needs %s, or a higher permission, as role or scope', async (method, path, permission) => {
    const emulator = await startForTest({ requireToken: true });
    const all = [
      'Policy.Read.All',
      'Policy.ReadWrite.CrossTenantAccess',
      'CrossTenantInformation.ReadBasic.All',
      'AuditLog.Read.All',
      'Application.Read.All',
    ];
    // Who may write the policy may also read it.
    const alsoReads = permission === 'Policy.Read.All' ? 'Policy.ReadWrite.CrossTenantAccess' : '';
    const roles = all.filter((name) => name !== permission && name !== alsoReads);
    const refused = await sendRaw(emulator, path, { method, ...ask({ exp: soon, roles }) });
    expect(errorOf(refused)).toContain('403 Authorization_RequestDenied');
    const byRole = await sendRaw(emulator, path, { method, ...ask({ exp: soon, roles: [permission] }) });
    expect(byRole.status).toBeLessThan(300);
    emulator.setState((await startForTest()).state());
    const byScope = await sendRaw(emulator, path, { method, ...ask({ exp: soon, scp: `x ${permission}` }) });
    expect(byScope.status).toBeLessThan(300);
  });

  test('an accepted opaque token has every permission, and any valid token may read its organization', async () => {
    const emulator = await startForTest({ requireToken: true, acceptedTokens: ['opaque'] });
    expect((await sendRaw(emulator, `${policy}/partners`, ask('opaque'))).status).toBe(200);
    expect((await sendRaw(emulator, '/organization', ask({ exp: soon }))).status).toBe(200);
  });

  test('provide the name of the application for the audit log', async () => {
    const emulator = await startForTest();
    const init = { method: 'DELETE', ...ask({ appid: '123', app_displayname: 'xtap apply' }) };
    await sendRaw(emulator, `${policy}/partners/${fabrikam}`, init);
    expect(emulator.state().auditEvents[0]?.initiatedBy).toMatchObject({
      app: { appId: '123', displayName: 'xtap apply' },
    });
  });
});

test('writes beyond the quota are answered 429 with Retry-After, reads are not', async () => {
  const emulator = await startForTest({ quota: { writesPerSecond: 0.01, burst: 2 } });
  const remove = () => send(emulator, 'DELETE', `${policy}/partners/${litware}`);
  expect([(await remove()).status, (await remove()).status]).toEqual([404, 404]);
  const throttled = await remove();
  expect(errorOf(throttled)).toContain('429 TooManyRequests');
  expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(90);
  expect((await send(emulator, 'GET', policy)).status).toBe(200);
});
