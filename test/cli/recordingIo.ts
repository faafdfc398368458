import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from '../../src/cli/io.ts';

export interface RecordingIo extends Io {
  readonly written: { stdout: string; stderr: string };
}

/** Streams that remember, no terminal, an empty environment. */
export function recordingIo(cwd: string, changes: Partial<Io> = {}): RecordingIo {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
  });
  return {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: { isTTY: false, readLine: async () => undefined },
    env: {},
    cwd,
    sampleConfiguration: join(__dirname, '..', '..', 'configs'),
    now: Date.now,
    monotonic: () => performance.now(),
    random: Math.random,
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}),
    onStopSignal: () => () => undefined,
    exitNow: () => undefined,
    ...changes,
    written,
  };
}
