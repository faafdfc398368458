import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Plan } from '../../src/model/plan.ts';
import { describeDrift, isDrift } from '../../src/plan/drift/describeDrift.ts';
import { makePlan } from '../../src/plan/planner.ts';
import {
  closed,
  desiredState,
  inherit,
  livePartner,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { fabrikam, home } from '../support/tenants.ts';

type Settings = Parameters<typeof partner>[1];
type More = Parameters<typeof partner>[2];

const office = { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] };
const everyUser = { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] };

function stateOf(more: Partial<LiveState>): LiveState {
  return {
    source: 'graph',
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    policy: { allowedCloudEndpoints: [] },
    default: { ...systemDefault, inboundTrust: trust(false, false, false) },
    partners: [],
    ...more,
  };
}

function planned(desired: Parameters<typeof desiredState>, live: Partial<LiveState>): Plan {
  const [partners, more] = desired;
  const { plan } = makePlan({
    desired: desiredState(partners, { undeclaredSettings: 'broader', ...more }),
    live: stateOf(live),
    table: fieldTable,
    toolVersion: '1',
    createdAt: '2026-11-22T00:00:00Z',
    warnings: [],
  });
  if (!plan) throw new Error('no plan');
  return plan;
}

function ofPartner(declared: Settings, live: Record<string, Json>, more: More = {}, state: Partial<LiveState> = {}) {
  const desired = partner(fabrikam, declared, { undeclaredSettings: 'broader', ...more });
  const plan = planned([[desired], { apiVersion: state.apiVersion ?? 'v1.0' }], {
    partners: [livePartner(fabrikam, live)],
    ...state,
  });
  return plan.undeclared.map(({ setting, member, impact }) => [setting, member, impact]);
}

const flag = value({ isMfaAccepted: true });
const sync = (allowed: boolean): Json => ({ userSyncInbound: { isSyncAllowed: allowed } });

describe('an undeclared setting of a declared partner', () => {
  test.each<[string, Record<string, Json>, readonly (readonly unknown[])[]]>([
    ['opens direct connect', { b2bDirectConnectInbound: open }, [['b2bDirectConnectInbound', undefined, 'broadens']]],
    ['is narrower than the default', { b2bCollaborationInbound: closed }, []],
    ['is the same as the default', { b2bCollaborationInbound: open }, []],
    [
      'is outside the rule',
      { b2bCollaborationInbound: { ...(open as object), x: 1 } },
      [['b2bCollaborationInbound', undefined, 'mixed']],
    ],
    [
      'has an unset half',
      { b2bCollaborationInbound: { applications: office } },
      [['b2bCollaborationInbound', undefined, 'mixed']],
    ],
    ['trusts', { inboundTrust: trust(false, true, false) }, [['inboundTrust', undefined, 'broadens']]],
    ['trusts nothing', { inboundTrust: trust(false, false, false) }, []],
    [
      'consents',
      { automaticUserConsentSettings: { inboundAllowed: true } },
      [['automaticUserConsentSettings', undefined, 'broadens']],
    ],
    ['synchronizes', { identitySynchronization: sync(true) }, [['identitySynchronization', undefined, 'broadens']]],
    ['could synchronize, and does not', { identitySynchronization: sync(false) }, []],
    [
      'has an unknown member that is on',
      { inboundTrust: { isMfaAccepted: false, isNew: true } },
      [['inboundTrust', undefined, 'mixed']],
    ],
    ['has an unknown member that is off', { inboundTrust: { isMfaAccepted: false, isNew: false } }, []],
  ])('that %s', (_, live, expected) => {
    expect(ofPartner({}, live)).toEqual(expected);
  });

  test('that is declared in part is listed member by member', () => {
    expect(ofPartner({ inboundTrust: flag }, { inboundTrust: trust(true, true, true) })).toEqual([
      ['inboundTrust', 'isCompliantDeviceAccepted', 'broadens'],
      ['inboundTrust', 'isHybridAzureADJoinedDeviceAccepted', 'broadens'],
    ]);
    const half = value({ usersAndGroups: everyUser });
    const live = { b2bDirectConnectInbound: { usersAndGroups: everyUser, applications: office } };
    expect(ofPartner({ b2bDirectConnectInbound: half }, live)).toEqual([
      ['b2bDirectConnectInbound', 'applications', 'mixed'],
    ]);
  });

  test('has no entry for an unset half next to a declared one, and no entry for a label', () => {
    const declared = {
      b2bCollaborationInbound: value({ applications: office }),
      identitySynchronization: value(sync(true)),
    };
    const live = {
      b2bCollaborationInbound: { applications: office },
      identitySynchronization: { ...(sync(true) as object), displayName: 'Fabrikam' },
    };
    for (const undeclaredSettings of ['broader', 'report'] as const)
      expect(ofPartner(declared, live, { undeclaredSettings })).toEqual([]);
  });

  test('is compared with the default as the plan leaves it', () => {
    const desired = partner(fabrikam, {}, { undeclaredSettings: 'broader' });
    const live = { partners: [livePartner(fabrikam, { inboundTrust: trust(true, false, false) })] };
    const declaresIt = new Map([['inboundTrust', flag]]);
    expect(planned([[desired]], live).undeclared).toHaveLength(1);
    expect(planned([[desired], { default: declaresIt }], live).undeclared).toEqual([]);
  });

  test('is listed whole where everything is reported, and not where it is declared inherit or ignored', () => {
    const live = { b2bCollaborationInbound: closed, inboundTrust: trust(true, false, false) };
    expect(ofPartner({ inboundTrust: flag }, live, { undeclaredSettings: 'report' })).toEqual([
      ['b2bCollaborationInbound', undefined, 'narrows'],
    ]);
    expect(ofPartner({}, { inboundTrust: trust(true, true, true) }, { undeclaredSettings: 'ignore' })).toEqual([]);
    expect(ofPartner({ inboundTrust: inherit() }, { inboundTrust: trust(true, true, true) })).toEqual([]);
  });

  test('that `inherit` does not return to the default is watched', () => {
    const live = { identitySynchronization: sync(true), inboundTrust: trust(true, true, false) };
    expect(ofPartner({ inboundTrust: flag }, live, { undeclaredSettings: 'inherit' })).toEqual([
      ['inboundTrust', 'isCompliantDeviceAccepted', 'broadens'],
      ['identitySynchronization', undefined, 'broadens'],
    ]);
  });

  test('that Graph sets to false by itself is not listed, unless the default is on', () => {
    const live = { blockServiceProviderOutboundAccess: false };
    const beta: Partial<LiveState> = { apiVersion: 'beta' };
    for (const undeclaredSettings of ['broader', 'report'] as const) {
      expect(ofPartner({}, live, { undeclaredSettings }, beta)).toEqual([]);
      const on = { ...beta, default: { ...systemDefault, blockServiceProviderOutboundAccess: true } };
      expect(ofPartner({}, live, { undeclaredSettings }, on)).toEqual([
        ['blockServiceProviderOutboundAccess', undefined, 'broadens'],
      ]);
    }
  });

  test('is accepted by `unmanaged`: listed, and no difference for drift', () => {
    const desired = desiredState(
      [partner(fabrikam, {}, { undeclaredSettings: 'broader', unmanaged: new Set(['b2bDirectConnectInbound']) })],
      { undeclaredSettings: 'broader' },
    );
    const plan = planned([desired.partners], { partners: [livePartner(fabrikam, { b2bDirectConnectInbound: open })] });
    expect(plan.undeclared).toMatchObject([{ setting: 'b2bDirectConnectInbound', impact: 'broadens', accepted: true }]);
    expect(isDrift(describeDrift(plan, { desired, live: { default: undefined } }))).toBe(false);
  });

  test('is not judged if it was not read, and the plan says so', () => {
    const desired = partner(fabrikam, {}, { undeclaredSettings: 'report' });
    const plan = planned([[desired]], { partners: [livePartner(fabrikam, {})], unread: ['identitySynchronization'] });
    expect(plan.undeclared).toEqual([]);
    expect(plan.warnings).toMatchObject([{ code: 'synchronization-not-watched' }]);
  });
});

describe('the tenant default and the policy root', () => {
  const opened = { ...systemDefault, b2bDirectConnectInbound: open, b2bCollaborationOutbound: closed };
  const found = (more: Parameters<typeof desiredState>[1], live: Partial<LiveState>) =>
    planned([[], more], live).undeclared.map(({ resource, setting, member, impact }) => [
      resource,
      setting,
      member,
      impact,
    ]);

  test('are compared with the service default', () => {
    const live = { default: opened, policy: { allowedCloudEndpoints: ['microsoftonline.us'] } };
    expect(found({}, live)).toEqual([
      ['policy', 'allowedCloudEndpoints', undefined, 'broadens'],
      ['default', 'b2bDirectConnectInbound', undefined, 'broadens'],
    ]);
    expect(found({ undeclaredSettings: 'report' }, live)).toEqual([
      ['policy', 'allowedCloudEndpoints', undefined, 'broadens'],
      ['default', 'b2bCollaborationOutbound', undefined, 'narrows'],
      ['default', 'b2bDirectConnectInbound', undefined, 'broadens'],
    ]);
  });

  test('are not compared where they are declared, unmanaged, ignored, or never changed', () => {
    const live = { default: opened };
    expect(found({ default: new Map([['b2bDirectConnectInbound', value(open)]]) }, live)).toEqual([]);
    expect(found({ unmanaged: new Set(['default']) }, live)).toEqual([]);
    expect(found({ undeclaredSettings: 'ignore' }, live)).toEqual([]);
    expect(found({}, { ...live, isServiceDefault: true })).toEqual([]);
  });

  test('have no baseline for settings whose service default is not documented', () => {
    const m365 = { users: everyUser };
    expect(
      found({ undeclaredSettings: 'report' }, { default: { ...systemDefault, m365CollaborationInbound: m365 } }),
    ).toEqual([]);
  });

  test('are listed member by member where they are declared in part', () => {
    const live = { default: { ...systemDefault, inboundTrust: trust(true, true, false) } };
    expect(found({ default: new Map([['inboundTrust', flag]]) }, live)).toEqual([
      ['default', 'inboundTrust', 'isCompliantDeviceAccepted', 'broadens'],
    ]);
  });
});
