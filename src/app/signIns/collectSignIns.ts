/*
 * The use case behind signins: reads the sign-in log, and keeps only what a replay needs. The file is personal data, so
 * nothing about a person leaves memory but keyed hashes and numbers.
 */
import { randomBytes } from 'node:crypto';
import { assertRightTenant, tenantOfGraph, tenantOfToken } from '../../graph/identity/rightTenant.ts';
import { createRateLimit, type RateLimit } from '../../graph/rateLimit.ts';
import { createGroupLookup } from '../../graph/signIns/groupLookup.ts';
import { createPeople, type People } from '../../graph/signIns/people.ts';
import { publishFile } from '../../graph/signIns/publishFile.ts';
import { type LogReading, readSignIns } from '../../graph/signIns/readSignIns.ts';
import { createReducer, type Reducer } from '../../graph/signIns/reducer.ts';
import type { RunReading, RunSetup, RunState } from '../../graph/signIns/runState.ts';
import { firstDialect } from '../../graph/signIns/signInRequest.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import type { SignInsFile } from '../../model/signIns.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { createRetryBudget } from '../../platform/retry.ts';
import { type Connection, connect, type GraphOptions } from '../connect.ts';
import { isoTime, type RunContext } from '../runContext.ts';
import { logNotes } from './logNotes.ts';
import { type RunFiles, runFilesOf } from './runFiles.ts';
import { limited, setUpRun } from './setupRun.ts';

export interface CollectRequest {
  /** The file to write. */
  readonly out: string;
  readonly resumes: boolean;
  readonly from: number;
  readonly to: number;
  readonly desired: DesiredState | undefined;
  readonly cloud: Cloud | undefined;
  readonly only: readonly TenantId[] | undefined;
  readonly maxEvents: number;
  readonly minCohort: number;
  readonly readsGroups: boolean;
  readonly resolvesUsers: boolean;
  readonly graph: GraphOptions;
  readonly onProgress: (line: string) => void;
}

export interface Collected {
  readonly file: SignInsFile;
  /** The run can be resumed: it was interrupted, or Graph was not available any more. */
  readonly isUnfinished: boolean;
}

/** Graph's limit for its logs, per application and tenant. */
export const logLimit = { requests: 5, windowMs: 10_000 };

/** Throws XtapError. What was read until then is in the file, and the message says how to continue. */
export async function collectSignIns(request: CollectRequest, runContext: RunContext): Promise<Collected> {
  const files = runFilesOf(request.out, runContext.cwd);
  const state = request.resumes ? await files.loadState() : await newState(files, runContext);
  const people = createPeople(state.key, state.reading?.people);
  const limit = createRateLimit(logLimit.requests, logLimit.windowMs, runContext);
  const connection = await connectFor(state.setup, request, runContext);
  const setup = state.setup ?? (await newSetup(request, connection, { people, limit, runContext }));
  const run = beginRun({ state, setup, people, files });
  await files.saveState({ ...state, setup });
  const notes = logNotes(setup, request, runContext);
  notes.begin();
  try {
    const reading = await readSignIns(setup, run.before, {
      contextOf: ({ apiVersion }) => ({
        ...limited(connection.contextOf(apiVersion), limit),
        budget: createRetryBudget(request.graph.retryTimeoutMs, runContext),
      }),
      reducer: run.reducer,
      maxEvents: request.maxEvents,
      onProgress: notes.progress,
      onDialect: notes.dialect,
      save: run.save,
    });
    return await run.finish(reading);
  } catch (error) {
    return await run.endEarly(error, runContext.signal);
  }
}

async function newState(files: RunFiles, { wallNow }: RunContext): Promise<RunState> {
  await files.requireNoKey();
  return { key: randomBytes(32).toString('hex'), createdAt: isoTime(wallNow()) };
}

/** v1.0 for everything but the sign-ins themselves. */
export async function connectFor(
  setup: RunSetup | undefined,
  { desired, cloud = 'global', graph }: Pick<CollectRequest, 'desired' | 'cloud' | 'graph'>,
  runContext: RunContext,
): Promise<Connection & { readonly tenantId: TenantId }> {
  const expected = setup?.tenantId ?? desired?.tenantId;
  const where = { cloud: setup?.cloud ?? desired?.cloud ?? cloud, apiVersion: 'v1.0', tenantId: expected } as const;
  const connection = await connect(where, graph, runContext);
  const tenantId = (await tenantOfToken(connection.tokens)) ?? (await tenantOfGraph(connection.context));
  if (expected !== undefined) assertRightTenant(expected, tenantId);
  return { ...connection, tenantId };
}

function newSetup(
  request: CollectRequest,
  connection: Connection & { readonly tenantId: TenantId },
  context: { readonly people: People; readonly limit: RateLimit; readonly runContext: RunContext },
): Promise<RunSetup> {
  const { from, to } = request;
  const { tenantId, target } = connection;
  return setUpRun({ ...request, window: { from, to }, tenantId }, connection, { ...context, cloud: target.cloud });
}

function nothingRead(): XtapError {
  return new XtapError('graph-request-failed', 'Graph returned nothing of the sign-in log.');
}

interface Run {
  readonly reducer: Reducer;
  readonly before: LogReading;
  readonly save: (reading: LogReading) => Promise<void>;
  readonly finish: (reading: LogReading) => Promise<Collected>;
  /** Returns what was read if the user stopped the run; throws any other error, which says how to continue. */
  readonly endEarly: (error: unknown, signal: AbortSignal) => Promise<Collected>;
}

function beginRun({
  state,
  setup,
  people,
  files,
}: {
  readonly state: RunState;
  readonly setup: RunSetup;
  readonly people: People;
  readonly files: RunFiles;
}): Run {
  const rules = {
    tenantId: setup.tenantId,
    only: setup.only && new Set(setup.only),
    policyChanges: setup.policyChanges.state === 'read' ? setup.policyChanges.changes : undefined,
    groupsOf: createGroupLookup(setup, people),
  };
  const reducer = createReducer(rules, people, state.reading?.reduction);
  const { spans = [], dialect = firstDialect(setup.only) } = state.reading ?? {};
  const { key, createdAt } = state;
  let saved: SignInsFile | undefined;

  const save = async (reading: LogReading): Promise<SignInsFile> => {
    const read: RunReading = {
      spans: reading.spans,
      dialect: reading.dialect,
      people: people.hashes(),
      reduction: reducer.reduction(),
    };
    await files.saveState({ key, createdAt, setup, reading: read });
    const file = publishFile({ ...read, createdAt, source: 'graph', setup });
    await files.saveFile(file);
    saved = file;
    return file;
  };

  return {
    reducer,
    before: { spans, dialect },
    save: async (reading) => {
      await save(reading);
    },
    finish: async (reading) => {
      if (!reading.spans.some(({ gap }) => gap === undefined)) throw reading.problem ?? nothingRead();
      const file = await save(reading);
      const isUnfinished = reading.isStopped === true;
      if (!isUnfinished) await files.removeKey();
      return { file, isUnfinished };
    },
    endEarly: async (error, signal) => {
      const hasRead = saved !== undefined || state.reading !== undefined;
      if (!hasRead && state.setup === undefined) await files.removeKey();
      if (saved !== undefined && signal.aborted) return { file: saved, isUnfinished: true };
      if (!(error instanceof XtapError) || !hasRead) throw error;
      const notDone = `The log was not read to its end; what was read is in ${files.name}.`;
      const next = [error.details.next, `"xtap signins --resume ${files.name}" continues.`].filter(Boolean).join(' ');
      throw new XtapError(error.code, error.what, { ...error.details, notDone, next, cause: error });
    },
  };
}
