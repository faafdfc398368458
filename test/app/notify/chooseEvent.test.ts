import { chooseEvent, type NotifiedState, nextState, type RunEnd } from '../../../src/app/notify/chooseEvent.ts';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;
const drift = (exitCode: number, driftDigest?: string): RunEnd => ({
  command: 'drift',
  exitCode,
  driftDigest,
  operations: 0,
});
const apply = (exitCode: number, operations = 1): RunEnd => ({ command: 'apply', exitCode, operations });

/** The events of nights, one after another. */
function eventsOf(nights: readonly RunEnd[]): readonly (string | undefined)[] {
  let known: NotifiedState | undefined;
  return nights.map((night) => {
    const event = chooseEvent(night, known);
    known = nextState(night, known);
    return event;
  });
}

test.each([
  [
    'drift is reported once, then its change, then its end',
    [drift(2, a), drift(2, a), drift(2, b), drift(0, b), drift(0, b)],
    ['drift.opened', undefined, 'drift.changed', 'drift.closed', undefined],
  ],
  ['a tenant that never drifted needs no words', [drift(0, a), drift(0, a)], [undefined, undefined]],
  [
    'a new drift after its end is opened again',
    [drift(2, a), drift(0, b), drift(2, a)],
    ['drift.opened', 'drift.closed', 'drift.opened'],
  ],
  [
    'a failed check is reported once for each exit code, and does not forget the drift',
    [drift(2, a), drift(77), drift(77), drift(1), drift(2, a), drift(2, b)],
    ['drift.opened', 'drift.failed', undefined, 'drift.failed', undefined, 'drift.changed'],
  ],
  ['a check that fails and then finds nothing has an end', [drift(77), drift(0, a)], ['drift.failed', 'drift.closed']],
  [
    'drift beyond a guard and a half-way correction are drift',
    [drift(3, a), drift(5, b)],
    ['drift.opened', 'drift.changed'],
  ],
] as const)('%s', (_, nights, events) => {
  expect(eventsOf(nights)).toEqual(events);
});

test.each([
  [0, 1, 'apply.done'],
  [0, 0, undefined],
  [3, 1, 'apply.refused'],
  [4, 1, 'apply.refused'],
  [65, 0, 'apply.refused'],
  [5, 1, 'apply.failed'],
  [77, 0, 'apply.failed'],
  [64, 0, undefined],
  [130, 1, undefined],
  [143, 1, undefined],
])('an apply that ends with %i and has %i changes is %s', (exitCode, operations, event) => {
  expect(chooseEvent(apply(exitCode, operations), undefined)).toBe(event);
});
