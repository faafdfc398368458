/* How fast an apply writes: as fast as a quota allows and no faster, and without one by how much runs side by side. */
import { join } from 'node:path';
import { type Traffic, withEmulator } from './emulator.ts';
import { type Bench, interleave, median, runXtap } from './measure.ts';
import { format, type Row, seconds } from './table.ts';
import { writeNewPartners } from './tenant.ts';

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
  const words = [
    '--max-writes-per-second',
    `${quota.writesPerSecond}`,
    '--burst',
    `${quota.burst}`,
    '--concurrency',
    '8',
  ];
  const { apply } = await interleave(3, {
    apply: () => applyTo(bench, { latencyMs: 5, pageSize: 500, quota }, [file, ...words]),
  });
  const allowedMs = ((creations - quota.burst) / quota.writesPerSecond) * 1000;
  const writing = median(apply.map(({ traffic }) => traffic.writingMs));
  const whole = median(apply.map(({ wallMs }) => wallMs));
  const note = `the quota allows it in ${seconds(allowedMs)}; writing took ${seconds(writing)}, the whole run ${seconds(whole)}`;
  return [
    {
      section: 'apply',
      what: '2,000 creations under a quota: of the rate it allows',
      value: allowedMs / writing,
      atLeast: 0.95,
      note,
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: time against what it allows',
      value: writing / allowedMs,
      atMost: 1.1,
      note,
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: whole run, with plan and verification, against what it allows',
      value: whole / allowedMs,
      note,
    },
    {
      section: 'apply',
      what: '2,000 creations under a quota: answers 429',
      value: Math.max(...apply.map(({ traffic }) => traffic.throttled)),
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

function applyTo(
  bench: Bench,
  settings: Parameters<typeof withEmulator>[1],
  words: readonly string[],
): Promise<Sample> {
  return withEmulator(join(bench.directory, 'emulatorProcess.cjs'), settings, async ({ url, traffic }) => {
    const run = await runXtap(bench, ['apply', ...words, '--graph-url', url, '--yes', '--allow-broadening']);
    return { wallMs: run.wallMs, traffic: await traffic() };
  });
}
