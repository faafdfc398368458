/* The effective value for a partner, and its source: the same for every caller. */
import {
  defaultValueIn,
  effectiveIn,
  effectiveValue,
  hasEveryMember,
  mayAllowOtherClouds,
  memberSourceOf,
  shownValue,
  sourceOf,
} from '../../src/access/effective.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { membersOf, rowIn } from '../../src/model/members.ts';
import type { Setting } from '../../src/model/setting.ts';

const rowOf = (name: string): Setting => {
  const row = fieldTable.find((each) => each.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
};
const trust = rowOf('inboundTrust');
const consent = rowOf('automaticUserConsentSettings');
const block = rowOf('blockServiceProviderOutboundAccess');
const sync = rowOf('identitySynchronization');
const inbound = rowOf('b2bCollaborationInbound');
const everybody = { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] };

test('a default that was not read is unknown, unless the setting cannot be written in it', () => {
  expect(defaultValueIn(trust, undefined)).toBeUndefined();
  expect(defaultValueIn(consent, undefined)).toBeNull();
  expect(defaultValueIn(trust, {})).toBeNull();
  expect(effectiveIn(trust, {}, undefined)).toEqual({ of: 'unknown-default' });
  expect(effectiveIn(trust, {}, {})).toEqual({ of: 'value', value: null });
  expect(effectiveIn(consent, undefined, undefined)).toEqual({ of: 'value', value: null });
});

test('missing flags come from the default, and a missing TargetConfiguration does not', () => {
  const defaults = { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } };
  const effective = effectiveIn(trust, { inboundTrust: { isMfaAccepted: true } }, defaults);
  expect(effective).toEqual({ of: 'value', value: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
  const own = { b2bCollaborationInbound: { usersAndGroups: everybody } };
  const half = effectiveIn(inbound, own, { b2bCollaborationInbound: { applications: everybody } });
  expect(shownValue(inbound, half)).toEqual({ usersAndGroups: everybody, applications: 'unset' });
});

test.each([
  [trust, { isMfaAccepted: true }, 'own', 'own', 'inherited'],
  [trust, null, 'inherited', 'inherited', 'inherited'],
  [sync, { userSyncInbound: { isSyncAllowed: true } }, 'own', 'own', 'own'],
  [block, null, 'unset', 'unset', 'unset'],
] as const)('%#: the source of a setting, of a member that is set, and of one that is not', (row, own, ...sources) => {
  const set = row === sync ? 'userSyncInbound.isSyncAllowed' : 'isMfaAccepted';
  const members = [set, 'isCompliantDeviceAccepted'].map((path) => memberSourceOf(row, own, `${row.name}.${path}`));
  expect([sourceOf(row, own), ...members]).toEqual(sources);
});

test('a value is complete without labels and without members of another API version', () => {
  const value = { userSyncInbound: { isSyncAllowed: true } };
  expect(hasEveryMember(rowIn(sync, 'v1.0'), value)).toBe(true);
  expect(hasEveryMember(rowIn(sync, 'beta'), value)).toBe(false);
  expect(hasEveryMember(inbound, { usersAndGroups: everybody })).toBe(false);
});

test('where no default is known, a flag of beta that is not set is missing in beta, and not in v1.0', () => {
  const [first, second] = membersOf(trust).map(({ leaf, summary }) => ({ leaf, summary }));
  if (!first || !second) throw new Error('inboundTrust has flags');
  const row: Setting = { ...trust, tree: { below: { first, second: { ...second, only: 'beta' } } } };
  const own = { first: true };
  expect(effectiveValue(rowIn(row, 'v1.0'), own, undefined)).toEqual({ of: 'value', value: own });
  expect(effectiveValue(rowIn(row, 'beta'), own, undefined)).toEqual({ of: 'value', value: own, unfilled: true });
});

test('other clouds count as allowed if they are live, planned, or not known', () => {
  const clouds = { allowedCloudEndpoints: ['microsoftonline.us'] };
  expect(mayAllowOtherClouds(undefined)).toBe(true);
  expect(mayAllowOtherClouds({})).toBe(true);
  expect(mayAllowOtherClouds({ allowedCloudEndpoints: [] })).toBe(false);
  expect(mayAllowOtherClouds({ allowedCloudEndpoints: [] }, clouds)).toBe(true);
  expect(mayAllowOtherClouds(clouds, { allowedCloudEndpoints: [] })).toBe(true);
});
