/*
 * Measures speed and scale. Every figure with a goal is a ratio of two programs that ran side by side, so it does not
 * depend on the machine. The times are printed, too.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Bench } from './measure.ts';
import { measureFurtherPartner, measurePlans, measureStart } from './offline.ts';
import { measureOthers } from './others.ts';
import { measureOverGraph } from './overGraph.ts';
import { measureReplays } from './replays.ts';
import { formatTable, type Row, verdictOf } from './table.ts';
import { measureThroughput } from './throughput.ts';

const sections: Readonly<Record<string, (bench: Bench) => Promise<readonly Row[]>>> = {
  start: measureStart,
  plan: measurePlans,
  partner: measureFurtherPartner,
  graph: measureOverGraph,
  replay: measureReplays,
  others: measureOthers,
  apply: measureThroughput,
};

export async function main({
  output,
  only,
  ...bench
}: Bench & { readonly output: string; readonly only: readonly string[] }): Promise<void> {
  const start = performance.now();
  const loadBefore = loadavg()[0] ?? 0;
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(sections)) {
    if (only.length > 0 && !only.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await measure(bench)));
  }
  const machine = {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadBefore,
    loadAfter: loadavg()[0] ?? 0,
  };
  const missed = rows.filter((row) => verdictOf(row) === 'missed').length;
  process.stdout.write(
    `${formatTable(rows)}
${machine.processors} × ${machine.processor}, ${machine.memoryGb} GB, Node ${machine.node} on ${machine.platform}; load ${machine.loadBefore.toFixed(1)} before, ${machine.loadAfter.toFixed(1)} after; ${Math.round((performance.now() - start) / 1000)} s in all; ${missed} missed.\n`,
  );
  writeFileSync(
    output,
    `${JSON.stringify({ machine, rows: rows.map((row) => ({ ...row, verdict: verdictOf(row) })) }, null, 2)}\n`,
  );
}
