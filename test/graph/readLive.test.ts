import { fixedTokenSource } from '../../src/graph/identity/tokenSource.ts';
import type { LiveReadOptions } from '../../src/graph/readLive.ts';
import { readLive, readRaw } from '../../src/graph/readLive.ts';
import { parseSnapshot, serializeSnapshot } from '../../src/graph/snapshot.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../support/fakeGraph.ts';
import { problemOf } from '../support/problemOf.ts';
import { fabrikam, home } from '../support/tenants.ts';

const third = '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a' as TenantId;

const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

const partners = [
  {
    '@odata.type': '#x',
    tenantId: fabrikam.toUpperCase(),
    isServiceProvider: null,
    isInMultiTenantOrganization: true,
    inboundTrust: { isMfaAccepted: true, isCompliantNetworkAccepted: false, isCompliantDeviceAccepted: null },
    b2bCollaborationInbound: null,
    automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    crossCloudMeetingConfiguration: { 'a@odata.type': 'y', b: 1 },
    protectedContentSharing: null,
    blockServiceProviderOutboundAccess: true,
    'identitySynchronization@odata.context': 'z',
    identitySynchronization: {
      tenantId: fabrikam.toUpperCase(),
      displayName: 'Sync',
      userSyncInbound: { isSyncAllowed: true },
    },
  },
  { tenantId: third, isServiceProvider: 'yes', identitySynchronization: { tenantId: third, displayName: null } },
];

const bodies: Readonly<Record<string, unknown>> = {
  '/policies/crossTenantAccessPolicy': { id: 'x', allowedCloudEndpoints: ['microsoftonline.us'] },
  '/policies/crossTenantAccessPolicy/default': {
    isServiceDefault: false,
    inboundTrust: { isMfaAccepted: false },
    automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  },
  '/policies/crossTenantAccessPolicy/partners': { value: partners },
  '/organization': { value: [{ id: home.toUpperCase() }] },
};

let graph: FakeGraph | undefined;
const start = async (overrides: Readonly<Record<string, unknown>> = {}): Promise<FakeGraph> => {
  graph = await startFakeGraph((response, { url }) => {
    const path = url.split('?')[0]?.replace(/^\/(v1\.0|beta)/, '') ?? '';
    const body = path in overrides ? overrides[path] : bodies[path];
    if (typeof body === 'number') sendJson(response, body, {});
    else sendJson(response, 200, body);
  });
  return graph;
};
afterEach(async () => {
  await graph?.close();
  graph = undefined;
});

const options: LiveReadOptions = { cloud: 'global', expandSync: false, tokens: undefined, expectedTenant: home };
const readsOf = ({ origin }: FakeGraph, apiVersion: 'v1.0' | 'beta' = 'v1.0') =>
  readsOver(transportTo(origin, { apiVersion }), 1);

describe.each(['', '/default'])('an answer for crossTenantAccessPolicy%s', (path) => {
  const resource = `/policies/crossTenantAccessPolicy${path}`;

  it.each([{}, { error: { code: 'x' } }, { value: 'nonsense' }, { value: [] }, [], null])(
    'is invalid if it is %j: xtap retries the read and then fails',
    async (body) => {
      const server = await start({ [resource]: body });
      const problem = await problemOf(readLive(readsOf(server), options));
      expect(problem.code).toBe('bad-answer');
      expect(problem.message).toContain(resource);
      expect(server.seen.filter(({ url }) => url.endsWith(resource)).length).toBeGreaterThan(1);
    },
  );
});

describe('the live state', () => {
  it('is read with one request per page, default, policy and organization, and is canonical', async () => {
    const server = await start();
    const live = await readLive(readsOf(server), { ...options, expandSync: true });
    expect(server.seen.map(({ url }) => url).sort()).toEqual([
      '/v1.0/organization?$select=id',
      '/v1.0/policies/crossTenantAccessPolicy',
      '/v1.0/policies/crossTenantAccessPolicy/default',
      '/v1.0/policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization&$top=999',
    ]);
    expect(live).toEqual({
      source: 'graph',
      tenantId: home,
      cloud: 'global',
      apiVersion: 'v1.0',
      policy: { allowedCloudEndpoints: ['microsoftonline.us'] },
      policyId: 'x',
      default: {
        inboundTrust: { isMfaAccepted: false },
        automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
      },
      partners: [
        {
          tenantId: third,
          settings: { identitySynchronization: {} },
          onCreation: { isServiceProvider: 'yes' },
          isInMultiTenantOrganization: false,
          others: {},
        },
        {
          tenantId: fabrikam,
          settings: {
            inboundTrust: { isMfaAccepted: true, isCompliantNetworkAccepted: false },
            identitySynchronization: { userSyncInbound: { isSyncAllowed: true }, displayName: 'Sync' },
          },
          onCreation: {},
          isInMultiTenantOrganization: true,
          others: { crossCloudMeetingConfiguration: { b: 1 }, blockServiceProviderOutboundAccess: true },
        },
      ],
    });
  });

  it('contains in beta the settings that v1.0 lacks', async () => {
    const live = await readLive(readsOf(await start(), 'beta'), options);
    expect(live.partners[1]?.settings.blockServiceProviderOutboundAccess).toBe(true);
  });

  it('expands identity synchronization only on request', async () => {
    const server = await start();
    await readLive(readsOf(server), options);
    expect(server.seen.some(({ url }) => url.includes('expand'))).toBe(false);
  });

  it('takes the tenant from the token, without a request', async () => {
    const server = await start();
    const tokens = fixedTokenSource(jwt({ tid: home.toUpperCase() }));
    expect((await readLive(readsOf(server), { ...options, tokens })).tenantId).toBe(home);
    expect(server.seen.some(({ url }) => url.includes('organization'))).toBe(false);
    expect(server.seen).toHaveLength(3);
  });

  it.each(['opaque', 'a.b.c', jwt({ tid: 7 }), jwt([])])(
    'asks Graph for the tenant when the token is %s',
    async (token) => {
      const server = await start();
      await readLive(readsOf(server), { ...options, tokens: fixedTokenSource(token) });
      expect(server.seen).toHaveLength(4);
    },
  );
});

describe('the wrong tenant', () => {
  it('is refused before any read when the token names it', async () => {
    const server = await start();
    const tokens = fixedTokenSource(jwt({ tid: fabrikam }));
    const problem = await problemOf(readLive(readsOf(server), { ...options, tokens }));
    expect(problem.code).toBe('wrong-tenant');
    expect(problem.message).toContain(home);
    expect(problem.message).toContain(fabrikam);
    expect(server.seen).toHaveLength(0);
  });

  it('is refused when only Graph names it', async () => {
    const server = await start({ '/organization': { value: [{ id: fabrikam }] } });
    expect((await problemOf(readLive(readsOf(server), options))).code).toBe('wrong-tenant');
  });

  it.each([{ value: [] }, { value: [{ id: 'x' }] }, {}])(
    'is not concluded from %j, which is an unusable answer',
    async (body) => {
      const server = await start({ '/organization': body });
      expect((await problemOf(readLive(readsOf(server), options))).code).toBe('bad-answer');
    },
  );
});

describe('a live state that cannot be read completely', () => {
  const path = '/policies/crossTenantAccessPolicy';

  it.each([path, `${path}/default`, `${path}/partners`, '/organization'])(
    'is an error when %s fails',
    async (failing) => {
      const server = await start({ [failing]: 500 });
      expect((await problemOf(readLive(readsOf(server), options))).code).toBe('graph-request-failed');
    },
  );

  it.each([path, `${path}/default`, `${path}/partners`])('is an error when %s is not an object', async (failing) => {
    const server = await start({ [failing]: [] });
    expect((await problemOf(readLive(readsOf(server), options))).code).toBe('bad-answer');
  });

  it.each([
    [[{ tenantId: 'x' }], '"tenantId" is not a tenant id'],
    [[{}], '"tenantId" is not a tenant id'],
    [[null], 'it is not an object'],
    [[{ tenantId: fabrikam }, { tenantId: fabrikam.toUpperCase() }], 'is in the list twice'],
  ])('is an error when the partners are %j', async (value, message) => {
    const problem = await problemOf(readLive(readsOf(await start({ [`${path}/partners`]: { value } })), options));
    expect(problem.code).toBe('bad-answer');
    expect(problem.message).toContain(message);
  });
});

describe('a snapshot', () => {
  const context = { file: 'live.json', tenantId: home, cloud: 'global', apiVersion: 'v1.0' } as const;

  it('gives the same live state as the read from which it was written', async () => {
    const reads = readsOf(await start());
    const text = serializeSnapshot(await readRaw(reads, options));
    const live = await readLive(reads, options);
    const { raw, ...read } = parseSnapshot(text, { ...context, tenantId: fabrikam });
    expect(read).toEqual({ live: { ...live, source: 'snapshot' }, unread: [] });
    expect(serializeSnapshot(raw)).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ formatVersion: 1, tenantId: home, apiVersion: 'v1.0', partners });
  });

  it.each([
    ['a list', partners],
    ['an answer of Graph', { '@odata.context': 'x', value: partners }],
  ])('may be %s, with the rest from the configuration', (_name, body) => {
    const { live } = parseSnapshot(`\uFEFF${JSON.stringify(body)}`, context);
    expect(live).toMatchObject({
      source: 'snapshot',
      tenantId: home,
      cloud: 'global',
      policy: undefined,
      default: undefined,
    });
    expect(live.partners.map(({ tenantId }) => tenantId)).toEqual([third, fabrikam]);
  });

  const full = { formatVersion: 1, tenantId: home, cloud: 'global', apiVersion: 'v1.0', partners: [] };
  it.each([
    ['{', 'not valid JSON'],
    ['7', 'neither a snapshot'],
    ['{}', 'neither "formatVersion" nor "value"'],
    [JSON.stringify({ value: [], '@odata.nextLink': 'https://x' }), 'one page of several'],
    [JSON.stringify({ ...full, formatVersion: 2 }), 'formatVersion is 2'],
    [JSON.stringify({ ...full, tenantId: 'x' }), '"tenantId" is not a tenant id (GUID)'],
    [JSON.stringify({ ...full, cloud: 'moon' }), '"cloud" is not one of'],
    [JSON.stringify({ ...full, apiVersion: 'v2' }), '"apiVersion" is not one of'],
    [JSON.stringify({ ...full, partners: {} }), '"partners" is not a list'],
    [JSON.stringify({ ...full, default: [] }), '"default" is not an object'],
    [JSON.stringify({ ...full, partners: [{}] }), 'partner 1 of the list'],
  ])('%s is refused', async (text, message) => {
    const problem = await problemOf((async () => parseSnapshot(text, context))());
    expect(problem.code).toBe('invalid-snapshot');
    expect(problem.message).toContain(`live.json cannot be used as a snapshot: `);
    expect(problem.message).toContain(message);
  });
});
