/**
 * The emulator over HTTP, on loopback only. Thin: it reads and logs requests, asks the fault schedule and the service,
 * and writes (or spoils) the answers. Faults come first, before tokens and quotas, as a gateway's would.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaultSchedule, type DueFaults } from '../faults/faultSchedule.ts';
import type { Quota } from '../faults/quota.ts';
import { type Delivery, applyFault } from '../faults/applyFault.ts';
import type { Json, JsonObject } from '../json.ts';
import type { NestedSemantics } from '../state/overlay.ts';
import { type EditTarget, editByHand } from '../state/portalEdit.ts';
import { seedOf } from '../state/seed.ts';
import { exportTenant, loadTenant, type TenantSeed, type TenantState } from '../state/tenantState.ts';
import type { Cloud } from './call.ts';
import { createService, failureAnswer, type IncomingRequest, type Service } from './service.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly seed?: TenantSeed | 'sample' | 'empty';
  /** What a PATCH does to members that a complex property leaves out; `replace` by default. */
  readonly nested?: NestedSemantics;
  /** Entries of a page at most; 100 by default. */
  readonly pageSize?: number;
  /** The status of a POST for a partner that exists; 400 by default. */
  readonly duplicateStatus?: 400 | 409;
  /** Whether reads are spelled as oddly as the real service does; true by default. */
  readonly quirks?: boolean;
  /** Decides how quirks and fault percentages fall; 1 by default. */
  readonly randomSeed?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly string[];
  /** Writes beyond it are answered 429 with Retry-After. */
  readonly quota?: Quota;
  /** Whether the audit log is limited to five requests in ten seconds. */
  readonly auditLimit?: boolean;
  /** Whether requests need a bearer token with the permission, before its expiry. */
  readonly requireToken?: boolean;
  /** Opaque tokens that may do everything. */
  readonly acceptedTokens?: readonly string[];
  readonly cloud?: Cloud;
  /** Told of every request when its answer, or none, is settled. */
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
  /** Parsed; the text itself if it is no JSON; undefined without one. */
  readonly body: Json | undefined;
  /** Authorization as a hash. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined while there is no answer, and for good if the connection broke. */
  readonly status: number | undefined;
  /** The fault rules that struck. */
  readonly faults: readonly string[];
}

export interface Emulator {
  /** The origin, without version: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  /** A copy of the true state, without quirks and lag; a seed for another emulator. */
  readonly state: () => TenantState;
  readonly setState: (seed: TenantSeed) => void;
  /** Somebody edits by hand, unchecked; null deletes. Leaves an audit event. */
  readonly portalEdit: (target: EditTarget, change: JsonObject | null) => void;
  readonly addFault: (rule: string) => void;
  readonly clearFaults: () => void;
  readonly clearLog: () => void;
  readonly close: () => Promise<void>;
}

const maxBodyBytes = 4 * 1024 * 1024;
const tooLarge = { status: 413, code: 'RequestEntityTooLarge', message: 'The request body is too large.' };

/** Starts an emulator. Rejects when the port is taken, and throws for a fault rule that cannot be read. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const randomSeed = options.randomSeed ?? 1;
  const schedule = createFaultSchedule(options.faults ?? [], randomSeed);
  const service = createService(
    loadTenant(seedOf(options.seed ?? 'sample')),
    {
      rules: {
        nested: options.nested ?? 'replace',
        pageSize: options.pageSize ?? 100,
        duplicateStatus: options.duplicateStatus ?? 400,
        quirks: options.quirks === false ? undefined : randomSeed,
        cloud: options.cloud ?? 'global',
      },
      requireToken: options.requireToken ?? false,
      acceptedTokens: options.acceptedTokens ?? [],
      quota: options.quota,
      auditLimit: options.auditLimit ?? false,
    },
    Date.now,
  );
  const log: Logged[] = [];
  const server = createServer((request, response) => {
    handle(request, response, { service, log, latencyMs: options.latencyMs ?? 0, next: schedule.next })
      .then((entry) => options.onAnswer?.(entry))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: log,
    state: () => exportTenant(service.tenant()),
    setState: (seed) => service.reset(loadTenant(seed)),
    portalEdit: (target, change) => {
      const occasion = { id: randomUUID(), at: new Date().toISOString() };
      service.setTenant(editByHand(service.tenant(), target, change, occasion));
    },
    addFault: schedule.add,
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

type Logged = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

interface ServerContext {
  readonly service: Service;
  readonly log: Logged[];
  readonly latencyMs: number;
  readonly next: (method: string, path: string) => DueFaults;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { service, log, latencyMs, next }: ServerContext,
): Promise<LoggedRequest> {
  const text = await readText(request);
  const incoming = toIncoming(request, text ?? '');
  const order = next(incoming.method, incoming.path);
  const entry = logEntry(incoming, order.rules);
  log.push(entry);
  if (latencyMs + order.slowMs > 0) await sleep(latencyMs + order.slowMs, undefined, { ref: false });
  const delivery: Delivery =
    text === undefined
      ? { kind: 'answer', answer: failureAnswer(tooLarge, incoming, Date.now()) }
      : applyFault(incoming, order, () => service.serve(incoming, order.lagReads), Date.now());
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

/** Undefined if it is larger than the service takes. */
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

function logEntry(incoming: IncomingRequest, faults: readonly string[]): Logged {
  const { requestId, method, version, path, query, text } = incoming;
  const headers = Object.entries(incoming.headers).map(([name, value = '']): [string, string] => [
    name,
    name === 'authorization' ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value,
  ]);
  return {
    requestId,
    at: new Date().toISOString(),
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
