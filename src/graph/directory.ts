/** Look-ups outside the policy that find mistakes: the tenant of a domain or an id, and an application. */

import type { GraphRequest } from '../model/graphPort.ts';
import type { TenantId } from '../model/tenantId.ts';
import { singleLine, truncate } from '../platform/text.ts';
import { applicationNames, complaintOf, decode, tenantInformation } from './codecs.ts';
import { type ReadContext, readGraph } from './readGraph.ts';

const longestLabel = 100;

/** The public information about a tenant. */
export interface TenantInformation {
  readonly tenantId: TenantId;
  /** Third-party text, as one short line. */
  readonly displayName?: string;
  readonly defaultDomainName?: string;
}

/**
 * The tenant that a domain belongs to; undefined if the caller's own cloud has none.
 * Needs CrossTenantInformation.ReadBasic.All; without it XtapError `graph-forbidden`.
 */
export function findTenantByDomain(context: ReadContext, domain: string): Promise<TenantInformation | undefined> {
  return findTenant(context, `findTenantInformationByDomainName(domainName=${odataString(domain)})`);
}

/** Like `findTenantByDomain`, by the tenant's id. */
export function findTenantById(context: ReadContext, tenantId: TenantId): Promise<TenantInformation | undefined> {
  return findTenant(context, `findTenantInformationByTenantId(tenantId=${odataString(tenantId)})`);
}

/**
 * An application of the own tenant (enterprise application); undefined if it does not exist. Needs
 * Application.Read.All. Only applications of *inbound* settings can be looked up: those of outbound settings are in the
 * partner's tenant.
 */
export async function findApplication(
  context: ReadContext,
  applicationId: string,
): Promise<{ readonly displayName?: string } | undefined> {
  const path = `/servicePrincipals(appId=${odataString(applicationId)})`;
  const request: GraphRequest = { method: 'GET', path, query: { $select: 'appId,displayName' } };
  const response = await readGraph(context, request, (body) => complaintOf(applicationNames, body), [404]);
  if (response.status === 404) return undefined;
  const { displayName } = response.body as { readonly displayName?: string | null };
  return typeof displayName === 'string' ? { displayName } : {};
}

async function findTenant(context: ReadContext, call: string): Promise<TenantInformation | undefined> {
  const request: GraphRequest = { method: 'GET', path: `/tenantRelationships/${call}` };
  const response = await readGraph(context, request, (body) => complaintOf(tenantInformation, body), [404]);
  const decoded = response.status === 404 ? undefined : decode(tenantInformation, response.body);
  if (decoded === undefined || !('value' in decoded)) return undefined;
  const { tenantId, displayName, defaultDomainName } = decoded.value;
  const label = truncate(singleLine(displayName ?? ''), longestLabel);
  return {
    tenantId,
    ...(label !== '' && { displayName: label }),
    ...(typeof defaultDomainName === 'string' && { defaultDomainName }),
  };
}

/** An OData string in a path: quotes are doubled, then everything is encoded. */
function odataString(text: string): string {
  return `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;
}
