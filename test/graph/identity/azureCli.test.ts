import { fixedTokenSource } from '../../../src/graph/identity/tokenSource.ts';
import { checkObject, readGraph } from '../../../src/graph/readGraph.ts';
import { type FakeGraph, readsOver, sendJson, startFakeGraph, transportTo } from '../../support/fakeGraph.ts';
import { problemOf } from '../../support/problemOf.ts';

/* Graph refuses the token of an `az login`, because the application of the Azure CLI cannot get every permission. */

const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

const open: FakeGraph[] = [];
afterEach(() => Promise.all(open.splice(0).map((graph) => graph.close())));

async function refusal(status: number, claims: object, path = '/policies/crossTenantAccessPolicy') {
  const graph = await startFakeGraph((response) =>
    sendJson(response, status, { error: { code: 'AccessDenied', message: 'Required scopes are missing.' } }),
  );
  open.push(graph);
  const tokens = fixedTokenSource(jwt(claims));
  const context = readsOver(transportTo(graph.origin, { tokens }));
  return problemOf(readGraph(context, { method: 'GET', path }, checkObject));
}

test.each([401, 403])(
  'the error for a %d and a token of the Azure CLI gives the cause and the alternatives',
  async (status) => {
    const { code, message } = await refusal(status, { appid: azureCli, scp: 'AuditLog.Read.All User.Read' });
    expect(code).toBe(status === 401 ? 'graph-unauthorized' : 'graph-forbidden');
    expect(message).toContain(`answered ${status} AccessDenied: Required scopes are missing.`);
    expect(message).toContain('The token comes from the Azure CLI ("az login").');
    expect(message).toContain(
      'preauthorized for a fixed list of Graph permissions, and Policy.Read.All is probably not',
    );
    expect(message).toContain('set AZURE_CLIENT_ID with a client secret, a certificate or a federated identity');
    expect(message).toContain('sign in as yourself with --auth browser');
  },
);

test('the error names the permission that the request needs', async () => {
  const path = '/tenantRelationships/findTenantInformationByDomainName';
  const { message } = await refusal(403, { appid: azureCli, scp: 'User.Read' }, path);
  expect(message).toContain('and CrossTenantInformation.ReadBasic.All is probably not in that list');
});

test.each([
  ['another application', { appid: '11111111-0000-4000-8000-000000000001', scp: 'User.Read' }],
  ['the Azure CLI, with the permission in the token', { azp: azureCli, scp: 'User.Read Policy.Read.All' }],
  ['no application that the token names', { scp: 'User.Read' }],
])('a refused token of %s gets the usual advice', async (_, claims) => {
  expect((await refusal(403, claims)).message).toMatch(/The identity needs the permission Policy\.Read\.All/);
  expect((await refusal(401, claims)).message).toMatch(/Sign in again, and check that the token is for this Graph\.$/);
});

test('the message contains no claim of the token', async () => {
  const { message } = await refusal(403, { appid: azureCli, upn: 'ada@contoso.example', scp: 'Secret.Scope' });
  expect(message).not.toMatch(/ada@contoso|Secret\.Scope/);
});
