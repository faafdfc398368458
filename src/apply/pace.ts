/*
 * Limits the rate of writes: a token bucket below Graph's quota (3,000 writes per 150 s). An ordinary plan is not
 * slowed at all, and a huge plan does not cause a 429 by itself.
 *
 * A write reserves a token at the request and spends it at the answer. Graph counts the request in between, so this
 * bucket never holds more tokens than Graph's, whatever delays the network adds. Rejected: spending the token at the
 * request. The first requests open connections and arrive late, so later requests arrive together with them.
 *
 * A 429 concerns all writes: they wait for the time that it gives, the bucket is empty afterwards, and the rate is
 * halved. Each success restores a twentieth of the full rate.
 */
export interface Pacing {
  /** The sustained rate; more than 0. */
  readonly maxWritesPerSecond: number;
  /** Number of writes that may start at once after a pause; at least 1. */
  readonly burst: number;
}

export interface Pace {
  /** Milliseconds until the next write may start. 0 means that it may start now and that its token is taken. */
  readonly take: () => number;
  /** Milliseconds until so many further writes can have started, without a further 429. */
  readonly timeFor: (writes: number) => number;
  /** To be called when a write has its answer, or has failed without one. */
  readonly release: (wasAccepted: boolean) => void;
  /** Graph throttles: no write starts for this time. */
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
    const since = Math.max(levelAt, Math.min(closedUntil, at)); // no tokens are added while closed
    level = Math.min(capacity, level + ((at - since) / 1000) * rate);
    levelAt = at;
  };

  return {
    take: () => {
      refill();
      if (closedUntil > now()) return closedUntil - now();
      const lacking = 1 - (level - inFlight);
      // A request in flight may hold the only token. Then its answer makes room, not time, and the caller asks again.
      if (lacking > 1e-9) return Math.max(1, Math.ceil((lacking / rate) * 1000));
      inFlight += 1;
      return 0;
    },
    timeFor: (writes) => {
      refill();
      const closed = Math.max(0, closedUntil - now());
      return closed + Math.max(0, ((writes - (level - inFlight)) / rate) * 1000);
    },
    release: (wasAccepted) => {
      refill();
      inFlight -= 1;
      level -= 1;
      if (wasAccepted) rate = Math.min(maxWritesPerSecond, rate + maxWritesPerSecond / 20);
    },
    slowDown: (milliseconds) => {
      refill();
      const isFirst = closedUntil <= now(); // requests in flight are throttled together: slow down once
      closedUntil = Math.max(closedUntil, now() + milliseconds);
      if (!isFirst) return;
      level = Math.min(level, inFlight);
      rate = Math.max(rate / 2, maxWritesPerSecond / 16);
    },
  };
}
