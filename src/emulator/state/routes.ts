/**
 * The routes: the entire API of the emulated service, with the permission that each route needs. A request and a state
 * give a reply and the next state. This model has no clock, network or randomness; the server adds them.
 */
import {
  findByDomainName,
  findByTenantId,
  getOrganization,
  getServicePrincipal,
  listAuditEvents,
} from '../directory/directory.ts';
import { listGroupUsers, listUsers } from '../directory/groups.ts';
import { type Call, fail, type Handler, type Reply, type ServiceRequest, type ServiceRules } from '../http/call.ts';
import { methodNotAllowed, unknownSegment } from '../http/failure.ts';
import { listSignIns } from '../signIns/listSignIns.ts';
import { deletedPartners, deletedSynchronizations } from './deletedItems.ts';
import { deleteSync, getSync, putSync, updateSync } from './identitySynchronization.ts';
import { countPartners, createPartner, deletePartner, getPartner, listPartners, updatePartner } from './partners.ts';
import {
  getDefault,
  getPartnerTemplate,
  getRoot,
  getSyncTemplate,
  resetDefault,
  resetPartnerTemplate,
  resetSyncTemplate,
  updateDefault,
  updatePartnerTemplate,
  updateRoot,
  updateSyncTemplate,
} from './policy.ts';
import type { Tenant } from './tenantState.ts';

interface Route {
  /** The path, with a capture group for the placeholder. */
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
  /** The permission for GET, if it is not Policy.Read.All. */
  readonly readPermission?: string;
  readonly betaOnly?: true;
  readonly globalOnly?: true;
}

const policy = '/policies/crossTenantAccessPolicy';
const deleted = '/policies/deletedItems';
const find = '/tenantRelationships/findTenantInformation';
const crossTenantInformation = 'CrossTenantInformation.ReadBasic.All';

const routes: readonly Route[] = [
  { path: path(policy), methods: { GET: getRoot, PATCH: updateRoot } },
  { path: path(`${policy}/default`), methods: { GET: getDefault, PATCH: updateDefault } },
  { path: path(`${policy}/default/resetToSystemDefault`), methods: { POST: resetDefault } },
  { path: path(`${policy}/partners`), methods: { GET: listPartners, POST: createPartner } },
  { path: path(`${policy}/partners/$count`), methods: { GET: countPartners } },
  {
    path: path(`${policy}/partners/{}`),
    methods: { GET: getPartner, PATCH: updatePartner, DELETE: deletePartner },
  },
  {
    path: path(`${policy}/partners/{}/identitySynchronization`),
    methods: { GET: getSync, PUT: putSync, PATCH: updateSync, DELETE: deleteSync },
  },
  {
    path: path(`${policy}/templates/multiTenantOrganizationPartnerConfiguration`),
    methods: { GET: getPartnerTemplate, PATCH: updatePartnerTemplate },
    globalOnly: true,
  },
  {
    path: path(`${policy}/templates/multiTenantOrganizationIdentitySynchronization`),
    methods: { GET: getSyncTemplate, PATCH: updateSyncTemplate },
    globalOnly: true,
  },
  {
    path: path(`${policy}/templates/multiTenantOrganizationPartnerConfiguration/resetToDefaultSettings`),
    methods: { POST: resetPartnerTemplate },
    betaOnly: true,
    globalOnly: true,
  },
  {
    path: path(`${policy}/templates/multiTenantOrganizationIdentitySynchronization/resetToDefaultSettings`),
    methods: { POST: resetSyncTemplate },
    betaOnly: true,
    globalOnly: true,
  },
  ...deletedItems('crossTenantPartners', deletedPartners),
  ...deletedItems('crossTenantSyncPolicyPartners', deletedSynchronizations),
  {
    path: path(`${find}ByTenantId(tenantId='{}')`),
    methods: { GET: findByTenantId },
    readPermission: crossTenantInformation,
  },
  {
    path: path(`${find}ByDomainName(domainName='{}')`),
    methods: { GET: findByDomainName },
    readPermission: crossTenantInformation,
  },
  // any token may read its own organization
  { path: path('/organization'), methods: { GET: getOrganization }, readPermission: '' },
  {
    path: path("/servicePrincipals(appId='{}')"),
    methods: { GET: getServicePrincipal },
    readPermission: 'Application.Read.All',
  },
  {
    path: path('/auditLogs/directoryAudits'),
    methods: { GET: listAuditEvents },
    readPermission: 'AuditLog.Read.All',
  },
  { path: path('/auditLogs/signIns'), methods: { GET: listSignIns }, readPermission: 'AuditLog.Read.All' },
  ...['', '/microsoft.graph.user'].map((cast) => ({
    path: path(`/groups/{}/transitiveMembers${cast}`),
    methods: { GET: listGroupUsers },
    readPermission: 'GroupMember.Read.All',
  })),
  { path: path('/users'), methods: { GET: listUsers }, readPermission: 'User.Read.All' },
];

function deletedItems(name: string, { list, get, restore, purge }: typeof deletedPartners): readonly Route[] {
  return [
    { path: path(`${deleted}/${name}`), methods: { GET: list }, betaOnly: true },
    { path: path(`${deleted}/${name}/{}`), methods: { GET: get, DELETE: purge }, betaOnly: true },
    { path: path(`${deleted}/${name}/{}/restore`), methods: { POST: restore }, betaOnly: true },
  ];
}

export function answerRequest(tenant: Tenant, received: ServiceRequest, rules: ServiceRules): Reply {
  const request = { ...received, path: withoutNamespace(received) };
  const route = findRoute(request, rules);
  const call: Call = { request, rules, tenant, id: '' };
  if (route === undefined) return fail(call, unknownSegment(request.path.split('/').at(-1) ?? ''));
  const handler = Object.hasOwn(route.methods, request.method) ? route.methods[request.method] : undefined;
  if (handler === undefined) return fail(call, methodNotAllowed());
  const id = route.path.exec(request.path)?.[1] ?? '';
  return handler({ ...call, id: id.replaceAll("''", "'") });
}

/** The permissions of which a request needs one; empty if it needs none. */
export function neededPermissions(
  request: Pick<ServiceRequest, 'method' | 'path' | 'version'>,
  rules: ServiceRules,
): readonly string[] {
  const write = 'Policy.ReadWrite.CrossTenantAccess';
  const route = findRoute({ ...request, path: withoutNamespace(request) }, rules);
  if (route === undefined || route.readPermission === '') return [];
  if (request.method !== 'GET') return [write];
  return route.readPermission === undefined ? ['Policy.Read.All', write] : [route.readPermission];
}

function findRoute(request: Pick<ServiceRequest, 'path' | 'version'>, rules: ServiceRules): Route | undefined {
  return routes.find(
    (route) =>
      route.path.test(request.path) &&
      (route.betaOnly !== true || request.version === 'beta') &&
      (route.globalOnly !== true || rules.cloud === 'global'),
  );
}

/** The service takes an action with and without the namespace of its name. */
function withoutNamespace({ method, path: given }: Pick<ServiceRequest, 'method' | 'path'>): string {
  return method === 'POST' ? given.replace(/\/microsoft\.graph\.([^/]+)$/, '/$1') : given;
}

function path(pattern: string): RegExp {
  const escaped = pattern.replace(/[()$.]/g, '\\$&').replace('{}', '([^/]+)');
  return new RegExp(`^${escaped}$`);
}
