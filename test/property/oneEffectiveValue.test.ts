/*
 * Law: `explain`, the trust map and `check` give the same effective value of a partner, with the same source, before
 * and after a plan.
 */
import { explain } from '../../src/access/explain.ts';
import { accessRule } from '../../src/access/rule.ts';
import { buildTrustMap } from '../../src/access/trustMap.ts';
import { type PolicyView, viewPolicy } from '../../src/check/policyView.ts';
import { readFlag, readRule, sourceOf } from '../../src/check/subjectValues.ts';
import { leavesOf } from '../../src/model/canonical.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import { membersOf, pathOf, rowIn, tableOf } from '../../src/model/members.ts';
import type { Setting } from '../../src/model/setting.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { forAllCases } from '../support/property/cases.ts';

interface Answer {
  readonly source: 'partner' | 'default';
  /** The leaves of the effective value, with `unset`. */
  readonly leaves: readonly (readonly [string, unknown])[];
}

const rowNamed = (name: string): Setting => {
  const row = fieldTable.find((each) => each.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
};

/** By partner and setting. */
function explained(live: LiveState, ids: readonly TenantId[]): ReadonlyMap<string, Answer> {
  const table = tableOf(fieldTable, live.apiVersion);
  const answers = ids.flatMap((tenantId) =>
    explain({ tenantId, live, table, users: [], groups: [], apps: [] }).settings.map(
      ({ setting, source, value }): readonly [string, Answer] => [
        `${tenantId} ${setting}`,
        { source, leaves: [...leavesOf(rowNamed(setting), value)] },
      ],
    ),
  );
  return new Map(answers);
}

function expectSameOfCheck(policy: PolicyView, tenantId: TenantId, row: Setting, answer: Answer | undefined): void {
  const view = policy.partner(tenantId);
  const leaves = new Map(answer?.leaves);
  expect([row.name, sourceOf(view, row)]).toEqual([row.name, answer?.source]);
  for (const member of membersOf(rowIn(row, policy.apiVersion)).filter(({ leaf }) => leaf.type === 'flag')) {
    const { value } = readFlag(view, row, member.path.join('.'));
    if (member.path.length > 0) expect([row.name, value]).toEqual([row.name, leaves.get(pathOf(row, member)) ?? false]);
  }
  if (row.kind !== 'access') return;
  const { known, value } = readRule(view, row);
  expect(known).toEqual(accessRule(row, value));
}

test('explain, the trust map and check read the same value from the same place', () => {
  let inherited = 0;
  forAllCases(({ world, plan, before }) => {
    const table = tableOf(fieldTable, world.apiVersion);
    const after = stateAfterApply(before.live, plan.changes);
    const map = buildTrustMap({ live: before.live, after, plan, table });
    for (const [side, live] of [['before', before.live] as const, ['after', after] as const]) {
      const ids = live.partners.map((partner) => partner.tenantId);
      const answers = explained(live, ids);
      const policy = viewPolicy({ desired: world.desired, after: live, table, today: '2026-11-30' });
      for (const partner of map.partners.filter(({ tenantId }) => ids.includes(tenantId))) {
        for (const [index, { name }] of map.settings.entries()) {
          const cell = partner.cells[index]?.[side];
          const answer = answers.get(`${partner.tenantId} ${name}`);
          const source = cell?.source === 'inherited' ? 'default' : 'partner';
          expect({ name, source, leaves: cell?.leaves.map(({ path, value }) => [path, value]) }).toEqual({
            name,
            ...answer,
          });
          inherited += Number(source === 'default');
          expectSameOfCheck(policy, partner.tenantId, rowNamed(name), answer);
        }
      }
    }
  });
  expect(inherited).toBeGreaterThan(100);
});
