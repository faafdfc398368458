import type { Change, Plan, PlannedRequest, Resource } from '../model/plan.ts';
import type { RequestOutcome } from '../model/report.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { ownEndpointOf, settingsWrittenBy } from '../plan/requests.ts';

/** One planned request with the change that it belongs to. */
export interface Operation {
  /** Position among all requests of the plan, from 0. The journal names the operation by it. */
  readonly index: number;
  readonly change: Change;
  readonly request: PlannedRequest;
  /** The settings that it writes; for a partner's deletion, all settings that the partner had. */
  readonly settings: readonly string[];
  /** It writes a separate object below the partner (`ownEndpoint`). */
  readonly isOwnEndpoint: boolean;
}

/** Every request of the plan, in the plan's order. */
export function operationsOf(plan: Pick<Plan, 'changes'>, table: readonly Setting[]): readonly Operation[] {
  const pairs = plan.changes.flatMap((change) => change.requests.map((request) => ({ change, request })));
  return pairs.map(({ change, request }, index) => {
    const settings = settingsWrittenBy(change, request, table);
    return { index, change, request, settings, isOwnEndpoint: ownEndpointOf(request, table) !== undefined };
  });
}

/** True if the request deletes the partner itself, not only an object below it. */
export function deletesPartner({ request, isOwnEndpoint }: Operation): boolean {
  return request.method === 'DELETE' && !isOwnEndpoint;
}

/** The members that identify an operation in the journal. */
export interface OperationHead extends Pick<PlannedRequest, 'method' | 'url'> {
  readonly operation: number;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
}

export function entryHeadOf({ index, change, request }: Operation): OperationHead {
  return {
    operation: index,
    resource: change.resource,
    ...(change.tenantId === undefined ? {} : { tenantId: change.tenantId }),
    method: request.method,
    url: request.url,
  };
}

/** The part of an outcome that is known only after the operation. */
export type OperationResult = Pick<RequestOutcome, 'status' | 'httpStatus' | 'requestId' | 'error'>;

export function outcomeOf({ change, request }: Operation, result: OperationResult): RequestOutcome {
  return {
    ...(change.tenantId === undefined ? {} : { tenantId: change.tenantId }),
    resource: change.resource,
    action: change.action,
    method: request.method,
    url: request.url,
    ...result,
  };
}
