/** Law: a new setting of a known kind needs one row of the field table and no other change. */

import { decodeLive } from '../../src/graph/decodeLive.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { MemberTree, Setting } from '../../src/model/setting.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { makeUndoPlan } from '../../src/plan/undo.ts';
import { desiredState, half, inherit, partner, rowOf, value } from '../support/builders.ts';
import { inheritor } from '../support/property/richPlan.ts';
import { fabrikam, home } from '../support/tenants.ts';

const pattern = rowOf('inboundTrust');
const flag: MemberTree = { leaf: { type: 'flag', turningOn: 'broadens' }, summary: 'Invented.' };
const invented: Setting = {
  ...pattern,
  name: 'meetingTrust',
  tree: {
    below: {
      isLobbySkipped: flag,
      guests: { leaf: { type: 'targetConfiguration', side: 'users' }, summary: 'Who may join.' },
      audio: { below: { isUnmuted: flag } },
    },
  },
};
const table = [...fieldTable, invented];
const everybody = half('allowed AllUsers');

function live(meetings: readonly [TenantId, Json][]) {
  const decoded = decodeLive(
    {
      tenantId: home,
      cloud: 'global',
      apiVersion: 'v1.0',
      policy: {},
      default: {
        meetingTrust: { guests: half('blocked AllUsers'), isLobbySkipped: false, audio: { isUnmuted: false } },
      },
      partners: meetings.map(([tenantId, meetingTrust]) => ({ tenantId, meetingTrust })),
    },
    'graph',
    table,
  );
  if ('complaint' in decoded) throw new Error(decoded.complaint);
  return decoded.value;
}

const state = live([
  [fabrikam, { isLobbySkipped: false, guests: everybody, audio: { isUnmuted: true, unheardOf: 2 }, unheardOf: 1 }],
  [inheritor, { isLobbySkipped: true, guests: everybody, audio: { isUnmuted: true } }],
]);
const desired = desiredState([
  partner(fabrikam, { meetingTrust: value({ isLobbySkipped: true, audio: { isUnmuted: false } }) }),
  partner(inheritor, { meetingTrust: inherit() }),
]);
const planFrom = (from: typeof state): Plan => {
  const result = makePlan({ desired, live: from, table, toolVersion: '1', createdAt: '', warnings: [] });
  if (!result.plan) throw new Error('no plan');
  return result.plan;
};
const plan = planFrom(state);

test('a setting of a new row is read, compared, assessed and sent', () => {
  const url = '/policies/crossTenantAccessPolicy/partners/';
  const wanted = {
    isLobbySkipped: true,
    guests: everybody,
    audio: { isUnmuted: false, unheardOf: 2 },
    unheardOf: 1,
  };
  expect(
    plan.changes.map(({ fields, requests }) => ({ fields: fields.map((f) => [f.path, f.impact]), requests })),
  ).toEqual([
    {
      fields: [
        ['meetingTrust.isLobbySkipped', 'broadens'],
        ['meetingTrust.audio.isUnmuted', 'narrows'],
      ],
      requests: [{ method: 'PATCH', url: url + fabrikam, body: { meetingTrust: wanted } }],
    },
    {
      fields: [
        ['meetingTrust.isLobbySkipped', 'narrows'],
        ['meetingTrust.guests', expect.any(String)],
        ['meetingTrust.audio.isUnmuted', 'narrows'],
      ],
      requests: [{ method: 'PATCH', url: url + inheritor, body: { meetingTrust: null } }],
    },
  ]);
});

test('inheriting a setting of a new row comes after the default and depends on it', () => {
  const withDefault = { ...desired, default: new Map([['meetingTrust', value({ isLobbySkipped: true })]]) };
  const result = makePlan({ desired: withDefault, live: state, table, toolVersion: '1', createdAt: '', warnings: [] });
  expect(result.plan?.changes.map(({ tenantId, resource }) => tenantId ?? resource)).toEqual([
    fabrikam,
    'default',
    inheritor,
  ]);
  expect(Object.keys(plan.changes[1]?.basis ?? {})).toEqual(['meetingTrust']);
});

test('a plan with a new row converges, and can be saved, compared with the tenant and undone', () => {
  const after = stateAfterApply(state, plan.changes);
  expect(planFrom(after).changes).toEqual([]);
  expect(readPlanFile(JSON.stringify(plan), table)).toEqual(plan);
  expect(() => readPlanFile(JSON.stringify(plan), fieldTable)).toThrow('modified');
  expect(compareWithLive(plan, after, table).satisfied.size).toBe(2);
  const undo = makeUndoPlan({ plan, livePartners: 2, protected: new Set(), table, createdAt: '' });
  expect(stateAfterApply(after, undo.changes)).toEqual(state);
});
