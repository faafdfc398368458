/**
 * When to try again, and for how long: one policy for reads (`graph/`) and writes (`execute/`), which do not know
 * each other but share the run's one retry budget.
 *
 * The budget counts *trouble*: the time during which at least one request is being retried, failed attempts included.
 * Counting the sum of all waits would let four parallel requests use up the budget four times as fast; a deadline
 * from the first failure would end a long and healthy run for a hiccup at its beginning.
 *
 * Pure: the clock and the dice come in as ports, and the caller sleeps.
 */

import type { Clock } from './clock.ts';

/** Lower bound of every wait in milliseconds: Graph does answer `Retry-After: 0`. */
const floorMs = 500;
const ceilingMs = 30_000;

/** One request in trouble, from its first failure until `settled`. */
export interface Retry {
  /** Milliseconds to wait before the next attempt; undefined when the budget cannot cover that wait. */
  readonly nextWaitMs: (retryAfterMs?: number) => number | undefined;
  /** To be called once, however the request ended. */
  readonly settled: () => void;
}

/** What is left of `--retry-timeout`, shared by all requests of a run. */
export interface RetryBudget {
  readonly totalMs: number;
  readonly remainingMs: () => number;
  /** Opens the account of one request that has just failed for the first time. */
  readonly startRetry: () => Retry;
}

export function createRetryBudget(totalMs: number, clock: Pick<Clock, 'monotonicNow' | 'random'>): RetryBudget {
  let spentMs = 0;
  let openAccounts = 0;
  let openSince = 0;

  const remainingMs = (): number =>
    Math.max(0, totalMs - spentMs - (openAccounts > 0 ? clock.monotonicNow() - openSince : 0));

  const trouble = (): Retry => {
    let failures = 0;
    let isOpen = true;
    if (openAccounts === 0) openSince = clock.monotonicNow();
    openAccounts += 1;
    return {
      nextWaitMs: (retryAfterMs) => {
        failures += 1;
        const waitMs = backoffMs(failures, clock.random(), retryAfterMs);
        return waitMs <= remainingMs() ? waitMs : undefined;
      },
      settled: () => {
        if (!isOpen) return;
        isOpen = false;
        openAccounts -= 1;
        if (openAccounts === 0) spentMs += clock.monotonicNow() - openSince;
      },
    };
  };

  return { totalMs, remainingMs, startRetry: trouble };
}

/**
 * Milliseconds before the attempt after `failures` failures: exponential with jitter (half of it fixed, half of it
 * drawn), never less than what the server asked for nor than the floor.
 */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const base = Math.min(ceilingMs, floorMs * 2 ** failures);
  const jittered = base / 2 + (base / 2) * random;
  const spread = retryAfterMs > 0 ? floorMs * random : 0; // so that all who were told the same do not return at once
  return Math.round(Math.max(floorMs, jittered, retryAfterMs + spread));
}

/**
 * The `Retry-After` header in milliseconds, from either of its forms (seconds or an HTTP date); undefined if there is
 * none or it is not readable. A date is measured against the answer's own `Date` header where there is one, since
 * this machine's clock may be wrong.
 */
export function readRetryAfter(header: string | null | undefined, answeredAt: number): number | undefined {
  if (header === null || header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, until - answeredAt);
}
