/** The partners that inherit a change of the default, and impact without a known default. */
import type { Json } from '../../src/model/json.ts';
import { closed, desiredState, livePartner, liveState, partner, trust, value } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { inheritor, newcomer, richPlan, undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

test('a change of the default names the partners that inherit it afterwards', () => {
  const change = richPlan().changes.find(({ resource }) => resource === 'default');
  expect(change?.inheritedBy).toEqual([
    { tenantId: newcomer, name: 'Litware' },
    { tenantId: undeclaredPartner },
    { tenantId: fabrikam, name: 'Fabrikam' },
    { tenantId: inheritor, name: 'Relecloud' },
  ]);
});

test('a setting that partners cannot have has no inheriting partners', () => {
  const order = value({ primaryIdentityProviderPrecedenceOrder: ['azureActiveDirectory'] });
  const desired = desiredState([], {
    default: new Map([['invitationRedemptionIdentityProviderConfiguration', order]]),
  });
  const [change] = planned({ desired, live: liveState([livePartner(fabrikam, {})]) }).changes;
  expect(change).toMatchObject({ resource: 'default', impact: 'broadens', inheritedBy: [] });
});

test('a change of a flag of the default names a partner whose own value does not set that flag', () => {
  const live = liveState([
    livePartner(fabrikam, { inboundTrust: { isMfaAccepted: true } }),
    livePartner(undeclaredPartner, { inboundTrust: trust(false, false, false) }),
  ]);
  const namedBy = (flags: Json) =>
    planned({ desired: desiredState([], { default: new Map([['inboundTrust', value(flags)]]) }), live }).changes[0]
      ?.inheritedBy;
  expect(namedBy({ isCompliantDeviceAccepted: true })).toEqual([{ tenantId: fabrikam }]);
  expect(namedBy({ isMfaAccepted: true })).toEqual([]);
});

test('without a known default a creation counts as broadening, also if the clouds are unknown', () => {
  const desired = desiredState([partner(newcomer, { b2bDirectConnectInbound: value(closed) })]);
  const snapshot = { ...liveState([]), source: 'snapshot', default: undefined } as const;
  const impactIn = (policy: typeof snapshot.policy | undefined) =>
    planned({ desired, live: { ...snapshot, policy } }).changes[0]?.fields.map(({ impact }) => impact);
  expect(impactIn({ allowedCloudEndpoints: [] })).toEqual(['broadens', 'broadens']);
  expect(impactIn(undefined)).toEqual(['broadens', 'broadens']);
});
