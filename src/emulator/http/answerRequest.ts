/**
 * Answers one request: reads and logs it, gets the faults of the schedule and the answer of the service, and writes the
 * answer. Faults apply before the checks of token and quota, like those of a gateway.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Facts } from '../facts.ts';
import { applyFault } from '../faults/applyFault.ts';
import type { FaultSchedule } from '../faults/faultSchedule.ts';
import { type Controlled, control } from './control.ts';
import type { Failure } from './failure.ts';
import { type Logged, type LoggedRequest, logEntry, parseBody } from './requestLog.ts';
import { type EmulatorService, failureAnswer } from './service.ts';
import type { IncomingRequest } from './wire.ts';

const maxBodyBytes = 4 * 1024 * 1024;
const tooLarge = { status: 413, code: 'RequestEntityTooLarge', message: 'The request body is too large.' };

const crossedWrite = { status: 409, code: 'Request_Conflict', message: 'Another write changes the policy.' };

export interface ServerContext {
  readonly service: EmulatorService;
  readonly log: Logged[];
  readonly latencyMs: number;
  readonly next: FaultSchedule['next'];
  readonly clock: () => number;
  readonly crossing: Crossing | undefined;
}

/** Writes that are served at the same time (the fact `parallelWrites`). */
export interface Crossing {
  /** Returns false if the write crosses another one and conflicts with it. */
  readonly enter: () => boolean;
  readonly leave: () => void;
  /** How long a write takes, so that parallel writes cross. */
  readonly ms: number;
}

export function createCrossing({ parallelWrites }: Facts): Crossing | undefined {
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
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controlled: Controlled,
): Promise<void> {
  const words = parseBody((await readText(request)) ?? '');
  const answer = control(controlled, Array.isArray(words) ? words.map(String) : []);
  response.writeHead(answer.isDone ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

export async function answerRequest(
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
