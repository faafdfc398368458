import { runInSlices, runSteps, type Steps } from '../../src/platform/steps.ts';

function* countTo(last: number, seen: number[]): Steps<string> {
  for (let number = 1; number <= last; number += 1) {
    seen.push(number);
    yield;
  }
  return 'done';
}

test('all steps run at once', () => {
  const seen: number[] = [];
  expect(runSteps(countTo(3, seen))).toBe('done');
  expect(seen).toEqual([1, 2, 3]);
});

test('between slices of time, other work goes first', async () => {
  let time = 0;
  const monotonicNow = (): number => {
    time += 4;
    return time;
  };
  const seen: number[] = [];
  const running = runInSlices(countTo(9, seen), { monotonicNow });
  const turns: number[] = [];
  const turn = (): void => {
    turns.push(seen.length);
    if (seen.length < 9) setImmediate(turn);
  };
  setImmediate(turn);
  expect(await running).toBe('done');
  expect(seen).toHaveLength(9);
  expect(turns.filter((count) => count < 9).length).toBeGreaterThan(1);
});

test('the error of a step ends the run', async () => {
  function* fail(): Steps<void> {
    yield;
    throw new Error('no');
  }
  await expect(runInSlices(fail(), { monotonicNow: () => 0 })).rejects.toThrow('no');
});
