/*
 * The use case behind apply: a plan (made now, or saved) is checked, approved, carried out and verified. Every check
 * that can refuse comes before the first write, and every way out leaves a report.
 */
import { resolve } from 'node:path';
import { execute } from '../execute/execute.ts';
import { journalPath, openJournal } from '../execute/journal.ts';
import type { ProgressEvent } from '../execute/progress.ts';
import { writePrivateFile } from '../files/privateFile.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import type { TenantId } from '../model/tenantId.ts';
import { compareWithLive, type Freshness } from '../reconcile/staleness.ts';
import { undoPlan } from '../reconcile/undo.ts';
import { type Consent, type Refusal, refusalNow, refusalOf } from './approval.ts';
import type { Connection } from './connect.ts';
import { createLiveReader } from './liveReader.ts';
import { isoTime, type Surroundings } from './surroundings.ts';
import { version } from './version.ts';

export type { ProgressEvent };

export interface ExecutionOptions {
  readonly concurrency: number;
  readonly maxWritesPerSecond: number;
  readonly burst: number;
  readonly verifyTimeoutMs: number;
  readonly journal: string | undefined;
  readonly undo: string | undefined;
}

export interface ApplyRequest {
  readonly plan: Plan;
  readonly connection: Connection;
  /** The state the plan was made from just now; undefined for a saved plan, whose ground is read again. */
  readonly live: LiveState | undefined;
  readonly readAgain: () => Promise<LiveState>;
  readonly protected: ReadonlySet<TenantId>;
  readonly consent: Consent;
  /** Shows the plan and asks; undefined where nobody is to be asked. */
  readonly ask: (() => Promise<boolean>) | undefined;
  readonly execution: ExecutionOptions;
  readonly progress: (event: ProgressEvent) => void;
}

export type Applied =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'declined' }
  | { readonly outcome: 'stale'; readonly freshness: Freshness; readonly report: ApplyReport }
  | {
      readonly outcome: 'finished';
      readonly report: ApplyReport;
      readonly problem?: XtapError;
      readonly journal?: string;
    };

export async function applyPlan(request: ApplyRequest, surroundings: Surroundings): Promise<Applied> {
  const { plan, consent, ask } = request;
  requireExpectedDigest(plan, consent.digest);
  const before = refusalOf(plan, consent, ask !== undefined);
  if (before) return { outcome: 'refused', refusal: before };
  if (plan.changes.length === 0) return { outcome: 'finished', report: emptyReport(plan, request) };
  const agreed = ask === undefined || (await ask());
  surroundings.signal.throwIfAborted();
  if (!agreed) return { outcome: 'declined' };

  if (request.live && !ask) return carryOut(request, { live: request.live, freshness: untouched }, surroundings);
  const live = await request.readAgain();
  const freshness = compareWithLive(plan, live, fieldTable);
  if (freshness.moved.length > 0) return { outcome: 'stale', freshness, report: staleReport(request, freshness) };
  const refusal = refusalNow(plan, consent, { live, satisfied: freshness.satisfied });
  return refusal ? { outcome: 'refused', refusal } : carryOut(request, { live, freshness }, surroundings);
}

const untouched: Freshness = { satisfied: new Set(), moved: [] };

async function carryOut(
  request: ApplyRequest,
  ground: { readonly live: LiveState; readonly freshness: Freshness },
  surroundings: Surroundings,
): Promise<Applied> {
  const { plan, connection, execution } = request;
  const { cwd, now, monotonic, sleep, signal } = surroundings;
  const done = plan.changes.every((change) => change.requests.every((each) => ground.freshness.satisfied.has(each)));
  if (execution.undo !== undefined) {
    const undo = undoPlan({
      plan,
      livePartners: ground.live.partners.length,
      protected: request.protected,
      table: fieldTable,
      createdAt: isoTime(now()),
    });
    await writePrivateFile(resolve(cwd, execution.undo), `${JSON.stringify(undo, null, 2)}\n`);
  }
  if (done) return { outcome: 'finished', report: satisfiedReport(request) };

  const startedAt = new Date(now());
  const path = resolve(cwd, execution.journal ?? journalPath('.xtap/journal', startedAt, plan.digest));
  const journal = openJournal(path, {
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
  try {
    const { concurrency, maxWritesPerSecond, burst, verifyTimeoutMs } = execution;
    const { report, stopped, verifyProblem } = await execute(
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
        clock: { now: monotonic, sleep },
        read: createLiveReader(connection, plan),
        journal,
        progress: request.progress,
      },
    );
    const problem = stopped?.problem ?? verifyProblem;
    return { outcome: 'finished', report, journal: path, ...(problem ? { problem } : {}) };
  } finally {
    journal.close();
  }
}

function requireExpectedDigest(plan: Plan, expected: string | undefined): void {
  if (expected === undefined || expected === plan.digest) return;
  throw new XtapError(
    'digest-mismatch',
    `The plan's digest is ${plan.digest}, expected was ${expected}: this is not the plan that was reviewed. Review the new one.`,
  );
}

function emptyReport(plan: Plan, { connection }: ApplyRequest): ApplyReport {
  return reportOf(plan, [], connection);
}

function satisfiedReport({ plan, connection }: ApplyRequest): ApplyReport {
  return reportOf(
    plan,
    outcomes(plan, () => ({ status: 'already-satisfied' })),
    connection,
  );
}

/** Nothing was sent: what moved is stale, what is there already says so, the rest was not attempted. */
function staleReport({ plan, connection }: ApplyRequest, { satisfied, moved }: Freshness): ApplyReport {
  const reasons = new Map<Change, string>();
  for (const { change, what } of moved)
    reasons.set(change, [...(reasons.get(change)?.split('; ') ?? []), what].join('; '));
  const ended = outcomes(plan, (change, index) => {
    const request = change.requests[index];
    const moved = reasons.get(change);
    if (request && satisfied.has(request)) return { status: 'already-satisfied' };
    if (moved !== undefined) return { status: 'stale', error: moved };
    return { status: 'not-attempted', error: 'the plan is stale: nothing was sent' };
  });
  return reportOf(plan, ended, connection);
}

function outcomes(
  plan: Plan,
  ending: (change: Change, index: number) => Pick<Outcome, 'status' | 'error'>,
): readonly Outcome[] {
  return plan.changes.flatMap((change) =>
    change.requests.map(({ method, url }, index) => ({
      ...(change.tenantId ? { tenantId: change.tenantId } : {}),
      resource: change.resource,
      action: change.action,
      method,
      url,
      ...ending(change, index),
    })),
  );
}

function reportOf(plan: Plan, ended: readonly Outcome[], { transport }: Connection): ApplyReport {
  const count = (status: Outcome['status']): number => ended.filter((outcome) => outcome.status === status).length;
  return {
    planDigest: plan.digest,
    converged: ended.every(({ status }) => status === 'already-satisfied'),
    summary: {
      applied: 0,
      alreadySatisfied: count('already-satisfied'),
      stale: count('stale'),
      failed: 0,
      unknown: 0,
      notAttempted: count('not-attempted'),
    },
    outcomes: ended,
    notShown: [],
    calls: transport.calls(),
  };
}
