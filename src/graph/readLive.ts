/** Reads the live state from Graph: partners, default and policy, concurrently. The result is complete or an error. */
import type { Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import type { GraphTransport } from '../model/graphPort.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import { checkDefault, checkPolicy } from './bodyChecks.ts';
import { decodeLive, type RawState } from './decodeLive.ts';
import { assertRightTenant, tenantOfGraph, tenantOfToken } from './identity/rightTenant.ts';
import type { TokenSource } from './identity/tokenSource.ts';
import { type ReadContext, readConcurrently, readGraph } from './readGraph.ts';
import { readPartnerList, type SyncReading } from './readPartnerList.ts';

export interface LiveReadOptions {
  readonly cloud: Cloud;
  readonly expandSync: SyncReading;
  /** The token's `tid` names the tenant. Without a token or a `tid`, xtap asks Graph. */
  readonly tokens: TokenSource | undefined;
  /** Every other tenant is refused. Undefined accepts any tenant (`pull` into an empty folder). */
  readonly expectedTenant?: TenantId | undefined;
}

export const policyPath = '/policies/crossTenantAccessPolicy';

/**
 * The tenant's policy as Graph sends it. Throws XtapError `wrong-tenant` (before any read if the token names its
 * tenant), and the errors of `readGraph` and `readPages`.
 */
export async function readRaw(context: ReadContext, options: LiveReadOptions): Promise<RawState> {
  const tokenTenant = await tenantOfToken(options.tokens);
  if (tokenTenant !== undefined) checkTenant(options, tokenTenant);
  const [tenantId, policy, defaults, partners] = await readConcurrently(context, [
    async (shared: ReadContext) => tokenTenant ?? checkTenant(options, await tenantOfGraph(shared)),
    readPolicy,
    readDefault,
    (shared: ReadContext) => readPartnerList(shared, options.expandSync),
  ]);
  const { apiVersion } = context.transport;
  return { tenantId, cloud: options.cloud, apiVersion, policy, default: defaults, ...partners };
}

/** The tenant's policy, decoded and canonical. */
export async function readLive(context: ReadContext, options: LiveReadOptions): Promise<LiveState> {
  return decodeOrThrow(await readRaw(context, options), context.transport);
}

/** Decodes the policy. Throws XtapError `bad-answer` if a partner of the list is unreadable or is listed twice. */
export function decodeOrThrow(raw: RawState, { origin, apiVersion }: GraphTransport): LiveState {
  const live = decodeLive(raw, 'graph');
  if ('value' in live) return live.value;
  throw new XtapError(
    'bad-answer',
    `GET ${origin}/${apiVersion}${policyPath}/partners gave a list that cannot be used: ${live.complaint}.`,
    { next: 'Run the command again.' },
  );
}

function checkTenant({ expectedTenant }: LiveReadOptions, actual: TenantId): TenantId {
  if (expectedTenant !== undefined) assertRightTenant(expectedTenant, actual);
  return actual;
}

export async function readPolicy(context: ReadContext): Promise<JsonObject> {
  const { body } = await readGraph(context, { method: 'GET', path: policyPath }, checkPolicy);
  return body as JsonObject;
}

export async function readDefault(context: ReadContext): Promise<JsonObject> {
  const { body } = await readGraph(context, { method: 'GET', path: `${policyPath}/default` }, checkDefault);
  return body as JsonObject;
}
