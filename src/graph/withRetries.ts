/** Trying again while the run's budget lasts: Graph's reads, and the requests for a token that are ours. */
import type { Clock } from '../platform/clock.ts';
import type { Retry, RetryBudget } from '../platform/retry.ts';

export interface RetryOptions extends Pick<Clock, 'sleep'> {
  readonly budget: RetryBudget;
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait, for progress. */
  readonly onWait?: (wait: RetryWait) => void;
  /** In the middle of an apply: Graph was there a moment ago, so a server that is absent now may come back. */
  readonly awaitsAbsentServer?: boolean;
}

export interface RetryWait {
  readonly url: string;
  readonly reason: string;
  readonly milliseconds: number;
}

/** An attempt that failed in a way that may pass. */
export interface FailedAttempt {
  /** What ends the run where the budget does not cover another attempt. */
  readonly problem: Error;
  readonly reason: string;
  readonly url: string;
  readonly retryAfterMs?: number | undefined;
  /** No server is there (see `absentServer`): if the next try finds none either, it is the last. */
  readonly isAbsent?: boolean;
}

/** The first attempt that is no failure. Throws the last failure's problem, and what an attempt or the wait throws. */
export async function withRetries<T extends object>(
  { budget, sleep, signal, onWait, awaitsAbsentServer = false }: RetryOptions,
  attempt: (isRetry: boolean) => Promise<T | FailedAttempt>,
): Promise<T> {
  let trouble: Retry | undefined;
  let wasAbsent = false;
  try {
    for (;;) {
      const result = await attempt(trouble !== undefined);
      if (!('problem' in result)) return result;
      const isAbsent = result.isAbsent === true && !awaitsAbsentServer;
      if (isAbsent && wasAbsent) throw result.problem;
      wasAbsent = isAbsent;
      trouble ??= budget.startRetry();
      const milliseconds = trouble.nextWaitMs(result.retryAfterMs);
      if (milliseconds === undefined) throw result.problem;
      onWait?.({ url: result.url, reason: result.reason, milliseconds });
      await sleep(milliseconds, signal);
    }
  } finally {
    trouble?.finish();
  }
}
