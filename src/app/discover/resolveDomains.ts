/* Finds the tenants of mail domains: from the configuration, and if asked from Graph or from the login host. */
import { findTenantByDomain } from '../../graph/directory.ts';
import { findPublicTenant } from '../../graph/findPublicTenant.ts';
import type { GuestDomainCount } from '../../graph/guestDomains.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { count, formatNumber } from '../../render/text/amounts.ts';
import type { GuestDomain, Lookup } from '../../replay/discovery.ts';
import { type LookUpLimits, lookUpEach } from '../lookUpEach.ts';
import type { RunContext } from '../runContext.ts';

export interface LookupPorts {
  readonly lookup: Lookup;
  readonly desired: DesiredState | undefined;
  /** Of the home tenant: Graph finds tenants of this cloud alone. */
  readonly cloud: Cloud;
  readonly context: ReadContext | undefined;
  /** The login host, for `public`. The request contains no token. */
  readonly authorityHost: string;
  readonly runContext: RunContext;
}

interface FoundTenant {
  readonly tenantId: TenantId;
  readonly name?: string;
  readonly cloud?: Cloud;
}

/** One note says which look-ups failed: these domains stay without a tenant. */
export async function resolveDomains(
  domains: readonly GuestDomainCount[],
  ports: LookupPorts,
): Promise<readonly GuestDomain[]> {
  const declared = new Map(
    (ports.desired?.partners ?? []).flatMap(({ domain, tenantId }) =>
      domain === undefined ? [] : [[domain.toLowerCase(), { tenantId }] as const],
    ),
  );
  const unknown = domains.flatMap(({ domain, mayBeTenant }) => (mayBeTenant && !declared.has(domain) ? [domain] : []));
  const { runContext } = ports;
  const { found, unanswered, problem } = await lookUpEach(
    ports.lookup === 'off' ? [] : unknown,
    (domain, limits) => lookUp(domain, limits, ports),
    runContext,
  );
  if (problem) {
    const missing = `${formatNumber(unanswered)} of ${count(unknown.length, 'domain')}`;
    runContext.note(`The tenants of ${missing} could not be looked up: ${problem.message}`);
  }
  return domains.map(({ domain, guests }) => ({ domain, guests, ...(declared.get(domain) ?? found.get(domain)) }));
}

async function lookUp(
  domain: string,
  limits: LookUpLimits,
  { lookup, cloud, context, authorityHost, runContext }: LookupPorts,
): Promise<FoundTenant | undefined> {
  if (lookup === 'public')
    return findPublicTenant(authorityHost, domain, { env: runContext.env, signal: limits.signal });
  if (!context) return undefined;
  const found = await findTenantByDomain({ ...context, ...limits }, domain);
  return found && { tenantId: found.tenantId, cloud, ...(found.displayName && { name: found.displayName }) };
}
