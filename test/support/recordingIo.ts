import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/output/io.ts';

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
    wallNow: Date.now,
    monotonicNow: () => performance.now(),
    random: Math.random,
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}),
    onStopSignal: () => () => undefined,
    exitNow: () => undefined,
    ...changes,
    written,
  };
}

/** One run of the program in a folder, against the Graph at `graphUrl` if there is one. */
export async function runIn(cwd: string, words: readonly string[], graphUrl?: string) {
  const io = recordingIo(cwd, { env: graphUrl === undefined ? {} : { XTAP_GRAPH_URL: graphUrl } });
  const code = await run(words, io);
  return { code, ...io.written };
}
