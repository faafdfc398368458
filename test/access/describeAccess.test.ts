import { describeAccess } from '../../src/access/describeAccess.ts';
import { effectiveValue } from '../../src/access/effective.ts';
import type { Json } from '../../src/model/json.ts';
import { a1, a2, a3, access, g1, half, rowOf, u1, u2 } from '../support/builders.ts';

const group = `group ${g1}`;
const app = `application ${a1}`;

test.each<[string, string, string]>([
  ['blocked AllUsers', 'blocked AllApplications', 'For nobody.'],
  ['allowed AllUsers', 'allowed AllApplications', 'For everybody: all applications.'],
  [`allowed ${g1}`, 'allowed AllApplications', `Only for ${group}: all applications.`],
  ['allowed AllUsers', `allowed ${a1}`, `For everybody: only ${app}.`],
  [`allowed ${g1}`, `blocked ${a1}`, `Only for ${group}: all but ${app}.`],
  [`blocked ${g1}`, 'blocked AllApplications', `For everybody but ${group}: all applications.`],
  [`blocked ${g1}`, `allowed ${a1}`, `For everybody but ${group}: only ${app}.`],
  [`allowed ${g1}`, `allowed ${a1}`, `Only for ${group}: only ${app}.`],
  [`blocked ${g1}`, `blocked ${a1}`, `For everybody: all applications, but ${app} not for ${group}.`],
])('%s and %s is described as in the documented table', (users, applications, expected) => {
  const row = rowOf('b2bCollaborationInbound');
  expect(describeAccess(row, effectiveValue(row, access(users, applications), null))).toBe(expected);
});

test.each<[string, Json, string]>([
  ['m365CollaborationInbound', { users: half('allowed AllUsers') }, 'Allowed: all users.'],
  ['m365CollaborationInbound', { users: half('blocked AllUsers') }, 'Blocked: all users.'],
  ['m365CollaborationInbound', { users: half(`allowed ${u1} ${u2}`) }, `Allowed: only users ${u1}, ${u2}.`],
  ['appServiceConnectInbound', { applications: half(`blocked ${a1}`) }, `Allowed: all but ${app}.`],
  [
    'b2bCollaborationInbound',
    access('allowed AllUsers', 'blocked AllApplications'),
    'The value is outside the documented access settings: who reaches what is not known.',
  ],
  [
    'b2bCollaborationInbound',
    null,
    'Neither the partner nor the default sets it, and Microsoft does not say what that means.',
  ],
  ['identitySynchronization', null, 'No: The partner may create and update its users here.'],
])('%s of %j is described as: %s', (name, value, expected) => {
  const row = rowOf(name);
  expect(describeAccess(row, effectiveValue(row, value, null))).toBe(expected);
});

test('a long list is cut to three ids and the total number', () => {
  const row = rowOf('b2bCollaborationInbound');
  const value = access(
    'allowed AllUsers',
    `allowed ${a1} ${a2} ${a3} ${g1}`.replace(g1, '30000000-0000-4000-8000-000000000004'),
  );
  expect(describeAccess(row, effectiveValue(row, value, null))).toBe(
    `For everybody: only applications ${a1}, ${a2}, ${a3}, … (4 in all).`,
  );
});

test('a flag that an unknown default would fill is not described as off', () => {
  const row = rowOf('inboundTrust');
  const meaning = describeAccess(row, effectiveValue(row, { isMfaAccepted: true }, undefined));
  expect(meaning).toMatch(/^Yes: .* Not known: .* Not known: /);
});
