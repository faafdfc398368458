import { randomUUID } from 'node:crypto';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { open, trust } from '../support/builders.ts';
import {
  appId,
  apps,
  closeAll,
  errorOf,
  groupId,
  policy,
  send,
  startForTest,
  storedPartner,
  users,
} from '../support/graphCalls.ts';
import { datum, fabrikam, litware } from '../support/tenants.ts';

afterEach(closeAll);

const partners = `${policy}/partners`;
const trusting = trust(true);

describe('creating a partner', () => {
  test('answers 201 with the partner, which inherits the settings that were not sent', async () => {
    const emulator = await startForTest({ seed: 'empty', quirks: false });
    const created = await send(emulator, 'POST', partners, { tenantId: litware.toUpperCase(), inboundTrust: trusting });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ tenantId: litware, inboundTrust: trusting, b2bCollaborationInbound: null });
    expect(created.body).not.toHaveProperty('blockServiceProviderOutboundAccess');
    expect(storedPartner(emulator, litware)).toMatchObject({
      tenantRestrictions: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
      isInMultiTenantOrganization: false,
      blockServiceProviderOutboundAccess: false,
    });
  });

  test.each([400, 409] as const)('a second time is a conflict with the status %d', async (duplicateStatus) => {
    const emulator = await startForTest({ duplicateStatus });
    const again = await send(emulator, 'POST', partners, { tenantId: fabrikam });
    expect(errorOf(again)).toBe(
      `${duplicateStatus} Request_MultipleObjectsWithSameKeyValue: Another object with the same value for property tenantId already exists.`,
    );
  });

  test('accepts unknown members that the default or the deleted partner contained', async () => {
    const emulator = await startForTest();
    emulator.portalEdit('default', { inboundTrust: { ...trusting, isTomorrowAccepted: true } });
    const inboundTrust = { ...trusting, isTomorrowAccepted: true };
    expect((await send(emulator, 'POST', partners, { tenantId: litware, inboundTrust })).status).toBe(201);
    const unheard = { tenantId: litware, inboundTrust: { ...trusting, isNeverAccepted: true } };
    expect(errorOf(await send(emulator, 'POST', partners, unheard))).toContain("Invalid property 'isNeverAccepted'.");
  });
});

describe('reading partners', () => {
  test('returns one by its id in any case, and 404 for an unknown id', async () => {
    const emulator = await startForTest({ quirks: false });
    const found = await send(emulator, 'GET', `${partners}/${fabrikam.toUpperCase()}`);
    expect(found.status).toBe(200);
    expect(found.body.tenantId).toBe(fabrikam);
    const missing = await send(emulator, 'GET', `${partners}/${litware}`);
    expect(errorOf(missing)).toContain('404 Request_ResourceNotFound');
  });

  test('the pages of the list hold every partner once, with the options of the first request', async () => {
    const emulator = await startForTest({ pageSize: 3, quirks: false });
    const seen: unknown[] = [];
    let next: string | undefined = `${emulator.url}/v1.0${partners}?$select=tenantId&$expand=identitySynchronization`;
    while (next !== undefined) {
      const response: Response = await fetch(next);
      const page = (await response.json()) as { value: Record<string, unknown>[]; '@odata.nextLink'?: string };
      expect(page.value.length).toBeLessThanOrEqual(3);
      seen.push(...page.value);
      next = page['@odata.nextLink'];
    }
    const wanted = emulator.state().partners.map(({ tenantId }) => ({
      tenantId,
      identitySynchronization:
        tenantId === datum
          ? { tenantId: datum, displayName: 'A. Datum', userSyncInbound: { isSyncAllowed: true } }
          : null,
    }));
    expect(seen).toHaveLength(wanted.length);
    expect(seen).toEqual(expect.arrayContaining(wanted));
    expect(emulator.requests).toHaveLength(Math.ceil(wanted.length / 3));
  });

  test('the next page starts after the last partner, even if that partner was deleted in between', async () => {
    const emulator = await startForTest({ seed: 'sample', pageSize: 4 });
    const first = await send(emulator, 'GET', partners);
    const ids = (page: Record<string, unknown>) =>
      (page.value as { tenantId: string }[]).map(({ tenantId }) => tenantId.toLowerCase());
    const last = ids(first.body).at(-1) ?? '';
    emulator.portalEdit(last, null);
    const second: Response = await fetch(String(first.body['@odata.nextLink']));
    const rest = ids((await second.json()) as Record<string, unknown>);
    expect(rest).toHaveLength(4);
    expect(ids(first.body).filter((id) => rest.includes(id))).toEqual([]);
  });

  test('$top can make pages smaller, but not larger', async () => {
    const emulator = await startForTest({ pageSize: 3 });
    expect((await send(emulator, 'GET', `${partners}?$top=2`)).body.value).toHaveLength(2);
    expect((await send(emulator, 'GET', `${partners}?$top=999`)).body.value).toHaveLength(3);
  });

  test('$top can make pages larger than the usual 100, if no page size is given', async () => {
    const seed = { ...seedOf('empty'), partners: Array.from({ length: 1001 }, () => ({ tenantId: randomUUID() })) };
    const emulator = await startForTest({ seed });
    expect((await send(emulator, 'GET', partners)).body.value).toHaveLength(100);
    expect((await send(emulator, 'GET', `${partners}?$top=999`)).body.value).toHaveLength(999);
  });

  test.each([
    ['$top=0', 'Invalid page size'],
    ['$top=1000', 'Invalid page size'],
    ['$select=tenantId,nonsense', "Could not find a property named 'nonsense'"],
    ['$select=blockServiceProviderOutboundAccess', "Could not find a property named 'blockServiceProvider"],
    ['$expand=partners', "Could not find a property named 'partners'"],
    ['$skiptoken=abc', 'skip token'],
    ['$orderby=tenantId', "Query option '$orderby'"],
  ])('%s is refused', async (query, message) => {
    const emulator = await startForTest();
    const answered = await send(emulator, 'GET', `${partners}?${query}`);
    expect(errorOf(answered)).toContain('400 Request_BadRequest');
    expect(errorOf(answered)).toContain(message);
  });

  test('beta shows properties that v1.0 does not have', async () => {
    const emulator = await startForTest({ quirks: false });
    const v1 = await send(emulator, 'GET', `${partners}/${datum}`);
    const beta = await send(emulator, 'GET', `/beta${partners}/${datum}`);
    expect(v1.body).not.toHaveProperty('blockServiceProviderOutboundAccess');
    expect(beta.body).toMatchObject({ blockServiceProviderOutboundAccess: false, deletedDateTime: null });
  });
});

describe('changing a partner', () => {
  test('makes a null trust flag false if it was sent (the fact nullTrustFlag), and leaves a stored one', async () => {
    const emulator = await startForTest({ facts: { nullTrustFlag: 'false' } });
    const inboundTrust = { ...trusting, isCompliantDeviceAccepted: null };
    emulator.portalEdit(fabrikam, { inboundTrust });
    const path = `${partners}/${fabrikam}`;
    expect((await send(emulator, 'PATCH', path, { b2bDirectConnectInbound: open })).status).toBe(204);
    expect(storedPartner(emulator, fabrikam)).toMatchObject({ inboundTrust });
    expect((await send(emulator, 'PATCH', path, { inboundTrust })).status).toBe(204);
    expect(storedPartner(emulator, fabrikam)).toMatchObject({
      inboundTrust: { ...trusting, isCompliantDeviceAccepted: false },
    });
  });

  test('answers 204 without a body, and keeps the properties that were not sent', async () => {
    const emulator = await startForTest();
    const before = storedPartner(emulator, fabrikam);
    const changed = await send(emulator, 'PATCH', `${partners}/${fabrikam}`, { inboundTrust: trusting });
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect(storedPartner(emulator, fabrikam)).toEqual({ ...before, inboundTrust: trusting });
  });

  test('null makes it inherit again', async () => {
    const emulator = await startForTest();
    await send(emulator, 'PATCH', `${partners}/${datum}`, {
      inboundTrust: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    });
    expect(storedPartner(emulator, datum)).toMatchObject({
      inboundTrust: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    });
  });

  test('omitted members become null under replace semantics, and stay under merge semantics', async () => {
    const seen = await Promise.all(
      (['replace', 'merge'] as const).map(async (nested) => {
        const emulator = await startForTest({ nested });
        emulator.portalEdit(litware, {
          inboundTrust: { ...trusting, isCompliantDeviceAccepted: true, isTomorrowAccepted: true },
          b2bCollaborationInbound: { usersAndGroups: users('allowed', groupId), applications: apps('allowed', appId) },
        });
        const answered = await send(emulator, 'PATCH', `${partners}/${litware}`, {
          inboundTrust: { isMfaAccepted: false },
          b2bCollaborationInbound: { applications: apps('blocked', 'Office365') },
        });
        expect(answered.status).toBe(204);
        const { inboundTrust, b2bCollaborationInbound } = storedPartner(emulator, litware) ?? {};
        return { inboundTrust, b2bCollaborationInbound };
      }),
    );
    expect(seen).toEqual([
      {
        inboundTrust: {
          isMfaAccepted: false,
          isCompliantDeviceAccepted: null,
          isHybridAzureADJoinedDeviceAccepted: null,
        },
        b2bCollaborationInbound: { usersAndGroups: null, applications: apps('blocked', 'Office365') },
      },
      {
        inboundTrust: {
          isMfaAccepted: false,
          isCompliantDeviceAccepted: true,
          isHybridAzureADJoinedDeviceAccepted: false,
          isTomorrowAccepted: true,
        },
        b2bCollaborationInbound: {
          usersAndGroups: users('allowed', groupId),
          applications: apps('blocked', 'Office365'),
        },
      },
    ]);
  });

  test('under merge semantics, a combination with a stored target configuration is checked', async () => {
    const emulator = await startForTest({ nested: 'merge' });
    emulator.portalEdit(litware, { b2bCollaborationInbound: open });
    const body = { b2bCollaborationInbound: { usersAndGroups: users('blocked', 'AllUsers') } };
    expect(errorOf(await send(emulator, 'PATCH', `${partners}/${litware}`, body))).toContain('Conflicting settings');
  });

  test('targets are replaced as a whole, and GUIDs are stored in lower case', async () => {
    const emulator = await startForTest({ nested: 'merge' });
    const before = { usersAndGroups: users('allowed', groupId), applications: apps('allowed', appId, 'Office365') };
    emulator.portalEdit(litware, { b2bCollaborationOutbound: before });
    const other = 'AAAAAAAA-1111-2222-3333-444444444444';
    const body = { b2bCollaborationOutbound: { applications: apps('allowed', other) } };
    await send(emulator, 'PATCH', `${partners}/${litware}`, body);
    expect(storedPartner(emulator, litware)?.b2bCollaborationOutbound).toEqual({
      usersAndGroups: users('allowed', groupId),
      applications: apps('allowed', other.toLowerCase()),
    });
  });

  test('a partner that does not exist is 404', async () => {
    const emulator = await startForTest();
    const answered = await send(emulator, 'PATCH', `${partners}/${litware}`, { inboundTrust: trusting });
    expect(answered.status).toBe(404);
    expect((await send(emulator, 'DELETE', `${partners}/${litware}`)).status).toBe(404);
  });
});

describe('deleting a partner', () => {
  test('is refused while it has an identity synchronization', async () => {
    const emulator = await startForTest();
    expect(errorOf(await send(emulator, 'DELETE', `${partners}/${datum}`))).toContain('400 Request_BadRequest');
    expect((await send(emulator, 'DELETE', `${partners}/${datum}/identitySynchronization`)).status).toBe(204);
    expect((await send(emulator, 'DELETE', `${partners}/${datum}`)).status).toBe(204);
    expect((await send(emulator, 'GET', `${partners}/${datum}`)).status).toBe(404);
  });

  test('moves it to the deleted items, where beta can restore or purge it', async () => {
    const emulator = await startForTest({ quirks: false });
    const before = storedPartner(emulator, fabrikam);
    const deleted = '/beta/policies/deletedItems/crossTenantPartners';
    await send(emulator, 'DELETE', `${partners}/${fabrikam}`);
    expect((await send(emulator, 'GET', deleted)).body.value).toEqual([
      { ...before, deletedDateTime: expect.stringMatching(/^20/) },
    ]);
    expect((await send(emulator, 'GET', `${deleted}/${fabrikam}`)).body.tenantId).toBe(fabrikam);
    const restored = await send(emulator, 'POST', `${deleted}/${fabrikam}/restore`);
    expect([restored.status, restored.body.tenantId]).toEqual([200, fabrikam]);
    expect(storedPartner(emulator, fabrikam)).toEqual(before);
    await send(emulator, 'DELETE', `${partners}/${fabrikam}`);
    expect((await send(emulator, 'DELETE', `${deleted}/${fabrikam}`)).status).toBe(204);
    expect((await send(emulator, 'GET', `${deleted}/${fabrikam}`)).status).toBe(404);
    expect((await send(emulator, 'GET', deleted.replace('/beta', '/v1.0'))).status).toBe(400);
  });

  test('a restored partner does not displace a new one', async () => {
    const emulator = await startForTest();
    await send(emulator, 'DELETE', `${partners}/${fabrikam}`);
    await send(emulator, 'POST', partners, { tenantId: fabrikam });
    const path = `/beta/policies/deletedItems/crossTenantPartners/${fabrikam}/restore`;
    expect((await send(emulator, 'POST', path)).status).toBe(409);
  });
});

describe('identity synchronization', () => {
  const path = (tenantId: string) => `${partners}/${tenantId}/identitySynchronization`;
  const body = { displayName: 'Fabrikam', userSyncInbound: { isSyncAllowed: true } };

  test('PUT creates it and conflicts when it exists', async () => {
    const emulator = await startForTest({ quirks: false });
    expect((await send(emulator, 'PUT', path(fabrikam), body)).status).toBe(204);
    const read = await send(emulator, 'GET', path(fabrikam));
    expect(read.body).toMatchObject({ tenantId: fabrikam, ...body });
    const again = await send(emulator, 'PUT', path(fabrikam), body);
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({
      code: 'Request_MultipleObjectsWithSameKeyValue',
      details: [{ code: 'ConflictingObjects' }],
    });
  });

  test('PATCH changes it', async () => {
    const emulator = await startForTest();
    const answered = await send(emulator, 'PATCH', path(datum), { userSyncInbound: { isSyncAllowed: false } });
    expect(answered.status).toBe(204);
    expect(emulator.state().identitySynchronization[datum]).toEqual({
      tenantId: datum,
      displayName: 'A. Datum',
      userSyncInbound: { isSyncAllowed: false },
    });
  });

  test('is 404 if the partner or the synchronization does not exist', async () => {
    const emulator = await startForTest();
    expect((await send(emulator, 'PUT', path(litware), body)).status).toBe(404);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answered = await send(emulator, method, path(fabrikam), method === 'PATCH' ? body : undefined);
      expect(errorOf(answered)).toContain('404 Directory_ObjectNotFound');
    }
  });

  test('groups are synchronized in beta only', async () => {
    const emulator = await startForTest();
    const groups = { groupSyncInbound: { isSyncAllowed: true } };
    expect(errorOf(await send(emulator, 'PATCH', path(datum), groups))).toContain(
      "Invalid property 'groupSyncInbound'.",
    );
    expect((await send(emulator, 'PATCH', `/beta${path(datum)}`, groups)).status).toBe(204);
  });
});
