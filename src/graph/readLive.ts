/** Reads the live state from Graph: partners, default and policy, concurrently. The result is complete or an error. */
import type { Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import type { GraphRequest, GraphTransport } from '../model/graphPort.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import { checkDefault, checkPolicy } from './bodyChecks.ts';
import { decodeLive, type RawState } from './decodeLive.ts';
import { assertRightTenant, tenantOfGraph, tenantOfToken } from './identity/rightTenant.ts';
import type { TokenSource } from './identity/tokenSource.ts';
import { readPages } from './pages.ts';
import { type ReadContext, readConcurrently, readGraph } from './readGraph.ts';

export interface LiveReadOptions {
  readonly cloud: Cloud;
  /**
   * True if `identitySynchronization` is managed or a partner may be deleted. `if-possible` if it is only watched: if
   * Graph refuses to expand it, xtap reads the list without it.
   */
  readonly expandSync: SyncReading;
  /** The token's `tid` names the tenant. Without a token or a `tid`, xtap asks Graph. */
  readonly tokens: TokenSource | undefined;
  /** Every other tenant is refused. Undefined accepts any tenant (`pull` into an empty folder). */
  readonly expectedTenant?: TenantId | undefined;
}

export type SyncReading = boolean | 'if-possible';

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
    (shared: ReadContext) => readList(shared, options.expandSync),
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
    `GET ${origin}/${apiVersion}${policyPath}/partners gave a list that cannot be used: ${live.complaint}. Nothing was planned; run again.`,
  );
}

async function readList(context: ReadContext, expandSync: SyncReading): Promise<Pick<RawState, 'partners' | 'unread'>> {
  try {
    return { partners: await readPages(context, partnersRequest(expandSync !== false)) };
  } catch (error) {
    const status = error instanceof XtapError ? error.details.httpStatus : undefined;
    if (expandSync !== 'if-possible' || (status !== 400 && status !== 403)) throw error;
    return { partners: await readPages(context, partnersRequest(false)), unread: [expanded] };
  }
}

const expanded = 'identitySynchronization';

export function partnersRequest(expandSync: boolean): GraphRequest {
  const query = expandSync ? { query: { $expand: expanded } } : {};
  return { method: 'GET', path: `${policyPath}/partners`, ...query };
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
