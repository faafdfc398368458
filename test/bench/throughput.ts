/*
 * How fast an apply writes: with a quota, close to the quota and not above it; without one, how much concurrency helps.
 */
import { dirname, join } from 'node:path';
import { type Traffic, withEmulator } from './emulator.ts';
import { type Bench, interleave, median, runXtap } from './measure.ts';
import { format, type Row, seconds } from './table.ts';
import { writeNewPartners, writeSmallPartners } from './tenant.ts';

interface Sample {
  readonly wallMs: number;
  readonly traffic: Traffic;
}

const quota = { writesPerSecond: 200, burst: 100 };

export async function measureThroughput(bench: Bench): Promise<readonly Row[]> {
  return [...(await underQuota(bench)), ...(await byConcurrency(bench))];
}

async function underQuota(bench: Bench): Promise<readonly Row[]> {
  const creations = 2_000;
  const file = writeNewPartners(join(bench.directory, 'quota'), creations);
  const small = writeSmallPartners(join(bench.directory, 'quotaOfSmall'), creations);
  const words = [
    '--max-writes-per-second',
    `${quota.writesPerSecond}`,
    '--burst',
    `${quota.burst}`,
    '--concurrency',
    '8',
  ];
  const settings = { latencyMs: 5, pageSize: 500, quota };
  const { fresh, saved, savedSmall } = await interleave(3, {
    fresh: () => applyTo(bench, settings, [file, ...words]),
    saved: () => applySaved(bench, settings, { file, words }),
    savedSmall: () => applySaved(bench, settings, { file: small, words }),
  });
  const allowedMs = ((creations - quota.burst) / quota.writesPerSecond) * 1000;
  const all = [...fresh, ...saved, ...savedSmall];
  const writing = median(all.map(({ traffic }) => traffic.writingMs));
  const note = `the quota allows it in ${seconds(allowedMs)}`;
  const whole = (samples: readonly Sample[]): Pick<Row, 'value' | 'note'> => {
    const wallMs = median(samples.map((sample) => sample.wallMs));
    return { value: wallMs / allowedMs, note: `${note}; the whole run took ${seconds(wallMs)}` };
  };
  return [
    {
      section: 'apply',
      what: '2,000 creations under a quota: of the rate it allows',
      value: allowedMs / writing,
      atLeast: 0.95,
      note: `${note}; writing took ${seconds(writing)}`,
    },
    {
      section: 'apply',
      what: '2,000 creations of one setting each: a saved plan applied, the whole run against what the quota allows',
      ...whole(savedSmall),
      atMost: 1.1,
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: a saved plan applied, the whole run against what the quota allows',
      ...whole(saved),
      atMost: 1.1,
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: planned and applied from YAML, the whole run against what the quota allows',
      ...whole(fresh),
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: answers 429',
      value: Math.max(...all.map(({ traffic }) => traffic.throttled)),
      unit: 'answers',
      atMost: 0,
    },
  ];
}

async function byConcurrency(bench: Bench): Promise<readonly Row[]> {
  const creations = 64;
  const file = writeNewPartners(join(bench.directory, 'concurrency'), creations);
  const rows: Row[] = [];
  for (const concurrency of [1, 2, 4, 8, 16]) {
    const sample = await applyTo(bench, { latencyMs: 100, pageSize: 500 }, [file, '--concurrency', `${concurrency}`]);
    const perSecond = (creations / sample.traffic.writingMs) * 1000;
    const ideal = concurrency * 10;
    const note = `${format(perSecond / ideal)} of the ${ideal}/s that 100 ms latency allows`;
    rows.push({
      section: 'apply',
      what: `writes per second, ${concurrency} at once, 100 ms latency`,
      value: perSecond,
      unit: '/s',
      note,
    });
  }
  return rows;
}

type Settings = Parameters<typeof withEmulator>[1];

function applyTo(bench: Bench, settings: Settings, words: readonly string[]): Promise<Sample> {
  return withEmulator(join(bench.directory, 'emulatorProcess.cjs'), settings, async ({ url, traffic }) => {
    const run = await runXtap(bench, ['apply', ...words, '--graph-url', url, '--yes', '--allow-broadening']);
    return { wallMs: run.wallMs, traffic: await traffic() };
  });
}

/** The apply alone is timed: planning and review are over when it begins. */
function applySaved(
  bench: Bench,
  settings: Settings,
  { file, words }: { readonly file: string; readonly words: readonly string[] },
): Promise<Sample> {
  const plan = join(dirname(file), 'plan.json');
  return withEmulator(join(bench.directory, 'emulatorProcess.cjs'), settings, async ({ url, traffic }) => {
    await runXtap(bench, ['plan', file, '--graph-url', url, '-o', `json=${plan}`]);
    const run = await runXtap(bench, ['apply', plan, ...words, '--graph-url', url, '--allow-broadening']);
    return { wallMs: run.wallMs, traffic: await traffic() };
  });
}
