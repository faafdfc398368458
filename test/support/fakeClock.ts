import type { Clock } from '../../src/platform/clock.ts';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that advances only while everything waits: it then wakes the earliest sleeper. */
export function fakeClock(): Pick<Clock, 'monotonicNow' | 'sleep'> {
  const timers = new Set<Timer>();
  let now = 0;
  let isDue = false;
  const pump = (): void => {
    if (isDue || timers.size === 0) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      const [next] = [...timers].sort((a, b) => a.at - b.at);
      if (next) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
      pump();
    });
  };
  return {
    monotonicNow: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const timer: Timer = {
          at: now + milliseconds,
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        if (signal?.aborted === true) {
          stop();
          return;
        }
        signal?.addEventListener('abort', stop, { once: true });
        timers.add(timer);
        pump();
      }),
  };
}
