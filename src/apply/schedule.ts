/*
 * Which change waits for which. Phases (reconcile/order.ts) follow one another; within a phase partners are
 * independent and run side by side, in the order of the plan. Inside a change the requests follow one another, and
 * each needs the one before it. Who falls back to the default needs the default's change, if the plan has one.
 */
import type { Setting } from '../model/fieldTable.ts';
import type { Change } from '../model/plan.ts';
import { isDone, type Outcome, type OutcomeStatus } from '../model/report.ts';
import { dependsOnDefault, type Phase, phaseOf } from '../plan/order.ts';
import { type Operation, outcomeOf } from './operation.ts';

/** Phases that run as one: who newly inherits and who is deleted do not depend on one another. */
const stages: readonly (readonly Phase[])[] = [['policy'], ['keep'], ['default'], ['inherit', 'delete']];

export interface Schedule {
  readonly operations: readonly Operation[];
  readonly table: readonly Setting[];
  readonly concurrency: number;
  /** Requests whose effect is there already. */
  readonly satisfied: ReadonlySet<Operation['request']>;
}

/** Carries out every operation through `carryOut`; `ended` is called once for each, as soon as its outcome is known. */
export async function runSchedule(
  schedule: Schedule,
  carryOut: (operation: Operation) => Promise<Outcome>,
  ended: (operation: Operation, outcome: Outcome) => void,
): Promise<void> {
  const changes = groupByChange(schedule.operations);
  let lostDefault: OutcomeStatus | undefined;
  for (const stage of stages) {
    const due = changes.filter(
      ([first]) => first !== undefined && stage.includes(phaseOf(first.change, schedule.table)),
    );
    await forEachConcurrently(due, schedule.concurrency, async (operations) => {
      const [first] = operations;
      let obstacle = first && lostDefault && blockedBy(first.change, lostDefault, schedule);
      for (const operation of operations) {
        const outcome = await runOrSkip(operation, obstacle, { schedule, carryOut });
        ended(operation, outcome);
        if (isDone(outcome)) continue;
        obstacle ??= `${operation.request.method} ${operation.request.url} before it ended as ${outcome.status}`;
        if (operation.change.resource === 'default') lostDefault = outcome.status;
      }
    });
  }
}

async function runOrSkip(
  operation: Operation,
  obstacle: string | undefined,
  { schedule, carryOut }: { schedule: Schedule; carryOut: (operation: Operation) => Promise<Outcome> },
): Promise<Outcome> {
  if (schedule.satisfied.has(operation.request)) return outcomeOf(operation, { status: 'already-satisfied' });
  if (obstacle !== undefined) return outcomeOf(operation, { status: 'not-attempted', error: obstacle });
  return carryOut(operation);
}

function blockedBy(change: Change, lostDefault: OutcomeStatus, { table }: Schedule): string | undefined {
  return dependsOnDefault(phaseOf(change, table))
    ? `it falls back to the default, whose change was not made (${lostDefault})`
    : undefined;
}

function groupByChange(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups = new Map<Change, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.change);
    if (group) group.push(operation);
    else groups.set(operation.change, [operation]);
  }
  return [...groups.values()];
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
