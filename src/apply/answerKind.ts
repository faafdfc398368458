/*
 * Decides from an answer whether the write happened. The retry loop relies on this decision alone: a wrong kind here
 * would send a write twice without a read in between. So every status is listed:
 *
 *   done      it happened
 *   denied    it did not happen, and no other request will be accepted either (401): the run stops
 *   rejected  it did not happen, and a retry would not help; a 403 may concern this partner alone
 *   throttled it did not happen, and may succeed later (429); all other writes slow down too
 *   unsent    it did not happen: there was no connection
 *   conflict  it did not happen, because the target exists, is missing, is locked or is not visible yet; xtap reads it
 *   doubt     unknown: a lost answer, a timeout, a 5xx, or a success in a form that Graph does not use (a proxy that
 *             answers 200 to everything has written nothing)
 */

import { GraphFault, type GraphResponse } from '../model/graphPort.ts';
import { isJsonObject } from '../model/json.ts';
import type { PlannedRequest } from '../model/plan.ts';
import { singleLine } from '../platform/text.ts';
import type { Operation } from './operation.ts';

export const answerKinds = ['done', 'denied', 'rejected', 'throttled', 'unsent', 'conflict', 'doubt'] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** The part of an answer with which Microsoft finds the request. */
export interface AnswerEvidence {
  readonly httpStatus?: number;
  readonly requestId?: string;
}

export interface ClassifiedAnswer extends AnswerEvidence {
  readonly kind: AnswerKind;
  readonly retryAfterMs?: number;
  /** The answer in one line, for messages and the journal. */
  readonly because: string;
}

const duplicateCode = 'Request_MultipleObjectsWithSameKeyValue';
/** Not found, conflict, precondition failed, locked. */
const conflictStatuses = [404, 409, 412, 423];
/** Request timeout, too early: the server reports that it gave up, which does not prove that it wrote nothing. */
const doubtStatuses = [408, 425];

export function classifyAnswer(operation: Operation, answer: GraphResponse | GraphFault): ClassifiedAnswer {
  if (answer instanceof GraphFault) {
    const { mayHaveArrived, status: httpStatus, requestId } = answer.details;
    const kind = mayHaveArrived ? 'doubt' : 'unsent';
    return { kind, because: answer.message, ...evidenceOf({ httpStatus, requestId }) };
  }
  return {
    kind: kindOf(operation, answer),
    because: describe(operation.request, answer),
    ...evidenceOf({ httpStatus: answer.status, requestId: answer.requestId }),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
}

function kindOf({ change, request }: Operation, answer: GraphResponse): AnswerKind {
  const { status, error } = answer;
  if (error === undefined) return isDocumentedSuccess(request, answer) ? 'done' : 'doubt';
  if (status === 401) return 'denied';
  if (status === 429) return 'throttled';
  if (status >= 500 || doubtStatuses.includes(status)) return 'doubt';
  if (error.code === duplicateCode) return 'conflict';
  // Only a partner can be missing. A 404 for a singleton or the collection means a wrong address.
  const cannotBeMissing = change.resource !== 'partner' || request.method === 'POST';
  if (status === 404 && cannotBeMissing) return 'rejected';
  return conflictStatuses.includes(status) ? 'conflict' : 'rejected';
}

/** 201 and the new partner for a POST; 204 for everything else (Microsoft's reference of the five write operations). */
function isDocumentedSuccess({ method, body }: PlannedRequest, answer: GraphResponse): boolean {
  if (method !== 'POST') return answer.status === 204;
  const createdId = isJsonObject(answer.body) ? answer.body.tenantId : undefined;
  return answer.status === 201 && String(createdId).toLowerCase() === body?.tenantId;
}

function describe({ method }: PlannedRequest, { status, error }: GraphResponse): string {
  if (error === undefined) {
    const success = method === 'POST' ? '201 with the new partner' : '204';
    return `the answer is ${status} instead of ${success}`;
  }
  const errorText = [error.code, error.message].filter((part) => part !== '').join(': ');
  const line = singleLine(errorText);
  return line === '' ? `Graph answered ${status}` : `Graph answered ${status} ${line}`;
}

export function evidenceOf({
  httpStatus,
  requestId,
}: {
  readonly [K in keyof AnswerEvidence]: AnswerEvidence[K] | undefined;
}): AnswerEvidence {
  return { ...(httpStatus !== undefined && { httpStatus }), ...(requestId !== undefined && { requestId }) };
}
