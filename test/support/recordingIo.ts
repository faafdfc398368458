import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/output/io.ts';

export interface RecordingIo extends Io {
  readonly written: { stdout: string; stderr: string };
}

/** Streams that record their text, without a terminal and with an empty environment. */
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
    stdin: { isTTY: false, readLine: async () => undefined, readAll: async () => Buffer.alloc(0) },
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

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One run of the program, in this process, in a folder, and against the Graph at `graphUrl` if there is one. */
export async function runIn(
  cwd: string,
  words: readonly string[],
  graphUrl?: string,
  { env, ...changes }: Partial<Io> = {},
): Promise<Run> {
  const graph = graphUrl === undefined ? {} : { XTAP_GRAPH_URL: graphUrl };
  const io = recordingIo(cwd, { ...changes, env: { ...graph, ...env } });
  const code = await run(words, io);
  return { code, ...io.written };
}

/** `xtap` in the folder of a test, and against its emulator. */
export const xtapIn =
  (folder: { readonly path: string }, graph?: { readonly url: string }) =>
  (...words: readonly string[]): Promise<Run> =>
    runIn(folder.path, words, graph?.url);
