/** The resources that exist once: the policy root, the default settings and the templates. */
import type { AuditSubject } from '../directory/auditLog.ts';
import type { Facts } from '../facts.ts';
import { type Call, commit, fail, type Handler, type Reply, show, viewOf, withContext } from '../http/call.ts';
import { type EntityType, present } from '../http/present.ts';
import { pick, readQuery } from '../http/queryOptions.ts';
import type { JsonObject } from '../json.ts';
import type { TargetPlace } from '../targetRules.ts';
import { systemDefault } from './systemDefault.ts';
import { type Templates, type Tenant, untouchedTemplates } from './tenantState.ts';
import { writeEntity } from './writeEntity.ts';

interface Singleton {
  readonly typeName: EntityType;
  readonly path: string;
  readonly resource: TargetPlace['resource'];
  readonly activity: string;
  readonly read: (tenant: Tenant) => JsonObject;
  readonly store: (tenant: Tenant, entity: JsonObject, facts: Facts) => Tenant;
}

const root: Singleton = {
  typeName: 'crossTenantAccessPolicy',
  path: 'policies/crossTenantAccessPolicy/$entity',
  resource: 'default',
  activity: 'Update the cross-tenant access policy',
  read: (tenant) => tenant.policy,
  store: (tenant, policy) => ({ ...tenant, policy }),
};

const companyDefault: Singleton = {
  typeName: 'crossTenantAccessPolicyConfigurationDefault',
  path: 'policies/crossTenantAccessPolicy/default/$entity',
  resource: 'default',
  activity: 'Update the company default cross-tenant access setting',
  read: (tenant) => tenant.default,
  store: (tenant, entity, { serviceDefaultAfterPatch }) => ({
    ...tenant,
    default: { ...entity, isServiceDefault: serviceDefaultAfterPatch === 'true' },
  }),
};

function template(name: keyof Templates, typeName: EntityType): Singleton {
  return {
    typeName,
    path: `policies/crossTenantAccessPolicy/templates/${name}/$entity`,
    resource: 'template',
    activity: `Update the ${name} template`,
    read: (tenant) => tenant.templates[name],
    store: (tenant, entity) => ({ ...tenant, templates: { ...tenant.templates, [name]: entity } }),
  };
}

const partnerTemplate = template(
  'multiTenantOrganizationPartnerConfiguration',
  'multiTenantOrganizationPartnerConfigurationTemplate',
);
const syncTemplate = template(
  'multiTenantOrganizationIdentitySynchronization',
  'multiTenantOrganizationIdentitySyncPolicyTemplate',
);

export const getRoot: Handler = (call) => readSingleton(call, root);
export const updateRoot: Handler = (call) => writeSingleton(call, root);
export const getDefault: Handler = (call) => readSingleton(call, companyDefault);
export const updateDefault: Handler = (call) => writeSingleton(call, companyDefault);
export const getPartnerTemplate: Handler = (call) => readSingleton(call, partnerTemplate);
export const updatePartnerTemplate: Handler = (call) => writeSingleton(call, partnerTemplate);
export const getSyncTemplate: Handler = (call) => readSingleton(call, syncTemplate);
export const updateSyncTemplate: Handler = (call) => writeSingleton(call, syncTemplate);

export const resetDefault: Handler = (call) => {
  const before = call.tenant.default;
  const tenant = { ...call.tenant, default: systemDefault };
  const activity = 'Reset the cross-tenant access default setting';
  return { tenant: commit(call, tenant, singletonSubject(activity, before, systemDefault)), status: 204 };
};

export const resetPartnerTemplate = resetTemplate('multiTenantOrganizationPartnerConfiguration');
export const resetSyncTemplate = resetTemplate('multiTenantOrganizationIdentitySynchronization');

function resetTemplate(name: keyof Templates): Handler {
  return (call) => {
    const [before, after] = [call.tenant.templates[name], untouchedTemplates[name]];
    const tenant = { ...call.tenant, templates: { ...call.tenant.templates, [name]: after } };
    return { tenant: commit(call, tenant, singletonSubject(`Reset the ${name} template`, before, after)), status: 204 };
  };
}

/** The audit subject of a change of such a resource. */
export function singletonSubject(activity: string, before: JsonObject, after: JsonObject): AuditSubject {
  const category = 'CrossTenantAccessSettings';
  return { activity, operation: 'Update', category, before, after };
}

function readSingleton(call: Call, singleton: Singleton): Reply {
  const { typeName } = singleton;
  const options = readQuery(call, typeName, ['$select']);
  if ('code' in options) return fail(call, options);
  const entity = present(singleton.read(call.tenant), typeName, viewOf(call));
  return show(call, withContext(call, singleton.path, JSON.stringify(pick(entity, options.select))));
}

function writeSingleton(call: Call, singleton: Singleton): Reply {
  const { typeName, resource, activity } = singleton;
  const stored = singleton.read(call.tenant);
  const written = writeEntity(call, { typeName, mode: 'update', stored, resource });
  if (!written.ok) return fail(call, written.failure);
  const entity = withoutNulls(written.entity, singleton);
  const tenant = singleton.store(call.tenant, entity, call.rules.facts);
  const subject = singletonSubject(activity, stored, singleton.read(tenant));
  return { tenant: commit(call, tenant, subject), status: 204 };
}

/** A setting of the default that was sent as null has its first value again (the fact `nullOnDefault`). */
function withoutNulls(entity: JsonObject, singleton: Singleton): JsonObject {
  if (singleton !== companyDefault) return entity;
  const first = Object.entries(systemDefault).filter(([name]) => entity[name] === null);
  return { ...entity, ...Object.fromEntries(first) };
}
