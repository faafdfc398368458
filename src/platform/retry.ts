/**
 * When to retry, and for how long: one policy for reads (`graph/`) and writes (`apply/`). They do not import each
 * other, but share the retry budget of the run.
 *
 * The budget counts the time during which at least one request is being retried, failed attempts included. Rejected:
 * the sum of all waits, since four parallel requests would use up the budget four times as fast; and a deadline from
 * the first failure, since a short fault at the start would end a long and healthy run.
 *
 * Pure: clock and random numbers are passed in, and the caller sleeps.
 */

import type { Clock } from './clock.ts';

/** Lower bound of every wait in milliseconds, since Graph may answer `Retry-After: 0`. */
const floorMs = 500;
const ceilingMs = 30_000;

/** The retries of one request, from its first failure until `finish`. */
export interface Retry {
  /** Milliseconds to wait before the next attempt; undefined when the budget cannot cover that wait. */
  readonly nextWaitMs: (retryAfterMs?: number) => number | undefined;
  /** The caller calls it when the request has ended, with success or not. */
  readonly finish: () => void;
}

/** The time of `--retry-timeout`, shared by all requests of a run. */
export interface RetryBudget {
  readonly totalMs: number;
  readonly remainingMs: () => number;
  /** To be called when a request has failed for the first time. */
  readonly startRetry: () => Retry;
}

export function createRetryBudget(totalMs: number, clock: Pick<Clock, 'monotonicNow' | 'random'>): RetryBudget {
  let spentMs = 0;
  let retryCount = 0;
  let retryingSince = 0;

  const remainingMs = (): number =>
    Math.max(0, totalMs - spentMs - (retryCount > 0 ? clock.monotonicNow() - retryingSince : 0));

  const startRetry = (): Retry => {
    let failures = 0;
    let isOpen = true;
    if (retryCount === 0) retryingSince = clock.monotonicNow();
    retryCount += 1;
    return {
      nextWaitMs: (retryAfterMs) => {
        failures += 1;
        const waitMs = backoffMs(failures, clock.random(), retryAfterMs);
        return waitMs <= remainingMs() ? waitMs : undefined;
      },
      finish: () => {
        if (!isOpen) return;
        isOpen = false;
        retryCount -= 1;
        if (retryCount === 0) spentMs += clock.monotonicNow() - retryingSince;
      },
    };
  };

  return { totalMs, remainingMs, startRetry };
}

/**
 * Milliseconds to wait after `failures` failures: exponential with jitter (one half fixed, one half random), never less
 * than the server's `Retry-After` nor than the floor.
 */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const base = Math.min(ceilingMs, floorMs * 2 ** failures);
  const jittered = base / 2 + (base / 2) * random;
  const spread = retryAfterMs > 0 ? floorMs * random : 0; // so that clients with the same Retry-After do not return at once
  return Math.round(Math.max(floorMs, jittered, retryAfterMs + spread));
}

/**
 * The `Retry-After` header in milliseconds, from either of its forms (seconds or an HTTP date); undefined if it is
 * missing or not readable. `answeredAt` is the answer's own `Date` header if it has one, since this machine's clock may
 * be wrong.
 */
export function readRetryAfter(header: string | null | undefined, answeredAt: number): number | undefined {
  if (header === null || header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, until - answeredAt);
}
