/*
 * Plans without a network, against the work that every program with these files and the same package must do: parse the
 * YAML and the live state as JSON. By processor time of whole processes, the minimum of interleaved runs.
 */
import { join } from 'node:path';
import { type Bench, interleave, median, minOf, type ProcessRun, runNode, runXtap } from './measure.ts';
import { format, type Row, seconds } from './table.ts';
import { type BenchTenant, writeTenant } from './tenant.ts';

export async function measureStart(bench: Bench): Promise<readonly Row[]> {
  const section = 'start';
  const tenant = tenantOf(bench, 10);
  const runs = await interleave(15, {
    node: () => runNode(bench, ['-e', '0']),
    version: () => runXtap(bench, ['--version']),
    plan: () => runXtap(bench, planWords(tenant)),
  });
  const [node, version, plan] = [minCpu(runs.node), minCpu(runs.version), minCpu(runs.plan)];
  const what = 'plan of 10 partners, less an empty Node, against an empty Node';
  const note = `${seconds(plan)} - ${seconds(node)}`;
  return [
    { section, what, value: (plan - node) / node, atMost: 1.2, note },
    { section, what: 'xtap --version against an empty Node', value: version / node, atMost: 1.2 },
  ];
}

export async function measurePlans(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [partners, repetitions] of [
    [100, 15],
    [1_000, 11],
    [10_000, 9],
  ] as const) {
    const tenant = tenantOf(bench, partners);
    const { oneFile } = await besideFloor(bench, repetitions, { oneFile: [tenant, tenant.oneFile] });
    rows.push(...comparison(`offline plan of ${partners.toLocaleString('en')}`, oneFile, 0.85, 1));
  }
  const tenant = tenantOf(bench, 1_000);
  const { folder } = await besideFloor(bench, 9, { folder: [tenant, tenant.folder] });
  // 1.1 of what it was (1.48).
  return [...rows, ...comparison('offline plan of 1,000, a file each', folder, undefined, 1.63)];
}

/** What one more partner costs: free of the start and of what is compiled. */
export async function measureFurtherPartner(bench: Bench): Promise<readonly Row[]> {
  const [few, many] = [200, 2_000];
  const [small, large] = [tenantOf(bench, few), tenantOf(bench, many)];
  const runs = await besideFloor(bench, 11, { small: [small, small.oneFile], large: [large, large.oneFile] });
  const each = (name: 'floor' | 'xtap'): number => (minCpu(runs.large[name]) - minCpu(runs.small[name])) / (many - few);
  const note = `${format(each('xtap'))} ms / ${format(each('floor'))} ms`;
  const what = 'a further partner (2,000 less 200), against the stock parser';
  return [{ section: 'partner', what, value: each('xtap') / each('floor'), atMost: 0.6, note }];
}

interface Pair {
  readonly floor: readonly ProcessRun[];
  readonly xtap: readonly ProcessRun[];
}

async function besideFloor<Name extends string>(
  bench: Bench,
  repetitions: number,
  cases: Readonly<Record<Name, readonly [BenchTenant, path: string]>>,
): Promise<Readonly<Record<Name, Pair>>> {
  const script = join(bench.directory, 'floorProcess.cjs');
  const names = Object.keys(cases) as Name[];
  const runs = await interleave<string, ProcessRun>(
    repetitions,
    Object.fromEntries(
      names.flatMap((name) => {
        const [tenant, path] = cases[name];
        return [
          [`${name} floor`, () => runNode(bench, [script, path, tenant.snapshot])],
          [`${name} xtap`, () => runXtap(bench, planWords(tenant, path))],
        ];
      }),
    ),
  );
  const pairs = names.map((name) => [name, { floor: runs[`${name} floor`] ?? [], xtap: runs[`${name} xtap`] ?? [] }]);
  return Object.fromEntries(pairs) as Record<Name, Pair>;
}

function comparison(
  what: string,
  { floor, xtap }: Pair,
  timeAtMost: number | undefined,
  memoryAtMost: number,
): readonly Row[] {
  const [own, stock] = [minCpu(xtap), minCpu(floor)];
  const [ownPeak, stockPeak] = [xtap, floor].map((runs) => median(runs.map(({ peakMb }) => peakMb)));
  return [
    {
      section: 'plan',
      what: `${what}, against the stock parser: processor time`,
      value: own / stock,
      ...(timeAtMost !== undefined && { atMost: timeAtMost }),
      note: `${seconds(own)} / ${seconds(stock)}`,
    },
    {
      section: 'plan',
      what: `${what}, against the stock parser: peak memory`,
      value: (ownPeak ?? 0) / (stockPeak ?? 1),
      atMost: memoryAtMost,
      note: `${format(ownPeak ?? 0)} MB / ${format(stockPeak ?? 0)} MB`,
    },
  ];
}

function minCpu(runs: readonly ProcessRun[]): number {
  return minOf(runs, ({ cpuMs }) => cpuMs);
}

function tenantOf(bench: Bench, partners: number): BenchTenant {
  return writeTenant(join(bench.directory, `tenant-${partners}`), { partners, changes: Math.ceil(partners / 100) });
}

function planWords({ snapshot, oneFile }: BenchTenant, path = oneFile): readonly string[] {
  return ['plan', path, '--live', snapshot];
}
