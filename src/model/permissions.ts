/**
 * Microsoft's names of the permissions that xtap needs, and which of them a request needs: for the message when Graph
 * refuses it, for notes about what was left out for want of one, and for `xtap doctor`.
 * Source: the "Permissions" section of each operation's page below https://learn.microsoft.com/graph/api/.
 */
import type { GraphMethod } from './graphPort.ts';

export const permissions = {
  readPolicy: 'Policy.Read.All',
  writePolicy: 'Policy.ReadWrite.CrossTenantAccess',
  findTenants: 'CrossTenantInformation.ReadBasic.All',
  readAuditLog: 'AuditLog.Read.All',
  readOrganization: 'Organization.Read.All',
  readApplications: 'Application.Read.All',
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
];

/** The least permission of a request (its path is relative to the API version); undefined for a path xtap never asks. */
export function requiredPermission(method: GraphMethod, path: string): string | undefined {
  const row = rows.find((candidate) => path.startsWith(candidate.path));
  return method === 'GET' ? row?.read : row?.write;
}
