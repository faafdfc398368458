import { classifySignIn } from '../../../src/graph/signIns/classify.ts';
import { decodeSignIn } from '../../../src/graph/signIns/signInEvent.ts';
import { a1, a2, u1 } from '../../support/builders.ts';
import { fabrikam, home, proseware } from '../../support/tenants.ts';

/** A row as beta sends it: one of our users signs in to Fabrikam. */
const outbound = {
  id: 'x',
  createdDateTime: '2026-11-20T10:00:00Z',
  userId: u1,
  appId: a1,
  resourceId: a2,
  homeTenantId: home,
  resourceTenantId: fabrikam,
  crossTenantAccessType: 'b2bCollaboration',
  tokenIssuerType: 'AzureAD',
  status: { errorCode: 0 },
  signInEventTypes: ['interactiveUser'],
};
const inbound = { ...outbound, homeTenantId: fabrikam, resourceTenantId: home };
const consumer = '9188040d-6c67-4c5b-b112-36a304b66dad';

function classify(row: object) {
  const event = decodeSignIn(row);
  return event === undefined ? 'unreadable' : classifySignIn(event, home);
}

test('direction and tenant follow from who is at home, in any case of the ids', () => {
  const judged = { type: 'b2bCollaboration', outcome: 'ok', tenantId: fabrikam };
  expect(classify(outbound)).toEqual({ judged: { ...judged, direction: 'outbound' } });
  expect(classify({ ...inbound, homeTenantId: fabrikam.toUpperCase() })).toEqual({
    judged: { ...judged, direction: 'inbound' },
  });
});

test.each([
  [0, 'ok'],
  [500212, 'blocked-outbound'],
  [500213, 'blocked-inbound'],
  [50126, 'other'],
  [53003, 'other'],
  [50020, 'other'],
  [undefined, 'other'],
])('the error code %s is the outcome %s', (errorCode, outcome) => {
  expect(classify({ ...outbound, status: { errorCode } })).toMatchObject({ judged: { outcome } });
});

test('a missing status is not a success', () => {
  expect(classify({ ...outbound, status: null })).toMatchObject({ judged: { outcome: 'other' } });
});

test.each([
  ['b2bDirectConnect', 'b2bDirectConnect'],
  ['unknownFutureValue', 'unknown'],
  ['somethingNew', 'unknown'],
  [null, 'unknown'],
  [undefined, 'unknown'],
])('the type %s is %s: it is never taken for collaboration', (crossTenantAccessType, type) => {
  expect(classify({ ...inbound, crossTenantAccessType })).toMatchObject({ judged: { type } });
});

test.each([
  ['serviceProvider', { crossTenantAccessType: 'serviceProvider' }],
  ['microsoftSupport', { crossTenantAccessType: 'microsoftSupport' }],
  ['passthrough', { crossTenantAccessType: 'passthrough' }],
  ['passthrough', { homeTenantId: fabrikam, resourceTenantId: proseware }],
  ['otherAccounts', { tokenIssuerType: 'ADFederationServices' }],
  ['otherAccounts', { homeTenantId: consumer, resourceTenantId: home }],
  ['otherAccounts', { resourceTenantId: home }],
  ['incomplete', { resourceTenantId: '' }],
  ['incomplete', { homeTenantId: null }],
  ['incomplete', { appId: null }],
  ['incomplete', { resourceId: '' }],
  ['incomplete', { userId: '00000000-0000-0000-0000-000000000000' }],
  ['tenantRestriction', { status: { errorCode: 5000211 } }],
  ['tenantRestriction', { status: { errorCode: 500021 } }],
])('a row is counted as %s and not judged: %j', (notJudged, changes) => {
  expect(classify({ ...outbound, ...changes })).toEqual({ notJudged });
});

test('a sign-in inside the tenant is not cross-tenant, with or without a type in the log', () => {
  const internal = { ...outbound, resourceTenantId: home };
  for (const crossTenantAccessType of ['none', null, undefined]) {
    expect(classify({ ...internal, crossTenantAccessType })).toBe('internal');
  }
});

test.each([[{}], ['text'], [null], [{ ...outbound, createdDateTime: 'yesterday' }], [{ ...outbound, status: 'ok' }]])(
  'a row that is not a sign-in is not read: %j',
  (row) => {
    expect(classify(Object(row))).toBe('unreadable');
  },
);
