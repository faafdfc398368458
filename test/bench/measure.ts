import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Bench {
  /** For everything that is written. */
  readonly directory: string;
  /** The built program, as users run it. */
  readonly program: string;
}

export interface ProcessRun {
  readonly wallMs: number;
  readonly code: number;
  readonly peakMb: number;
  readonly cpuMs: number;
}

/** `time` of bash counts the whole process, also what happens after its last line of JavaScript. */
const timed = 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2>&1';

/** Runs a program of Node's to its end. A hook in the program prints its peak memory, which costs a millisecond. */
export async function runNode(bench: Bench, words: readonly string[]): Promise<ProcessRun> {
  const peak = join(bench.directory, 'peak.txt');
  const env = { PATH: process.env.PATH ?? '', HOME: bench.directory, XTAP_BENCH_PEAK: peak };
  const command = [process.execPath, '--require', join(bench.directory, 'peakMemory.cjs'), ...words];
  const start = performance.now();
  let times = '';
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn('bash', ['-c', timed, 'bash', ...command], { cwd: bench.directory, env });
    child.stderr.on('data', (text: Buffer) => {
      times += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? -1));
  });
  const wallMs = performance.now() - start;
  const cpuMs = times.split(' ').reduce((sum, each) => sum + Number(each) * 1000, 0);
  return { wallMs, code, cpuMs, peakMb: Number(readFileSync(peak, 'utf8')) };
}

/** Runs xtap. Any exit code but the expected one is a failure of the benchmark. */
export async function runXtap(bench: Bench, words: readonly string[]): Promise<ProcessRun> {
  const run = await runNode(bench, [bench.program, ...words]);
  if (run.code !== 0) throw new Error(`xtap ${words.join(' ')} ended with ${run.code}`);
  return run;
}

/**
 * Repetitions of several runs, interleaved, so that other load of the machine affects all of them equally. Every other
 * round goes backwards. Returns all results by name.
 */
export async function interleave<Name extends string, Result>(
  repetitions: number,
  runs: Readonly<Record<Name, () => Promise<Result>>>,
): Promise<Readonly<Record<Name, readonly Result[]>>> {
  const names = Object.keys(runs) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < repetitions; round += 1) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) results[name].push(await runs[name]());
  }
  return results;
}

/** The minimum: other programs of the machine can only add to it. */
export function minOf<Result>(results: readonly Result[], figure: (result: Result) => number): number {
  return Math.min(...results.map(figure));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function medianOf<Result>(results: readonly Result[], figure: (result: Result) => number): number {
  return median(results.map(figure));
}
