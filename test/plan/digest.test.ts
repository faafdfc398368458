/** Inputs that change the digest, and inputs that do not. */
import type { DesiredState } from '../../src/model/desiredState.ts';
import type { Json } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { closed, livePartner, open, trust, value } from '../support/builders.ts';
import { richDesired, richLive, undeclaredPartner } from '../support/property/richPlan.ts';
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
  ['tenant', { ...richDesired, tenantId: undeclaredPartner }, richLive],
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
])('a different %s gives a different digest', (_, desired, live) => {
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
  ['an undeclared partner', richDesired, partnersWith(undeclaredPartner, 'inboundTrust', trust(false, false, false))],
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
])('%s do not change the digest', (_, desired, live) => {
  expect(digestOf(desired, live)).toBe(digest);
});

test('time, version and warnings do not change the digest', () => {
  const again = planOf({ desired: richDesired, live: richLive, createdAt: '2030-01-01T00:00:00Z', toolVersion: '9' });
  expect(again?.digest).toBe(digest);
  expect(again?.integrity).not.toBe(planOf({ desired: richDesired, live: richLive })?.integrity);
});
