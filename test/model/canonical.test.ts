import { canonicalValue, filledFrom, leavesOf, overlay, withoutAnnotations } from '../../src/model/canonical.ts';
import type { Json } from '../../src/model/json.ts';
import { a1, a2, access, g1, half, open, rowOf, trust, u1 } from '../support/builders.ts';

const inboundTrust = rowOf('inboundTrust');
const collaboration = rowOf('b2bCollaborationInbound');

describe('canonical form', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a missing key', undefined],
    ['an object whose members are null', { isMfaAccepted: null, isCompliantDeviceAccepted: null }],
    ['an object of annotations', { '@odata.type': '#x' }],
  ])('%s means inherited, which is null', (_, raw) => {
    expect(canonicalValue(inboundTrust, raw)).toBeNull();
  });

  test('has known members in the order of the table, then unknown ones, without null members and annotations', () => {
    const raw = {
      future: [1],
      isHybridAzureADJoinedDeviceAccepted: false,
      isMfaAccepted: true,
      gone: null,
      'x@odata': 1,
    };
    expect(JSON.stringify(canonicalValue(inboundTrust, raw))).toBe(
      '{"isMfaAccepted":true,"isHybridAzureADJoinedDeviceAccepted":false,"future":[1]}',
    );
  });

  test('has targets in one order, once each, and GUIDs in lower case', () => {
    const targets = [
      { target: u1.toUpperCase(), targetType: 'user' },
      { target: g1, targetType: 'group' },
      { targetType: 'user', target: u1 },
    ];
    const raw = { usersAndGroups: { targets, accessType: 'allowed' }, applications: half('allowed Office365') };
    expect(canonicalValue(collaboration, raw)).toEqual(access(`allowed ${u1} ${g1}`, 'allowed Office365'));
  });

  test('has a set sorted, and a list in its own order', () => {
    const order = { primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'azureActiveDirectory'] };
    expect(canonicalValue(rowOf('invitationRedemptionIdentityProviderConfiguration'), order)).toEqual(order);
    const clouds = ['partner.microsoftonline.cn', 'microsoftonline.us', 'microsoftonline.us'];
    expect(canonicalValue(rowOf('allowedCloudEndpoints'), clouds)).toEqual([
      'microsoftonline.us',
      'partner.microsoftonline.cn',
    ]);
  });

  test.each<[Json]>([['allowed'], [7], [[]], [{ usersAndGroups: 'all', applications: { targets: 'none' } }]])(
    'leaves a value of another shape as it is: %j',
    (raw) => {
      expect(canonicalValue(collaboration, raw)).toEqual(raw);
    },
  );

  test('annotations are removed at every depth', () => {
    expect(withoutAnnotations({ a: [{ '@odata.type': 'x', b: undefined }], 'c@d': 1 })).toEqual({ a: [{ b: null }] });
  });
});

describe('overlay', () => {
  test('keeps the members that the value above does not have', () => {
    expect(overlay(inboundTrust, { isMfaAccepted: true }, trust(false, true))).toEqual(trust(true, true));
    expect(overlay(inboundTrust, null, trust(true))).toEqual(trust(true));
  });

  test('takes access type and targets together, and keeps unknown members of a target that stays', () => {
    const applications = (...targets: readonly Json[]): Json => ({ applications: { accessType: 'allowed', targets } });
    const labelled = { target: a1, targetType: 'application', label: 'A' };
    const under = { applications: { accessType: 'blocked', targets: [labelled], scope: 'tenant' } };
    const over = { applications: half(`allowed ${a1} ${a2}`) };
    expect(overlay(collaboration, over, under)).toEqual({
      applications: {
        accessType: 'allowed',
        targets: [labelled, { target: a2, targetType: 'application' }],
        scope: 'tenant',
      },
    });
    expect(overlay(collaboration, over, applications({ target: g1, targetType: 'group' }))).toEqual(over);
  });
});

test('a value is completed with the members that only its default sets, without unknown ones', () => {
  const fallback = { ...trust(false, true, true), future: true };
  expect(filledFrom(inboundTrust, { isMfaAccepted: true }, fallback)).toEqual(trust(true, true, true));
  expect(filledFrom(inboundTrust, null, fallback)).toBeNull();
});

test('leaves are listed by path, a TargetConfiguration and an unknown member as one leaf each', () => {
  expect([...leavesOf(collaboration, { ...open, future: { deep: 1 } })]).toEqual([
    ['b2bCollaborationInbound.usersAndGroups', open.usersAndGroups],
    ['b2bCollaborationInbound.applications', open.applications],
    ['b2bCollaborationInbound.future', { deep: 1 }],
  ]);
});
