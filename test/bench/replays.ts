/* What a replay costs beyond the plan that it is about. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { type SignInRow, type SignInsFile, signInDirections } from '../../src/model/signIns.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { type Bench, interleave, medianOf, runXtap } from './measure.ts';
import { type Row, seconds } from './table.ts';
import { homeTenant, writeTenant } from './tenant.ts';

const partners = 2_000;
const changes = 1_000;
/** For each tenant: two directions, ten pairs of applications, 25 of its 100 people in each, twice a day or so. */
const pairs = 10;
const peopleEach = 25;
const peopleOfTenant = 100;
const signInsOfRow = 50;

export async function measureReplays(bench: Bench): Promise<readonly Row[]> {
  const tenant = writeTenant(join(bench.directory, 'replays'), { partners, changes });
  const file = join(bench.directory, 'replays', 'm.signins.json');
  const signIns = signInsOf(tenant.partnerIds as readonly TenantId[]);
  writeFileSync(file, serializeSignIns(signIns));
  const total = signIns.rows.reduce((sum, row) => sum + row.signIns, 0);
  const words = ['plan', tenant.oneFile, '--live', tenant.snapshot, '--quiet'];
  const { plan, replay } = await interleave(5, {
    plan: () => runXtap(bench, words),
    replay: () => runXtap(bench, [...words, '--sign-ins', file]),
  });
  const [without, with_] = [plan, replay].map((runs) => medianOf(runs, ({ wallMs }) => wallMs)) as [number, number];
  const peakMb = medianOf(replay, (run) => run.peakMb);
  return [
    {
      section: 'replay',
      what: `${total.toLocaleString('en-US')} sign-ins of ${partners.toLocaleString('en-US')} tenants against a plan of ${changes.toLocaleString('en-US')} changes: beyond the plan`,
      value: (with_ - without) / 1000,
      unit: 's',
      atMost: 2,
      note: `${seconds(with_)} / ${seconds(without)}; ${signIns.rows.length.toLocaleString('en-US')} rows; peak memory ${peakMb.toFixed(0)} MB`,
    },
  ];
}

function application(index: number): string {
  return `30000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function signInsOf(tenantIds: readonly TenantId[]): SignInsFile {
  const [from, to] = ['2026-10-31T00:00:00Z', '2026-11-30T00:00:00Z'];
  const rows = tenantIds.flatMap((tenantId, index) =>
    signInDirections.flatMap((direction) => rowsOf(tenantId, index, direction)),
  );
  const events = rows.reduce((sum, row) => sum + row.signIns, 0);
  return {
    formatVersion: 1,
    kind: 'xtap-signins',
    tenantId: homeTenant as TenantId,
    cloud: 'global',
    source: 'graph',
    apiVersion: 'beta',
    from,
    to,
    createdAt: to,
    complete: true,
    coverage: [
      { kind: 'interactiveUser', from, to, events, state: 'read' },
      { kind: 'nonInteractiveUser', from, to, events: 0, state: 'read' },
    ],
    resolved: { groups: false, users: false },
    policyChanges: { state: 'read', changes: [] },
    rows,
    notJudged: {
      serviceProvider: 0,
      microsoftSupport: 0,
      passthrough: 0,
      otherAccounts: 0,
      incomplete: 0,
      tenantRestriction: 0,
    },
  };
}

function rowsOf(tenantId: TenantId, index: number, direction: SignInRow['direction']): readonly SignInRow[] {
  return Array.from({ length: pairs }, (_, pair) => ({
    direction,
    tenantId,
    type: 'b2bCollaboration',
    app: application(pair),
    resource: application(pair % 3 === 0 ? pair + 1 : pair),
    in: [],
    outcome: 'ok',
    mfaRequired: pair % 2 === 0,
    people: Array.from(
      { length: peopleEach },
      (_each, person) => index * peopleOfTenant + ((pair * 7 + person) % peopleOfTenant) + 1,
    ),
    signIns: signInsOfRow,
    first: '2026-11-02',
    last: '2026-11-29',
  }));
}
