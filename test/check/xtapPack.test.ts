/* The rules of the pack xtap: what each finds, what it lets pass, and what it cannot know. */

import type { DesiredPartner } from '../../src/model/desiredState.ts';
import type { LivePartner, SettingValues } from '../../src/model/liveState.ts';
import {
  a1,
  access,
  closed,
  desiredState,
  g1,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  sync,
  systemDefault,
  trust,
  u1,
  value,
} from '../support/builders.ts';
import { check, resultsOf } from '../support/checked.ts';
import { fabrikam, home } from '../support/tenants.ts';

const rights = '00000012-0000-0000-c000-000000000000';

const withDefault = (settings: SettingValues, more: Parameters<typeof liveState>[1] = {}) => ({
  after: liveState([], { default: { ...systemDefault, ...settings }, policy: {}, ...more }),
});

interface PartnerCase {
  readonly live?: SettingValues;
  readonly facts?: Partial<LivePartner>;
  readonly labels?: Partial<DesiredPartner>;
  readonly default?: SettingValues;
}

/** A declared partner that is live. */
function withPartner({ live = {}, facts, labels, default: defaults = {} }: PartnerCase) {
  return {
    desired: desiredState([partner(fabrikam, {}, labels)]),
    after: liveState([livePartner(fabrikam, live, facts)], { default: { ...systemDefault, ...defaults }, policy: {} }),
  };
}

describe.each([
  ['X001', { b2bCollaborationInbound: open }, 'fail'],
  ['X001', { b2bCollaborationInbound: access(`blocked ${g1}`, 'blocked AllApplications') }, 'fail'],
  ['X001', { b2bCollaborationInbound: access('allowed AllUsers', `blocked ${a1}`) }, 'fail'],
  ['X001', { b2bCollaborationInbound: access(`blocked ${g1}`, `blocked ${a1}`) }, 'fail'],
  ['X001', { b2bCollaborationInbound: access(`allowed ${g1}`, 'allowed AllApplications') }, 'pass'],
  ['X001', { b2bCollaborationInbound: access('allowed AllUsers', 'allowed Office365') }, 'pass'],
  ['X001', { b2bCollaborationInbound: closed }, 'pass'],
  ['X002', { b2bCollaborationOutbound: open }, 'fail'],
  ['X002', { b2bCollaborationOutbound: access('allowed AllUsers', `allowed ${a1}`) }, 'pass'],
  ['X003', { b2bDirectConnectInbound: access(`allowed ${u1}`, `allowed ${a1}`) }, 'fail'],
  ['X003', { b2bDirectConnectOutbound: open }, 'fail'],
  ['X003', {}, 'pass'],
  ['X004', { inboundTrust: trust(true) }, 'fail'],
  ['X004', { inboundTrust: trust(false, true, true) }, 'pass'],
  ['X005', { inboundTrust: trust(false, true) }, 'fail'],
  ['X005', { inboundTrust: trust(false, false, true) }, 'fail'],
  ['X005', { inboundTrust: trust(true) }, 'pass'],
  ['X010', { tenantRestrictions: access('allowed AllUsers', 'allowed Office365') }, 'fail'],
  ['X010', { tenantRestrictions: closed }, 'pass'],
])('%s', (rule, settings: SettingValues, expected) => {
  test(`is ${expected} for the tenant default ${JSON.stringify(settings)}`, () => {
    expect(resultsOf(rule, withDefault(settings))).toEqual({ default: expected });
  });
});

test('X010 does not apply without tenant restrictions, and in a cloud that has none', () => {
  const { tenantRestrictions: _none, ...others } = systemDefault;
  expect(resultsOf('X010', { after: liveState([], { default: others }) })).toEqual({ default: 'notApplicable' });
  const desired = desiredState([], { cloud: 'china' });
  const after = liveState([], { default: { ...systemDefault, tenantRestrictions: open }, cloud: 'china' });
  expect(resultsOf('X010', { desired, after })).toEqual({ default: 'notApplicable' });
});

test.each([
  [open, 'pass'],
  [closed, 'fail'],
  [access('allowed AllUsers', `allowed ${a1}`), 'fail'],
  [access('allowed AllUsers', `allowed ${a1} ${rights}`), 'pass'],
  [access(`allowed ${g1}`, 'allowed AllApplications'), 'pass'],
  [access('allowed AllUsers', 'allowed Office365'), 'unknown'],
  [access('allowed AllUsers', `blocked ${rights}`), 'fail'],
])('X011 has one result for each direction: %j is %s', (inbound, expected) => {
  const outbound = open;
  const state = withDefault({ b2bCollaborationInbound: inbound, b2bCollaborationOutbound: outbound });
  expect(resultsOf('X011', state)).toEqual({
    'default b2bCollaborationInbound': expected,
    'default b2bCollaborationOutbound': 'pass',
  });
});

const keys: SettingValues = {
  b2bCollaborationInbound: open,
  inboundTrust: trust(true),
  automaticUserConsentSettings: { inboundAllowed: true },
};

describe.each([
  ['X006', 'fail', 'own values', { live: keys }],
  [
    'X006',
    'fail',
    'inherited access and trust',
    { live: { automaticUserConsentSettings: { inboundAllowed: true } }, default: { inboundTrust: trust(false, true) } },
  ],
  [
    'X006',
    'pass',
    'Office365 only',
    { live: { ...keys, b2bCollaborationInbound: access('allowed AllUsers', 'allowed Office365') } },
  ],
  [
    'X006',
    'pass',
    'one group only',
    { live: { ...keys, b2bCollaborationInbound: access(`allowed ${g1}`, 'allowed AllApplications') } },
  ],
  ['X006', 'pass', 'no trust', { live: { ...keys, inboundTrust: trust(false) } }],
  [
    'X006',
    'pass',
    'no automatic consent',
    { live: { ...keys, automaticUserConsentSettings: { inboundAllowed: false } } },
  ],
  [
    'X006',
    'unknown',
    'a half that is not set',
    { live: { ...keys, b2bCollaborationInbound: { applications: open.applications } } },
  ],
  ['X007', 'fail', 'synchronization without an owner', { live: { identitySynchronization: sync(true) } }],
  ['X007', 'pass', 'an owner', { live: { identitySynchronization: sync(true) }, labels: { owner: 'team' } }],
  ['X007', 'pass', 'no synchronization', {}],
  ['X008', 'fail', 'no owner', { labels: { ticket: 'CHG-1', reviewBy: '2027-01-01' } }],
  ['X008', 'fail', 'an owner alone', { labels: { owner: 'team' } }],
  ['X008', 'pass', 'an owner and a ticket', { labels: { owner: 'team', ticket: 'CHG-1' } }],
  ['X008', 'pass', 'an owner and a review date', { labels: { owner: 'team', reviewBy: '2027-01-01' } }],
  ['X009', 'fail', 'the day before today', { labels: { reviewBy: '2026-11-29' } }],
  ['X009', 'pass', 'today', { labels: { reviewBy: '2026-11-30' } }],
  ['X009', 'pass', 'no date', {}],
  ['X012', 'fail', 'access beyond the default', { live: { inboundTrust: trust(true) } }],
  ['X012', 'pass', 'a ticket', { live: { inboundTrust: trust(true) }, labels: { ticket: 'CHG-1' } }],
  ['X012', 'pass', 'less than the default', { live: { b2bCollaborationInbound: closed } }],
  [
    'X012',
    'unknown',
    'a value outside the rule',
    { live: { b2bCollaborationInbound: { applications: open.applications } } },
  ],
  [
    'X013',
    'fail',
    'direct connect without MFA trust',
    { live: { b2bDirectConnectInbound: access(`allowed ${g1}`, `allowed ${a1}`) } },
  ],
  [
    'X013',
    'pass',
    'MFA trust of the default',
    { live: { b2bDirectConnectInbound: open }, default: { inboundTrust: trust(true) } },
  ],
  ['X013', 'pass', 'no direct connect', {}],
  [
    'X014',
    'fail',
    'an own flag',
    { live: { inboundTrust: trust(false, true) }, facts: { onCreation: { isServiceProvider: true } } },
  ],
  [
    'X014',
    'pass',
    'flags of the default',
    { default: { inboundTrust: trust(true) }, facts: { onCreation: { isServiceProvider: true } } },
  ],
  ['X014', 'pass', 'no service provider', { live: { inboundTrust: trust(true) } }],
] satisfies readonly (readonly [string, string, string, PartnerCase])[])('%s', (rule, expected, title, state) => {
  test(`is ${expected} for a partner with ${title}`, () => {
    expect(resultsOf(rule, withPartner(state))).toEqual({ [fabrikam]: expected });
  });
});

test('X006 is a warning for a member of the multi-tenant organization', () => {
  const severityFor = (isMember: boolean) =>
    check(withPartner({ live: keys, facts: { isInMultiTenantOrganization: isMember } })).find(
      ({ rule, result }) => rule.id === 'X006' && result === 'fail',
    )?.severity;
  expect([severityFor(false), severityFor(true)]).toEqual(['error', 'warning']);
});

describe('X015', () => {
  const support = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3' as typeof fabrikam;
  const ignored = new Map([[support, { tenantId: support, reason: 'case 1', access: 'default' as const }]]);

  test('fails if the partner is live and is not ignored', () => {
    expect(resultsOf('X015', { after: liveState([livePartner(support, {})]) })).toEqual({ [support]: 'fail' });
    const desired = desiredState([], { ignored });
    expect(resultsOf('X015', { desired, after: liveState([livePartner(support, {})]) })).toEqual({ [support]: 'pass' });
  });

  test('passes if there is no such partner, and is unknown without the live state', () => {
    expect(resultsOf('X015', { after: liveState([]) })).toEqual({ [support]: 'pass' });
    expect(resultsOf('X015', {})).toEqual({ [support]: 'unknown' });
  });
});

describe('without a live state', () => {
  test('what is not declared is unknown, and never passed', () => {
    const results = check({ desired: desiredState([partner(fabrikam, {})]) });
    const passed = results.filter(({ result }) => result === 'pass').map(({ rule }) => rule.id);
    // The review date is a label of the configuration; nothing live decides it.
    expect(passed).toEqual(['X009']);
  });

  test('what is declared in full is known', () => {
    const settings = Object.fromEntries(Object.entries(keys).map(([name, of]) => [name, value(of)]));
    const desired = desiredState([partner(fabrikam, settings)]);
    expect(resultsOf('X006', { desired })).toEqual({ [fabrikam]: 'fail' });
  });

  test('`inherit` takes the declared default', () => {
    const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: inherit() })], {
      default: new Map([['b2bDirectConnectInbound', value(closed)]]),
    });
    expect(resultsOf('X013', { desired })).toEqual({ [fabrikam]: 'pass' });
  });

  test('one declared flag decides what it decides, and the others stay unknown', () => {
    const desired = desiredState([], { default: new Map([['inboundTrust', value({ isMfaAccepted: false })]]) });
    expect(resultsOf('X004', { desired })).toEqual({ default: 'pass' });
    expect(resultsOf('X005', { desired })).toEqual({ default: 'unknown' });
  });
});

test('subjects are the default, the policy, and every partner that is declared, ignored or live', () => {
  const [declared, ignoredId, live, tombstone] = [1, 2, 3, 4].map(
    (digit) => `90e29127-71ad-49c7-9ce8-00000000000${digit}` as typeof fabrikam,
  ) as [typeof fabrikam, typeof fabrikam, typeof fabrikam, typeof fabrikam];
  const desired = desiredState([partner(declared, {}), partner(tombstone, {}, { state: 'absent' })], {
    ignored: new Map([[ignoredId, { tenantId: ignoredId, reason: 'x', access: 'any' as const }]]),
  });
  expect(Object.keys(resultsOf('X009', { desired }))).toEqual([declared, ignoredId]);
  const after = liveState([livePartner(declared, {}), livePartner(ignoredId, {}), livePartner(live, {})]);
  expect(Object.keys(resultsOf('X009', { desired, after }))).toEqual([declared, ignoredId, live]);
  expect(home).not.toBe(declared);
});

test('a result names the setting, the value, its source and the line that decides', () => {
  const declaration = value(trust(true));
  const desired = desiredState([], { default: new Map([['inboundTrust', declaration]]) });
  const after = liveState([], { default: { ...systemDefault, inboundTrust: trust(true) } });
  expect(check({ desired, after }).find(({ rule }) => rule.id === 'X004')).toMatchObject({
    setting: 'inboundTrust.isMfaAccepted',
    value: true,
    source: 'default',
    position: declaration.position,
  });
});
