import { type EffectiveValue, effectiveValue } from '../../src/access/effective.ts';
import { assessSetting, combineImpacts } from '../../src/access/impact.ts';
import type { Json } from '../../src/model/json.ts';
import type { Impact } from '../../src/model/plan.ts';
import { a1, a2, access, closed, g1, g2, half, open, rowOf, u1, u2 } from '../support/builders.ts';

const inbound = rowOf('b2bCollaborationInbound');
const trust = rowOf('inboundTrust');
const sync = rowOf('identitySynchronization');
const provider = rowOf('blockServiceProviderOutboundAccess');
const consent = rowOf('automaticUserConsentSettings');

const holds = (value: Json): EffectiveValue => ({ of: 'value', value });
const unread: EffectiveValue = { of: 'unknown-default' };
const otherCloud: EffectiveValue = { of: 'no-access' };

function overall(name: string, before: EffectiveValue, after: EffectiveValue): Impact {
  return assessSetting(rowOf(name), before, after).overall;
}

describe('access settings', () => {
  test.each<[string, Json, Json, Impact]>([
    ['opening everything', closed, open, 'broadens'],
    ['closing everything', open, closed, 'narrows'],
    ['nothing', open, open, 'neutral'],
    [
      'one more allowed application',
      access('allowed AllUsers', `allowed ${a1}`),
      access('allowed AllUsers', `allowed ${a1} ${a2}`),
      'broadens',
    ],
    [
      'one more blocked application',
      access('allowed AllUsers', `blocked ${a1}`),
      access('allowed AllUsers', `blocked ${a1} ${a2}`),
      'narrows',
    ],
    ['another user', access(`allowed ${u1}`, `allowed ${a1}`), access(`allowed ${u2}`, `allowed ${a1}`), 'mixed'],
    [
      'a list of blocked users turned into a list of allowed ones',
      access(`blocked ${u1}`, `allowed ${a1}`),
      access(`allowed ${u1}`, `allowed ${a1}`),
      'mixed',
    ],
    [
      'all but one user, where one user was allowed',
      access(`allowed ${u1}`, `allowed ${a1}`),
      access(`blocked ${u2}`, `allowed ${a1}`),
      'broadens',
    ],
    [
      'all but one group, where one user was allowed',
      access(`allowed ${u1}`, `allowed ${a1}`),
      access(`blocked ${g1}`, `allowed ${a1}`),
      'mixed',
    ],
    [
      'a group for a group',
      access(`allowed ${g1}`, `allowed ${a1}`),
      access(`allowed ${g2}`, `allowed ${a1}`),
      'mixed',
    ],
    [
      'Office365 but for an application',
      access('allowed AllUsers', 'allowed Office365'),
      access('allowed AllUsers', `blocked ${a1}`),
      'mixed',
    ],
    [
      'all but one application, where another was allowed',
      access('allowed AllUsers', `allowed ${a2}`),
      access('allowed AllUsers', `blocked ${a1}`),
      'broadens',
    ],
    ['blocking both ways to say nobody', closed, access('blocked AllUsers', 'blocked AllApplications'), 'neutral'],
  ])('%s', (_, before, after, expected) => {
    expect(assessSetting(inbound, holds(before), holds(after)).overall).toBe(expected);
  });

  test('both TargetConfigurations have the impact of the setting, because they decide together', () => {
    const assessment = assessSetting(inbound, holds(closed), holds(access('allowed AllUsers', `allowed ${a1}`)));
    expect(assessment).toEqual({
      overall: 'broadens',
      byPath: new Map([
        ['b2bCollaborationInbound.usersAndGroups', 'broadens'],
        ['b2bCollaborationInbound.applications', 'broadens'],
      ]),
    });
  });

  test('a one-sided setting counts its missing TargetConfiguration as allowed', () => {
    const [before, after] = [holds({ users: half('blocked AllUsers') }), holds({ users: half(`allowed ${g1}`) })];
    expect(overall('m365CollaborationInbound', before, after)).toBe('broadens');
    const applications = (words: string) => holds({ applications: half(words) });
    expect(
      overall('appServiceConnectInbound', applications(`allowed ${a1} ${a2}`), applications(`allowed ${a1}`)),
    ).toBe('narrows');
  });

  test('any change from or to a value outside the rule is mixed, and an unchanged one is neutral', () => {
    const odd = holds({
      usersAndGroups: half('allowed AllUsers'),
      applications: { accessType: 'allowed', targets: [] },
    });
    expect(overall('tenantRestrictions', odd, holds(closed))).toBe('mixed');
    expect(overall('tenantRestrictions', holds(open), odd)).toBe('mixed');
    expect(overall('tenantRestrictions', holds(null), odd)).toBe('mixed');
    expect(overall('tenantRestrictions', odd, odd)).toBe('neutral');
    expect(assessSetting(inbound, holds('?'), holds(closed)).byPath.get('b2bCollaborationInbound')).toBe('mixed');
  });

  test('an unknown member next to the TargetConfigurations has its own impact', () => {
    const withDevices = (devices: Json, value = closed) => holds({ ...(value as object), devices } as Json);
    const assessment = assessSetting(rowOf('tenantRestrictions'), withDevices(1), withDevices(2));
    expect(assessment.overall).toBe('mixed');
    expect(assessment.byPath.get('tenantRestrictions.devices')).toBe('mixed');
    expect(assessment.byPath.get('tenantRestrictions.applications')).toBe('neutral');
    expect(overall('tenantRestrictions', withDevices(1), withDevices(1, open))).toBe('broadens');
  });

  test('an inherited value without a known default counts as broadening', () => {
    expect(assessSetting(inbound, unread, holds(closed))).toEqual({
      overall: 'broadens',
      byPath: new Map([
        ['b2bCollaborationInbound.usersAndGroups', 'broadens'],
        ['b2bCollaborationInbound.applications', 'broadens'],
      ]),
    });
    expect(overall('b2bCollaborationInbound', holds(open), unread)).toBe('broadens');
    expect(overall('b2bCollaborationInbound', unread, unread)).toBe('neutral');
  });

  test('a change from no access is neutral only if the new value allows no user', () => {
    expect(overall('b2bCollaborationInbound', otherCloud, holds(open))).toBe('broadens');
    expect(overall('b2bCollaborationInbound', otherCloud, holds(closed))).toBe('neutral');
    // From no access nothing can narrow, so an unset value can only broaden; a value outside the rule stays mixed.
    expect(overall('m365CollaborationInbound', otherCloud, holds(null))).toBe('broadens');
    expect(overall('b2bCollaborationInbound', otherCloud, holds({ applications: null }))).toBe('mixed');
    expect(overall('b2bCollaborationInbound', holds(open), otherCloud)).toBe('narrows');
  });
});

describe('flags', () => {
  test('each flag has its own impact', () => {
    const assessment = assessSetting(
      trust,
      holds({ isMfaAccepted: false, isCompliantDeviceAccepted: true }),
      holds({ isMfaAccepted: true, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false }),
    );
    expect(assessment).toEqual({
      overall: 'mixed',
      byPath: new Map([
        ['inboundTrust.isMfaAccepted', 'broadens'],
        ['inboundTrust.isCompliantDeviceAccepted', 'narrows'],
        ['inboundTrust.isHybridAzureADJoinedDeviceAccepted', 'neutral'],
      ]),
    });
  });

  test('a flag that is not set is off', () => {
    expect(overall('inboundTrust', holds(null), holds({ isMfaAccepted: true }))).toBe('broadens');
    expect(overall('inboundTrust', holds(null), holds({ isMfaAccepted: false }))).toBe('neutral');
    expect(overall('inboundTrust', holds({ isMfaAccepted: true }), holds(null))).toBe('narrows');
  });

  test('turning on a flag that blocks narrows access', () => {
    expect(overall('blockServiceProviderOutboundAccess', holds(null), holds(true))).toBe('narrows');
    expect(overall('blockServiceProviderOutboundAccess', holds(true), holds(false))).toBe('broadens');
    expect(assessSetting(provider, holds(null), holds(true)).byPath).toEqual(
      new Map([['blockServiceProviderOutboundAccess', 'narrows']]),
    );
  });

  test('with no access every flag is at its most closed', () => {
    expect(overall('inboundTrust', otherCloud, holds({ isMfaAccepted: true }))).toBe('broadens');
    expect(overall('inboundTrust', otherCloud, holds({ isMfaAccepted: false }))).toBe('neutral');
    expect(overall('blockServiceProviderOutboundAccess', otherCloud, holds(true))).toBe('neutral');
    expect(overall('blockServiceProviderOutboundAccess', otherCloud, holds(false))).toBe('broadens');
  });

  test('a missing synchronization policy counts as all its flags off', () => {
    const allowed = { userSyncInbound: { isSyncAllowed: true }, displayName: 'Fabrikam' };
    expect(assessSetting(sync, holds(null), holds(allowed))).toEqual({
      overall: 'broadens',
      byPath: new Map([
        ['identitySynchronization.userSyncInbound.isSyncAllowed', 'broadens'],
        ['identitySynchronization.displayName', 'neutral'],
      ]),
    });
    expect(overall('identitySynchronization', holds(allowed), holds(null))).toBe('narrows');
    expect(overall('identitySynchronization', holds(allowed), holds({ ...allowed, displayName: 'F' }))).toBe('neutral');
  });

  test('an unknown member is neutral if it stays and mixed if it changes', () => {
    const network = (value: Json) => holds({ isMfaAccepted: false, isCompliantNetworkAccepted: value });
    expect(overall('inboundTrust', network(true), network(true))).toBe('neutral');
    expect(overall('inboundTrust', network(true), network(false))).toBe('mixed');
    expect(overall('inboundTrust', network(true), holds({ isMfaAccepted: false }))).toBe('mixed');
  });

  test('a change of a flag that is not a boolean is mixed', () => {
    expect(overall('inboundTrust', holds({ isMfaAccepted: 'yes' }), holds({ isMfaAccepted: true }))).toBe('mixed');
    expect(overall('inboundTrust', holds({ isMfaAccepted: 'yes' }), holds({ isMfaAccepted: 'yes' }))).toBe('neutral');
  });

  test('every flag counts as broadening if an inherited value is not known', () => {
    expect(assessSetting(trust, unread, holds({ isMfaAccepted: false })).byPath).toEqual(
      new Map([['inboundTrust.isMfaAccepted', 'broadens']]),
    );
    expect(overall('inboundTrust', holds({ isMfaAccepted: true }), unread)).toBe('broadens');
  });
});

describe('lists', () => {
  const clouds = 'allowedCloudEndpoints';
  test('an added cloud broadens, a removed one narrows', () => {
    expect(overall(clouds, holds([]), holds(['microsoftonline.us']))).toBe('broadens');
    expect(overall(clouds, holds(['microsoftonline.us']), holds([]))).toBe('narrows');
    expect(overall(clouds, holds(['microsoftonline.com']), holds(['microsoftonline.us']))).toBe('mixed');
    expect(overall(clouds, holds(null), holds([]))).toBe('neutral');
  });

  test('any change of redemption providers broadens', () => {
    const providers = (...order: string[]) => holds({ primaryIdentityProviderPrecedenceOrder: order });
    const name = 'invitationRedemptionIdentityProviderConfiguration';
    expect(overall(name, providers('a', 'b'), providers('b', 'a'))).toBe('broadens');
    expect(overall(name, providers('a', 'b'), providers('a'))).toBe('broadens');
    expect(overall(name, holds({ fallbackIdentityProvider: 'a' }), holds({ fallbackIdentityProvider: 'b' }))).toBe(
      'broadens',
    );
    expect(overall(name, providers('a'), providers('a'))).toBe('neutral');
  });
});

describe('the effective value', () => {
  test('an inherited setting has the value of the default', () => {
    expect(effectiveValue(inbound, null, open)).toEqual(holds(open));
    expect(effectiveValue(inbound, closed, open)).toEqual(holds(closed));
    expect(effectiveValue(inbound, null, null)).toEqual(holds(null));
  });

  test('an inherited setting without a known default is unknown', () => {
    expect(effectiveValue(inbound, null, undefined)).toEqual(unread);
  });

  test('a member that the own value leaves out comes from the default, also an unknown one', () => {
    const own = { isMfaAccepted: true };
    const byDefault = { isMfaAccepted: false, isCompliantDeviceAccepted: true, isCompliantNetworkAccepted: true };
    expect(effectiveValue(trust, own, byDefault)).toEqual(holds({ ...byDefault, isMfaAccepted: true }));
  });

  test('a missing TargetConfiguration is not filled from the default', () => {
    const own = { usersAndGroups: half('allowed AllUsers') };
    expect(effectiveValue(inbound, own, open)).toEqual(holds(own));
  });

  test('a default that cannot be written is inherited too', () => {
    const byDefault = { inboundAllowed: true, outboundAllowed: false };
    expect(effectiveValue(consent, null, byDefault)).toEqual(holds(byDefault));
    expect(effectiveValue(consent, { outboundAllowed: true }, byDefault)).toEqual(
      holds({ inboundAllowed: true, outboundAllowed: true }),
    );
  });

  test('a setting that is not inherited ignores the default', () => {
    expect(effectiveValue(sync, null, { userSyncInbound: { isSyncAllowed: true } })).toEqual(holds(null));
  });

  test('the default of a setting that cannot be set there is known without reading it', () => {
    expect(effectiveValue(consent, null, undefined)).toEqual(holds(null));
    expect(effectiveValue(consent, { inboundAllowed: true }, undefined)).toEqual(holds({ inboundAllowed: true }));
    expect(effectiveValue(sync, null, undefined)).toEqual(holds(null));
    expect(effectiveValue(provider, null, undefined)).toEqual(holds(null));
  });

  test('a flag that the own value leaves out counts as broadening if no default is known', () => {
    const before = effectiveValue(trust, { isMfaAccepted: true, isCompliantDeviceAccepted: false }, undefined);
    const after = effectiveValue(trust, { isMfaAccepted: true }, undefined);
    expect(assessSetting(trust, before, after)).toEqual({
      overall: 'broadens',
      byPath: new Map([
        ['inboundTrust.isMfaAccepted', 'neutral'],
        ['inboundTrust.isCompliantDeviceAccepted', 'broadens'],
      ]),
    });
  });
});

describe('several impacts together', () => {
  test.each<[Impact[], Impact]>([
    [[], 'neutral'],
    [['neutral', 'neutral'], 'neutral'],
    [['neutral', 'broadens'], 'broadens'],
    [['narrows', 'neutral'], 'narrows'],
    [['narrows', 'broadens'], 'mixed'],
    [['mixed', 'neutral'], 'mixed'],
  ])('%j are %s', (impacts, expected) => {
    expect(combineImpacts(impacts)).toBe(expected);
  });
});
