/* Finds the tenants of mail domains: from the configuration, and if asked from Graph or from the login host. */
import { findTenantByDomain } from '../../graph/directory.ts';
import { findPublicTenant } from '../../graph/findPublicTenant.ts';
import type { GuestDomainCount } from '../../graph/guestDomains.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { GuestDomain, Lookup } from '../../replay/discovery.ts';
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

/** The first look-up that fails ends them with a note: the other domains stay without a tenant. */
export async function resolveDomains(
  domains: readonly GuestDomainCount[],
  ports: LookupPorts,
): Promise<readonly GuestDomain[]> {
  const declared = new Map(
    (ports.desired?.partners ?? []).flatMap(({ domain, tenantId }) =>
      domain === undefined ? [] : [[domain.toLowerCase(), tenantId] as const],
    ),
  );
  const resolved: GuestDomain[] = [];
  let problem: XtapError | undefined;
  for (const { domain, guests, mayBeTenant } of domains) {
    const known = declared.get(domain);
    let found: FoundTenant | undefined = known && { tenantId: known };
    if (!found && mayBeTenant && !problem) {
      try {
        found = await lookUp(domain, ports);
      } catch (error) {
        if (!(error instanceof XtapError) || ports.runContext.signal.aborted) throw error;
        problem = error;
      }
    }
    resolved.push({ domain, guests, ...found });
  }
  if (problem) ports.runContext.note(`Not all domains were looked up: ${problem.message}`);
  return resolved;
}

async function lookUp(
  domain: string,
  { lookup, cloud, context, authorityHost, runContext }: LookupPorts,
): Promise<FoundTenant | undefined> {
  if (lookup === 'public') return findPublicTenant(authorityHost, domain, runContext.env);
  if (lookup === 'off' || !context) return undefined;
  const found = await findTenantByDomain(context, domain);
  return found && { tenantId: found.tenantId, cloud, ...(found.displayName && { name: found.displayName }) };
}
