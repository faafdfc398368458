import fc from 'fast-check';
import { backoffMs, createRetryBudget, readRetryAfter } from '../../src/platform/retry.ts';

describe('Retry-After', () => {
  const answeredAt = Date.parse('2026-11-22T00:00:00Z');

  it.each([
    ['0', 0],
    ['12', 12_000],
    [' 1.5 ', 1_500],
    ['Sun, 22 Nov 2026 00:00:10 GMT', 10_000],
    ['Sat, 21 Nov 2026 00:00:10 GMT', 0],
  ])('%s is %d ms', (header, expected) => {
    expect(readRetryAfter(header, answeredAt)).toBe(expected);
  });

  it.each([null, undefined, '', 'soon', '-3x'])('%p is ignored', (header) => {
    expect(readRetryAfter(header, answeredAt)).toBeUndefined();
  });
});

describe('the wait before the next attempt', () => {
  it('is never shorter than the floor nor than Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(100_000),
        (failures, random, asked) => {
          const wait = backoffMs(failures, random, asked);
          expect(wait).toBeGreaterThanOrEqual(Math.max(500, asked));
          expect(wait).toBeLessThanOrEqual(Math.max(30_000, asked + 500));
        },
      ),
    );
  });

  it('doubles until its ceiling', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoffMs(failures, 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ]);
  });
});

describe('the retry budget', () => {
  const at = (): { now: number } => ({ now: 0 });

  it('counts time once, however many requests are retried in it', () => {
    const clock = at();
    const budget = createRetryBudget(10_000, { monotonicNow: () => clock.now, random: () => 0 });
    const [first, second] = [budget.startRetry(), budget.startRetry()];
    clock.now = 4_000;
    first.finish();
    clock.now = 5_000;
    expect(budget.remainingMs()).toBe(5_000);
    second.finish();
    clock.now = 60_000;
    expect(budget.remainingMs()).toBe(5_000);
  });

  it('refuses a wait that it cannot cover', () => {
    const clock = at();
    const budget = createRetryBudget(3_000, { monotonicNow: () => clock.now, random: () => 0 });
    const trouble = budget.startRetry();
    expect(trouble.nextWaitMs(3_001)).toBeUndefined();
    expect(trouble.nextWaitMs(2_000)).toBe(2_000);
    clock.now = 2_600;
    expect(trouble.nextWaitMs()).toBeUndefined();
  });

  it('ignores a second finish of the same request', () => {
    const clock = at();
    const budget = createRetryBudget(3_000, { monotonicNow: () => clock.now, random: () => 0 });
    const [first, second] = [budget.startRetry(), budget.startRetry()];
    first.finish();
    first.finish();
    clock.now = 1_000;
    expect(budget.remainingMs()).toBe(2_000);
    second.finish();
    expect(budget.remainingMs()).toBe(2_000);
  });

  it('of zero seconds allows no retry', () => {
    expect(
      createRetryBudget(0, { monotonicNow: () => 0, random: () => 0 })
        .startRetry()
        .nextWaitMs(),
    ).toBeUndefined();
  });
});
