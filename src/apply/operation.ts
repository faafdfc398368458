import { hasOwnEndpoint, type Setting } from '../model/fieldTable.ts';
import type { Change, Plan, PlannedRequest } from '../model/plan.ts';
import type { Outcome } from '../model/report.ts';
import { ownEndpointOf } from '../plan/requests.ts';

/** One planned request and what it is there for. */
export interface Operation {
  /** Its place among all requests of the plan, from 0: the name it has in the journal. */
  readonly index: number;
  readonly change: Change;
  readonly request: PlannedRequest;
  /** The settings it writes; of a partner's deletion all that the partner had. */
  readonly settings: readonly string[];
  /** It writes an object of its own below the partner (identitySynchronization). */
  readonly isOwnEndpoint: boolean;
}

/** Every request of the plan, in the plan's order. */
export function operationsOf(plan: Pick<Plan, 'changes'>, table: readonly Setting[]): readonly Operation[] {
  const pairs = plan.changes.flatMap((change) => change.requests.map((request) => ({ change, request })));
  return pairs.map(({ change, request }, index) => {
    const own = ownEndpointOf(request, table);
    const written = Object.keys(change.after ?? change.preimage ?? {}).filter((name) => !hasOwnEndpoint(name, table));
    return { index, change, request, settings: own ? [own.name] : written, isOwnEndpoint: own !== undefined };
  });
}

/** The partner itself goes, not only an object below it. */
export function deletesPartner({ request, isOwnEndpoint }: Operation): boolean {
  return request.method === 'DELETE' && !isOwnEndpoint;
}

/** How the journal names an operation. */
export function entryHeadOf({ index, change, request }: Operation) {
  return {
    operation: index,
    resource: change.resource,
    ...(change.tenantId === undefined ? {} : { tenantId: change.tenantId }),
    method: request.method,
    url: request.url,
  };
}

/** What is said about how an operation ended, beside what it was. */
export type OperationResult = Pick<Outcome, 'status' | 'httpStatus' | 'requestId' | 'error'>;

export function outcomeOf({ change, request }: Operation, ending: OperationResult): Outcome {
  return {
    ...(change.tenantId === undefined ? {} : { tenantId: change.tenantId }),
    resource: change.resource,
    action: change.action,
    method: request.method,
    url: request.url,
    ...ending,
  };
}
