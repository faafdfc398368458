import { effectiveValue } from '../../src/access/effective.ts';
import { type AccessLevel, accessLevel } from '../../src/access/level.ts';
import type { Json } from '../../src/model/json.ts';
import { a1, access, g1, half, rowOf } from '../support/builders.ts';

const sync = (users: Json) => ({ userSyncInbound: { isSyncAllowed: users } });

test.each<[string, Json, AccessLevel]>([
  ['b2bCollaborationInbound', access('allowed AllUsers', 'allowed AllApplications'), 'open'],
  ['b2bCollaborationInbound', access('blocked AllUsers', 'blocked AllApplications'), 'closed'],
  ['b2bCollaborationInbound', access(`blocked ${g1}`, 'blocked AllApplications'), 'partly'],
  ['b2bCollaborationInbound', access(`blocked ${g1}`, `blocked ${a1}`), 'partly'],
  ['b2bCollaborationInbound', access('allowed AllUsers', 'allowed Office365'), 'partly'],
  ['b2bCollaborationInbound', access('allowed AllUsers', 'blocked AllApplications'), 'unknown'],
  ['b2bCollaborationInbound', null, 'unknown'],
  ['m365CollaborationInbound', { users: half('allowed AllUsers') }, 'open'],
  ['m365CollaborationInbound', { users: half('blocked AllUsers') }, 'closed'],
  ['appServiceConnectInbound', { applications: half(`allowed ${a1}`) }, 'partly'],
  ['automaticUserConsentSettings', { inboundAllowed: true, outboundAllowed: true }, 'open'],
  ['automaticUserConsentSettings', { inboundAllowed: true }, 'partly'],
  ['automaticUserConsentSettings', null, 'closed'],
  ['automaticUserConsentSettings', { inboundAllowed: 'yes' }, 'unknown'],
  ['identitySynchronization', sync(true), 'open'],
  ['identitySynchronization', { ...sync(true), groupSyncInbound: { isSyncAllowed: false } }, 'partly'],
  ['identitySynchronization', null, 'closed'],
  ['blockServiceProviderOutboundAccess', true, 'closed'],
  ['blockServiceProviderOutboundAccess', null, 'open'],
])('%s of %j is %s', (name, value, expected) => {
  const row = rowOf(name);
  expect(accessLevel(row, effectiveValue(row, value, null))).toBe(expected);
});

test('without a known default an inherited setting and an unset flag have the level unknown', () => {
  const trust = rowOf('inboundTrust');
  expect(accessLevel(trust, effectiveValue(trust, null, undefined))).toBe('unknown');
  expect(accessLevel(trust, effectiveValue(trust, { isMfaAccepted: true }, undefined))).toBe('unknown');
});

test('an organization of another cloud that is not a partner has the level closed', () => {
  expect(accessLevel(rowOf('b2bCollaborationInbound'), { of: 'no-access' })).toBe('closed');
});
