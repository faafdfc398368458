import { findApplication, findTenantByDomain, findTenantById } from '../../src/graph/directory.ts';
import { type Answer, type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../support/fakeGraph.ts';
import { problemOf } from '../support/problemOf.ts';
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

describe('a tenant', () => {
  const body = {
    tenantId: fabrikam.toUpperCase(),
    displayName: 'Fabrikam',
    defaultDomainName: null,
    federationBrandName: null,
  };

  it('is found by a domain, which is quoted and encoded', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, body));
    expect(await findTenantByDomain(readsOver(transportTo(origin)), "o'brien.example/x")).toEqual({
      tenantId: fabrikam,
      displayName: 'Fabrikam',
    });
    expect(seen[0]?.url).toBe(
      "/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='o''brien.example%2Fx')",
    );
  });

  it('is found by its id', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, body));
    expect(await findTenantById(readsOver(transportTo(origin)), fabrikam)).toMatchObject({ displayName: 'Fabrikam' });
    expect(seen[0]?.url).toContain(`findTenantInformationByTenantId(tenantId='${fabrikam}')`);
  });

  it('has a name of one short line without control characters, whatever the tenant wrote', async () => {
    const names = ['Fabrikam\n::error::\u001b[31m\u202e  Inc', ` \n${'🙂'.repeat(60)}`, ' \u200b\n'];
    const { origin } = await start((response, _request, n) =>
      sendJson(response, 200, { ...body, displayName: names[n - 1] }),
    );
    const context = readsOver(transportTo(origin));
    const find = async () => (await findTenantById(context, fabrikam))?.displayName;
    expect([await find(), await find(), await find()]).toEqual([
      'Fabrikam ::error:: [31m Inc',
      `${'🙂'.repeat(50)}…`,
      undefined,
    ]);
  });

  it('is undefined when Graph does not find it, and an error when Graph refuses', async () => {
    const { origin } = await start((response, _request, n) => sendJson(response, n === 1 ? 404 : 403, {}));
    const context = readsOver(transportTo(origin));
    expect(await findTenantById(context, fabrikam)).toBeUndefined();
    const problem = await problemOf(findTenantById(context, fabrikam));
    expect(problem.code).toBe('graph-forbidden');
    expect(problem.message).toContain('CrossTenantInformation.ReadBasic.All');
  });

  it('is an error when the answer has no tenant id', async () => {
    const { origin } = await start((response) => sendJson(response, 200, { displayName: 'x' }));
    expect((await problemOf(findTenantById(readsOver(transportTo(origin), 1), fabrikam))).code).toBe('bad-answer');
  });
});

describe('an application', () => {
  it('is found by its id, or is undefined', async () => {
    const { origin, seen } = await start((response, _request, n) =>
      n === 1 ? sendJson(response, 200, { displayName: 'Wiki' }) : sendJson(response, 404, {}),
    );
    const context = readsOver(transportTo(origin));
    expect(await findApplication(context, fabrikam)).toEqual({ displayName: 'Wiki' });
    expect(await findApplication(context, fabrikam)).toBeUndefined();
    expect(seen[0]?.url).toBe(
      `/v1.0/servicePrincipals(appId='${fabrikam}')?$select=appId,displayName`.replace(',', '%2C'),
    );
  });
});
