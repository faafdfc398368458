/*
 * The use case behind apply: a plan (made now, or saved) is checked, approved, carried out and verified. Every check
 * that can refuse comes before the first write, and every way out leaves a report.
 */
import { resolve } from 'node:path';
import { executePlan } from '../apply/executePlan.ts';
import { type JournalFile, journalPath, openJournal, openOwnJournal } from '../apply/journal.ts';
import { type Operation, type OperationResult, operationsOf, outcomeOf } from '../apply/operation.ts';
import type { ProgressEvent } from '../apply/progressEvent.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type ApplyReport, isDone, summarizeOutcomes } from '../model/report.ts';
import { type ApprovalFlags, type Refusal, findRefusalNow, findRefusal } from '../plan/approval.ts';
import { compareWithLive, type LiveComparison } from '../plan/staleness.ts';
import { makeUndoPlan } from '../plan/undo.ts';
import type { ApplyTask } from './applyTask.ts';
import type { Connection } from './connect.ts';
import { createLiveReader } from './liveReader.ts';
import { isoTime, type RunContext } from './runContext.ts';
import { writeUndoPlan } from './writeUndoPlan.ts';
import { version } from './version.ts';
import { withNothingSent } from './withNothingSent.ts';

export type { ProgressEvent };

export interface ExecutionOptions {
  readonly concurrency: number;
  readonly maxWritesPerSecond: number;
  readonly burst: number;
  readonly verifyTimeoutMs: number;
  readonly journal: string | undefined;
  readonly undo: string | undefined;
}

export interface ApplyRequest extends Omit<ApplyTask, 'view'> {
  readonly consent: ApprovalFlags;
  /** Shows the plan and asks; undefined where nobody is to be asked. */
  readonly ask: (() => Promise<boolean>) | undefined;
  readonly execution: ExecutionOptions;
  readonly progress: (event: ProgressEvent) => void;
  /** Called with the path of the journal before the first write: who is killed cannot tell it afterwards. */
  readonly journalOpened?: (path: string) => void;
}

export type Applied =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'declined' }
  | { readonly outcome: 'stale'; readonly freshness: LiveComparison; readonly report: ApplyReport }
  | Finished;

export interface Finished {
  readonly outcome: 'finished';
  readonly report: ApplyReport;
  /** What ended it early. */
  readonly problem?: XtapError;
  /** A bug of xtap that ended it early. */
  readonly defect?: unknown;
  /** The path of its journal, where anything was to be sent. */
  readonly journal?: string;
}

export async function applyPlan(request: ApplyRequest, runContext: RunContext): Promise<Applied> {
  const { plan, consent, ask } = request;
  requireExpectedDigest(plan, consent.digest);
  const before = findRefusal(plan, consent, ask !== undefined);
  if (before) return { outcome: 'refused', refusal: before };
  if (plan.changes.length === 0) return { outcome: 'finished', report: satisfiedReport(request) };
  const agreed = ask === undefined || (await ask());
  runContext.signal.throwIfAborted();
  if (!agreed) return { outcome: 'declined' };

  if (request.live && !ask) return applyFreshPlan(request, { live: request.live, freshness: untouched }, runContext);
  const live = await request.readAgain();
  const freshness = compareWithLive(plan, live, fieldTable);
  if (freshness.moved.length > 0) return { outcome: 'stale', freshness, report: staleReport(request, freshness) };
  const refusal = findRefusalNow(plan, consent, { live, satisfied: freshness.satisfied });
  return refusal ? { outcome: 'refused', refusal } : applyFreshPlan(request, { live, freshness }, runContext);
}

const untouched: LiveComparison = { satisfied: new Set(), moved: [] };

async function applyFreshPlan(
  request: ApplyRequest,
  ground: { readonly live: LiveState; readonly freshness: LiveComparison },
  runContext: RunContext,
): Promise<Applied> {
  const { plan, connection, execution } = request;
  const { cwd, wallNow, monotonicNow, sleep, signal } = runContext;
  const done = plan.changes.every((change) => change.requests.every((each) => ground.freshness.satisfied.has(each)));
  if (execution.undo !== undefined) {
    const undo = makeUndoPlan({
      plan,
      livePartners: ground.live.partners.length,
      protected: request.protected ?? new Set(),
      table: fieldTable,
      createdAt: isoTime(wallNow()),
    });
    await withNothingSent(writeUndoPlan(execution.undo, undo, runContext));
    if (!request.protected && undo.summary.delete > 0) {
      runContext.note(
        `A saved plan does not say whom the configuration protects: see whom ${execution.undo} deletes before you apply it.`,
      );
    }
  }
  if (done) return { outcome: 'finished', report: satisfiedReport(request) };

  const startedAt = new Date(wallNow());
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
    toolVersion: version,
    changes: plan.changes.length,
    operations: plan.changes.flatMap((change) => change.requests).length,
  });
  request.journalOpened?.(journal.path);
  const { concurrency, maxWritesPerSecond, burst, verifyTimeoutMs } = execution;
  const { report, stopped, verifyProblem, defect } = await executePlan(
    plan,
    {
      satisfied: ground.freshness.satisfied,
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
  const problem = stopped?.problem ?? verifyProblem ?? problemOfClosing(journal);
  return {
    outcome: 'finished',
    report,
    journal: journal.path,
    ...(problem ? { problem } : {}),
    ...(defect === undefined ? {} : { defect }),
  };
}

/** Some file systems tell of lost writes only then. The report must not get lost with them. */
function problemOfClosing(journal: JournalFile): XtapError | undefined {
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
    `The plan's digest is ${plan.digest}, expected was ${expected}: this is not the plan that was reviewed. Review the new one.`,
  );
}

function satisfiedReport({ plan, connection }: ApplyRequest): ApplyReport {
  return reportOf(plan, connection, () => ({ status: 'already-satisfied' }));
}

/** Nothing was sent: what moved is stale, what is there already says so, the rest was not attempted. */
function staleReport({ plan, connection }: ApplyRequest, { satisfied, moved }: LiveComparison): ApplyReport {
  const reasons = new Map<Change, string[]>();
  for (const { change, what } of moved) reasons.set(change, [...(reasons.get(change) ?? []), what]);
  return reportOf(plan, connection, ({ change, request }) => {
    const why = reasons.get(change);
    if (satisfied.has(request)) return { status: 'already-satisfied' };
    if (why !== undefined) return { status: 'stale', error: why.join('; ') };
    return { status: 'not-attempted', error: 'the plan is stale: nothing was sent' };
  });
}

/** Of a plan of which nothing is sent. */
function reportOf(
  plan: Plan,
  { transport }: Connection,
  endingOf: (operation: Operation) => Pick<OperationResult, 'status' | 'error'>,
): ApplyReport {
  const outcomes = operationsOf(plan, fieldTable).map((operation) => outcomeOf(operation, endingOf(operation)));
  return {
    planDigest: plan.digest,
    converged: outcomes.every(isDone),
    summary: summarizeOutcomes(outcomes),
    outcomes,
    notShown: [],
    calls: transport.calls(),
  };
}
