import type { ProgressEvent } from '../../../src/app/applyPlan.ts';
import type { FlagValues } from '../../../src/cli/command.ts';
import { chooseWidths } from '../../../src/cli/output/io.ts';
import { withLiveLine } from '../../../src/cli/output/liveLine.ts';
import { createProgress } from '../../../src/cli/output/progress.ts';
import { type RecordingIo, recordingIo } from '../../support/recordingIo.ts';

const noFlags: FlagValues = {
  switches: new Set(),
  texts: new Map(),
  numbers: new Map(),
  lists: new Map(),
  fromEnvironment: new Set(),
};

let seconds: number;
let sleeper: (() => void) | undefined;
beforeEach(() => {
  seconds = 0;
  sleeper = undefined;
});

/** Advances the clock and wakes the sleepers that are due. */
async function pass(duration: number): Promise<void> {
  seconds += duration;
  sleeper?.();
  await new Promise((resolve) => setImmediate(resolve));
}

function progressOf(isTTY: boolean, { flags = noFlags, columns = 100, TERM = 'xterm' } = {}) {
  const io: RecordingIo = recordingIo('/', {
    monotonicNow: () => seconds * 1000,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(signal?.reason);
        signal?.addEventListener('abort', stop);
        sleeper = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
      }),
  });
  const stderr = { ...io.stderr, isTTY, columns };
  const terminal = withLiveLine({ ...io, stderr, env: { TERM } });
  return { ...createProgress({ ...terminal, flags, width: chooseWidths(io) }), io: terminal.io, written: io.written };
}

const outcome = (done: number, leftMs?: number): ProgressEvent => ({
  type: 'outcome',
  done,
  total: 100,
  perSecond: 12.34,
  ...(leftMs === undefined ? {} : { leftMs }),
  outcome: { resource: 'policy', action: 'update', method: 'PATCH', url: '/', status: 'applied' },
});
const wait: ProgressEvent = {
  type: 'wait',
  reason: 'throttled',
  milliseconds: 2500,
  because: 'Graph answered 429 TooManyRequests',
};
const clear = '\r\u001b[2K';
const draws = (text: string): readonly string[] => text.replaceAll(clear, '\r').split('\u001b[K').join('').split('\r');

describe('on a terminal', () => {
  test('one live line shows done and total, the rate, and a wait with its reason, and is removed at the end', () => {
    const { show, end, written } = progressOf(true);
    show({ type: 'started', total: 100 });
    seconds += 1;
    show(outcome(7));
    seconds += 1;
    show(wait);
    seconds += 1;
    show({ type: 'verifying', pending: 3 });
    end();
    expect(draws(written.stderr)).toEqual([
      '',
      '0/100 requests',
      '7/100 requests, 12.3 per second',
      '7/100 requests, 12.3 per second  waiting 2.5 s: Graph answered 429 TooManyRequests',
      'verifying, 3 settings not seen yet',
      '',
    ]);
    expect(written.stderr).not.toContain('\n');
    expect(written.stdout).toBe('');
  });

  test('the line is overwritten and never blank, and drawn at most ten times a second', async () => {
    const { show, written } = progressOf(true);
    for (let done = 1; done <= 50; done += 1) {
      show(outcome(done));
      seconds += 0.01;
    }
    await pass(0.1);
    await pass(0.1);
    expect(written.stderr).not.toContain(clear);
    const [, ...drawn] = draws(written.stderr).map((line) => Number.parseInt(line, 10));
    expect([drawn[0], drawn.at(-1), drawn.length]).toEqual([1, 50, 6]);
  });

  test('a quota that paces the apply gives an estimate of the time left, and its short waits change nothing', () => {
    const { show, written } = progressOf(true);
    const left = (leftMs: number): string => {
      seconds += 1;
      show(outcome(7, leftMs));
      seconds += 1;
      show({ type: 'wait', reason: 'pacing', milliseconds: 60, because: 'the write quota' });
      return draws(written.stderr).at(-1) ?? '';
    };
    expect([left(31_000), left(90_000), left(100_000), left(600_001)]).toEqual(
      ['35 s', '90 s', '2 min', '11 min'].map(
        (time) => `7/100 requests, 12.3 per second, about ${time} left (write quota)`,
      ),
    );
  });

  test('the line never wraps', () => {
    const { show, written } = progressOf(true, { columns: 20 });
    show(outcome(7));
    seconds += 1;
    show(wait);
    for (const line of draws(written.stderr)) expect(line.length).toBeLessThan(20);
  });

  test('a terminal without a known width is treated as 80 columns wide', () => {
    const { show, written } = progressOf(true, { columns: 0 });
    show(outcome(7));
    seconds += 1;
    show({ ...wait, because: 'x'.repeat(100) });
    const [, first, second = ''] = draws(written.stderr);
    expect([first, second.length]).toEqual(['7/100 requests, 12.3 per second', 79]);
  });

  test('other text appears on lines of its own above the live line', () => {
    const { show, end, io, written } = progressOf(true);
    io.stderr.write('before\n');
    show(outcome(7));
    io.stderr.write('GET / 200\n');
    end();
    io.stderr.write('after\n');
    const line = `\r7/100 requests, 12.3 per second\u001b[K${clear}`;
    expect(written.stderr).toBe(`before\n${line}GET / 200\n${line}after\n`);
  });

  test('a run that ends at once leaves no line behind', () => {
    const { show, io, written } = progressOf(true);
    show(outcome(7));
    io.exitNow(130);
    expect(written.stderr.endsWith(clear)).toBe(true);
  });

  test('a terminal that cannot erase a line gets whole lines, like a log', () => {
    const { show, end, written } = progressOf(true, { TERM: 'dumb' });
    show(outcome(1));
    seconds = 11;
    show(outcome(2));
    end();
    expect(written.stderr).toBe('2/100 requests, 12.3 per second\n');
  });

  test('no line is erased if none was shown', () => {
    const { end, written } = progressOf(true);
    end();
    expect(written).toEqual({ stdout: '', stderr: '' });
  });

  test('text from a server cannot move the cursor or start a line', () => {
    const { show, written } = progressOf(true);
    show({
      type: 'wait',
      reason: 'retry',
      milliseconds: 1000,
      because: 'no\u001b[1A\u001b]0;title\u0007\r\n::error::gotcha',
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(draws(written.stderr).join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('without a terminal', () => {
  test('a line is printed every ten seconds, regardless of the number of events', () => {
    const { show, end, written } = progressOf(false);
    show({ type: 'started', total: 100 });
    for (let done = 1; done <= 100; done += 1) {
      seconds += 0.25;
      show(outcome(done));
    }
    end();
    expect(written.stderr).toBe('40/100 requests, 12.3 per second\n80/100 requests, 12.3 per second\n');
    expect(written.stdout).toBe('');
  });

  test('a long wait is reported after ten seconds', () => {
    const { show, written } = progressOf(false);
    show(outcome(1));
    seconds = 11;
    show(wait);
    expect(written.stderr).toBe('1/100 requests, 12.3 per second  waiting 2.5 s: Graph answered 429 TooManyRequests\n');
  });

  test('a wait without events is reported every ten seconds until the end', async () => {
    const { show, end, written } = progressOf(false);
    show(outcome(1));
    show(wait);
    for (let n = 0; n < 25; n += 1) await pass(1);
    const line = '1/100 requests, 12.3 per second  waiting 2.5 s: Graph answered 429 TooManyRequests\n';
    expect(written.stderr).toBe(line.repeat(2));
    end();
    for (let n = 0; n < 25; n += 1) await pass(1);
    expect(written.stderr).toBe(line.repeat(2));
  });

  test('text from a server cannot start a line', () => {
    const { show, written } = progressOf(false);
    seconds = 11;
    show({ type: 'wait', reason: 'retry', milliseconds: 1000, because: 'no\n::error::gotcha' });
    expect(written.stderr.split('\n')).toHaveLength(2);
  });
});

test('--quiet shows nothing', () => {
  const { show, end, written } = progressOf(true, { flags: { ...noFlags, switches: new Set(['quiet']) } });
  show(outcome(1));
  end();
  expect(written).toEqual({ stdout: '', stderr: '' });
});
