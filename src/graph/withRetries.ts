/** Retries within the run's retry budget: reads from Graph, and xtap's own token requests. */
import type { Clock } from '../platform/clock.ts';
import type { Retry, RetryBudget } from '../platform/retry.ts';

export interface RetryOptions extends Pick<Clock, 'sleep'> {
  readonly budget: RetryBudget;
  readonly signal?: AbortSignal | undefined;
  /** Called before each wait, for progress. */
  readonly onWait?: (wait: RetryWait) => void;
  /** True in the middle of an apply: Graph answered a moment ago, so an absent server may come back. */
  readonly awaitsAbsentServer?: boolean;
}

export interface RetryWait {
  readonly url: string;
  readonly reason: string;
  readonly milliseconds: number;
}

/** A failed attempt for which a retry may help. */
export interface FailedAttempt {
  /** The error that ends the run if the retry budget does not cover another attempt. */
  readonly problem: Error;
  readonly reason: string;
  readonly url: string;
  readonly retryAfterMs?: number | undefined;
  /** There is no server (see `absentServer`). If the next attempt does not find one either, there is no third. */
  readonly isAbsent?: boolean;
}

/**
 * The first successful attempt. Throws the problem of the last failed attempt, and errors of `attempt` and the wait.
 */
export async function withRetries<T extends object>(
  { budget, sleep, signal, onWait, awaitsAbsentServer = false }: RetryOptions,
  attempt: (isRetry: boolean) => Promise<T | FailedAttempt>,
): Promise<T> {
  let retry: Retry | undefined;
  let wasAbsent = false;
  try {
    for (;;) {
      const result = await attempt(retry !== undefined);
      if (!('problem' in result)) return result;
      const isAbsent = result.isAbsent === true && !awaitsAbsentServer;
      if (isAbsent && wasAbsent) throw result.problem;
      wasAbsent = isAbsent;
      retry ??= budget.startRetry();
      const milliseconds = retry.nextWaitMs(result.retryAfterMs);
      if (milliseconds === undefined) throw result.problem;
      onWait?.({ url: result.url, reason: result.reason, milliseconds });
      await sleep(milliseconds, signal);
    }
  } finally {
    retry?.finish();
  }
}
