import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/platform/clock.ts';

/** The pause between two looks of the progress line, which is not a reason for time to pass. */
const progressMs = 1_000;
/** The time limit of look-ups in the directory: it must not end before their answers, which take real time. */
const lookUpMs = 30_000;

export interface FastTime extends Pick<Clock, 'wallNow' | 'monotonicNow' | 'sleep'> {
  /** Milliseconds since 1970, for an emulator that shares the time. */
  readonly now: () => number;
}

/** Time that passes only while the program waits, and then at once. */
export function fastTime(start = Date.now()): FastTime {
  let now = start;
  return {
    now: () => now,
    wallNow: () => now,
    monotonicNow: () => now - start,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      if (milliseconds === progressMs) await wait(20);
      else if (milliseconds === lookUpMs) await wait(lookUpMs, undefined, { signal });
      else now += milliseconds;
      signal?.throwIfAborted();
    },
  };
}
