import fc from 'fast-check';
import { createPace, type Pace } from '../../src/apply/pace.ts';

/** A token bucket like Graph's: it counts a request when it arrives. */
function graphQuota(rate: number, burst: number) {
  let tokens = burst;
  let at = 0;
  return (now: number): boolean => {
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * rate);
    at = now;
    if (tokens < 1 - 1e-6) return false;
    tokens -= 1;
    return true;
  };
}

/** Starts `count` writes as fast as the pace allows, each answered at once; returns their start times. */
function startTimes(pace: Pace, clock: { now: number }, count: number): readonly number[] {
  const times: number[] = [];
  while (times.length < count) {
    const wait = pace.take();
    clock.now += wait;
    if (wait > 0) continue;
    times.push(clock.now);
    pace.release(true);
  }
  return times;
}

describe('pacing', () => {
  test('a plan that fits into the burst is not slowed', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 15, burst: 500 }, () => clock.now);
    expect(startTimes(pace, clock, 500).at(-1)).toBe(0);
  });

  test('it estimates the time that the quota adds: nothing within the burst, then the rate', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 10, burst: 5 }, () => clock.now);
    expect([pace.timeFor(5), pace.timeFor(25)]).toEqual([0, 2_000]);
    startTimes(pace, clock, 5);
    expect(pace.timeFor(20)).toBe(2_000);
    pace.slowDown(3_000);
    expect(pace.timeFor(20)).toBe(3_000 + 4_000);
  });

  test('beyond the burst writes go out at the sustained rate', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 10, burst: 5 }, () => clock.now);
    expect(startTimes(pace, clock, 25).at(-1)).toBeCloseTo(2_000, -1);
  });

  test('a quota of the same size is never exceeded, whatever delays the network adds', () => {
    const cases = fc.record({
      rate: fc.integer({ min: 1, max: 200 }),
      burst: fc.integer({ min: 1, max: 50 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
      // the travel times of each request and of its answer
      ways: fc.array(fc.tuple(fc.nat(300), fc.nat(300)), { minLength: 1, maxLength: 120 }),
    });
    fc.assert(
      fc.property(cases, ({ rate, burst, concurrency, ways }) => {
        const clock = { now: 0 };
        const pace = createPace({ maxWritesPerSecond: rate, burst }, () => clock.now);
        const quota = graphQuota(rate, burst);
        const events: { at: number; is: 'arrival' | 'answer' }[] = [];
        let next = 0;
        let inFlight = 0;
        const happen = (until: number): void => {
          for (let event = earliest(events); event && event.at <= until; event = earliest(events)) {
            events.splice(events.indexOf(event), 1);
            clock.now = event.at;
            if (event.is === 'arrival') {
              expect(quota(clock.now)).toBe(true);
              continue;
            }
            inFlight -= 1;
            pace.release(true);
          }
          clock.now = Math.max(clock.now, until);
        };
        while (next < ways.length) {
          const wait = inFlight < concurrency ? pace.take() : (earliest(events)?.at ?? 0) - clock.now || 1;
          if (wait > 0 || inFlight >= concurrency) {
            happen(clock.now + wait);
            continue;
          }
          const [there, back] = ways[next] ?? [0, 0];
          events.push({ at: clock.now + there, is: 'arrival' }, { at: clock.now + there + back, is: 'answer' });
          inFlight += 1;
          next += 1;
        }
        happen(Number.MAX_SAFE_INTEGER);
      }),
      { numRuns: 200 },
    );
  });

  test('a 429 stops all writes; afterwards the bucket is empty and the rate is halved', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 10, burst: 100 }, () => clock.now);
    pace.slowDown(3_000);
    expect(pace.take()).toBe(3_000);
    clock.now = 3_000;
    expect(pace.take()).toBe(200);
  });

  test('requests that are throttled together halve the rate once', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 16, burst: 100 }, () => clock.now);
    for (const wait of [1_000, 3_000, 2_000]) pace.slowDown(wait);
    clock.now = 3_000;
    expect(pace.take()).toBe(125);
  });

  test('successes restore the full rate', () => {
    const clock = { now: 0 };
    const pace = createPace({ maxWritesPerSecond: 10, burst: 1 }, () => clock.now);
    pace.slowDown(0);
    const times = startTimes(pace, clock, 60);
    const last = times.slice(-10);
    expect((last.at(-1) ?? 0) - (last[0] ?? 0)).toBeCloseTo(900, -1);
  });
});

function earliest<T extends { readonly at: number }>(events: readonly T[]): T | undefined {
  return [...events].sort((a, b) => a.at - b.at)[0];
}
