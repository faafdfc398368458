/**
 * Resources outside the policy: the organization, its applications, other tenants by id or domain, and the audit log.
 */
import { type Call, checkQuery, fail, type Handler, type Reply, show, withContext } from '../http/call.ts';
import { accessDenied, badRequest, type Failure, invalidValue, notFound } from '../http/failure.ts';
import { type FilterProperties, parseFilter, passes } from '../http/filter.ts';
import { nextLink, pick, readQuery } from '../http/queryOptions.ts';
import type { JsonObject } from '../json.ts';
import type { DirectoryTenant } from '../state/tenantState.ts';
import { isGuid } from '../targetRules.ts';
import { eventsOf } from './auditLog.ts';

export const getOrganization: Handler = (call) => {
  const { tenantId: id, displayName, directory } = call.tenant;
  const own = directory.find(({ tenantId }) => tenantId === id);
  const names = own === undefined ? [] : [...new Set([own.defaultDomainName, ...own.domains])];
  const verifiedDomains = names.map((name) => ({ name, isDefault: name === own?.defaultDomainName }));
  const organization = applySelect(call, 'organization', { id, displayName, verifiedDomains });
  if ('failure' in organization) return fail(call, organization.failure);
  return show(call, withContext(call, 'organization', JSON.stringify({ value: [organization.entity] })));
};

/** Finds an application by its application id; the service accepts this alternate key instead of the object id. */
export const getServicePrincipal: Handler = (call) => {
  if (!isGuid(call.id)) return fail(call, invalidValue('appId', 'ServicePrincipal'));
  const { servicePrincipals } = call.tenant;
  if (servicePrincipals === undefined) return fail(call, accessDenied());
  const appIdKey = call.id.toLowerCase();
  const found = servicePrincipals.find(({ appId }) => appId.toLowerCase() === appIdKey);
  if (found === undefined) return fail(call, notFound(call.id));
  const principal = applySelect(call, 'servicePrincipal', { ...found });
  if ('failure' in principal) return fail(call, principal.failure);
  return show(call, withContext(call, 'servicePrincipals/$entity', JSON.stringify(principal.entity)));
};

/** Applies `$select`, the only query option of these resources. */
function applySelect(
  call: Call,
  typeName: string,
  entity: JsonObject,
): { readonly entity: JsonObject } | { readonly failure: Failure } {
  const failure = checkQuery(call, ['$select']);
  if (failure !== undefined) return { failure };
  const select = call.request.query.get('$select')?.split(',');
  const unknown = select?.find((name) => !Object.hasOwn(entity, name));
  if (unknown === undefined) return { entity: pick(entity, select) };
  const message = `Could not find a property named '${unknown}' on type 'microsoft.graph.${typeName}'.`;
  return { failure: badRequest(message) };
}

export const findByTenantId: Handler = (call) => {
  if (!isGuid(call.id)) return fail(call, badRequest(`Invalid tenant id '${call.id}'.`));
  const tenantId = call.id.toLowerCase();
  const { directory } = call.tenant;
  return showTenant(
    call,
    directory.find((tenant) => tenant.tenantId.toLowerCase() === tenantId),
  );
};

export const findByDomainName: Handler = (call) => {
  const domainName = call.id.toLowerCase();
  const found = call.tenant.directory.find((tenant) =>
    [tenant.defaultDomainName, ...tenant.domains].some((name) => name.toLowerCase() === domainName),
  );
  return showTenant(call, found);
};

function showTenant(call: Call, found: DirectoryTenant | undefined): Reply {
  const failure = checkQuery(call, []);
  if (failure !== undefined) return fail(call, failure);
  if (found === undefined) return fail(call, notFound(call.id));
  const { tenantId, displayName, defaultDomainName, federationBrandName } = found;
  const information = { tenantId, displayName, defaultDomainName, federationBrandName };
  return show(call, withContext(call, 'microsoft.graph.tenantInformation', JSON.stringify(information)));
}

const auditProperties: FilterProperties = {
  activityDateTime: 'time',
  category: 'text',
  activityDisplayName: 'text',
  correlationId: 'text',
  id: 'text',
  loggedByService: 'text',
};

/** GET /auditLogs/directoryAudits: newest first, a page at a time. */
export const listAuditEvents: Handler = (call) => {
  const options = readQuery(call, 'directoryAudit', ['$filter', '$top', '$skiptoken', '$orderby']);
  if ('code' in options) return fail(call, options);
  const { query } = call.request;
  const order = query.get('$orderby') ?? 'activityDateTime desc';
  if (!/^activityDateTime( desc)?$/.test(order)) {
    return fail(call, badRequest(`Invalid $orderby: ${order}`));
  }
  const filter = query.get('$filter');
  if (call.rules.facts.auditCategoryFilter === 'refused' && filter?.includes('category') === true) {
    return fail(call, badRequest(`Invalid filter clause: ${filter}`));
  }
  const parsed = filter === undefined ? undefined : parseFilter(filter, auditProperties);
  if (parsed !== undefined && 'problem' in parsed) return fail(call, badRequest(`Invalid filter clause: ${filter}`));
  const newestFirst = eventsOf(call.tenant.audit).filter(
    (event) => parsed === undefined || passes(parsed, event, auditProperties),
  );
  const events = order.endsWith('desc') ? newestFirst : newestFirst.toReversed();
  const start = 1 + events.findIndex((event) => event.id === options.after);
  const page = events.slice(start, start + options.pageSize);
  const last = page.at(-1);
  const more = start + page.length < events.length && last !== undefined;
  const link = more ? { '@odata.nextLink': nextLink(call, String(last.id)) } : {};
  return show(call, withContext(call, 'auditLogs/directoryAudits', JSON.stringify({ value: page, ...link })));
};
