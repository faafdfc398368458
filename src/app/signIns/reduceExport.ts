/*
 * signins with --source FILE: the rows come from an export of the portal or of Graph, and Graph is asked for groups and
 * changes of the policy only with --online. An export does not say what it leaves out, so a kind of sign-ins that it
 * does not contain is a gap.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createRateLimit } from '../../graph/rateLimit.ts';
import { createRowScanner, unwrapRow } from '../../graph/signIns/exportedRows.ts';
import { createGroupLookup } from '../../graph/signIns/groupLookup.ts';
import { createPeople } from '../../graph/signIns/people.ts';
import { publishFile } from '../../graph/signIns/publishFile.ts';
import { createReducer } from '../../graph/signIns/reducer.ts';
import { decodeSignIn, type SignInEvent } from '../../graph/signIns/signInEvent.ts';
import type { Span, TimeWindow } from '../../graph/signIns/windows.ts';
import { XtapError } from '../../model/errors.ts';
import { type SignInKind, signInKinds } from '../../model/signIns.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import { readPieces } from '../../platform/files/readPieces.ts';
import { isoTime, type RunContext } from '../runContext.ts';
import { type Collected, type CollectRequest, connectFor, logLimit } from './collectSignIns.ts';
import { runFilesOf } from './runFiles.ts';
import { setUpRun } from './setupRun.ts';

export interface ExportRequest extends Omit<CollectRequest, 'from' | 'to' | 'resumes'> {
  readonly source: string;
  readonly online: boolean;
  /** Undefined: as far as the file reaches. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Throws XtapError `invalid-path` or `invalid-sign-ins`, and with `online` those of Graph. */
export async function reduceExport(request: ExportRequest, runContext: RunContext): Promise<Collected> {
  const survey = await surveyExport(request, runContext);
  const connection = request.online ? await connectFor(undefined, request, runContext) : undefined;
  const tenantId = connection?.tenantId ?? request.desired?.tenantId ?? commonTenant(survey, request.source);
  const window = { from: request.from ?? survey.from, to: request.to ?? survey.to };
  const people = createPeople(randomBytes(32).toString('hex'));
  const limit = createRateLimit(logLimit.requests, logLimit.windowMs, runContext);
  const cloud = connection?.target.cloud ?? request.desired?.cloud ?? request.cloud ?? 'global';
  const setup = await setUpRun({ ...request, window, tenantId }, connection, { people, cloud, limit, runContext });
  const reducer = createReducer(
    {
      tenantId,
      only: setup.only && new Set(setup.only),
      policyChanges: setup.policyChanges.state === 'read' ? setup.policyChanges.changes : undefined,
      groupsOf: createGroupLookup(setup, people),
    },
    people,
  );
  const staging = reducer.stage();
  const counts = new Map<SignInKind, number>();
  for await (const event of eventsOf(request.source, runContext)) {
    if (event !== undefined && (event.at < window.from || event.at >= window.to)) continue;
    staging.add(event);
    const kind = event?.kind ?? 'interactiveUser';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  staging.commit();
  const file = publishFile({
    createdAt: isoTime(runContext.wallNow()),
    source: 'file',
    setup,
    dialect: { apiVersion: survey.namesTypes ? 'beta' : 'v1.0', terms: [], kinds: signInKinds },
    spans: signInKinds.map((kind) => spanOf(kind, window, counts.get(kind) ?? 0)),
    people: people.hashes(),
    reduction: reducer.reduction(),
  });
  await runFilesOf(request.out, runContext.cwd).saveFile(file);
  return { file, isUnfinished: false };
}

function spanOf(kind: SignInKind, window: TimeWindow, events: number): Span {
  return { ...window, kind, events, ...(events === 0 && { gap: 'not-in-file' }) };
}

interface Survey extends TimeWindow {
  readonly namesTypes: boolean;
  /** How many rows name a tenant as home or as resource. */
  readonly tenants: ReadonlyMap<string, number>;
}

/** The file is read twice: the first time for its tenant and its time. */
async function surveyExport({ source, maxEvents }: ExportRequest, runContext: RunContext): Promise<Survey> {
  let [from, to, rows] = [Number.POSITIVE_INFINITY, 0, 0];
  let namesTypes = false;
  const tenants = new Map<string, number>();
  for await (const event of eventsOf(source, runContext)) {
    rows += 1;
    if (rows > maxEvents) throw tooManyRows(source, maxEvents);
    if (event === undefined) continue;
    from = Math.min(from, event.at);
    to = Math.max(to, event.at + 1000);
    namesTypes ||= event.type !== '';
    for (const tenant of new Set([event.homeTenantId, event.resourceTenantId])) {
      if (tenant !== '') tenants.set(tenant, (tenants.get(tenant) ?? 0) + 1);
    }
  }
  if (to === 0) throw unreadable(source, rows === 0 ? 'it has no rows' : 'no row of it is a sign-in');
  return { from, to, namesTypes, tenants };
}

/** The tenant that the most rows name, if no other tenant has as many. */
function commonTenant({ tenants }: Survey, source: string): TenantId {
  const [first, second] = [...tenants].sort(([, a], [, b]) => b - a);
  const tenantId = first !== undefined && first[1] > (second?.[1] ?? 0) ? parseTenantId(first[0]) : undefined;
  if (tenantId !== undefined) return tenantId;
  throw unreadable(source, 'it does not show whose log it is; name the path of the configuration too');
}

async function* eventsOf(source: string, { cwd, signal }: RunContext): AsyncGenerator<SignInEvent | undefined> {
  const scanner = createRowScanner();
  try {
    for await (const piece of readPieces(resolve(cwd, source), source)) {
      signal.throwIfAborted();
      for (const row of scanner.push(piece)) yield decodeSignIn(unwrapRow(row));
    }
    scanner.end();
  } catch (error) {
    if (error instanceof XtapError || signal.aborted || !(error instanceof Error)) throw error;
    throw unreadable(source, error.message, error);
  }
}

function tooManyRows(source: string, maxEvents: number): XtapError {
  return new XtapError(
    'too-many-sign-ins',
    `${source} has more than ${maxEvents} rows, so xtap stopped reading and wrote no file. Raise --max-events.`,
  );
}

function unreadable(source: string, why: string, cause?: unknown): XtapError {
  return new XtapError(
    'invalid-sign-ins',
    `${source} cannot be read as an export of the sign-in log: ${why}. xtap reads the JSON of the portal and of Graph, and one row of JSON on each line.`,
    cause === undefined ? {} : { cause },
  );
}
