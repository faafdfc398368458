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

/** Runs a program of Node's to its end. Only `usage` loads the hook that tells memory, which costs a millisecond. */
export async function runNode(
  bench: Bench,
  words: readonly string[],
  options: { readonly usage?: boolean } = {},
): Promise<ProcessRun> {
  const usage = join(bench.directory, 'usage.json');
  const hook = options.usage === true ? ['--require', join(bench.directory, 'peakMemory.cjs')] : [];
  const env = { PATH: process.env.PATH ?? '', HOME: bench.directory, XTAP_BENCH_USAGE: usage };
  const start = performance.now();
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(process.execPath, [...hook, ...words], { cwd: bench.directory, env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? -1));
  });
  const wallMs = performance.now() - start;
  if (options.usage !== true) return { wallMs, code, peakMb: 0, cpuMs: 0 };
  return { wallMs, code, ...(JSON.parse(readFileSync(usage, 'utf8')) as { peakMb: number; cpuMs: number }) };
}

/** Runs xtap. Any exit code but the expected one is a failure of the benchmark. */
export async function runXtap(
  bench: Bench,
  words: readonly string[],
  options: { readonly usage?: boolean } = {},
): Promise<ProcessRun> {
  const run = await runNode(bench, [bench.program, ...words], options);
  if (run.code !== 0) throw new Error(`xtap ${words.join(' ')} ended with ${run.code}`);
  return run;
}

/**
 * Repetitions of several runs, interleaved, so that what else the machine does meets all of them alike. The order is
 * that of the list; what comes back are all results by name.
 */
export async function interleave<Name extends string, Result>(
  repetitions: number,
  runs: Readonly<Record<Name, () => Promise<Result>>>,
): Promise<Readonly<Record<Name, readonly Result[]>>> {
  const names = Object.keys(runs) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < repetitions; round += 1) {
    for (const name of names) results[name].push(await runs[name]());
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function medianOf<Result>(results: readonly Result[], figure: (result: Result) => number): number {
  return median(results.map(figure));
}
