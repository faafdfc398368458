/*
 * The only code that writes to a tenant. It sends requests of the plan and no others. Every request ends with exactly
 * one of six outcomes, in the journal and in the report.
 */

import type { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { Plan, PlannedRequest } from '../model/plan.ts';
import { type ApplyReport, isDone, type RequestOutcome, summarizeOutcomes } from '../model/report.ts';
import type { Setting } from '../model/setting.ts';
import { type ApplyRun, recordEntry } from './applyRun.ts';
import { executeOperation } from './executeOperation.ts';
import type { ExecutionPorts } from './executionPorts.ts';
import { type Operation, operationsOf, outcomeOf } from './operation.ts';
import { createPace, type Pacing } from './pace.ts';
import { runSchedule } from './schedule.ts';
import { createStopSwitch, type StopReason } from './stopSwitch.ts';
import { type Verification, verifyWrites } from './verifyWrites.ts';

export interface ExecutePlanOptions {
  /** Requests whose effect the staleness check already found in the tenant. */
  readonly satisfied?: ReadonlySet<PlannedRequest>;
  /** Members that the staleness check found beside these values. */
  readonly added?: ApplyReport['added'];
  /** Number of partners that are changed at the same time. */
  readonly concurrency: number;
  readonly pacing: Pacing;
  readonly verifyTimeoutMs: number;
  /** When it is aborted, no further request starts; requests in flight are finished, resolved and recorded. */
  readonly signal?: AbortSignal;
  readonly table?: readonly Setting[];
}

export interface Execution {
  readonly report: ApplyReport;
  /** Why the run stopped early: an interruption, or (with a problem) a 401 or a journal that cannot be written. */
  readonly stopped?: StopReason;
  /** Why the verifying read failed; the report lists the settings that no read has shown. */
  readonly verifyProblem?: XtapError;
  /** A bug of xtap that stopped the run. The report is complete, so that the writes before the bug stay on record. */
  readonly defect?: unknown;
}

export async function executePlan(plan: Plan, options: ExecutePlanOptions, ports: ExecutionPorts): Promise<Execution> {
  const { table = fieldTable, satisfied = new Set(), concurrency } = options;
  const operations = operationsOf(plan, table);
  const stop = createStopSwitch(options.signal);
  const run: ApplyRun = { ...ports, table, stop, pace: createPace(options.pacing, ports.clock.monotonicNow) };
  const outcomes = new Map<Operation, RequestOutcome>();
  let defect: { readonly error: unknown } | undefined;
  const executeSafely = async (operation: Operation): Promise<RequestOutcome> => {
    try {
      return await executeOperation(operation, run);
    } catch (error) {
      defect ??= { error };
      const because = `xtap failed: ${error instanceof Error ? error.message : String(error)}`;
      stop.request({ because });
      return outcomeOf(operation, { status: 'unknown', error: because });
    }
  };
  try {
    ports.progress({ type: 'started', total: operations.length });
    const schedule = { operations, table, concurrency, satisfied };
    await runSchedule(schedule, executeSafely, createRecorder(run, operations.length, outcomes));
    const written = operations.filter((operation) =>
      needsVerification(outcomes.get(operation), satisfied.has(operation.request)),
    );
    const verification = await verifyWrites(written, {
      ...run,
      timeoutMs: options.verifyTimeoutMs,
      signal: options.signal,
    });
    for (const operation of written) resolveFromList(operation, verification, { run, outcomes });
    const added = [...(options.added ?? []), ...verification.added];
    const report = buildReport(plan, operations, { outcomes, verification, added, calls: ports.transport.calls() });
    defect ??= verification.defect;
    return { ...conclude(run, report, verification), ...(defect ? { defect: defect.error } : {}) };
  } finally {
    stop.close();
  }
}

/** False for a request that the staleness check found satisfied: its effect was read before the first write. */
function needsVerification(outcome: RequestOutcome | undefined, wasSatisfied: boolean): boolean {
  return outcome !== undefined && !wasSatisfied && (isDone(outcome) || outcome.status === 'unknown');
}

/** Turns an unknown outcome into `already-satisfied` if the verifying list shows the effect of the request. */
function resolveFromList(
  operation: Operation,
  { pending }: Verification,
  { run, outcomes }: { run: ApplyRun; outcomes: Map<Operation, RequestOutcome> },
): void {
  if (pending.has(operation) || outcomes.get(operation)?.status !== 'unknown') return;
  const outcome = outcomeOf(operation, { status: 'already-satisfied' });
  outcomes.set(operation, outcome);
  recordEntry(run, { type: 'outcome', operation: operation.index, ...outcome });
}

/** A function that stores each outcome, writes it to the journal and reports it as progress. */
function createRecorder(run: ApplyRun, total: number, outcomes: Map<Operation, RequestOutcome>) {
  const startedAt = run.clock.monotonicNow();
  return (operation: Operation, outcome: RequestOutcome): void => {
    outcomes.set(operation, outcome);
    recordEntry(run, { type: 'outcome', operation: operation.index, ...outcome });
    const seconds = (run.clock.monotonicNow() - startedAt) / 1000;
    const perSecond = seconds > 0 ? outcomes.size / seconds : 0;
    const rest = total - outcomes.size;
    const quotaMs = run.pace.timeFor(rest);
    const leftMs = Math.max(quotaMs, perSecond > 0 ? (rest / perSecond) * 1000 : 0);
    const estimate = quotaMs > 0 && rest > 0 ? { leftMs } : {};
    run.progress({ type: 'outcome', done: outcomes.size, total, perSecond, ...estimate, outcome });
  };
}

interface ReportInput extends Required<Pick<ApplyReport, 'calls' | 'added'>> {
  readonly outcomes: ReadonlyMap<Operation, RequestOutcome>;
  readonly verification: Verification;
}

function buildReport(plan: Plan, operations: readonly Operation[], input: ReportInput): ApplyReport {
  const outcomes = operations.flatMap((operation) => input.outcomes.get(operation) ?? []);
  const { notShown, unread } = input.verification;
  return {
    planDigest: plan.digest,
    converged: outcomes.length === operations.length && outcomes.every(isDone) && notShown.length === 0,
    summary: summarizeOutcomes(outcomes),
    outcomes,
    notShown,
    ...(input.added.length === 0 ? {} : { added: input.added }),
    ...(unread === undefined ? {} : { unverified: unread }),
    calls: input.calls,
  };
}

function conclude(run: ApplyRun, report: ApplyReport, { problem }: Verification): Execution {
  const because = run.stop.reason()?.because;
  recordEntry(run, {
    type: 'end',
    converged: report.converged,
    ...(because === undefined ? {} : { stopped: because }),
  });
  // Read again, because writing the end line may itself have stopped the run.
  const stopped = run.stop.reason();
  return {
    report,
    ...(stopped === undefined ? {} : { stopped }),
    ...(problem === undefined ? {} : { verifyProblem: problem }),
  };
}
