// Every body that the service refuses. The emulator must be as strict as the service.

import { open } from '../support/builders.ts';
import {
  appId,
  apps,
  closeAll,
  errorOf,
  groupId,
  policy,
  send,
  sendRaw,
  startForTest,
  users,
} from '../support/graphCalls.ts';
import { fabrikam, litware } from '../support/tenants.ts';

afterEach(closeAll);

const closed = { usersAndGroups: users('blocked', 'AllUsers'), applications: apps('blocked', 'AllApplications') };
const halves = (usersAndGroups: unknown, applications: unknown) => ({
  b2bCollaborationInbound: { usersAndGroups, applications },
});
const applications = (...targets: readonly unknown[]) =>
  halves(open.usersAndGroups, { accessType: 'allowed', targets });
const usersAndGroups = (...targets: readonly unknown[]) =>
  halves({ accessType: 'allowed', targets }, open.applications);

const bodies: readonly (readonly [title: string, body: unknown, message: string])[] = [
  ['no object', [], 'A JSON object is expected'],
  ['nothing', {}, 'must not be empty'],
  ['a name in wrong case', { b2BCollaborationInbound: null }, "Invalid property 'b2BCollaborationInbound'."],
  ['an unknown name', { crossCloudMeetingConfiguration: null }, "Invalid property 'crossCloudMeetingConfiguration'."],
  ['a name of every object', { constructor: {} }, "Invalid property 'constructor'."],
  ['a property of beta', { blockServiceProviderOutboundAccess: true }, "Invalid property 'blockServiceProvider"],
  ['an annotation', { '@odata.context': 'x' }, "Invalid property '@odata.context'."],
  ['the key', { tenantId: fabrikam }, 'is the key and cannot be changed'],
  ['what only the service sets', { isInMultiTenantOrganization: true }, 'is read-only'],
  ['a resource of its own', { identitySynchronization: {} }, 'cannot be written with its parent'],
  ['an unknown nested name', { inboundTrust: { isMfaaccepted: true } }, "Invalid property 'isMfaaccepted'."],
  [
    'an unknown name in a target configuration',
    halves({ ...open.usersAndGroups, extra: 1 }, null),
    "Invalid property 'extra'.",
  ],
  ['a text as flag', { inboundTrust: { isMfaAccepted: 'true' } }, "for property 'isMfaAccepted'"],
  ['a list as flag', { inboundTrust: { isMfaAccepted: [true] } }, "for property 'isMfaAccepted'"],
  ['a null flag', { inboundTrust: { isMfaAccepted: null } }, "'isMfaAccepted'"],
  ['a list as setting', { inboundTrust: [] }, "for property 'inboundTrust'"],
  ['a text as setting', { b2bCollaborationInbound: 'allowed' }, "for property 'b2bCollaborationInbound'"],
  ['a null target configuration', halves(open.usersAndGroups, null), "Property 'applications'"],
  ['an unknown access type', halves(users('Allowed', 'AllUsers'), open.applications), "for property 'accessType'"],
  [
    'the enumeration member unknownFutureValue',
    halves(users('unknownFutureValue', 'AllUsers'), null),
    "for property 'accessType'",
  ],
  ['no access type', halves({ targets: open.usersAndGroups.targets }, open.applications), 'accessType is missing'],
  ['no targets', halves({ accessType: 'allowed' }, open.applications), 'targets is empty'],
  ['empty targets', applications(), 'targets is empty'],
  ['targets as object', halves({ accessType: 'allowed', targets: {} }, open.applications), "for property 'targets'"],
  ['a target as text', applications('Office365'), "for property 'targets'"],
  ['a target type in wrong case', usersAndGroups({ target: groupId, targetType: 'Group' }), "property 'targetType'"],
  ['a target without type', usersAndGroups({ target: groupId }), 'Found invalid target for UsersAndGroups'],
  ['a type without target', usersAndGroups({ targetType: 'user' }), 'Found invalid target for UsersAndGroups'],
  ['a name as user', usersAndGroups({ target: 'dana', targetType: 'user' }), 'invalid target for UsersAndGroups'],
  ['an application as user', usersAndGroups({ target: appId, targetType: 'application' }), 'for UsersAndGroups'],
  ['AllUsers as group', usersAndGroups({ target: 'AllUsers', targetType: 'group' }), 'for UsersAndGroups'],
  ['AllUsers in wrong case', usersAndGroups({ target: 'allusers', targetType: 'user' }), 'for UsersAndGroups'],
  ['a group as application', applications({ target: groupId, targetType: 'group' }), 'for Applications'],
  [
    'the admin portals',
    applications({ target: 'MicrosoftAdminPortals', targetType: 'application' }),
    'Found invalid target for Applications',
  ],
  ['AllUsers beside a group', halves(users('allowed', 'AllUsers', groupId), open.applications), 'cannot be combined'],
  [
    'AllApplications beside one',
    halves(open.usersAndGroups, apps('allowed', 'AllApplications', appId)),
    'cannot be combined',
  ],
  ['a target twice', halves(users('allowed', groupId, groupId.toUpperCase()), open.applications), 'Duplicate targets'],
  ['all users blocked, all applications allowed', halves(closed.usersAndGroups, open.applications), 'Conflicting'],
  ['all users blocked, one application blocked', halves(closed.usersAndGroups, apps('blocked', appId)), 'Conflicting'],
  ['all users allowed, all applications blocked', halves(open.usersAndGroups, closed.applications), 'Conflicting'],
  ['a group allowed, all applications blocked', halves(users('allowed', groupId), closed.applications), 'Conflicting'],
  ['annotated tenant restrictions', { tenantRestrictions: { '@odata.type': 'x', ...closed } }, "'@odata.type'"],
  [
    'devices',
    { tenantRestrictions: { ...closed, devices: { mode: 'allowed', rule: 'x' } } },
    "Property 'devices' is not supported",
  ],
  [
    'half inherited consent',
    { automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: null } },
    'as a whole',
  ],
  ['null for consent', { automaticUserConsentSettings: null }, "'automaticUserConsentSettings'"],
  ['an application half in m365', { m365CollaborationInbound: { applications: open.applications } }, "'applications'"],
  ['a user half in app service', { appServiceConnectInbound: { usersAndGroups: {} } }, "'usersAndGroups'"],
];

test.each(bodies)('a PATCH of a partner with %s is refused', async (_title, body, message) => {
  const emulator = await startForTest();
  const before = emulator.state();
  const answered = await send(emulator, 'PATCH', `${policy}/partners/${fabrikam}`, body);
  expect(errorOf(answered)).toContain('400 Request_BadRequest');
  expect(errorOf(answered)).toContain(message);
  expect(emulator.state()).toEqual(before);
});

const legal: readonly (readonly [string, unknown, unknown])[] = [
  ['nobody, nothing', closed.usersAndGroups, closed.applications],
  ['everybody, everything', open.usersAndGroups, open.applications],
  ['a group, everything', users('allowed', groupId), open.applications],
  ['everybody, one application', open.usersAndGroups, apps('allowed', appId)],
  ['a group, everything but one', users('allowed', groupId), apps('blocked', appId)],
  ['all but a group, everything', users('blocked', groupId), closed.applications],
  ['all but a group, one application', users('blocked', groupId), apps('allowed', appId)],
  ['a group, one application', users('allowed', groupId), apps('allowed', appId)],
  ['all but a group from one application', users('blocked', groupId), apps('blocked', appId)],
  ['everybody, Office and one application', open.usersAndGroups, apps('allowed', 'Office365', appId)],
];

test.each(legal)('the documented combination "%s" is accepted', async (_title, userHalf, applicationHalf) => {
  const emulator = await startForTest();
  const answered = await send(emulator, 'PATCH', `${policy}/partners/${fabrikam}`, halves(userHalf, applicationHalf));
  expect(errorOf(answered)).toBe('no error, but 204');
});

test.each([
  ['without tenantId', { inboundTrust: null }, 'a GUID is expected'],
  ['with a domain as tenantId', { tenantId: 'litware.example' }, 'a GUID is expected'],
  ['of the home tenant', { tenantId: '6BABCAAD-604b-40ac-a9d7-9fd97c0b779f' }, 'home tenant'],
  ['with an unknown property', { tenantId: litware, name: 'Litware' }, "Invalid property 'name'."],
])('a POST of a partner %s is refused', async (_title, body, message) => {
  const emulator = await startForTest();
  const answered = await send(emulator, 'POST', `${policy}/partners`, body);
  expect(errorOf(answered)).toContain('400 Request_BadRequest');
  expect(errorOf(answered)).toContain(message);
});

test.each([
  ['POST', 'of an application', { roles: ['Policy.ReadWrite.CrossTenantAccess'] }, '403 Authorization_RequestDenied'],
  ['PATCH', 'of an application', { idtyp: 'app', scp: '' }, '403 Authorization_RequestDenied'],
  ['POST', 'of a person', { scp: 'Policy.ReadWrite.CrossTenantAccess' }, 'no error, but 201'],
  ['PATCH', 'of a person', { scp: 'Policy.ReadWrite.CrossTenantAccess' }, "'isServiceProvider' is read-only"],
])('isServiceProvider in a %s with the token %s', async (method, _, claims, expected) => {
  const emulator = await startForTest();
  const path = method === 'POST' ? `${policy}/partners` : `${policy}/partners/${fabrikam}`;
  const body = JSON.stringify({ ...(method === 'POST' ? { tenantId: litware } : {}), isServiceProvider: true });
  const encoded = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const headers = { 'content-type': 'application/json', authorization: `Bearer x.${encoded}.x` };
  expect(errorOf(await sendRaw(emulator, path, { method, headers, body }))).toContain(expected);
});

test('an undocumented nested member is accepted if the service sends it', async () => {
  const emulator = await startForTest();
  emulator.portalEdit(litware, { b2bCollaborationInbound: { ...open, moonPhase: 'full' } });
  const inboundTrust = { isMfaAccepted: true, isCompliantNetworkAccepted: true };
  const path = `${policy}/partners/${litware}`;
  expect((await send(emulator, 'PATCH', path, { inboundTrust })).status).toBe(204);
  const kept = { b2bCollaborationInbound: { ...open, moonPhase: 'new' } };
  expect((await send(emulator, 'PATCH', path, kept)).status).toBe(204);
  const elsewhere = { b2bCollaborationOutbound: { ...open, moonPhase: 'new' } };
  expect(errorOf(await send(emulator, 'PATCH', path, elsewhere))).toContain("Invalid property 'moonPhase'.");
});

test('blockServiceProviderOutboundAccess can be written in beta', async () => {
  const emulator = await startForTest();
  const body = { blockServiceProviderOutboundAccess: true };
  expect((await send(emulator, 'PATCH', `/beta${policy}/partners/${fabrikam}`, body)).status).toBe(204);
});

test('the partner of personal accounts takes tenant restrictions for all users only', async () => {
  const emulator = await startForTest();
  const tenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
  const some = { usersAndGroups: users('allowed', groupId), applications: open.applications };
  const refused = await send(emulator, 'POST', `${policy}/partners`, { tenantId, tenantRestrictions: some });
  expect(errorOf(refused)).toContain('Specific users and groups');
  const taken = await send(emulator, 'POST', `${policy}/partners`, { tenantId, tenantRestrictions: open });
  expect(taken.status).toBe(201);
});

const defaults: readonly (readonly [title: string, body: unknown, message: string])[] = [
  ['null', { inboundTrust: null }, "'inboundTrust'"],
  ['consent', { automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false } }, 'read-only'],
  ['its own state', { isServiceDefault: true }, 'read-only'],
  ["a partner's property", { isServiceProvider: true }, "Invalid property 'isServiceProvider'."],
  ...['b2bCollaborationInbound', 'b2bDirectConnectInbound', 'tenantRestrictions'].map(
    (name) =>
      [
        `single groups in ${name}`,
        { [name]: { usersAndGroups: users('allowed', groupId), applications: open.applications } },
        'Specific users and groups',
      ] as const,
  ),
  [
    'an unknown identity provider',
    { invitationRedemptionIdentityProviderConfiguration: { primaryIdentityProviderPrecedenceOrder: ['google'] } },
    "for property 'primaryIdentityProviderPrecedenceOrder'",
  ],
  [
    'an identity provider twice',
    {
      invitationRedemptionIdentityProviderConfiguration: {
        primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'externalFederation'],
      },
    },
    'Duplicate values',
  ],
];

test.each(defaults)('a PATCH of the default settings with %s is refused', async (_title, body, message) => {
  const emulator = await startForTest();
  const before = emulator.state();
  const answered = await send(emulator, 'PATCH', `${policy}/default`, body);
  expect(errorOf(answered)).toContain('400 Request_BadRequest');
  expect(errorOf(answered)).toContain(message);
  expect(emulator.state()).toEqual(before);
});

test('single groups in outbound default settings are accepted', async () => {
  const emulator = await startForTest();
  const setting = { usersAndGroups: users('allowed', groupId), applications: open.applications };
  const answered = await send(emulator, 'PATCH', `${policy}/default`, { b2bCollaborationOutbound: setting });
  expect(answered.status).toBe(204);
});
