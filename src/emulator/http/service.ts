/**
 * The service without the network: it holds the current state, checks token, quota, media type and JSON before the
 * state model gets a request, and answers reads from an old state while a lag lasts. Synchronous, so that changes are
 * atomic.
 */
import { type Bucket, fullBucket, type Quota, takeSlot, takeToken } from '../faults/quota.ts';
import type { Json } from '../json.ts';
import type { ApiVersion } from '../schema.ts';
import { getEntry } from '../state/keyedStore.ts';
import { answerRequest, neededPermissions } from '../state/routes.ts';
import type { Tenant } from '../state/tenantState.ts';
import { actorOf, checkToken, isApplicationToken } from './accessToken.ts';
import { batchPath, serveBatch } from './batch.ts';
import type { Reply, ServiceRules } from './call.ts';
import { badRequest, type Failure, methodNotAllowed } from './failure.ts';
import type { IncomingRequest, WireAnswer } from './wire.ts';

export interface ServiceOptions {
  readonly rules: ServiceRules;
  readonly requireToken: boolean;
  readonly acceptedTokens: readonly string[];
  readonly quota: Quota | undefined;
  /** Limits the directory audits to five requests in ten seconds; the sign-ins always have this limit. */
  readonly auditLimit: boolean;
}

export interface EmulatorService {
  readonly tenant: () => Tenant;
  readonly setTenant: (tenant: Tenant) => void;
  /** Replaces the state and ends a lag. */
  readonly reset: (tenant: Tenant) => void;
  /** @param lagReads how many later reads show the old state if this request changes the state */
  readonly serve: (incoming: IncomingRequest, lagReads: number) => WireAnswer;
}

/** https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits */
const reportLimit = { requests: 5, windowMs: 10_000 };
const signInsPath = '/auditLogs/signIns';
const contentType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** How many reads show the old state if reads lag behind writes. */
const laterReads = 2;

/** @param clock milliseconds since 1970 */
export function createService(initial: Tenant, options: ServiceOptions, clock: () => number): EmulatorService {
  let tenant = initial;
  let stale: { readonly tenant: Tenant; readonly reads: number } | undefined;
  const throttle = createThrottle(options);

  function refuse(incoming: IncomingRequest): Failure | undefined {
    if (!isVersion(incoming.version)) {
      return { status: 400, code: 'BadRequest', message: `Invalid version: ${incoming.version}.` };
    }
    if (!options.requireToken) return undefined;
    const { method, path, version } = incoming;
    const needed = neededPermissions({ method, path, version }, options.rules);
    const header = incoming.headers.authorization;
    return checkToken(header, options.acceptedTokens, needed, clock() / 1000);
  }

  /** The state that a request sees. Reads use up the lag, and so does a PUT whose partner is not visible yet. */
  function visibleTenant(incoming: IncomingRequest): Tenant {
    const isSyncPut = incoming.method === 'PUT' && incoming.path.endsWith('/identitySynchronization');
    const isRead = incoming.method === 'GET' && incoming.path.startsWith('/policies/');
    if (stale === undefined || !(isRead || isSyncPut)) return tenant;
    const id = incoming.path.split('/').at(-2) ?? '';
    if (isSyncPut && getEntry(stale.tenant.partners, id) !== undefined) return tenant;
    const visible = stale.tenant;
    stale = stale.reads > 1 ? { tenant: visible, reads: stale.reads - 1 } : undefined;
    return visible;
  }

  function serve(incoming: IncomingRequest, lagReads: number): WireAnswer {
    const refused = refuse(incoming);
    if (refused !== undefined) return failureAnswer(refused, incoming, clock());
    return incoming.path === batchPath ? serveParts(incoming, lagReads) : serveOne(incoming, lagReads);
  }

  function serveOne(incoming: IncomingRequest, lagReads: number): WireAnswer {
    const throttled = throttle(incoming, clock());
    if (throttled !== undefined) return throttled;
    const body = readBody(incoming);
    if ('failure' in body) return failureAnswer(body.failure, incoming, clock());
    const before = visibleTenant(incoming);
    const reply = answerRequest(before, { ...toRequest(incoming, clock()), body: body.json }, options.rules);
    if (reply.tenant !== before) {
      const reads = Math.max(lagReads, options.rules.facts.readAfterWrite === 'later' ? laterReads : 0);
      if (reads > 0) stale = { tenant: stale?.tenant ?? tenant, reads };
      tenant = reply.tenant;
    }
    return toAnswer(reply, incoming, clock());
  }

  function serveParts(incoming: IncomingRequest, lagReads: number): WireAnswer {
    const isReordered = options.rules.quirks !== undefined;
    const body = incoming.method === 'POST' ? readBody(incoming) : { failure: methodNotAllowed() };
    const served =
      'failure' in body
        ? body.failure
        : serveBatch(incoming, body.json, { serve: (part) => serve(part, lagReads), isReordered });
    if (typeof served !== 'string') return failureAnswer(served, incoming, clock());
    return toAnswer({ tenant, status: 200, body: served }, incoming, clock());
  }

  return {
    tenant: () => tenant,
    setTenant: (next) => {
      tenant = next;
    },
    reset: (next) => {
      tenant = next;
      stale = undefined;
    },
    serve,
  };
}

/** Answers 429 to requests beyond the limits. */
function createThrottle({
  quota,
  auditLimit,
}: ServiceOptions): (incoming: IncomingRequest, now: number) => WireAnswer | undefined {
  let writes: Bucket | undefined;
  let reports: readonly number[] = [];

  /** Seconds until the request may be sent again; 0 if the service takes it now. */
  function waitSeconds({ path, method }: IncomingRequest, now: number): number {
    if (path === signInsPath || (auditLimit && path.startsWith('/auditLogs/'))) {
      const taken = takeSlot(reportLimit, reports, now);
      reports = taken.times;
      return taken.waitSeconds;
    }
    if (quota === undefined || method === 'GET') return 0;
    const taken = takeToken(quota, writes ?? fullBucket(quota, now), now);
    writes = taken.bucket;
    return taken.waitSeconds;
  }

  return (incoming, now) => {
    const wait = waitSeconds(incoming, now);
    if (wait === 0) return undefined;
    const failure = { status: 429, code: 'TooManyRequests', message: 'Too many requests.' };
    const answer = failureAnswer(failure, incoming, now);
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(wait)) } };
  };
}

function isVersion(text: string): text is ApiVersion {
  return text === 'v1.0' || text === 'beta';
}

function toRequest(incoming: IncomingRequest, now: number): Omit<Parameters<typeof answerRequest>[1], 'body'> {
  const { method, path, query, origin, requestId, headers } = incoming;
  return {
    method,
    path,
    query,
    origin,
    requestId,
    version: isVersion(incoming.version) ? incoming.version : 'v1.0',
    now: new Date(now).toISOString(),
    actor: { ...actorOf(headers.authorization), userAgent: headers['user-agent'] },
    preferences: (headers.prefer ?? '').split(',').map((each) => each.trim()),
    isApplication: isApplicationToken(headers.authorization),
  };
}

function readBody(incoming: IncomingRequest): { readonly json: Json | undefined } | { readonly failure: Failure } {
  if (incoming.text === '') return { json: undefined };
  if (!/^application\/json\s*(;|$)/i.test(incoming.headers['content-type'] ?? '')) {
    return {
      failure: {
        status: 415,
        code: 'RequestFormatNotSupported',
        message: 'A Content-Type of application/json is required.',
      },
    };
  }
  try {
    return { json: JSON.parse(incoming.text) as Json };
  } catch {
    return { failure: badRequest('Unable to read JSON request payload.') };
  }
}

function toAnswer(reply: Reply, incoming: IncomingRequest, now: number): WireAnswer {
  if (reply.failure !== undefined) return failureAnswer(reply.failure, incoming, now);
  const headers = idHeaders(incoming);
  if (reply.body === undefined) return { status: reply.status, headers };
  return {
    status: reply.status,
    headers: { ...headers, 'content-type': reply.contentType ?? contentType },
    body: reply.body,
  };
}

/** An error in Graph's shape. */
export function failureAnswer(failure: Failure, incoming: IncomingRequest, now: number): WireAnswer {
  const { code, message, details } = failure;
  const ids = idHeaders(incoming);
  const date = new Date(now).toISOString().slice(0, 19);
  const error = {
    code,
    message,
    ...(details === undefined ? {} : { details }),
    innerError: { date, ...ids },
  };
  return {
    status: failure.status,
    headers: { ...ids, 'content-type': 'application/json' },
    body: JSON.stringify({ error }),
  };
}

function idHeaders(incoming: IncomingRequest): Readonly<Record<'request-id' | 'client-request-id', string>> {
  return {
    'request-id': incoming.requestId,
    'client-request-id': incoming.headers['client-request-id'] ?? incoming.requestId,
  };
}
