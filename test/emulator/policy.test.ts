import { appId, closeAll, errorOf, groupId, policy, send, startForTest, users } from '../support/graphCalls.ts';
import { fabrikam, home, litware } from '../support/tenants.ts';

afterEach(closeAll);

const allMfa = { isMfaAccepted: true, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false };

describe('the default settings', () => {
  test('are the system default until they are changed, and again after a reset', async () => {
    const emulator = await startForTest({ seed: 'empty' });
    const before = emulator.state().default;
    expect((await send(emulator, 'GET', `${policy}/default`)).body.isServiceDefault).toBe(true);
    expect((await send(emulator, 'PATCH', `${policy}/default`, { inboundTrust: allMfa })).status).toBe(204);
    expect(emulator.state().default).toEqual({ ...before, inboundTrust: allMfa, isServiceDefault: false });
    expect((await send(emulator, 'POST', `${policy}/default/resetToSystemDefault`)).status).toBe(204);
    expect(emulator.state().default).toEqual(before);
  });

  test('keep the order of identity providers', async () => {
    const emulator = await startForTest();
    const configuration = {
      primaryIdentityProviderPrecedenceOrder: ['socialIdentityProviders', 'azureActiveDirectory', 'externalFederation'],
      fallbackIdentityProvider: 'emailOneTimePasscode',
    };
    const name = 'invitationRedemptionIdentityProviderConfiguration';
    await send(emulator, 'PATCH', `${policy}/default`, { [name]: configuration });
    expect((await send(emulator, 'GET', `${policy}/default?$select=${name}`)).body[name]).toEqual(configuration);
  });
});

describe('the policy itself', () => {
  test('accepts a name and clouds, also separately', async () => {
    const emulator = await startForTest({ quirks: false });
    const body = { allowedCloudEndpoints: ['partner.microsoftonline.cn', 'microsoftonline.us'] };
    expect((await send(emulator, 'PATCH', policy, body)).status).toBe(204);
    expect((await send(emulator, 'GET', policy)).body).toMatchObject({
      displayName: 'CrossTenantAccessPolicy',
      ...body,
    });
  });

  test.each([
    [{ allowedCloudEndpoints: ['microsoftonline.de'] }, 'Invalid cloud endpoint'],
    [{ allowedCloudEndpoints: ['microsoftonline.us', 'microsoftonline.us'] }, 'Duplicate values'],
    [{ allowedCloudEndpoints: 'microsoftonline.us' }, "for property 'allowedCloudEndpoints'"],
    [{ description: 'x' }, 'read-only'],
    [{ partners: [] }, "Invalid property 'partners'."],
  ])('refuses %j', async (body, message) => {
    const emulator = await startForTest();
    expect(errorOf(await send(emulator, 'PATCH', policy, body))).toContain(message);
  });
});

describe('the templates of a multi-tenant organization', () => {
  const path = `${policy}/templates/multiTenantOrganizationPartnerConfiguration`;

  test('are read and written in the global cloud', async () => {
    const emulator = await startForTest();
    const body = { inboundTrust: allMfa, templateApplicationLevel: 'newPartners,existingPartners' };
    expect((await send(emulator, 'PATCH', path, body)).status).toBe(204);
    expect((await send(emulator, 'GET', path)).body).toMatchObject(body);
    const sync = `${policy}/templates/multiTenantOrganizationIdentitySynchronization`;
    expect((await send(emulator, 'PATCH', sync, { userSyncInbound: { isSyncAllowed: true } })).status).toBe(204);
    expect((await send(emulator, 'GET', sync)).body).toMatchObject({ userSyncInbound: { isSyncAllowed: true } });
    expect(errorOf(await send(emulator, 'PATCH', path, { templateApplicationLevel: 'all' }))).toContain('400');
  });

  test('do not exist in the other clouds, which support all other properties', async () => {
    const emulator = await startForTest({ cloud: 'china' });
    expect((await send(emulator, 'GET', path)).status).toBe(400);
    const body = { tenantId: litware, m365CollaborationInbound: { users: users('allowed', 'AllUsers') } };
    expect((await send(emulator, 'POST', `${policy}/partners`, body)).status).toBe(201);
  });
});

describe('around the policy', () => {
  test('the organization returns the tenant', async () => {
    const emulator = await startForTest();
    expect((await send(emulator, 'GET', '/organization?$select=id')).body.value).toEqual([{ id: home }]);
    expect((await send(emulator, 'GET', '/organization')).body.value).toMatchObject([{ displayName: 'Contoso' }]);
  });

  test('other tenants are found by id and by any of their domains', async () => {
    const emulator = await startForTest();
    const find = '/tenantRelationships/findTenantInformation';
    const information = {
      tenantId: fabrikam,
      displayName: 'Fabrikam',
      defaultDomainName: 'fabrikam.example',
      federationBrandName: 'Fabrikam, Inc.',
    };
    for (const path of [
      `${find}ByTenantId(tenantId='${fabrikam}')`,
      `${find}ByDomainName(domainName='fabrikam.example')`,
      `${find}ByDomainName(domainName='Fabrikam.onmicrosoft.example')`,
    ]) {
      expect((await send(emulator, 'GET', path)).body).toMatchObject(information);
    }
    expect((await send(emulator, 'GET', `${find}ByDomainName(domainName='nowhere.example')`)).status).toBe(404);
    expect((await send(emulator, 'GET', `${find}ByTenantId(tenantId='${groupId}')`)).status).toBe(404);
    expect((await send(emulator, 'GET', `${find}ByTenantId(tenantId='x')`)).status).toBe(400);
  });

  test('applications of the tenant are found by application id', async () => {
    const emulator = await startForTest();
    const find = (id: string, query = '') => send(emulator, 'GET', `/servicePrincipals(appId='${id}')${query}`);
    expect((await find(appId.toUpperCase())).body).toMatchObject({ appId, displayName: 'Expense reports' });
    expect(Object.keys((await find(appId, '?$select=appId')).body)).toEqual(['@odata.context', 'appId']);
    expect((await find(groupId)).status).toBe(404);
    expect((await find('x')).status).toBe(400);
    expect((await find(appId, '?$select=nothing')).status).toBe(400);
    expect((await find(appId, '?$expand=owners')).status).toBe(400);
  });

  test('every partner of the sample has a name in the directory', async () => {
    const { partners, directory } = (await startForTest()).state();
    const known = directory.map((tenant) => tenant.tenantId);
    expect(partners.length).toBeGreaterThanOrEqual(8);
    expect(partners.filter((partner) => !known.includes(String(partner.tenantId)))).toEqual([]);
  });
});

describe('the audit log', () => {
  const audits = '/auditLogs/directoryAudits';
  const settings = "category eq 'CrossTenantAccessSettings'";
  const sync = "category eq 'CrossTenantIdentitySyncSettings'";
  const query = (filter: string, rest = '') => `${audits}?$filter=${encodeURIComponent(filter)}${rest}`;

  test('contains changes over the API and by hand with their authors, newest first', async () => {
    const emulator = await startForTest({ signIns: 0 });
    await send(emulator, 'POST', `${policy}/partners`, { tenantId: litware });
    await send(emulator, 'PATCH', `${policy}/default`, { inboundTrust: allMfa });
    emulator.portalEdit(litware, { inboundTrust: allMfa });
    emulator.portalEdit(litware, null);
    const { value } = (await send(emulator, 'GET', query(settings))).body as { value: Record<string, unknown>[] };
    expect(value.map((event) => event.activityDisplayName)).toEqual([
      'Delete partner specific cross-tenant access setting',
      'Update a partner cross-tenant access setting',
      'Update the company default cross-tenant access setting',
      'Add a partner to cross-tenant access setting',
    ]);
    expect(value[1]).toMatchObject({
      initiatedBy: { user: { userPrincipalName: 'dana@contoso.example' }, app: null },
      targetResources: [
        {
          modifiedProperties: [
            { displayName: 'tenantId', newValue: `"${litware}"` },
            { displayName: 'inboundTrust', oldValue: null, newValue: JSON.stringify(allMfa) },
          ],
        },
      ],
    });
    expect(value[3]).toMatchObject({ initiatedBy: { user: null, app: { appId: expect.any(String) } } });
  });

  test('does not contain a refused change', async () => {
    const emulator = await startForTest({ signIns: 0 });
    await send(emulator, 'PATCH', `${policy}/default`, { inboundTrust: null });
    expect((await send(emulator, 'GET', audits)).body.value).toEqual([]);
  });

  test('is filtered by category and time, and paged', async () => {
    const emulator = await startForTest({ pageSize: 2, signIns: 0 });
    for (const allowed of [true, false, true]) {
      emulator.portalEdit(fabrikam, { identitySynchronization: { userSyncInbound: { isSyncAllowed: allowed } } });
    }
    emulator.portalEdit(fabrikam, { inboundTrust: null });
    const count = async (filter: string) => {
      let [total, pages] = [0, 0];
      let next: string | undefined = `${emulator.url}/v1.0${query(filter)}`;
      while (next !== undefined) {
        const response: Response = await fetch(next);
        const page = (await response.json()) as { value: unknown[]; '@odata.nextLink'?: string };
        total += page.value.length;
        pages += 1;
        next = page['@odata.nextLink'];
      }
      return [total, pages];
    };
    expect(await count(sync)).toEqual([3, 2]);
    expect(await count(settings)).toEqual([1, 1]);
    expect(await count(`${sync} or ${settings}`)).toEqual([4, 2]);
    expect(await count(`(${sync} or ${settings}) and activityDateTime ge 2020-01-01T00:00:00Z`)).toEqual([4, 2]);
    expect(await count(`${sync} and activityDateTime lt 2020-01-01T00:00:00Z`)).toEqual([0, 1]);
  });

  test.each([
    'category',
    'category eq CrossTenantAccessSettings',
    "colour eq 'red'",
    `${settings} and`,
    `(${settings}`,
  ])('refuses the filter %s', async (filter) => {
    const emulator = await startForTest();
    expect(errorOf(await send(emulator, 'GET', query(filter)))).toContain('Invalid filter clause');
  });

  test('answers 429 from the sixth request on if the limit is turned on', async () => {
    const emulator = await startForTest({ auditLimit: true });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await send(emulator, 'GET', audits)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});
