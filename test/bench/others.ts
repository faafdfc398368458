/* xtap, start and parsing included, against the bare request patterns of other tools. */
import { join } from 'node:path';
import { createClient, dscLike, listThenPatch, type Pattern, terraformLike } from './clients.ts';
import { type RunningEmulator, type Traffic, withEmulator } from './emulator.ts';
import { type Bench, interleave, medianOf, runXtap } from './measure.ts';
import { type Row, seconds } from './table.ts';
import { type BenchTenant, writeTenant } from './tenant.ts';

interface Sample {
  readonly checkMs: number;
  readonly wholeMs: number;
  readonly check: Traffic;
  readonly whole: Traffic;
}

interface Comparison {
  readonly partners: number;
  readonly repetitions: number;
  readonly patterns: readonly Pattern[];
}

const section = 'others';
/** For information: these patterns do less than a plan does. */
const comparisons: readonly Comparison[] = [
  { partners: 100, repetitions: 5, patterns: [terraformLike, dscLike, listThenPatch] },
  { partners: 1_000, repetitions: 3, patterns: [terraformLike] },
];

export async function measureOthers(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const comparison of comparisons) rows.push(...(await measureComparison(bench, comparison)));
  return rows;
}

async function measureComparison(bench: Bench, comparison: Comparison): Promise<readonly Row[]> {
  const { partners, repetitions, patterns } = comparison;
  const tenant = writeTenant(join(bench.directory, `others-${partners}`), { partners, changes: partners / 100 });
  const replays = patterns.map((pattern): [string, () => Promise<Sample>] => [
    pattern.name,
    () => onFreshEmulator(bench, tenant, (emulator) => replay(pattern, tenant, emulator)),
  ]);
  const runs = await interleave<string, Sample>(repetitions, {
    xtap: () => onFreshEmulator(bench, tenant, (emulator) => runThisProgram(bench, tenant, emulator)),
    ...Object.fromEntries(replays),
  });
  const xtap = runs.xtap ?? [];
  return [
    traffic(`xtap, ${partners} partners`, xtap),
    ...patterns.flatMap((pattern) => compare(comparison, pattern, { xtap, other: runs[pattern.name] ?? [] })),
  ];
}

function compare(
  { partners }: Comparison,
  { name }: Pattern,
  { xtap, other }: { readonly xtap: readonly Sample[]; readonly other: readonly Sample[] },
): readonly Row[] {
  const row = (what: string, figure: (sample: Sample) => number): Row => {
    const [own, theirs] = [medianOf(xtap, figure), medianOf(other, figure)];
    return {
      section,
      what: `${what} of ${partners} against ${name}`,
      value: own / theirs,
      note: `${seconds(own)} / ${seconds(theirs)}`,
    };
  };
  return [
    row('plan', ({ checkMs }) => checkMs),
    row('check and fix', ({ wholeMs }) => wholeMs),
    traffic(`${name}, ${partners} partners`, other),
  ];
}

function traffic(who: string, samples: readonly Sample[]): Row {
  const bytes = (of: Traffic): string => `${kilobytes(of.bytesUp)} up, ${kilobytes(of.bytesDown)} down`;
  const [first] = samples;
  return {
    section: 'requests',
    what: `${who}: check, and check and fix`,
    value: first?.check.requests ?? 0,
    unit: `and ${first?.whole.requests ?? 0}`,
    note: first === undefined ? '' : `${bytes(first.check)}; ${bytes(first.whole)}`,
  };
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString('en')} kB`;
}

function onFreshEmulator<T>(
  bench: Bench,
  { snapshot }: BenchTenant,
  use: (emulator: RunningEmulator) => Promise<T>,
): Promise<T> {
  return withEmulator(join(bench.directory, 'emulatorProcess.cjs'), { snapshot, latencyMs: 20, pageSize: 500 }, use);
}

/** Check: a plan. Check and fix: an apply that plans and writes, as a run of its own. */
async function runThisProgram(
  bench: Bench,
  { oneFile }: BenchTenant,
  { url, traffic }: RunningEmulator,
): Promise<Sample> {
  const planned = await runXtap(bench, ['plan', oneFile, '--graph-url', url]);
  const check = await traffic();
  const applied = await runXtap(bench, ['apply', oneFile, '--graph-url', url, '--yes', '--allow-broadening']);
  return { checkMs: planned.wallMs, wholeMs: applied.wallMs, check, whole: difference(await traffic(), check) };
}

async function replay(pattern: Pattern, work: BenchTenant, { url, traffic }: RunningEmulator): Promise<Sample> {
  const client = createClient(url);
  try {
    const start = performance.now();
    await pattern.check(client, work);
    const checkMs = performance.now() - start;
    const check = await traffic();
    const between = performance.now();
    await pattern.fix(client, work);
    return { checkMs, wholeMs: checkMs + performance.now() - between, check, whole: await traffic() };
  } finally {
    client.close();
  }
}

function difference(all: Traffic, before: Traffic): Traffic {
  return {
    ...all,
    requests: all.requests - before.requests,
    bytesUp: all.bytesUp - before.bytesUp,
    bytesDown: all.bytesDown - before.bytesDown,
  };
}
