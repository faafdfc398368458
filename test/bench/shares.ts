/* Which part of a large plan's time impact and documents take: in one process, with the program's own functions. */

import { join } from 'node:path';
import { plannedDefaultsOf } from '../../src/access/effective.ts';
import { loadConfiguration } from '../../src/app/loadConfiguration.ts';
import { planAgainst } from '../../src/app/planTenant.ts';
import { viewPlan } from '../../src/app/planView.ts';
import { readSnapshotFile } from '../../src/app/readSnapshotFile.ts';
import type { RunContext } from '../../src/app/runContext.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { planRenderings } from '../../src/cli/output/planRenderings.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { createChangeDeriver } from '../../src/plan/deriveChange.ts';
import { type Bench, median } from './measure.ts';
import { type Row, seconds } from './table.ts';
import { writeTenant } from './tenant.ts';

export async function measureShares(bench: Bench): Promise<readonly Row[]> {
  const tenant = writeTenant(join(bench.directory, 'shares'), { partners: 10_000, changes: 1_000 });
  const runContext = { cwd: bench.directory, now: Date.now, env: {} } as unknown as RunContext;
  const samples: { readonly total: number; readonly impact: number; readonly rendering: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const configuration = await loadConfiguration({ paths: [tenant.oneFile] }, runContext);
    const { desired } = configuration;
    const { live } = await readSnapshotFile(tenant.snapshot, { desired, expandSync: false }, runContext);
    const { plan } = planAgainst(configuration, live, { only: undefined, runContext });
    const planned = performance.now();
    const { outRenderings: outDocuments } = planRenderings(viewPlan({ plan, live, desired }, '2026-11-30'), invocation);
    const lengths = [outDocuments.text?.(), outDocuments.markdown?.(), outDocuments.html?.()].map(
      (text) => text?.length,
    );
    if (lengths.some((length) => !length)) throw new Error('a document is missing');
    const rendered = performance.now();
    // Once more what the plan has done already, since inside of it nobody can time it; of a copy, as nothing is
    // remembered of that.
    const changes = structuredClone(plan.changes);
    const elaborate = createChangeDeriver(plannedDefaultsOf(changes), fieldTable);
    const copied = performance.now();
    for (const change of changes) elaborate(change);
    const impact = performance.now() - copied;
    samples.push({ total: rendered - start, impact, rendering: rendered - planned });
  }
  const of = (figure: (sample: (typeof samples)[number]) => number): number => median(samples.map(figure));
  return [
    {
      section: 'share',
      what: 'impact, fields, text, Markdown and HTML of 1,000 changes among 10,000 partners, of the whole',
      value: of(({ total, impact, rendering }) => (impact + rendering) / total),
      atMost: 0.15,
      note: `impact ${seconds(of(({ impact }) => impact))}, documents ${seconds(of(({ rendering }) => rendering))}, whole ${seconds(of(({ total }) => total))}`,
    },
  ];
}

const invocation = {
  flags: { switches: new Set(), texts: new Map(), numbers: new Map(), lists: new Map() },
  color: { stdout: false, stderr: false },
  width: { stdout: 100, stderr: 100, file: 100 },
  io: { env: {}, stdout: { write: () => undefined, isTTY: false, columns: undefined } },
} as unknown as Invocation;
