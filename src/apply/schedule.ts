/*
 * Decides which request waits for which. Phases (plan/order.ts) run one after another. Within a phase the partners are
 * independent and run concurrently, started in the order of the plan. The requests of one change run one after another,
 * and each requires the success of the one before. A partner that falls back to the default requires the default's
 * change, if the plan has one.
 */

import { groupBy } from '../model/groupBy.ts';
import type { Change } from '../model/plan.ts';
import { isDone, type OutcomeStatus, type RequestOutcome } from '../model/report.ts';
import type { Setting } from '../model/setting.ts';
import { dependsOnDefault, type Phase, phaseOf } from '../plan/order.ts';
import { type Operation, outcomeOf } from './operation.ts';

/** The phases of one stage run together: partners that newly inherit and deleted partners are independent. */
const stages: readonly (readonly Phase[])[] = [['policy'], ['keep'], ['default'], ['inherit', 'delete']];

export interface Schedule {
  readonly operations: readonly Operation[];
  readonly table: readonly Setting[];
  readonly concurrency: number;
  /** Requests whose effect the tenant already has. */
  readonly satisfied: ReadonlySet<Operation['request']>;
}

/** Runs every operation through `execute`; calls `onOutcome` once for each, as soon as its outcome is known. */
export async function runSchedule(
  schedule: Schedule,
  execute: (operation: Operation) => Promise<RequestOutcome>,
  onOutcome: (operation: Operation, outcome: RequestOutcome) => void,
): Promise<void> {
  const changes = groupBy(schedule.operations, ({ change }) => change);
  let failedDefault: OutcomeStatus | undefined;
  for (const stage of stages) {
    const due = changes.filter(([first]) => stage.includes(phaseOf(first.change, schedule.table)));
    await forEachConcurrently(due, schedule.concurrency, async (operations) => {
      const [first] = operations;
      let blocked = failedDefault && blockedBy(first.change, failedDefault, schedule);
      for (const operation of operations) {
        const outcome = await runOrSkip(operation, blocked, { schedule, execute });
        onOutcome(operation, outcome);
        if (isDone(outcome)) continue;
        blocked ??= `${operation.request.method} ${operation.request.url} before it ended as ${outcome.status}`;
        if (operation.change.resource === 'default') failedDefault = outcome.status;
      }
    });
  }
}

async function runOrSkip(
  operation: Operation,
  blocked: string | undefined,
  { schedule, execute }: { schedule: Schedule; execute: (operation: Operation) => Promise<RequestOutcome> },
): Promise<RequestOutcome> {
  if (schedule.satisfied.has(operation.request)) return outcomeOf(operation, { status: 'already-satisfied' });
  if (blocked !== undefined) return outcomeOf(operation, { status: 'not-attempted', error: blocked });
  return execute(operation);
}

/** Why the change cannot start after the default's change has failed; undefined if it can. */
function blockedBy(change: Change, failedDefault: OutcomeStatus, { table }: Schedule): string | undefined {
  return dependsOnDefault(phaseOf(change, table))
    ? `it falls back to the default, whose change was not made (${failedDefault})`
    : undefined;
}

async function forEachConcurrently<T>(
  values: readonly T[],
  concurrency: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length) {
      const value = values[next] as T;
      next += 1;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, concurrency), values.length) }, worker));
}
