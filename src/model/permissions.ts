/**
 * Which permission a request needs: for the message when Graph refuses it, and for `xtap doctor`.
 * Source: the "Permissions" section of each operation's page below https://learn.microsoft.com/graph/api/.
 */
import type { GraphMethod } from './transport.ts';

interface PermissionRow {
  readonly path: string;
  readonly read: string;
  readonly write?: string;
}

const rows: readonly PermissionRow[] = [
  { path: '/policies/', read: 'Policy.Read.All', write: 'Policy.ReadWrite.CrossTenantAccess' },
  { path: '/tenantRelationships/', read: 'CrossTenantInformation.ReadBasic.All' },
  { path: '/auditLogs/', read: 'AuditLog.Read.All' },
  { path: '/organization', read: 'Organization.Read.All' },
  { path: '/servicePrincipals', read: 'Application.Read.All' },
];

/** The least permission of a request (its path is relative to the API version); undefined for a path xtap never asks. */
export function requiredPermission(method: GraphMethod, path: string): string | undefined {
  const row = rows.find((candidate) => path.startsWith(candidate.path));
  return method === 'GET' ? row?.read : row?.write;
}
