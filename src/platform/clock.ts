/** Time and chance of one run. `bin.ts` brings the process's own, tests a fake. */
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
