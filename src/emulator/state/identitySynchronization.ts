/** /policies/crossTenantAccessPolicy/partners/{tenantId}/identitySynchronization. PUT only creates. */
import { partnerSubjects } from '../directory/auditLog.ts';
import { type Call, commit, fail, type Handler, type Reply, show, viewOf, withContext } from '../http/call.ts';
import { alreadyExists, badRequest, notFound } from '../http/failure.ts';
import { present } from '../http/present.ts';
import { pick, readQuery } from '../http/queryOptions.ts';
import { isObject, type JsonObject } from '../json.ts';
import { getEntry, withEntry, withoutEntry } from './keyedStore.ts';
import { writeEntity } from './writeEntity.ts';

const typeName = 'crossTenantIdentitySyncPolicyPartner';

export const getSync: Handler = (call) => {
  const options = readQuery(call, typeName, ['$select']);
  if ('code' in options) return fail(call, options);
  const stored = getEntry(call.tenant.identitySynchronization, call.id);
  if (stored === undefined) return fail(call, notFound(call.id, 'Directory_ObjectNotFound'));
  const entity = pick(present(stored, typeName, viewOf(call)), options.select);
  const path = `policies/crossTenantAccessPolicy/partners('${call.id}')/identitySynchronization/$entity`;
  return show(call, withContext(call, path, JSON.stringify(entity)));
};

export const putSync: Handler = (call) => {
  const key = call.id.toLowerCase();
  if (getEntry(call.tenant.partners, key) === undefined) return fail(call, notFound(call.id));
  if (getEntry(call.tenant.identitySynchronization, key) !== undefined) {
    return fail(call, alreadyExists(call.rules.facts.secondSynchronizationPut, 'ConflictingObjects'));
  }
  const stored = { tenantId: key, displayName: null, userSyncInbound: null };
  return writeSync(call, stored, 'create');
};

export const updateSync: Handler = (call) => {
  const stored = getEntry(call.tenant.identitySynchronization, call.id);
  if (stored === undefined) return fail(call, notFound(call.id, 'Directory_ObjectNotFound'));
  return writeSync(call, stored, 'update');
};

export const deleteSync: Handler = (call) => {
  const key = call.id.toLowerCase();
  const stored = getEntry(call.tenant.identitySynchronization, key);
  if (stored === undefined) return fail(call, notFound(call.id, 'Directory_ObjectNotFound'));
  const tenant = { ...call.tenant, ...removedSync(call, key, stored) };
  return { tenant: commit(call, tenant, syncSubject(key, stored, undefined)), status: 204 };
};

/** The stores without this synchronization, which the service keeps as a deleted item (the fact `softDelete`). */
export function removedSync(
  { tenant, request, rules }: Call,
  key: string,
  stored: JsonObject,
): Pick<Call['tenant'], 'identitySynchronization' | 'deletedSynchronizations'> {
  const kept = { ...stored, deletedDateTime: request.now };
  return {
    identitySynchronization: withoutEntry(tenant.identitySynchronization, key),
    deletedSynchronizations:
      rules.facts.softDelete === 'absent'
        ? tenant.deletedSynchronizations
        : withEntry(tenant.deletedSynchronizations, key, kept),
  };
}

/** The audit subject of a change of a partner's identity synchronization. */
export const syncSubject = partnerSubjects('CrossTenantIdentitySyncSettings', {
  Add: 'Create a partner identity sync setting',
  Update: 'Update a partner identity sync setting',
  Delete: 'Delete a partner identity sync setting',
});

function writeSync(call: Call, stored: JsonObject, mode: 'create' | 'update'): Reply {
  const key = call.id.toLowerCase();
  const { body } = call.request;
  const tenantId = isObject(body) ? body.tenantId : undefined;
  if (mode === 'create' && tenantId !== undefined && String(tenantId).toLowerCase() !== key) {
    return fail(call, badRequest("Property 'tenantId' differs from the partner of the path."));
  }
  const written = writeEntity(call, { typeName, mode, stored, resource: 'partner', tenantId: key });
  if (!written.ok) return fail(call, written.failure);
  const isOn = (name: string): boolean => {
    const setting = written.entity[name];
    return isObject(setting) && setting.isSyncAllowed === true;
  };
  // One tool says that the service refuses it.
  if (isOn('roleEnabledGroupSyncInbound') && !isOn('groupSyncInbound')) {
    return fail(call, badRequest("Property 'roleEnabledGroupSyncInbound' needs 'groupSyncInbound'."));
  }
  const identitySynchronization = withEntry(call.tenant.identitySynchronization, key, written.entity);
  const before = mode === 'create' ? undefined : stored;
  const tenant = commit(call, { ...call.tenant, identitySynchronization }, syncSubject(key, before, written.entity));
  return { tenant, status: 204 };
}
