/** The origin of a change: the configuration, drift, or both. */
import type { Json } from '../../src/model/json.ts';
import { desiredState, inherit, livePartner, liveState, partner, trust, value } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const off = trust(false);

const withTrust = (isMfaAccepted: boolean | 'inherit' | undefined) =>
  partner(
    fabrikam,
    isMfaAccepted === undefined
      ? {}
      : { inboundTrust: isMfaAccepted === 'inherit' ? inherit() : value({ isMfaAccepted }) },
  );
const gone = partner(fabrikam, {}, { state: 'absent' });
const on = trust(true, false, false);

test.each<
  [string, ReturnType<typeof partner> | undefined, ReturnType<typeof partner> | undefined, Json | undefined, string]
>([
  // what, base, head, live inboundTrust (null: inherited, undefined: no partner), origin
  ['the configuration changed, live is as it was', withTrust(false), withTrust(true), off, 'config'],
  ['the configuration is the same, live is not', withTrust(true), withTrust(true), off, 'drift'],
  ['all three differ', withTrust('inherit'), withTrust(true), off, 'both'],
  ['the base did not declare it', withTrust(undefined), withTrust(true), off, 'config'],
  ['inherited on purpose, and set by hand', withTrust('inherit'), withTrust('inherit'), on, 'drift'],
  ['set before, inherited now', withTrust(true), withTrust('inherit'), on, 'config'],
  ['a new partner', undefined, withTrust(true), undefined, 'config'],
  ['a partner that somebody deleted', withTrust(true), withTrust(true), undefined, 'drift'],
  ['a tombstone that is new', withTrust(true), gone, on, 'config'],
  ['a tombstone whose partner came back', gone, gone, on, 'drift'],
  ['a partner that comes back from its tombstone', gone, withTrust(true), undefined, 'config'],
  ['a new tombstone of a partner that drifted', withTrust(false), gone, on, 'both'],
])('%s', (...[, base, head, inboundTrust, origin]) => {
  const live = liveState(
    inboundTrust === undefined ? [] : [livePartner(fabrikam, inboundTrust === null ? {} : { inboundTrust })],
  );
  const state = (of: ReturnType<typeof partner> | undefined) => desiredState(of ? [of] : []);
  const plan = planned({ desired: state(head), base: state(base), live });
  expect(plan.changes.map((change) => change.fields.find(({ path }) => path.endsWith('Mfa')) ?? change)).toEqual([
    expect.objectContaining({ origin }),
  ]);
});

test.each<[string, boolean | undefined, boolean, boolean, boolean | 'inherit', string]>([
  // what, applied, base, head, live, origin
  ['a merge that waits', false, true, true, false, 'waiting'],
  ['a merge that waits and declares it for the first time', undefined, true, true, false, 'waiting'],
  ['a merge that waits, and a tenant that has changed as well', false, true, true, 'inherit', 'waiting'],
  ['nothing waits, and the tenant has changed', true, true, true, false, 'drift'],
  ['this change revises a merge that waits', true, false, true, 'inherit', 'both'],
  ['this change goes beyond a merge that waits', false, true, false, 'inherit', 'both'],
  ['this change, as the base is applied', false, false, true, false, 'config'],
])('with what was applied last: %s', (...[, applied, base, head, mfa, origin]) => {
  const live = liveState([livePartner(fabrikam, mfa === 'inherit' ? {} : { inboundTrust: trust(mfa, mfa, mfa) })]);
  const [change] = planned({
    desired: desiredState([withTrust(head)]),
    base: desiredState([withTrust(base)]),
    applied: desiredState([withTrust(applied)]),
    live,
  }).changes;
  expect(change?.fields.find(({ path }) => path.endsWith('MfaAccepted'))?.origin).toBe(origin);
});

test('a live value that is as it was applied is not a conflict', () => {
  const state = (flag: boolean | 'inherit') => desiredState([withTrust(flag)]);
  const live = liveState([livePartner(fabrikam, { inboundTrust: off })]);
  const states = { desired: state(true), base: state('inherit'), live };
  expect(planned(states).changes.map(({ origin }) => origin)).toEqual(['both']);
  expect(planned({ ...states, applied: state(false) }).changes.map(({ origin }) => origin)).toEqual(['config']);
});

test('a deletion of an undeclared partner is drift if the base also deletes undeclared partners', () => {
  const live = liveState([livePartner(undeclaredPartner, {})]);
  const deleting = desiredState([], { undeclaredPartners: 'delete' });
  expect(planned({ desired: deleting, base: deleting, live }).changes.map(({ origin }) => origin)).toEqual(['drift']);
  expect(planned({ desired: deleting, base: desiredState([]), live }).changes).toEqual([]);
});

test('a tombstone of a partner that the base kept has the origin config', () => {
  const live = liveState([livePartner(undeclaredPartner, {}, { onCreation: { isServiceProvider: true } })]);
  const base = desiredState([], { undeclaredPartners: 'delete' });
  const desired = desiredState([partner(undeclaredPartner, {}, { state: 'absent' })], { undeclaredPartners: 'delete' });
  expect(planned({ desired, base, live }).changes.map(({ origin }) => origin)).toEqual(['config']);
});

test('a member that neither base nor head declares is not a conflict, and has no origin if its effect stays', () => {
  const base = desiredState([partner(fabrikam, { inboundTrust: value({ isMfaAccepted: true }) })]);
  const both = value({ isMfaAccepted: true, isCompliantDeviceAccepted: true });
  const desired = desiredState([partner(fabrikam, { inboundTrust: both })]);
  const [change] = planned({ desired, base, live: liveState([livePartner(fabrikam, {})]) }).changes;
  expect(change?.fields.map(({ path, origin }) => [path, origin])).toEqual([
    ['inboundTrust.isMfaAccepted', 'drift'],
    ['inboundTrust.isCompliantDeviceAccepted', 'config'],
    ['inboundTrust.isHybridAzureADJoinedDeviceAccepted', undefined],
  ]);
  const [alone] = planned({ desired: base, base, live: liveState([livePartner(fabrikam, {})]) }).changes;
  expect([alone?.origin, alone?.fields.map(({ origin }) => origin)]).toEqual([
    'drift',
    ['drift', undefined, undefined],
  ]);
});
