/**
 * The emulator over HTTP, on loopback only. It reads and logs requests, gets the faults of the schedule and the answer
 * of the service, and writes the answer. Faults apply before the checks of token and quota, like those of a gateway.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Facts, usualFacts } from '../facts.ts';
import { applyFault } from '../faults/applyFault.ts';
import { createFaultSchedule, type FaultSchedule } from '../faults/faultSchedule.ts';
import type { Quota } from '../faults/quota.ts';
import type { Json } from '../json.ts';
import { withMonth } from '../signIns/month.ts';
import type { NestedSemantics } from '../state/overlay.ts';
import { editByHand } from '../state/portalEdit.ts';
import { seedOf } from '../state/seed.ts';
import { exportTenant, loadTenant, type TenantSeed } from '../state/tenantState.ts';
import { isFromWebPage, refuseWebPage } from './browserGuard.ts';
import type { Cloud } from './call.ts';
import { type Controlled, control, controlPath } from './control.ts';
import type { Failure } from './failure.ts';
import { createService, failureAnswer, type Service } from './service.ts';
import type { IncomingRequest } from './wire.ts';

export interface EmulatorOptions {
  /** 0, the default, selects a free port. */
  readonly port?: number;
  readonly seed?: TenantSeed | 'sample' | 'empty';
  /** The undocumented behaviour of the service; see facts.ts for the usual values. */
  readonly facts?: Partial<Facts>;
  /** The fact `nestedPatch`. */
  readonly nested?: NestedSemantics;
  /** The most entries of a page. By default a page has 100, or as many as `$top` asks for, up to 999. */
  readonly pageSize?: number;
  /** The most sign-ins of a page; 1,000 by default. */
  readonly signInPageSize?: number;
  /** How many sign-ins of a generated month the tenant has; 3,000 for the sample, else none. */
  readonly signIns?: number;
  /** The clock of the service: milliseconds since 1970. The month ends when the emulator starts. */
  readonly clock?: () => number;
  /** The fact `duplicateStatus`. */
  readonly duplicateStatus?: 400 | 409;
  /** Whether reads use the odd spellings of the real service; true by default. */
  readonly quirks?: boolean;
  /** The seed of quirks and fault percentages; 1 by default. */
  readonly randomSeed?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly string[];
  /** Writes beyond the quota are answered 429 with Retry-After. */
  readonly quota?: Quota;
  /** Whether the audit log is limited to five requests in ten seconds. */
  readonly auditLimit?: boolean;
  /** Whether requests need a bearer token that has the permission and is not expired. */
  readonly requireToken?: boolean;
  /** Opaque tokens with every permission. */
  readonly acceptedTokens?: readonly string[];
  readonly cloud?: Cloud;
  /** Called for every request after its answer was sent, or after the connection was broken. */
  readonly onAnswer?: (request: LoggedRequest) => void;
}

export interface LoggedRequest {
  readonly requestId: string;
  /** ISO time of arrival. */
  readonly at: string;
  readonly method: string;
  readonly version: string;
  /** Without version and query, for instance `/policies/crossTenantAccessPolicy/default`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed; the text itself if it is not JSON; undefined without a body. */
  readonly body: Json | undefined;
  /** `authorization` is replaced by its hash. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined until the answer is sent, and always if the connection was broken. */
  readonly status: number | undefined;
  /** The fault rules that affected the request. */
  readonly faults: readonly string[];
}

export interface Emulator extends Controlled {
  /** The origin, without version: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  readonly setState: (seed: TenantSeed) => void;
  readonly clearFaults: () => void;
  readonly clearLog: () => void;
  readonly close: () => Promise<void>;
}

const usualSignIns = 3000;
const usualPageSize = 100;
const largestPageSize = 999;
const maxBodyBytes = 4 * 1024 * 1024;
const tooLarge = { status: 413, code: 'RequestEntityTooLarge', message: 'The request body is too large.' };

const crossedWrite = { status: 409, code: 'Request_Conflict', message: 'Another write changes the policy.' };

/** Starts an emulator. Rejects if the port is in use or a fault rule cannot be parsed. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const randomSeed = options.randomSeed ?? 1;
  const clock = options.clock ?? Date.now;
  const schedule = createFaultSchedule(options.faults ?? [], randomSeed);
  const service = createService(
    loadTenant(firstSeed(options, clock())),
    {
      rules: {
        facts: factsOf(options),
        pageSize: options.pageSize ?? usualPageSize,
        maxPageSize: options.pageSize ?? largestPageSize,
        signInPageSize: options.signInPageSize ?? 1000,
        quirks: options.quirks === false ? undefined : randomSeed,
        cloud: options.cloud ?? 'global',
      },
      requireToken: options.requireToken ?? false,
      acceptedTokens: options.acceptedTokens ?? [],
      quota: options.quota,
      auditLimit: options.auditLimit ?? false,
    },
    clock,
  );
  const log: Logged[] = [];
  const crossing = createCrossing(factsOf(options));
  const latencyMs = options.latencyMs ?? 0;
  const controlled: Controlled = {
    state: () => exportTenant(service.tenant()),
    portalEdit: (target, change) => {
      const occasion = { id: randomUUID(), at: new Date(clock()).toISOString() };
      service.setTenant(editByHand(service.tenant(), target, change, occasion));
    },
    addFault: schedule.add,
    reset: () => {
      service.reset(loadTenant(firstSeed(options, clock())));
      schedule.clear();
      for (const rule of options.faults ?? []) schedule.add(rule);
    },
  };
  const server = createServer((request, response) => {
    if (isFromWebPage(request)) return refuseWebPage(response);
    const served =
      request.url === controlPath && request.method === 'POST'
        ? answerControl(request, response, controlled)
        : handle(request, response, { service, log, latencyMs, next: schedule.next, clock, crossing }).then((entry) =>
            options.onAnswer?.(entry),
          );
    served.catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: log,
    ...controlled,
    setState: (seed) => service.reset(loadTenant(seed)),
    clearFaults: schedule.clear,
    clearLog: () => {
      log.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function factsOf({ facts, nested, duplicateStatus }: EmulatorOptions): Facts {
  return {
    ...usualFacts,
    ...facts,
    ...(nested === undefined ? {} : { nestedPatch: nested }),
    ...(duplicateStatus === undefined ? {} : { duplicateStatus }),
  };
}

/** The sample has a month of sign-ins, and any other tenant has one if it is asked for. */
function firstSeed({ seed = 'sample', signIns }: EmulatorOptions, now: number): TenantSeed {
  const count = signIns ?? (seed === 'sample' ? usualSignIns : 0);
  return count === 0 ? seedOf(seed) : withMonth(seedOf(seed), { signIns: count, end: now });
}

type Logged = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

interface ServerContext {
  readonly service: Service;
  readonly log: Logged[];
  readonly latencyMs: number;
  readonly next: FaultSchedule['next'];
  readonly clock: () => number;
  readonly crossing: Crossing | undefined;
}

/** Writes that are served at the same time (the fact `parallelWrites`). */
interface Crossing {
  /** Returns false if the write crosses another one and conflicts with it. */
  readonly enter: () => boolean;
  readonly leave: () => void;
  /** How long a write takes, so that parallel writes cross. */
  readonly ms: number;
}

function createCrossing({ parallelWrites }: Facts): Crossing | undefined {
  if (parallelWrites === 'accepted') return undefined;
  let writing = 0;
  return {
    enter: () => {
      writing += 1;
      return writing === 1;
    },
    leave: () => {
      writing -= 1;
    },
    ms: 20,
  };
}

/** The body is a JSON list of words; a word that is not text is refused. */
async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controlled: Controlled,
): Promise<void> {
  const words = parseForLog((await readText(request)) ?? '');
  const answer = control(controlled, Array.isArray(words) ? words.map(String) : []);
  response.writeHead(answer.isDone ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  context: ServerContext,
): Promise<LoggedRequest> {
  const { crossing } = context;
  const isWrite = request.method !== 'GET' && request.url?.includes('/policies/') === true;
  if (!isWrite || crossing === undefined) return serveRequest(request, response, context);
  const isAlone = crossing.enter();
  try {
    await sleep(crossing.ms, undefined, { ref: false });
    return await serveRequest(request, response, context, isAlone ? undefined : crossedWrite);
  } finally {
    crossing.leave();
  }
}

async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { service, log, latencyMs, next, clock }: ServerContext,
  refusal?: Failure,
): Promise<LoggedRequest> {
  const text = await readText(request);
  const incoming = toIncoming(request, text ?? '');
  const faults = next(incoming.method, incoming.path, incoming.query.get('$filter'));
  const entry = logEntry(incoming, faults.rules, clock());
  log.push(entry);
  if (latencyMs + faults.slowMs > 0) await sleep(latencyMs + faults.slowMs, undefined, { ref: false });
  const refused = text === undefined ? tooLarge : refusal;
  const serve = () =>
    refused === undefined ? service.serve(incoming, faults.lagReads) : failureAnswer(refused, incoming, clock());
  const delivery = applyFault(incoming, faults, serve, clock());
  if (delivery.kind !== 'answer' && delivery.kind !== 'half') {
    if (delivery.kind === 'drop') request.socket.destroy();
    return entry;
  }
  const { answer } = delivery;
  entry.status = answer.status;
  const body = Buffer.from(answer.body ?? '');
  const length = answer.status === 204 ? {} : { 'content-length': body.length };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  if (delivery.kind === 'answer') response.end(body);
  else response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy());
  return entry;
}

/** The body; undefined if it is larger than the service accepts. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function toIncoming(request: IncomingMessage, text: string): IncomingRequest {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const url = new URL(request.url ?? '/', origin);
  const [, version = '', ...segments] = url.pathname.split('/');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: request.method ?? 'GET',
    version,
    path: segments.map((segment) => `/${decode(segment)}`).join(''),
    query: new Map(url.searchParams),
    headers,
    text,
    origin,
    requestId: randomUUID(),
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function logEntry(incoming: IncomingRequest, faults: readonly string[], now: number): Logged {
  const { requestId, method, version, path, query, text } = incoming;
  const headers = Object.entries(incoming.headers).map(([name, value = '']): [string, string] => [
    name,
    name === 'authorization' ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value,
  ]);
  return {
    requestId,
    at: new Date(now).toISOString(),
    method,
    version,
    path,
    query: Object.fromEntries(query),
    body: parseForLog(text),
    headers: Object.fromEntries(headers),
    status: undefined,
    faults,
  };
}

function parseForLog(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
