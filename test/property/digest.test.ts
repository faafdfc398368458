/** What the digest and the guards depend on, and what they do not. */

import fc from 'fast-check';
import type { DesiredState } from '../../src/model/desiredState.ts';
import type { Json } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Change, Impact } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { approvalReasons } from '../../src/plan/approval.ts';
import { type Allowances, evaluateGuards, findRefusedGuards } from '../../src/plan/guards.ts';
import { effectiveRules } from '../../src/plan/partition.ts';
import { closed, desiredState, livePartner, open, trust, value } from '../support/builders.ts';
import { richDesired, richLive, stranger } from '../support/property/richPlan.ts';
import { planOf } from '../support/property/tenantModel.ts';
import { fabrikam } from '../support/tenants.ts';

const digestOf = (desired: DesiredState, live: LiveState): string | undefined => planOf({ desired, live })?.digest;
const digest = digestOf(richDesired, richLive);

const partnersWith = (tenantId: TenantId, name: string, of: Json): LiveState => ({
  ...richLive,
  partners: richLive.partners.map((each) =>
    each.tenantId === tenantId ? { ...each, settings: { ...each.settings, [name]: of } } : each,
  ),
});
const declaring = (name: string, of: Json): DesiredState => ({
  ...richDesired,
  partners: richDesired.partners.map((each) =>
    each.tenantId === fabrikam ? { ...each, settings: new Map([...each.settings, [name, value(of)]]) } : each,
  ),
});

test.each<[string, DesiredState, LiveState]>([
  ['tenant', { ...richDesired, tenantId: stranger }, richLive],
  ['cloud', { ...richDesired, cloud: 'usgov' }, richLive],
  ['API version', { ...richDesired, apiVersion: 'beta' }, { ...richLive, apiVersion: 'beta' }],
  ['declared value', declaring('inboundTrust', { isMfaAccepted: true, isCompliantDeviceAccepted: false }), richLive],
  ['newly declared setting', declaring('b2bDirectConnectInbound', closed), richLive],
  ['partner less', { ...richDesired, partners: richDesired.partners.slice(1) }, richLive],
  ['limit', { ...richDesired, guards: { ...richDesired.guards, maxDeletes: 1 } }, richLive],
  ['live value under a change', richDesired, partnersWith(fabrikam, 'inboundTrust', trust(false, false, false))],
  [
    'default under what newly inherits it',
    richDesired,
    {
      ...richLive,
      default: { ...richLive.default, automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: true } },
    },
  ],
  [
    'inherited default',
    richDesired,
    { ...richLive, default: { ...richLive.default, inboundTrust: trust(false, true, false) } },
  ],
  ['cloud endpoint', richDesired, { ...richLive, policy: { allowedCloudEndpoints: ['microsoftonline.com'] } }],
])('another %s gives another digest', (_, desired, live) => {
  expect(digestOf(desired, live)).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOf(desired, live)).not.toBe(digest);
});

test.each<[string, DesiredState, LiveState]>([
  [
    'labels',
    { ...richDesired, partners: richDesired.partners.map((each) => ({ ...each, name: 'N', owner: 'o', ticket: 't' })) },
    richLive,
  ],
  ['files and places', { ...richDesired, files: ['other.yaml'], sourceName: 'other' }, richLive],
  ['an undeclared partner', richDesired, partnersWith(stranger, 'inboundTrust', trust(false, false, false))],
  ['an undeclared setting', richDesired, partnersWith(fabrikam, 'b2bDirectConnectInbound', closed)],
  [
    'a partner more',
    richDesired,
    {
      ...richLive,
      partners: [
        ...richLive.partners,
        livePartner('f0000000-0000-4000-8000-000000000000' as TenantId, { tenantRestrictions: open }),
      ],
    },
  ],
  [
    'a default that nobody rests on',
    richDesired,
    { ...richLive, default: { ...richLive.default, invitationRedemptionIdentityProviderConfiguration: {} } },
  ],
])('%s have no part in the digest', (_, desired, live) => {
  expect(digestOf(desired, live)).toBe(digest);
});

test('time, version and warnings have no part in the digest', () => {
  const again = planOf({ desired: richDesired, live: richLive, createdAt: '2030-01-01T00:00:00Z', toolVersion: '9' });
  expect(again?.digest).toBe(digest);
  expect(again?.integrity).not.toBe(planOf({ desired: richDesired, live: richLive })?.integrity);
});

const impacts: readonly Impact[] = ['broadens', 'narrows', 'mixed', 'neutral'];
const idOf = (index: number) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as TenantId;
const change = (index: number, action: Change['action'], impact: Impact): Change => ({
  ...{ action, impact, resource: 'partner', tenantId: idOf(index), origin: 'unknown' },
  ...{ preimage: {}, after: {}, basis: {}, fields: [], requests: [] },
});

test('one more deletion or broadening never turns a refusal into consent', () => {
  const scene = fc.record({
    actions: fc.array(
      fc.tuple(fc.constantFrom<Change['action']>('create', 'update', 'delete'), fc.constantFrom(...impacts)),
      { maxLength: 15 },
    ),
    more: fc.constantFrom<Change['action']>('delete', 'update', 'create'),
    unchanged: fc.nat(20),
    guards: fc.record({ maxDeletes: fc.nat(5), maxDeletePercent: fc.nat(100), maxChangePercent: fc.nat(100) }),
    shielded: fc.uniqueArray(fc.nat(16), { maxLength: 2 }),
    desiredIsEmpty: fc.boolean(),
    allowed: fc.record<Allowances>({
      deletes: fc.option(fc.nat(8), { nil: undefined }),
      changes: fc.option(fc.nat(8), { nil: undefined }),
    }),
  });
  fc.assert(
    fc.property(scene, ({ actions, more, unchanged, guards, shielded, desiredIsEmpty, allowed }) => {
      const few = actions.map(([action, impact], index) => change(index, action, impact));
      const many = [...few, change(actions.length, more, 'broadens')];
      // The partner of the further change is there in both cases.
      const livePartners = unchanged + many.filter(({ action }) => action !== 'create').length;
      const rules = { guards, protected: new Set(shielded.map(idOf)) };
      const refusals = (changes: readonly Change[]) =>
        findRefusedGuards(evaluateGuards({ changes, livePartners, rules, desiredIsEmpty }), changes, allowed).map(
          ({ guard }) => guard,
        );
      expect(refusals(many)).toEqual(expect.arrayContaining(refusals(few)));
      const grounds = approvalReasons(few);
      expect(approvalReasons(many)).toEqual(expect.arrayContaining([...grounds]));
      expect(approvalReasons(many)).not.toEqual([]);
    }),
    { numRuns: 500, seed: 20261122 },
  );
});

test('an allowance covers what it states and nothing else', () => {
  const changes = [0, 1, 2].map((index) => change(index, 'delete', 'narrows'));
  const rules = {
    guards: { maxDeletes: 1, maxDeletePercent: 20, maxChangePercent: 10 },
    protected: new Set([idOf(0)]),
  };
  const guards = evaluateGuards({ changes, livePartners: 12, rules, desiredIsEmpty: true });
  const refused = (deletes: number | undefined, allowed: number | undefined) =>
    findRefusedGuards(guards, changes, { deletes, changes: allowed }).map(({ guard }) => guard);
  expect(refused(undefined, undefined)).toEqual([
    'maxDeletes',
    'maxDeletePercent',
    'maxChangePercent',
    'protected',
    'emptyDesiredState',
  ]);
  expect(refused(2, 2)).toEqual([
    'maxDeletes',
    'maxDeletePercent',
    'maxChangePercent',
    'protected',
    'emptyDesiredState',
  ]);
  expect(refused(3, 3)).toEqual(['protected', 'emptyDesiredState']);
});

test('with a base the stricter of both holds', () => {
  const strict = desiredState([], {
    undeclaredPartners: 'report',
    protected: new Set([fabrikam]),
    guards: { maxDeletes: 1, maxDeletePercent: 5, maxChangePercent: 50 },
  });
  const loose = desiredState([], {
    undeclaredPartners: 'delete',
    protected: new Set([stranger]),
    guards: { maxDeletes: 9, maxDeletePercent: 90, maxChangePercent: 9 },
  });
  const expected = {
    undeclaredPartners: 'report',
    protected: new Set([fabrikam, stranger]),
    guards: { maxDeletes: 1, maxDeletePercent: 5, maxChangePercent: 9 },
  };
  expect(effectiveRules(loose, strict)).toEqual(expected);
  expect(effectiveRules(strict, loose)).toEqual(expected);
});
