/* How long a start takes, and what reading big configurations costs beyond parsing them. */
import { join } from 'node:path';
import { type Bench, interleave, medianOf, type ProcessRun, runNode, runXtap } from './measure.ts';
import { format, type Row, seconds } from './table.ts';
import { type BenchTenant, writeTenant } from './tenant.ts';

const section = 'start';

export async function measureStart(bench: Bench): Promise<readonly Row[]> {
  const tenant = writeTenant(join(bench.directory, 'start'), { partners: 100, changes: 1 });
  const runs = await interleave(15, {
    node: () => runNode(bench, ['-e', '0']),
    version: () => runXtap(bench, ['--version']),
    plan: () => runXtap(bench, planWords(tenant, tenant.oneFile)),
    floor: () => runNode(bench, [join(bench.directory, 'floorProcess.cjs'), tenant.oneFile, tenant.snapshot]),
  });
  const node = medianOf(runs.node, ({ wallMs }) => wallMs);
  const ratio = (results: readonly ProcessRun[]): number => medianOf(results, ({ wallMs }) => wallMs) / node;
  const note = `node -e 0: ${seconds(node)}`;
  return [
    { section, what: 'xtap --version against node -e 0', value: ratio(runs.version), atMost: 1.2, note },
    { section, what: 'plan --live of 100 partners against node -e 0', value: ratio(runs.plan), atMost: 2.5, note },
    { section, what: 'parsing the same 100 partners alone against node -e 0', value: ratio(runs.floor), note },
  ];
}

export async function measureSize(bench: Bench): Promise<readonly Row[]> {
  const floorScript = join(bench.directory, 'floorProcess.cjs');
  const rows: Row[] = [];
  const cpu = new Map<string, number>();
  for (const { partners, repetitions } of [
    { partners: 1_000, repetitions: 5 },
    { partners: 10_000, repetitions: 3 },
  ]) {
    const tenant = writeTenant(join(bench.directory, `size-${partners}`), { partners, changes: partners / 100 });
    for (const [shape, path] of [
      ['one file', tenant.oneFile],
      ['a file each', tenant.folder],
    ] as const) {
      const runs = await interleave(repetitions, {
        floor: () => runNode(bench, [floorScript, path, tenant.snapshot], { usage: true }),
        xtap: () => runXtap(bench, planWords(tenant, path), { usage: true }),
      });
      const figure = (name: 'floor' | 'xtap', key: 'wallMs' | 'cpuMs' | 'peakMb'): number =>
        medianOf(runs[name], (run) => run[key]);
      const what = `plan --live, ${partners} partners, ${shape}, against parsing alone`;
      cpu.set(`${shape} ${partners}`, figure('xtap', 'wallMs'));
      rows.push(
        {
          section: 'size',
          what: `${what}: time`,
          value: figure('xtap', 'wallMs') / figure('floor', 'wallMs'),
          atMost: 1.4,
          note: `${seconds(figure('xtap', 'wallMs'))} / ${seconds(figure('floor', 'wallMs'))}; processor time ${format(figure('xtap', 'cpuMs') / figure('floor', 'cpuMs'))} ×`,
        },
        {
          section: 'size',
          what: `${what}: peak memory`,
          value: figure('xtap', 'peakMb') / figure('floor', 'peakMb'),
          atMost: 1.3,
          note: `${format(figure('xtap', 'peakMb'))} MB / ${format(figure('floor', 'peakMb'))} MB`,
        },
      );
    }
  }
  for (const shape of ['one file', 'a file each']) {
    const value = (cpu.get(`${shape} 10000`) ?? Number.NaN) / (cpu.get(`${shape} 1000`) ?? Number.NaN);
    rows.push({ section: 'size', what: `10,000 partners against 1,000, ${shape}: time`, value, atMost: 12 });
  }
  return rows;
}

function planWords({ snapshot }: BenchTenant, path: string): readonly string[] {
  return ['plan', path, '--live', snapshot];
}
