/* The use case behind `discover`: finds tenants that are used and not declared, and writes entries for them. */
import { authorityOf, resolveGraphTarget } from '../../graph/graphTarget.ts';
import { readGuestDomains } from '../../graph/guestDomains.ts';
import { XtapError } from '../../model/errors.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { permissions } from '../../model/permissions.ts';
import type { SignInsFile } from '../../model/signIns.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { Discovery, Lookup } from '../../replay/discovery.ts';
import { discoverTenants } from '../../replay/proposals.ts';
import { type Connection, connect, type GraphOptions, requireTenant } from '../connect.ts';
import { findTenantNames } from '../edit/findTenantNames.ts';
import type { Configuration } from '../loadConfiguration.ts';
import { readSignIns } from '../readSignIns.ts';
import { readSignInsOf } from '../replaySignIns.ts';
import type { RunContext } from '../runContext.ts';
import { resolveDomains } from './resolveDomains.ts';

export interface DiscoverRequest {
  readonly configuration: Configuration | undefined;
  readonly signIns: string | undefined;
  readonly guests: boolean;
  readonly lookup: Lookup;
  readonly minPeople: number;
  readonly onlySeenApps: boolean;
  readonly graph: GraphOptions;
}

/** Throws XtapError `usage` without a source, `wrong-tenant` for the sign-ins of another tenant. */
export async function discoverPartners(request: DiscoverRequest, runContext: RunContext): Promise<Discovery> {
  const { configuration, lookup, minPeople, onlySeenApps } = request;
  const desired = configuration?.desired;
  const signIns = await readSignInsFor(request, runContext);
  const place = desired ?? signIns;
  if (!place) throw new XtapError('usage', noSource(request));
  const connection = request.guests || lookup === 'graph' ? await connectFor(place, request, runContext) : undefined;
  const domains = request.guests && connection ? await readGuestDomains(connection.context) : undefined;
  const { cloud, tenantId: home } = place;
  const target = resolveGraphTarget({ cloud, apiVersion: 'v1.0', graphUrl: request.graph.graphUrl });
  const ports = {
    lookup,
    desired,
    cloud,
    context: connection?.context,
    authorityHost: authorityOf(target, runContext.env),
    runContext,
  };
  const guests = domains && (await resolveDomains(domains, ports));
  const input = { home, cloud, signIns, guests, desired, minPeople, onlySeenApps, table: fieldTable };
  const found = discoverTenants({ ...input, names: new Map() });
  if (lookup !== 'graph' || !connection) return found;
  const names = await findTenantNames(namelessTenants(found), connection.context, runContext);
  return discoverTenants({ ...input, names });
}

async function readSignInsFor(
  { configuration, signIns }: DiscoverRequest,
  runContext: RunContext,
): Promise<SignInsFile | undefined> {
  if (configuration) return readSignInsOf(configuration.desired, signIns, runContext);
  return signIns === undefined ? undefined : readSignIns(signIns, runContext);
}

function noSource({ guests }: DiscoverRequest): string {
  return guests
    ? 'discover --guests needs a configuration, which says which tenant to read.'
    : 'discover needs a source: --sign-ins FILE, --guests, or both.';
}

async function connectFor(
  place: { readonly tenantId: TenantId; readonly cloud: SignInsFile['cloud'] },
  { guests, lookup, graph }: DiscoverRequest,
  runContext: RunContext,
): Promise<Connection> {
  const { tenantId, cloud } = place;
  const scopes = [...(guests ? [permissions.readUsers] : []), ...(lookup === 'graph' ? [permissions.findTenants] : [])];
  const connection = await connect({ tenantId, cloud, apiVersion: 'v1.0' }, { ...graph, scopes }, runContext);
  await requireTenant(connection, tenantId);
  return connection;
}

/** Of proposed tenants alone: a name is only a label, and costs a request. */
function namelessTenants({ tenants }: Discovery): readonly TenantId[] {
  return tenants.flatMap(({ tenantId, name, proposal }) => (proposal && name === undefined ? [tenantId] : []));
}
