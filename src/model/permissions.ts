/**
 * Microsoft's names of the permissions that xtap needs, and the permission of each request. Used by the message when
 * Graph refuses a request, by notes about parts that were not read, and by `xtap doctor`.
 * Source: the "Permissions" section of each operation's page below https://learn.microsoft.com/graph/api/.
 */
import { fieldTable } from './fieldTable.ts';
import type { GraphMethod } from './graphPort.ts';

export const permissions = {
  readPolicy: 'Policy.Read.All',
  writePolicy: 'Policy.ReadWrite.CrossTenantAccess',
  findTenants: 'CrossTenantInformation.ReadBasic.All',
  readAuditLog: 'AuditLog.Read.All',
  readOrganization: 'Organization.Read.All',
  readApplications: 'Application.Read.All',
  readUsers: 'User.Read.All',
  readGroups: 'GroupMember.Read.All',
} as const;

interface PermissionRow {
  readonly path: string;
  readonly read: string;
  readonly write?: string;
}

const rows: readonly PermissionRow[] = [
  { path: '/policies/', read: permissions.readPolicy, write: permissions.writePolicy },
  { path: '/tenantRelationships/', read: permissions.findTenants },
  { path: '/auditLogs/', read: permissions.readAuditLog },
  { path: '/organization', read: permissions.readOrganization },
  { path: '/servicePrincipals', read: permissions.readApplications },
  { path: '/groups/', read: permissions.readGroups },
  { path: '/users', read: permissions.readUsers },
];

/**
 * The least permission for a request; undefined for a path that xtap does not use. `path` is relative to the version.
 */
export function requiredPermission(method: GraphMethod, path: string): string | undefined {
  const row = rows.find((candidate) => path.startsWith(candidate.path));
  return method === 'GET' ? row?.read : row?.write;
}

/** The role that a signed-in person needs beside the permission; undefined where there is none. */
export function requiredRole(path: string): string | undefined {
  const [resource = ''] = path.split('?', 1);
  return fieldTable.find(({ name, ownEndpoint }) => ownEndpoint && resource.endsWith(`/${name}`))?.writeRole;
}
