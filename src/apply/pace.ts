/*
 * How fast writes go out: a token bucket below Graph's quota (3,000 writes per 150 s), so that an ordinary plan is not
 * slowed at all and a huge one never meets a 429 of its own making.
 *
 * A token is held from the request to its answer and is spent at the answer. Graph counted the request somewhere in
 * between, so this bucket is never fuller than Graph's, whatever the network does to the intervals. Spending at the
 * start was rejected: the first requests open connections and arrive late, the next ones bunch up behind them.
 *
 * A 429 concerns everybody: all writes wait as long as it says, the bucket is empty afterwards, and the rate is
 * halved; each success wins back a twentieth of the full rate.
 */
export interface Pacing {
  /** Sustained; more than 0. */
  readonly maxWritesPerSecond: number;
  /** Writes that may go out at once after a pause; at least 1. */
  readonly burst: number;
}

export interface Pace {
  /** Milliseconds until the next write may start; 0: now, and its token is taken. */
  readonly take: () => number;
  /** The answer to a write is there (or will never be). */
  readonly release: (wasAccepted: boolean) => void;
  /** Graph throttles: nobody writes for so long. */
  readonly slowDown: (milliseconds: number) => void;
}

export function createPace({ maxWritesPerSecond, burst }: Pacing, now: () => number): Pace {
  const capacity = Math.max(1, burst);
  let rate = maxWritesPerSecond;
  let level = capacity;
  let levelAt = now();
  let inFlight = 0;
  let closedUntil = Number.NEGATIVE_INFINITY;

  const refill = (): void => {
    const at = Math.max(now(), levelAt);
    const since = Math.max(levelAt, Math.min(closedUntil, at)); // nothing flows in while closed
    level = Math.min(capacity, level + ((at - since) / 1000) * rate);
    levelAt = at;
  };

  return {
    take: () => {
      refill();
      if (closedUntil > now()) return closedUntil - now();
      const lacking = 1 - (level - inFlight);
      // A request in flight may hold the only token: then its answer, not time, is what makes room.
      if (lacking > 1e-9) return Math.max(1, Math.ceil((lacking / rate) * 1000));
      inFlight += 1;
      return 0;
    },
    release: (wasAccepted) => {
      refill();
      inFlight -= 1;
      level -= 1;
      if (wasAccepted) rate = Math.min(maxWritesPerSecond, rate + maxWritesPerSecond / 20);
    },
    slowDown: (milliseconds) => {
      refill();
      const isNews = closedUntil <= now(); // requests in flight together are throttled together: once is enough
      closedUntil = Math.max(closedUntil, now() + milliseconds);
      if (!isNews) return;
      level = Math.min(level, inFlight);
      rate = Math.max(rate / 2, maxWritesPerSecond / 16);
    },
  };
}
