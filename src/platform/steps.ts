/*
 * Long computations in steps: between two steps, a run can do other work, such as requesting the next page of a list. A
 * generator marks the ends of its steps with `yield`.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export type Steps<Result> = Generator<void, Result, void>;

/** Runs all steps at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Long enough to cost nothing, and short against an answer of Graph. */
const sliceMs = 10;

/** Runs the steps, and lets pending work go first every few milliseconds. */
export async function runInSlices<Result>(
  steps: Steps<Result>,
  { monotonicNow }: Pick<Clock, 'monotonicNow'>,
): Promise<Result> {
  let sliceEnd = monotonicNow();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (monotonicNow() < sliceEnd) continue;
    await setImmediate();
    sliceEnd = monotonicNow() + sliceMs;
  }
}
