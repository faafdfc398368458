/*
 * What an answer says about whether the write happened. This, and not the retry loop, is where sending twice blindly
 * would begin, so every status has its place here:
 *
 *   done      it happened
 *   denied    it did not, and nothing else will (401): the whole run stops
 *   rejected  it did not, and trying again would change nothing; a 403 may be about this one partner
 *   throttled it did not; later it may (429), and everybody else should slow down too
 *   unsent    it did not: no connection came about
 *   conflict  it did not, because something is there, gone, locked or not yet visible: a read tells which
 *   doubt     nobody knows: lost answers, timeouts, 5xx, and success in other words than Graph's: a proxy that answers
 *             200 for everything has written nothing
 */

import { GraphFault, type GraphResponse } from '../model/graphPort.ts';
import { isJsonObject } from '../model/json.ts';
import type { PlannedRequest } from '../model/plan.ts';
import { flat } from '../platform/text.ts';
import type { Operation } from './operation.ts';

export type ClassifiedAnswer = {
  readonly kind: 'done' | 'denied' | 'rejected' | 'throttled' | 'unsent' | 'conflict' | 'doubt';
} & Evidence;

export interface Evidence {
  readonly httpStatus?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** What came back, in one line for people. */
  readonly because: string;
}

const duplicate = 'Request_MultipleObjectsWithSameKeyValue';
/** Not found, conflict, precondition failed, locked. */
const conflicts = [404, 409, 412, 423];
/** Request timeout, too early: the server gave up on it, or so it says. */
const unsure = [408, 425];

export function classifyAnswer(operation: Operation, answer: GraphResponse | GraphFault): ClassifiedAnswer {
  if (answer instanceof GraphFault) {
    const { mayHaveArrived, status, requestId } = answer.details;
    return { kind: mayHaveArrived ? 'doubt' : 'unsent', because: answer.message, ...optional(status, requestId) };
  }
  return {
    kind: kindOf(operation, answer),
    because: describe(operation.request, answer),
    ...optional(answer.status, answer.requestId),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
}

function kindOf({ change, request }: Operation, answer: GraphResponse): ClassifiedAnswer['kind'] {
  const { status, error } = answer;
  if (error === undefined) return isGraphsSuccess(request, answer) ? 'done' : 'doubt';
  if (status === 401) return 'denied';
  if (status === 429) return 'throttled';
  if (status >= 500 || unsure.includes(status)) return 'doubt';
  if (error.code === duplicate) return 'conflict';
  // Only a partner can be missing; where a singleton or the collection is not found, the address is wrong.
  const cannotBeMissing = change.resource !== 'partner' || request.method === 'POST';
  if (status === 404 && cannotBeMissing) return 'rejected';
  return conflicts.includes(status) ? 'conflict' : 'rejected';
}

/** 201 and the new partner for a POST; 204 for everything else (Microsoft's reference of the five write operations). */
function isGraphsSuccess({ method, body }: PlannedRequest, answer: GraphResponse): boolean {
  if (method !== 'POST') return answer.status === 204;
  const created = isJsonObject(answer.body) ? answer.body.tenantId : undefined;
  return answer.status === 201 && String(created).toLowerCase() === body?.tenantId;
}

function describe({ method }: PlannedRequest, { status, error }: GraphResponse): string {
  if (error === undefined) {
    const yes = method === 'POST' ? '201 with the new partner' : '204';
    return `the answer is ${status}, and not what Graph says to a ${method} (${yes})`;
  }
  const says = [error.code, error.message].filter((part) => part !== '').join(': ');
  const line = flat(says);
  return line === '' ? `Graph answered ${status}` : `Graph answered ${status} ${line}`;
}

function optional(
  status: number | undefined,
  requestId: string | undefined,
): Pick<Evidence, 'httpStatus' | 'requestId'> {
  return { ...(status === undefined ? {} : { httpStatus: status }), ...(requestId === undefined ? {} : { requestId }) };
}
