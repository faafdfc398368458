/*
 * A plan over Graph, against the larger of two things that it cannot avoid: the same pages, read one after the other by
 * a bare client, and the same plan without a network. By time on the clock, since this is about waiting.
 */
import { join } from 'node:path';
import { withEmulator } from './emulator.ts';
import { type Bench, interleave, minOf, runNode, runXtap } from './measure.ts';
import { type Row, seconds } from './table.ts';
import { writeTenant } from './tenant.ts';

export async function measureOverGraph(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const partners of [100, 1_000]) {
    for (const latencyMs of [20, 150]) rows.push(await measure(bench, partners, latencyMs));
  }
  return rows;
}

async function measure(bench: Bench, partners: number, latencyMs: number): Promise<Row> {
  const { oneFile, snapshot } = writeTenant(join(bench.directory, `graph-${partners}`), { partners, changes: 1 });
  const script = join(bench.directory, 'emulatorProcess.cjs');
  return withEmulator(script, { snapshot, latencyMs, pageSize: 999 }, async ({ url }) => {
    const runs = await interleave(9, {
      bare: () => runNode(bench, [join(bench.directory, 'bareReadProcess.cjs'), url]),
      offline: () => runXtap(bench, ['plan', oneFile, '--live', snapshot]),
      graph: () => runXtap(bench, ['plan', oneFile, '--graph-url', url]),
    });
    const wall = (name: keyof typeof runs): number => minOf(runs[name], ({ wallMs }) => wallMs);
    return {
      section: 'graph',
      what: `plan of ${partners.toLocaleString('en')} over Graph with ${latencyMs} ms, against the larger of both`,
      value: wall('graph') / Math.max(wall('bare'), wall('offline')),
      atMost: 1.15,
      note: `${seconds(wall('graph'))}; bare read ${seconds(wall('bare'))}, offline plan ${seconds(wall('offline'))}`,
    };
  });
}
