import { setTimeout as sleep } from 'node:timers/promises';

/** The time and the random numbers of one run. `bin.ts` passes those of the process, tests pass fakes. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicNow: () => number;
  /** Waits; rejects with the signal's reason as soon as that is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The clock of the process. */
export const systemClock: Clock = {
  wallNow: Date.now,
  monotonicNow: () => performance.now(),
  random: Math.random,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.aborted === true ? signal.reason : error;
    });
  },
};
