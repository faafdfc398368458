/**
 * POST /$batch: up to twenty requests in one. Each has its own status, and its own place in the quota: a 429 can be
 * inside of a 200.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import type { Failure } from './failure.ts';
import type { IncomingRequest, WireAnswer } from './wire.ts';

export const batchPath = '/$batch';

const maxRequests = 20;

interface BatchPart {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly incoming: IncomingRequest;
}

/** The answers to the requests of a batch as JSON; a failure if the batch itself is wrong. */
export function serveBatch(
  outer: IncomingRequest,
  body: Json | undefined,
  { serve, isReordered }: { readonly serve: (incoming: IncomingRequest) => WireAnswer; readonly isReordered: boolean },
): string | Failure {
  const parts = readParts(outer, body);
  if ('code' in parts) return parts;
  const statuses = new Map<string, number>();
  const responses = parts.map(({ id, dependsOn, incoming }): Json => {
    const isBlocked = dependsOn.some((other) => (statuses.get(other) ?? 424) >= 400);
    const answer = isBlocked ? failedDependency : serve(incoming);
    statuses.set(id, answer.status);
    const { status, headers, body: text } = answer;
    return { id, status, headers, ...(text === undefined ? {} : { body: bodyOf(text, headers['content-type']) }) };
  });
  // The order of the answers is not promised.
  return JSON.stringify({ responses: isReordered ? responses.reverse() : responses });
}

const failedDependency: WireAnswer = {
  status: 424,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'FailedDependency', message: 'A request that this one depends on failed.' } }),
};

function bodyOf(text: string, contentType = ''): Json {
  return contentType.startsWith('application/json') ? (JSON.parse(text) as Json) : text;
}

function readParts(outer: IncomingRequest, body: Json | undefined): readonly BatchPart[] | Failure {
  const requests = isObject(body) ? body.requests : undefined;
  if (!isList(requests) || requests.length === 0) return refused("The property 'requests' must be a list of requests.");
  if (requests.length > maxRequests) return refused(`A batch takes at most ${maxRequests} requests.`);
  const parts: BatchPart[] = [];
  for (const request of requests) {
    const part = isObject(request) ? readPart(outer, request) : refused('A request must be an object.');
    if ('code' in part) return part;
    if (parts.some(({ id }) => id === part.id)) return refused(`The id '${part.id}' is not unique.`);
    parts.push(part);
  }
  return parts;
}

function readPart(outer: IncomingRequest, request: JsonObject): BatchPart | Failure {
  const { id, method, url, headers, body, dependsOn } = request;
  if (typeof id !== 'string' || typeof method !== 'string') return refused("A request needs 'id' and 'method'.");
  if (typeof url !== 'string') return refused(`The request '${id}' needs 'url'.`);
  const target = new URL(`/${url.replace(/^\//, '')}`, outer.origin);
  const path = decodeURIComponent(target.pathname);
  if (path === batchPath) return refused('A batch cannot contain a batch.');
  const own = isObject(headers) ? Object.entries(headers) : [];
  return {
    id,
    dependsOn: isList(dependsOn) ? dependsOn.map(String) : [],
    incoming: {
      ...outer,
      method: method.toUpperCase(),
      path,
      query: new Map(target.searchParams),
      headers: {
        authorization: outer.headers.authorization,
        ...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), String(value)])),
      },
      text: body === undefined ? '' : JSON.stringify(body),
      requestId: `${outer.requestId}-${id}`,
    },
  };
}

function refused(message: string): Failure {
  return { status: 400, code: 'BadRequest', message };
}
