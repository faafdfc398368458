/** /policies/deletedItems/crossTenantPartners (beta): deleted partners are kept and can be restored. */
import { commit, fail, type Handler, show, viewOf, withContext } from '../http/call.ts';
import { alreadyExists, notFound } from '../http/failure.ts';
import { showPage } from '../http/page.ts';
import { presentText } from '../http/present.ts';
import { readQuery } from '../http/queryOptions.ts';
import { getEntry, withEntry, withoutEntry } from './keyedStore.ts';
import { partnerSubject } from './partners.ts';

const partnerType = 'crossTenantAccessPolicyConfigurationPartner';
const contextPath = 'policies/deletedItems/crossTenantPartners';

export const listDeleted: Handler = (call) => {
  const options = readQuery(call, partnerType, ['$top', '$skiptoken']);
  if ('code' in options) return fail(call, options);
  return showPage(call, { path: contextPath, store: call.tenant.deletedPartners, options }, ({ value }) =>
    presentText(value, partnerType, viewOf(call)),
  );
};

export const getDeleted: Handler = (call) => {
  const stored = getEntry(call.tenant.deletedPartners, call.id);
  if (stored === undefined) return fail(call, notFound(call.id));
  const text = presentText(stored, partnerType, viewOf(call));
  return show(call, withContext(call, `${contextPath}/$entity`, text));
};

export const restoreDeleted: Handler = (call) => {
  const stored = getEntry(call.tenant.deletedPartners, call.id);
  if (stored === undefined) return fail(call, notFound(call.id));
  const key = call.id.toLowerCase();
  if (getEntry(call.tenant.partners, key) !== undefined) return fail(call, alreadyExists(409));
  const partner = { ...stored, deletedDateTime: null };
  const tenant = {
    ...call.tenant,
    partners: withEntry(call.tenant.partners, key, partner),
    deletedPartners: withoutEntry(call.tenant.deletedPartners, key),
  };
  const text = presentText(partner, partnerType, viewOf(call));
  return {
    tenant: commit(call, tenant, partnerSubject(key, undefined, partner)),
    status: 200,
    body: withContext(call, `${contextPath}/$entity`, text),
  };
};

export const purgeDeleted: Handler = (call) => {
  if (getEntry(call.tenant.deletedPartners, call.id) === undefined) {
    return fail(call, notFound(call.id));
  }
  const deletedPartners = withoutEntry(call.tenant.deletedPartners, call.id);
  return { tenant: { ...call.tenant, deletedPartners }, status: 204 };
};
