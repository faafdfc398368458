/**
 * Reads parts of the live state, so that an apply can resolve doubt and verify its writes. The decoder is the one of
 * the complete read, so that values from both can be compared.
 */
import type { Cloud } from '../model/cloud.ts';
import type { GraphResponse } from '../model/graphPort.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import { checkPartner } from './bodyChecks.ts';
import { badAnswerProblem } from './graphProblem.ts';
import { type ReadContext, readGraph } from './readGraph.ts';
import { decodeOrThrow, policyPath, readDefault, readPolicy } from './readLive.ts';
import { expandOwnEndpoints, readPartnerList } from './readPartnerList.ts';

export interface LiveParts {
  readonly partners: boolean;
  /** With the settings that have their own endpoint. */
  readonly ownEndpoints: boolean;
  readonly default: boolean;
  readonly policy: boolean;
}

/** The tenant of the policy, as the read for the plan found it. */
export interface HomeTenant {
  readonly cloud: Cloud;
  readonly tenantId: TenantId;
}

/** Reads the requested parts concurrently. Either `partners` is complete, or the read throws. */
export async function readParts(context: ReadContext, home: HomeTenant, parts: LiveParts): Promise<LiveState> {
  const [policy, defaults, list] = await Promise.all([
    parts.policy ? readPolicy(context) : undefined,
    parts.default ? readDefault(context) : undefined,
    parts.partners ? readPartnerList(context, parts.ownEndpoints) : { partners: [] },
  ]);
  const { apiVersion } = context.transport;
  return decodeOrThrow({ ...home, apiVersion, policy, default: defaults, ...list }, context.transport);
}

/** One partner with all of its settings; undefined if the partner does not exist (404). */
export async function readPartner(
  context: ReadContext,
  home: HomeTenant,
  tenantId: TenantId,
): Promise<LivePartner | undefined> {
  const path = `${policyPath}/partners/${tenantId}`;
  const request = { method: 'GET', path, query: expandOwnEndpoints } as const;
  const response: GraphResponse = await readGraph(context, request, checkPartner(tenantId), [404]);
  if (response.status === 404) return undefined;
  const { apiVersion } = context.transport;
  const raw = { ...home, apiVersion, policy: undefined, default: undefined, partners: [response.body] };
  const [partner] = decodeOrThrow(raw, context.transport).partners;
  if (partner?.tenantId !== tenantId) throw badAnswerProblem(response, 'it is another partner');
  return partner;
}
