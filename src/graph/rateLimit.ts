/** A limit of Graph on the number of requests in any window of time, kept by waiting before a request. */
import type { GraphTransport } from '../model/graphPort.ts';
import type { Clock } from '../platform/clock.ts';

export interface RateLimit {
  /** Waits until one more request is within the limit. */
  readonly wait: (signal?: AbortSignal) => Promise<void>;
  /** Counts a request. */
  readonly count: () => void;
}

/** At most `requests` requests in any window of that length. */
export function createRateLimit(
  requests: number,
  windowMs: number,
  { monotonicNow, sleep }: Pick<Clock, 'monotonicNow' | 'sleep'>,
): RateLimit {
  const counted: number[] = [];
  return {
    wait: async (signal) => {
      const oldest = counted.length < requests ? undefined : counted.shift();
      const waitMs = oldest === undefined ? 0 : oldest + windowMs - monotonicNow();
      if (waitMs > 0) await sleep(waitMs, signal);
    },
    count: () => counted.push(monotonicNow()),
  };
}

/**
 * A transport that keeps a limit, for requests that are sent one at a time. It counts a request when its answer comes:
 * Graph counts when a request arrives, which is earlier, so Graph never sees more than the limit.
 */
export function withRateLimit(transport: GraphTransport, limit: RateLimit): GraphTransport {
  return {
    ...transport,
    send: async (request, options) => {
      await limit.wait(options?.signal);
      try {
        return await transport.send(request, options);
      } finally {
        limit.count();
      }
    },
  };
}
