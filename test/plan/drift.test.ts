/* Drift as a value: the direction of each step, what counts, and what the digest depends on. */
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import { countDrift, type Drift, describeDrift, isDrift } from '../../src/plan/drift/describeDrift.ts';
import { driftDigest } from '../../src/plan/drift/driftDigest.ts';
import { makePlan } from '../../src/plan/planner.ts';
import {
  access,
  closed,
  desiredState,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { fabrikam, woodgrove } from '../support/tenants.ts';

function driftOf(desired: DesiredState, live: LiveState, base?: DesiredState): Drift {
  const about = { table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] };
  const { plan } = makePlan({ desired, live, base, baseIsApplied: true, ...about });
  if (!plan) throw new Error('no plan');
  return describeDrift(plan, { desired, base, live });
}

const mfa = (on: boolean) => ({ inboundTrust: value({ isMfaAccepted: on }) });
const impactOf = ({ steps }: Drift) => steps.map(({ impact }) => impact);

describe('a step', () => {
  test.each([
    ['more access than declared', false, true, 'broadens'],
    ['less access than declared', true, false, 'narrows'],
  ])('to %s goes from the declared value to the live one', (_, declared, live, impact) => {
    const drift = driftOf(
      desiredState([partner(fabrikam, mfa(declared))]),
      liveState([livePartner(fabrikam, { inboundTrust: trust(live) })]),
    );
    expect(drift.steps).toMatchObject([
      {
        kind: 'differs',
        impact,
        fields: [{ path: 'inboundTrust.isMfaAccepted', before: declared, after: live, impact }],
      },
    ]);
  });

  test('of a setting that is reset to the default is judged with the live default on the live side', () => {
    const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: value(closed) })], {
      default: new Map([['b2bDirectConnectInbound', value(closed)]]),
    });
    const live = liveState([livePartner(fabrikam, {})], {
      default: { ...systemDefault, b2bDirectConnectInbound: open },
    });
    expect(impactOf(driftOf(desired, live))).toEqual(['broadens', 'broadens']);
  });

  test('of a setting that the configuration inherits is judged with the planned default on the declared side', () => {
    const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: inherit() })], {
      default: new Map([['b2bDirectConnectInbound', value(open)]]),
    });
    const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: open })]);
    const { steps } = driftOf(desired, live);
    expect(steps.map(({ resource, impact }) => [resource, impact])).toEqual([
      ['default', 'narrows'],
      ['partner', 'neutral'],
    ]);
  });

  test.each([
    ['blocked, so it fell to an open default', closed, 'broadens'],
    ['as open as the default', open, 'neutral'],
  ])('of a missing partner that was declared %s', (_, declared, impact) => {
    const desired = desiredState([partner(fabrikam, { b2bCollaborationInbound: value(declared) })]);
    const drift = driftOf(desired, liveState([]));
    expect(drift.steps).toMatchObject([{ kind: 'missing', impact }]);
    expect(countDrift(drift)).toMatchObject({
      missing: 1,
      opened: 0,
      same: 0,
      moreOpen: impact === 'broadens' ? 1 : 0,
    });
  });

  test('of a partner that should not exist goes from the live default to its values', () => {
    const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: open }), livePartner(woodgrove, {})]);
    const tombstone = desiredState([partner(fabrikam, {}, { state: 'absent' })], { undeclaredPartners: 'delete' });
    const drift = driftOf(tombstone, live);
    expect(drift.steps.map(({ kind, impact }) => [kind, impact])).toEqual([
      ['undeclared', 'neutral'],
      ['tombstone', 'broadens'],
    ]);
    expect(countDrift(drift)).toMatchObject({ opened: 1, undeclaredPartners: 1, same: 0, moreOpen: 1 });
  });

  test('of a partner that other clouds may own is not symmetric', () => {
    const allowsClouds = { policy: { allowedCloudEndpoints: ['microsoftonline.us'] } };
    const declared = desiredState([partner(fabrikam, mfa(false))]);
    expect(driftOf(declared, liveState([], allowsClouds)).steps).toMatchObject([
      { kind: 'missing', impact: 'mixed', reasons: [{ code: 'other-clouds' }] },
    ]);
    const deletes = desiredState([], {
      undeclaredPartners: 'delete',
      guards: { maxDeletes: 5, maxDeletePercent: 100, maxChangePercent: 100 },
    });
    expect(driftOf(deletes, liveState([livePartner(fabrikam, {})], allowsClouds)).steps).toMatchObject([
      { kind: 'undeclared', impact: 'broadens', reasons: [{ code: 'other-clouds' }] },
    ]);
  });
});

describe('with a base, which was applied last', () => {
  const both = (on: boolean, device: boolean) =>
    desiredState([
      partner(fabrikam, { inboundTrust: value({ isMfaAccepted: on, isCompliantDeviceAccepted: device }) }),
    ]);
  const liveTrust = (on: boolean, device: boolean) =>
    liveState([livePartner(fabrikam, { inboundTrust: trust(on, device) })]);

  test('what the configuration changed since then is waiting, and no drift', () => {
    const drift = driftOf(both(true, false), liveTrust(false, false), both(false, false));
    expect(drift.steps).toMatchObject([{ isWaiting: true, fields: [{ origin: 'waiting' }] }]);
    expect(countDrift(drift)).toMatchObject({ waiting: 1, tightened: 0, moreOpen: 0 });
    expect(isDrift(drift)).toBe(false);
    expect(driftDigest(drift)).toBe(driftDigest(driftOf(both(true, false), liveTrust(true, false))));
  });

  test('a new partner that was not applied yet is waiting, not missing', () => {
    const drift = driftOf(both(true, false), liveState([]), desiredState([]));
    expect(countDrift(drift)).toMatchObject({ waiting: 1, missing: 0 });
  });

  test('a step is judged without its waiting fields', () => {
    const drift = driftOf(both(true, false), liveTrust(false, true), both(false, false));
    expect(drift.steps).toMatchObject([
      { isWaiting: false, impact: 'broadens', fields: [{ origin: 'waiting', impact: 'narrows' }, { origin: 'drift' }] },
    ]);
    expect(driftDigest(drift)).toBe(
      driftDigest(driftOf(both(false, false), liveTrust(false, true), both(false, false))),
    );
  });

  test('the waiting half of an access setting has its live value on both sides', () => {
    const declares = (users: string, applications: string) =>
      desiredState([partner(fabrikam, { b2bCollaborationInbound: value(access(users, applications)) })]);
    const live = liveState([livePartner(fabrikam, { b2bCollaborationInbound: open })]);
    const [applied, merged] = ['allowed AllUsers', 'allowed 20000000-0000-4000-8000-000000000001'];
    const drift = driftOf(declares(merged, 'allowed Office365'), live, declares(applied, 'allowed Office365'));
    expect(impactOf(drift)).toEqual(['broadens']);
    expect(drift.steps[0]?.fields.map(({ origin }) => origin)).toEqual(['waiting', 'drift']);
  });
});

describe('the digest of drift', () => {
  const declared = [partner(fabrikam, mfa(false)), partner(woodgrove, mfa(true))];
  const live = [
    livePartner(fabrikam, { inboundTrust: trust(true) }),
    livePartner(woodgrove, { inboundTrust: trust(false) }),
  ];
  const digest = driftDigest(driftOf(desiredState(declared), liveState(live)));

  test('does not depend on order and labels', () => {
    const named = [...declared].reverse().map((each) => ({ ...each, name: 'A name', ticket: 'CHG-1' }));
    expect(driftDigest(driftOf(desiredState(named), liveState(live)))).toBe(digest);
  });

  test.each<[string, Drift]>([
    [
      'another live value',
      driftOf(desiredState(declared), liveState([...live.slice(0, 1), livePartner(woodgrove, {})])),
    ],
    ['a missing partner', driftOf(desiredState(declared), liveState(live.slice(1)))],
    ['an undeclared partner', driftOf(desiredState(declared.slice(1)), liveState(live))],
    [
      'another undeclared value',
      driftOf(desiredState(declared.slice(1)), liveState([livePartner(fabrikam, {}), ...live.slice(1)])),
    ],
    ['no drift', driftOf(desiredState([]), liveState([]))],
  ])('differs for %s', (_, drift) => {
    expect(driftDigest(drift)).not.toBe(digest);
  });

  test('tells a missing partner from one that inherits everything', () => {
    const only = desiredState(declared.slice(0, 1));
    expect(driftDigest(driftOf(only, liveState([])))).not.toBe(
      driftDigest(driftOf(only, liveState([livePartner(fabrikam, {})]))),
    );
  });
});
