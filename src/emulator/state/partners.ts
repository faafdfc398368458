/** /policies/crossTenantAccessPolicy/partners */
import { partnerSubjects } from '../directory/auditLog.ts';
import {
  type Call,
  checkQuery,
  commit,
  fail,
  type Handler,
  type Reply,
  show,
  viewOf,
  withContext,
} from '../http/call.ts';
import { alreadyExists, badRequest, notFound } from '../http/failure.ts';
import { showPage } from '../http/page.ts';
import { present, presentText } from '../http/present.ts';
import { pick, type QueryOptions, readQuery } from '../http/queryOptions.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { types } from '../schema.ts';
import { isGuid } from '../targetRules.ts';
import { removedSync } from './identitySynchronization.ts';
import { getEntry, withEntry, withoutEntry } from './keyedStore.ts';
import { writeEntity } from './writeEntity.ts';

const partnerType = 'crossTenantAccessPolicyConfigurationPartner';
const syncType = 'crossTenantIdentitySyncPolicyPartner';
const contextPath = 'policies/crossTenantAccessPolicy/partners';

export const listPartners: Handler = (call) => {
  const { topOfList, expandSynchronization } = call.rules.facts;
  const options = readQuery(call, partnerType, [
    '$select',
    '$skiptoken',
    '$count',
    ...(topOfList === 'accepted' ? ['$top'] : []),
    ...(expandSynchronization === 'accepted' ? ['$expand'] : []),
  ]);
  if ('code' in options) return fail(call, options);
  return showPage(call, { path: contextPath, store: call.tenant.partners, options }, ({ key, value }) =>
    partnerText(call, key, value, options),
  );
};

export const countPartners: Handler = (call) => {
  const failure = checkQuery(call, []);
  if (failure !== undefined) return fail(call, failure);
  return { ...show(call, String(call.tenant.partners.size)), contentType: 'text/plain' };
};

export const getPartner: Handler = (call) => {
  const options = readQuery(call, partnerType, ['$select', '$expand']);
  if ('code' in options) return fail(call, options);
  const stored = getEntry(call.tenant.partners, call.id);
  if (stored === undefined) return fail(call, notFound(call.id, call.rules.facts.missingPartnerCode));
  return showPartner(call, stored, options);
};

export const createPartner: Handler = (call) => {
  const { body } = call.request;
  const { facts } = call.rules;
  const tenantId = isObject(body) ? body.tenantId : undefined;
  const written = writeEntity(call, {
    typeName: partnerType,
    mode: 'create',
    stored: {
      ...emptyPartner(),
      ...(facts.newPartnerBlock === 'null' ? { blockServiceProviderOutboundAccess: null } : {}),
    },
    seenEntities: entitiesSeenBefore(call, tenantId),
    resource: 'partner',
    ...(isGuid(tenantId) ? { tenantId: tenantId.toLowerCase() } : {}),
  });
  if (!written.ok) return fail(call, written.failure);
  if (!isGuid(tenantId)) {
    return fail(call, badRequest("Invalid value specified for property 'tenantId': a GUID is expected."));
  }
  const key = tenantId.toLowerCase();
  if (key === call.tenant.tenantId) {
    return fail(call, badRequest('The home tenant cannot be added as a partner.'));
  }
  if (getEntry(call.tenant.partners, key) !== undefined) {
    return fail(call, alreadyExists(facts.duplicateStatus));
  }
  if (facts.recreateAfterDelete === 'conflict' && call.tenant.justDeleted.has(key)) return conflictOnce(call, key);
  const complete =
    facts.loneHalf === 'completed' ? withBothHalves(written.entity, call.tenant.default) : written.entity;
  const partner = { ...complete, tenantId: key };
  const tenant = storePartner(call, key, undefined, partner);
  return { ...showPartner(call, partner, { select: undefined, expandsSync: false }), tenant, status: 201 };
};

export const updatePartner: Handler = (call) => {
  const stored = getEntry(call.tenant.partners, call.id);
  if (stored === undefined) return fail(call, notFound(call.id, call.rules.facts.missingPartnerCode));
  const key = call.id.toLowerCase();
  const written = writeEntity(call, {
    typeName: partnerType,
    mode: 'update',
    stored,
    seenEntities: entitiesSeenBefore(call, key),
    resource: 'partner',
    tenantId: key,
  });
  if (!written.ok) return fail(call, written.failure);
  return { tenant: storePartner(call, key, stored, written.entity), status: 204 };
};

export const deletePartner: Handler = (call) => {
  const stored = getEntry(call.tenant.partners, call.id);
  if (stored === undefined) return fail(call, notFound(call.id, call.rules.facts.missingPartnerCode));
  const key = call.id.toLowerCase();
  const { deleteWithSynchronization, softDelete } = call.rules.facts;
  const sync = getEntry(call.tenant.identitySynchronization, key);
  if (sync !== undefined && deleteWithSynchronization === 'refused') {
    return fail(call, badRequest('The identity synchronization of the partner must be deleted before the partner.'));
  }
  const tenant = {
    ...call.tenant,
    ...(sync === undefined ? {} : removedSync(call, key, sync)),
    partners: withoutEntry(call.tenant.partners, key),
    deletedPartners:
      softDelete === 'absent'
        ? call.tenant.deletedPartners
        : withEntry(call.tenant.deletedPartners, key, { ...stored, deletedDateTime: call.request.now }),
    justDeleted: new Set([...call.tenant.justDeleted, key]),
  };
  return { tenant: commit(call, tenant, partnerSubject(key, stored, undefined)), status: 204 };
};

/** The fact `recreateAfterDelete`: the first POST after a deletion conflicts with the partner that was deleted. */
function conflictOnce(call: Call, key: string): Reply {
  const justDeleted = new Set([...call.tenant.justDeleted].filter((each) => each !== key));
  const failure = alreadyExists(call.rules.facts.duplicateStatus);
  return { ...fail(call, failure), tenant: { ...call.tenant, justDeleted } };
}

/** The fact `loneHalf`: the service may complete a B2B setting with the half of the default. */
function withBothHalves(partner: JsonObject, defaults: JsonObject): JsonObject {
  const complete = Object.entries(partner).map(([name, value]): [string, Json] => {
    const usual = defaults[name];
    if (!/^b2b/.test(name) || !isObject(value) || !isObject(usual)) return [name, value];
    const halves = ['usersAndGroups', 'applications'].map((half): [string, Json] => [
      half,
      value[half] ?? usual[half] ?? null,
    ]);
    return [name, { ...value, ...Object.fromEntries(halves) }];
  });
  return Object.fromEntries(complete);
}

/**
 * The entities besides the partner that a client may have read unknown members from: the default that it inherits, and
 * the deleted partner of the same id.
 */
function entitiesSeenBefore(call: Call, tenantId: Json | undefined): readonly JsonObject[] {
  const deleted = typeof tenantId === 'string' ? getEntry(call.tenant.deletedPartners, tenantId) : undefined;
  return deleted === undefined ? [call.tenant.default] : [call.tenant.default, deleted];
}

/** A partner that inherits everything. POST starts from it. */
export function emptyPartner(): JsonObject {
  const partner: Record<string, Json> = {};
  for (const [name, row] of Object.entries(types[partnerType] ?? {})) {
    if (row.nullable === true) partner[name] = null;
  }
  return {
    ...partner,
    automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    isServiceProvider: null,
    isInMultiTenantOrganization: false,
    blockServiceProviderOutboundAccess: false,
    deletedDateTime: null,
  };
}

/** The audit subject of a change of a partner. */
export const partnerSubject = partnerSubjects('CrossTenantAccessSettings', {
  Add: 'Add a partner to cross-tenant access setting',
  Update: 'Update a partner cross-tenant access setting',
  Delete: 'Delete partner specific cross-tenant access setting',
});

function storePartner(call: Call, key: string, before: JsonObject | undefined, after: JsonObject): Call['tenant'] {
  const partners = withEntry(call.tenant.partners, key, after);
  return commit(call, { ...call.tenant, partners }, partnerSubject(key, before, after));
}

type PartnerQuery = Pick<QueryOptions, 'select' | 'expandsSync'>;

function showPartner(call: Call, stored: JsonObject, options: PartnerQuery): Reply {
  const key = String(stored.tenantId).toLowerCase();
  const text = partnerText(call, key, stored, options);
  return show(call, withContext(call, `${contextPath}/$entity`, text));
}

function partnerText(call: Call, key: string, stored: JsonObject, options: PartnerQuery): string {
  const view = viewOf(call);
  const text =
    options.select === undefined
      ? presentText(stored, partnerType, view)
      : JSON.stringify(pick(present(stored, partnerType, view), options.select));
  if (!options.expandsSync) return text;
  const sync = getEntry(call.tenant.identitySynchronization, key);
  const expanded = `"identitySynchronization":${sync === undefined ? 'null' : presentText(sync, syncType, view)}`;
  return text === '{}' ? `{${expanded}}` : `${text.slice(0, -1)},${expanded}}`;
}
