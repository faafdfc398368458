/*
 * The use case behind apply: checks, approves, executes and verifies a plan (made now, or saved). Every check that can
 * refuse comes before the first write, and every run that may have written returns a report.
 */
import { resolve } from 'node:path';
import { executePlan } from '../apply/executePlan.ts';
import type { LiveReader } from '../apply/executionPorts.ts';
import { type JournalFile, journalPath, openJournal, openOwnJournal } from '../apply/journal.ts';
import type { ProgressEvent } from '../apply/progressEvent.ts';
import { satisfiedReport, staleReport } from '../apply/unsentReport.ts';
import { type HomeTenant, readPartner, readParts } from '../graph/readParts.ts';
import { withNotDone, XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import { type ApprovalFlags, findRefusal, findRefusalNow, type Refusal } from '../plan/approval.ts';
import { compareWithLive, type LiveComparison } from '../plan/staleness.ts';
import { describeTenantChanges } from '../plan/tenantChanges.ts';
import { makeUndoPlan } from '../plan/undo.ts';
import type { ApplyTask } from './applyTask.ts';
import { readCiRun } from './ciRun.ts';
import type { Connection } from './connect.ts';
import { isoTime, type RunContext, version } from './runContext.ts';
import { writeUndoPlan } from './writeUndoPlan.ts';

export type { ProgressEvent };

export interface ExecutionOptions {
  readonly concurrency: number;
  readonly maxWritesPerSecond: number;
  readonly burst: number;
  readonly verifyTimeoutMs: number;
  readonly journal: string | undefined;
  readonly undo: string | undefined;
}

export interface ApplyRequest extends Omit<ApplyTask, 'view' | 'desired'> {
  readonly consent: ApprovalFlags;
  /** Shows the plan and asks for approval; undefined if xtap must not ask. */
  readonly ask: (() => Promise<boolean>) | undefined;
  readonly execution: ExecutionOptions;
  readonly progress: (event: ProgressEvent) => void;
  /** Called before the first write with the path of the journal, so it is known even if the process is killed. */
  readonly journalOpened?: (path: string) => void;
}

export type Applied =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'declined' }
  | Stale
  | Finished;

export interface Stale {
  readonly outcome: 'stale';
  readonly freshness: LiveComparison;
  readonly report: ApplyReport;
  /** What somebody changed in the tenant after the plan was made. */
  readonly tenantChanges: readonly Change[];
}

export interface Finished {
  readonly outcome: 'finished';
  readonly report: ApplyReport;
  /** The error that ended the run early. */
  readonly problem?: XtapError;
  /** A bug of xtap that ended the run early. */
  readonly defect?: unknown;
  /** The path of the journal; undefined if there was nothing to send. */
  readonly journal?: string;
}

export async function applyPlan(request: ApplyRequest, runContext: RunContext): Promise<Applied> {
  const { plan, consent, ask } = request;
  const { calls } = request.connection.transport;
  requireExpectedDigest(plan, consent.digest);
  const before = findRefusal(plan, consent, ask !== undefined);
  if (before) return { outcome: 'refused', refusal: before };
  if (plan.changes.length === 0) {
    noteNoUndo('there is nothing to undo', request, runContext);
    return { outcome: 'finished', report: satisfiedReport(plan, unchanged, calls()) };
  }
  const isApproved = ask === undefined || (await ask());
  runContext.signal.throwIfAborted();
  if (!isApproved) return { outcome: 'declined' };

  if (request.live && !ask) return applyFreshPlan(request, { live: request.live, freshness: unchanged }, runContext);
  const live = await request.readAgain();
  const freshness = compareWithLive(plan, live, fieldTable);
  if (freshness.moved.length > 0) {
    noteNoUndo('nothing was sent', request, runContext);
    const tenantChanges = describeTenantChanges(freshness.moved, live);
    return { outcome: 'stale', freshness, report: staleReport(plan, freshness, calls()), tenantChanges };
  }
  const refusal = findRefusalNow(plan, consent, { live, satisfied: freshness.satisfied });
  return refusal ? { outcome: 'refused', refusal } : applyFreshPlan(request, { live, freshness }, runContext);
}

/** The file may hold the undo plan of an earlier run. Errors say by themselves that nothing was written. */
function noteNoUndo(why: string, { execution: { undo } }: ApplyRequest, { note }: RunContext): void {
  if (undo !== undefined) note(`xtap did not write ${undo}: ${why}.`);
}

const unchanged: LiveComparison = { satisfied: new Set(), moved: [], added: [] };

async function applyFreshPlan(
  request: ApplyRequest,
  { live, freshness }: { readonly live: LiveState; readonly freshness: LiveComparison },
  runContext: RunContext,
): Promise<Applied> {
  const { plan, connection, execution } = request;
  const { cwd, wallNow, monotonicNow, sleep, signal } = runContext;
  const isSatisfied = plan.changes.every((change) => change.requests.every((each) => freshness.satisfied.has(each)));
  if (execution.undo !== undefined) {
    const undo = makeUndoPlan({
      plan,
      livePartners: live.partners.length,
      protected: request.protected ?? new Set(),
      table: fieldTable,
      createdAt: isoTime(wallNow()),
    });
    await withNothingSent(writeUndoPlan(execution.undo, undo, runContext));
    runContext.note(`Undo plan: ${execution.undo}`);
    if (!request.protected && undo.summary.delete > 0) {
      runContext.note(
        `A saved plan does not name the protected partners. Before you apply ${execution.undo}, check which partners it deletes.`,
      );
    }
  }
  if (isSatisfied)
    return { outcome: 'finished', report: satisfiedReport(plan, freshness, connection.transport.calls()) };

  const startedAt = new Date(wallNow());
  const { commit, runUrl } = readCiRun(runContext.env);
  const open = execution.journal === undefined ? openOwnJournal : openJournal;
  const journal = open(resolve(cwd, execution.journal ?? journalPath('.xtap/journal', startedAt, plan.digest)), {
    formatVersion: 1,
    type: 'header',
    planDigest: plan.digest,
    tenantId: plan.tenantId,
    cloud: plan.cloud,
    apiVersion: plan.apiVersion,
    graphUrl: connection.target.origin,
    startedAt: startedAt.toISOString(),
    ...(commit !== undefined && { commit }),
    ...(runUrl !== undefined && { run: runUrl }),
    toolVersion: version,
    changes: plan.changes.length,
    operations: plan.changes.flatMap((change) => change.requests).length,
  });
  request.journalOpened?.(journal.path);
  const { concurrency, maxWritesPerSecond, burst, verifyTimeoutMs } = execution;
  const { report, stopped, verifyProblem, defect } = await executePlan(
    plan,
    {
      satisfied: freshness.satisfied,
      added: freshness.added,
      concurrency,
      pacing: { maxWritesPerSecond, burst },
      verifyTimeoutMs,
      signal,
    },
    {
      transport: connection.transport,
      budget: connection.budget,
      clock: { monotonicNow, sleep },
      read: createLiveReader(connection, plan),
      journal,
      progress: request.progress,
    },
  );
  const problem = stopped?.problem ?? verifyProblem ?? closeJournal(journal);
  return {
    outcome: 'finished',
    report,
    journal: journal.path,
    ...(problem ? { problem } : {}),
    ...(defect === undefined ? {} : { defect }),
  };
}

/** Some file systems report lost writes only when the file is closed. The report must not be lost with them. */
function closeJournal(journal: JournalFile): XtapError | undefined {
  try {
    journal.close();
    return undefined;
  } catch (error) {
    if (error instanceof XtapError) return error;
    throw error;
  }
}

function requireExpectedDigest(plan: Plan, expected: string | undefined): void {
  if (expected === undefined || expected === plan.digest) return;
  throw new XtapError(
    'digest-mismatch',
    `The plan's digest is ${plan.digest}, and --expect-digest names ${expected}: this is not the plan that was reviewed.`,
    { notDone: 'Nothing was written.', next: 'Review the new plan, then give its digest.' },
  );
}

const noParts = { partners: false, ownEndpoints: false, default: false, policy: false };

/**
 * The reads of an apply. They continue after the run was aborted, to find the outcome of requests in flight. They retry
 * while the budget lasts, like writes, since Graph has just answered.
 */
function createLiveReader({ context }: Connection, home: HomeTenant): LiveReader {
  const { signal: _, ...rest } = context;
  const patient = { ...rest, awaitsAbsentServer: true };
  return {
    partner: (tenantId) => readPartner(patient, home, tenantId),
    default: async () => (await readParts(patient, home, { ...noParts, default: true })).default ?? {},
    policy: async () => (await readParts(patient, home, { ...noParts, policy: true })).policy ?? {},
    list: (scope) => readParts(patient, home, scope),
  };
}

/** For a file that apply writes before its first request: adds to an error that nothing was sent. */
export async function withNothingSent<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    throw withNotDone(error, 'Nothing was sent.');
  }
}
