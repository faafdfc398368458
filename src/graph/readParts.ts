/**
 * Parts of the live state, for an apply that has to settle a doubt or to see what it wrote. Decoded by the one decoder,
 * so that a value read here compares with one from the whole read.
 */
import type { Cloud } from '../model/cloud.ts';
import type { GraphResponse } from '../model/graphPort.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import { checkPartner } from './bodyChecks.ts';
import { badAnswerProblem } from './graphProblem.ts';
import { readPages } from './pages.ts';
import { type ReadContext, readGraph } from './readGraph.ts';
import { listOfPartners, policyPath, readDefault, readPolicy, requireUsable } from './readLive.ts';

export interface LiveParts {
  readonly partners: boolean;
  readonly identitySynchronization: boolean;
  readonly default: boolean;
  readonly policy: boolean;
}

/** Whose policy it is; known since the plan's own read. */
export interface HomeTenant {
  readonly cloud: Cloud;
  readonly tenantId: TenantId;
}

/** The parts that are asked for, side by side; `partners` is complete or an error. */
export async function readParts(context: ReadContext, home: HomeTenant, parts: LiveParts): Promise<LiveState> {
  const [policy, defaults, partners] = await Promise.all([
    parts.policy ? readPolicy(context) : undefined,
    parts.default ? readDefault(context) : undefined,
    parts.partners ? readPages(context, listOfPartners(parts.identitySynchronization)) : [],
  ]);
  const { apiVersion } = context.transport;
  return requireUsable({ ...home, apiVersion, policy, default: defaults, partners }, context.transport);
}

/** One partner with its identity synchronization; undefined where there is none (404). */
export async function readPartner(
  context: ReadContext,
  home: HomeTenant,
  tenantId: TenantId,
): Promise<LivePartner | undefined> {
  const path = `${policyPath}/partners/${tenantId}`;
  const request = { method: 'GET', path, query: { $expand: 'identitySynchronization' } } as const;
  const response: GraphResponse = await readGraph(context, request, checkPartner(tenantId), [404]);
  if (response.status === 404) return undefined;
  const { apiVersion } = context.transport;
  const raw = { ...home, apiVersion, policy: undefined, default: undefined, partners: [response.body] };
  const [partner] = requireUsable(raw, context.transport).partners;
  if (partner?.tenantId !== tenantId) throw badAnswerProblem(response, 'it is another partner');
  return partner;
}
