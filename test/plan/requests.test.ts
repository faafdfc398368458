/** The exact requests of creations, changes and deletions. */
import {
  absent,
  desiredState,
  inherit,
  livePartner,
  liveState,
  partner,
  sync,
  trust,
  value,
} from '../support/builders.ts';
import { changeOf, planned } from '../support/planned.ts';
import { fabrikam } from '../support/tenants.ts';

const url = `/policies/crossTenantAccessPolicy/partners/${fabrikam}`;
const off = trust(false);

const put = { method: 'PUT', url: `${url}/identitySynchronization`, body: sync(true) };

test('a creation is one POST without inherited settings, then a PUT of the synchronization', () => {
  const settings = { inboundTrust: value({ isMfaAccepted: true }), tenantRestrictions: inherit() };
  expect(changeOf({ ...settings, identitySynchronization: value(sync(true)) }, undefined)?.requests).toEqual([
    {
      method: 'POST',
      url: '/policies/crossTenantAccessPolicy/partners',
      body: { tenantId: fabrikam, inboundTrust: trust(true, false, false) },
    },
    put,
  ]);
});

test('a partner with no settings is created with its tenantId alone', () => {
  expect(changeOf({}, undefined)?.requests.map(({ body }) => body)).toEqual([{ tenantId: fabrikam }]);
});

test('synchronization gets a PUT if it is missing, a PATCH if it differs, a DELETE if it is declared absent', () => {
  const declared = { identitySynchronization: value(sync(true)) };
  expect(changeOf(declared, {})?.requests).toEqual([put]);
  const live = { identitySynchronization: { ...sync(false), displayName: 'F' } };
  expect(changeOf(declared, live)?.requests).toEqual([{ ...put, method: 'PATCH' }]);
  const gone = { inboundTrust: value(off), identitySynchronization: absent() };
  expect(changeOf(gone, live)?.requests.map(({ method }) => method)).toEqual(['DELETE', 'PATCH']);
  expect(changeOf({ identitySynchronization: absent() }, {})).toBeUndefined();
  expect(changeOf({ identitySynchronization: absent() }, { identitySynchronization: {} })?.requests).toHaveLength(1);
});

test('a deletion deletes the synchronization first', () => {
  const live = liveState([livePartner(fabrikam, { identitySynchronization: sync(true) })]);
  const plan = planned({ desired: desiredState([partner(fabrikam, {}, { state: 'absent' })]), live });
  expect(plan.changes[0]?.requests).toEqual([
    { method: 'DELETE', url: `${url}/identitySynchronization` },
    { method: 'DELETE', url },
  ]);
});

test('inherit is null, and for automatic consent an object whose members are null, also unknown ones', () => {
  const live = {
    inboundTrust: off,
    automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true, future: 1 },
  };
  const change = changeOf({ inboundTrust: inherit(), automaticUserConsentSettings: inherit() }, live);
  expect(change?.requests[0]?.body).toEqual({
    inboundTrust: null,
    automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null, future: null },
  });
  expect(change?.after).toEqual({ inboundTrust: null, automaticUserConsentSettings: null });
});
