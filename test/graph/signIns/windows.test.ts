import fc from 'fast-check';
import {
  coverageOf,
  halveWindow,
  type Span,
  splitWindow,
  subtractWindows,
  type TimeWindow,
} from '../../../src/graph/signIns/windows.ts';

const hour = 3_600_000;
const at = (hours: number): number => Date.parse('2026-11-01T00:00:00Z') + hours * hour;
const window = (from: number, to: number): TimeWindow => ({ from: at(from), to: at(to) });

test('a time is split into windows, the oldest first, and the last one may be shorter', () => {
  expect(splitWindow(window(0, 60), 24 * hour)).toEqual([window(0, 24), window(24, 48), window(48, 60)]);
  expect(splitWindow(window(0, 0), 24 * hour)).toEqual([]);
});

test('24 hours are halved down to windows of 15 minutes, which cover the day without gaps', () => {
  const smallest: TimeWindow[] = [];
  const halve = (each: TimeWindow): void => {
    const halves = halveWindow(each);
    if (halves) for (const half of halves) halve(half);
    else smallest.push(each);
  };
  halve(window(0, 24));
  expect(smallest).toEqual(splitWindow(window(0, 24), hour / 4));
});

const someWindow = fc
  .tuple(fc.integer({ min: -5, max: 30 }), fc.integer({ min: 1, max: 12 }))
  .map(([from, width]) => window(from, from + width));

test('what is left of a window and what covers it make up the window, hour by hour', () => {
  fc.assert(
    fc.property(fc.array(someWindow, { maxLength: 5 }), (covered) => {
      const whole = window(0, 24);
      const rest = subtractWindows(whole, covered);
      const holds = (windows: readonly TimeWindow[], time: number) =>
        windows.filter(({ from, to }) => from <= time && time < to).length;
      for (let hours = 0; hours < 24; hours += 1) {
        expect(holds(rest, at(hours))).toBe(holds(covered, at(hours)) > 0 ? 0 : 1);
      }
      for (const { from, to } of rest) expect(from >= whole.from && to <= whole.to && from < to).toBe(true);
    }),
  );
});

test('coverage joins spans that touch, and does not show how often windows were halved', () => {
  const read = (from: number, to: number, events: number): Span => ({
    ...window(from, to),
    kind: 'interactiveUser',
    events,
  });
  const halved = [read(12, 24, 2), read(0, 6, 1), read(6, 12, 4), read(24, 30, 1)];
  const others: readonly Span[] = [{ ...window(0, 30), kind: 'nonInteractiveUser', events: 9 }];
  expect(coverageOf(window(0, 30), [...halved, ...others], 'not-read')).toEqual(
    coverageOf(window(0, 30), [read(0, 30, 8), ...others], 'not-read'),
  );
});

test('what failed and what was not read are gaps with their reasons', () => {
  const spans: readonly Span[] = [
    { ...window(0, 6), kind: 'interactiveUser', events: 3 },
    { ...window(6, 7), kind: 'interactiveUser', events: 0, gap: 'timeout' },
    { ...window(7, 12), kind: 'interactiveUser', events: 1 },
  ];
  const coverage = coverageOf(window(0, 12), spans, 'not-read');
  expect(coverage.map(({ kind, from, state, reason }) => [kind, from, state, reason])).toEqual([
    ['interactiveUser', '2026-11-01T00:00:00Z', 'read', undefined],
    ['interactiveUser', '2026-11-01T06:00:00Z', 'gap', 'timeout'],
    ['interactiveUser', '2026-11-01T07:00:00Z', 'read', undefined],
    ['nonInteractiveUser', '2026-11-01T00:00:00Z', 'gap', 'not-read'],
  ]);
});
