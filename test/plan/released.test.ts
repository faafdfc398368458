/** Settings and partners that a change takes out of management. */
import type { DesiredState } from '../../src/model/desiredState.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Plan, Released } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import {
  a1,
  absent,
  access,
  closed,
  desiredState,
  half,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { newcomer, undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const releasing = (
  base: DesiredState | undefined,
  desired: DesiredState,
  live: LiveState,
  only?: ReadonlySet<TenantId>,
): Plan => planned({ desired, base, live, only });

type Settings = Parameters<typeof partner>[1];

/** The released parts of Fabrikam, declared as `before` and then as `after`, and live as `live`. */
function releasedOf(before: Settings, after: Settings, live: Parameters<typeof livePartner>[1]): readonly Released[] {
  const states = [before, after].map((settings) => desiredState([partner(fabrikam, settings)]));
  const [base, head] = states as [DesiredState, DesiredState];
  return releasing(base, head, liveState([livePartner(fabrikam, live)])).released;
}

const fabrikamIs = { resource: 'partner', tenantId: fabrikam };

describe('released', () => {
  test('is empty without a base, and if every declaration is kept', () => {
    const state = desiredState([partner(fabrikam, { b2bDirectConnectInbound: value(open) })]);
    const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: open })]);
    expect(releasing(undefined, state, live).released).toEqual([]);
    expect(releasing(state, state, live).released).toEqual([]);
  });

  test('names a setting that is no longer declared, with its live value and its access beyond the default', () => {
    expect(releasedOf({ b2bDirectConnectInbound: value(open) }, {}, { b2bDirectConnectInbound: open })).toEqual([
      { ...fabrikamIs, setting: 'b2bDirectConnectInbound', value: open, impact: 'broadens' },
    ]);
  });

  test('compares a blocked setting with the default, which may be open', () => {
    const before = { b2bCollaborationInbound: value(closed), b2bDirectConnectInbound: value(closed) };
    const live = { b2bCollaborationInbound: closed, b2bDirectConnectInbound: closed };
    expect(releasedOf(before, {}, live).map(({ setting, impact }) => [setting, impact])).toEqual([
      ['b2bCollaborationInbound', 'narrows'],
      ['b2bDirectConnectInbound', 'neutral'],
    ]);
  });

  test('names each member if the setting stays partly declared', () => {
    const before = { inboundTrust: value(trust(true, true, false)) };
    const after = { inboundTrust: value({ isMfaAccepted: true }) };
    expect(releasedOf(before, after, { inboundTrust: trust(true, true, false) })).toEqual([
      { ...fabrikamIs, setting: 'inboundTrust', member: 'isCompliantDeviceAccepted', value: true, impact: 'broadens' },
      {
        ...fabrikamIs,
        setting: 'inboundTrust',
        member: 'isHybridAzureADJoinedDeviceAccepted',
        value: false,
        impact: 'neutral',
      },
    ]);
  });

  test('computes the impact of a TargetConfiguration together with the other one', () => {
    const both = access('allowed AllUsers', `allowed ${a1}`);
    const users = value({ usersAndGroups: half('allowed AllUsers') });
    const applications = { ...fabrikamIs, member: 'applications', value: half(`allowed ${a1}`) };
    const collaboration = { b2bCollaborationInbound: both };
    expect(
      releasedOf({ b2bCollaborationInbound: value(both) }, { b2bCollaborationInbound: users }, collaboration),
    ).toEqual([{ ...applications, setting: 'b2bCollaborationInbound', impact: 'narrows' }]);
    // All users with the default's blocked applications are outside the rule, so the impact is unknown.
    const direct = { b2bDirectConnectInbound: both };
    expect(releasedOf({ b2bDirectConnectInbound: value(both) }, { b2bDirectConnectInbound: users }, direct)).toEqual([
      { ...applications, setting: 'b2bDirectConnectInbound', impact: 'mixed' },
    ]);
  });

  test('leaves out settings that the tenant inherits', () => {
    const before = { inboundTrust: inherit(), b2bDirectConnectInbound: value(open), identitySynchronization: absent() };
    expect(releasedOf(before, {}, {})).toEqual([]);
    const flags = { inboundTrust: value({ isMfaAccepted: true, isCompliantDeviceAccepted: true }) };
    expect(
      releasedOf(flags, { inboundTrust: value({ isMfaAccepted: true }) }, { inboundTrust: { isMfaAccepted: true } }),
    ).toEqual([]);
  });

  test('names a setting that was declared `inherit` and is set in the tenant', () => {
    expect(releasedOf({ inboundTrust: inherit() }, {}, { inboundTrust: trust(true, false, false) })).toEqual([
      { ...fabrikamIs, setting: 'inboundTrust', value: trust(true, false, false), impact: 'broadens' },
    ]);
  });

  test('names a member of the object of an own endpoint by its path', () => {
    const both = { userSyncInbound: { isSyncAllowed: true }, displayName: 'Fabrikam' };
    const after = { identitySynchronization: value({ displayName: 'Fabrikam' }) };
    expect(releasedOf({ identitySynchronization: value(both) }, after, { identitySynchronization: both })).toEqual([
      {
        ...fabrikamIs,
        setting: 'identitySynchronization',
        member: 'userSyncInbound.isSyncAllowed',
        value: true,
        impact: 'broadens',
      },
    ]);
  });

  test('names a partner that is no longer declared at all, once, by its name in the base', () => {
    const settings = { inboundTrust: trust(true, false, false), b2bCollaborationInbound: closed };
    const base = desiredState([
      partner(fabrikam, { inboundTrust: value(trust(true, false, false)) }, { name: 'Fabrikam' }),
    ]);
    expect(releasing(base, desiredState([]), liveState([livePartner(fabrikam, settings)])).released).toEqual([
      { ...fabrikamIs, name: 'Fabrikam', value: settings, impact: 'mixed' },
    ]);
  });

  test('names a live partner whose tombstone was removed', () => {
    const base = desiredState([partner(fabrikam, {}, { state: 'absent' })]);
    expect(releasing(base, desiredState([]), liveState([livePartner(fabrikam, {})])).released).toEqual([
      { ...fabrikamIs, value: {}, impact: 'neutral' },
    ]);
  });

  test('compares a partner with no access while other clouds are allowed', () => {
    const live = liveState([livePartner(fabrikam, {})], { policy: { allowedCloudEndpoints: ['microsoftonline.us'] } });
    const base = desiredState([partner(fabrikam, {})]);
    expect(releasing(base, desiredState([]), live).released).toMatchObject([
      { tenantId: fabrikam, impact: 'broadens' },
    ]);
  });

  test('leaves out a partner that is not live, is deleted, or has a tombstone', () => {
    const base = desiredState([partner(fabrikam, { inboundTrust: value(trust(true, true, true)) })]);
    const live = liveState([livePartner(fabrikam, { inboundTrust: trust(true, true, true) })]);
    const buried = desiredState([partner(fabrikam, {}, { state: 'absent' })]);
    expect(releasing(base, desiredState([]), liveState([])).released).toEqual([]);
    expect(releasing(base, buried, live).released).toEqual([]);
    const deleting = desiredState([partner(newcomer, {})], { undeclaredPartners: 'delete' });
    const deleted = releasing({ ...base, undeclaredPartners: 'delete' }, deleting, live);
    expect([deleted.summary.delete, deleted.released]).toEqual([1, []]);
  });

  test('names settings of default and policy, which do not inherit', () => {
    const base = desiredState([], {
      default: new Map([
        ['inboundTrust', value(trust(false, false, false))],
        ['b2bDirectConnectInbound', value(open)],
      ]),
      policy: new Map([['allowedCloudEndpoints', value(['microsoftonline.us'])]]),
    });
    const live = liveState([], {
      default: { ...systemDefault, b2bDirectConnectInbound: open },
      policy: { allowedCloudEndpoints: ['microsoftonline.us'] },
    });
    const parts = releasing(base, desiredState([]), live).released;
    expect(parts.map(({ resource, setting, impact }) => [resource, setting, impact])).toEqual([
      ['policy', 'allowedCloudEndpoints', 'broadens'],
      ['default', 'b2bDirectConnectInbound', 'broadens'],
      ['default', 'inboundTrust', 'neutral'],
    ]);
    expect(releasing(base, desiredState([]), live, new Set([fabrikam])).released).toEqual([]);
  });

  test('a partial plan names only its own partners', () => {
    const base = desiredState([partner(fabrikam, {}), partner(undeclaredPartner, {})]);
    const live = liveState([livePartner(fabrikam, {}), livePartner(undeclaredPartner, {})]);
    const { released } = releasing(base, desiredState([]), live, new Set([undeclaredPartner]));
    expect(released.map(({ tenantId }) => tenantId)).toEqual([undeclaredPartner]);
  });

  test('an unknown default counts as broadening', () => {
    const base = desiredState([partner(fabrikam, { b2bCollaborationInbound: value(closed) })]);
    const live = liveState([livePartner(fabrikam, { b2bCollaborationInbound: closed })], { default: undefined });
    expect(releasing(base, desiredState([partner(fabrikam, {})]), live).released).toMatchObject([
      { impact: 'broadens' },
    ]);
  });
});

test('released and loosened are not in the digest, and the checksum covers both', () => {
  const settings = { b2bDirectConnectInbound: value(open) };
  const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: open })]);
  const head = desiredState([partner(fabrikam, {})]);
  const base = desiredState([partner(fabrikam, settings)], { protected: new Set([fabrikam]) });
  const [without, released] = [releasing(head, head, live), releasing(base, head, live)];
  expect([released.released.length, released.loosened.length]).toEqual([1, 1]);
  expect(released.digest).toBe(without.digest);
  expect(released.integrity).not.toBe(without.integrity);
});
