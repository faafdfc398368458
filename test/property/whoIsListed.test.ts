/*
 * Every way in which a configuration can mean a partner, under every policy, with and without a base: which action
 * follows, where the partner is listed, and whether it is a difference for drift. The expectations are written by hand
 * below, from the contract and not from the code.
 */
import type { DesiredPartner, DesiredState, UndeclaredPartners } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Plan } from '../../src/model/plan.ts';
import { describeDrift, isDrift } from '../../src/plan/drift/describeDrift.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { closed, desiredState, half, livePartner, open, partner, systemDefault, value } from '../support/builders.ts';
import { home, woodgrove } from '../support/tenants.ts';

type Meaning =
  | 'declared'
  | 'declared otherwise'
  | 'declared, and refused'
  | 'tombstone'
  | 'ignored'
  | 'ignored, any access'
  | 'protected'
  | 'undeclared';
type Base = 'none' | 'the same' | 'nothing before' | 'ignores it' | 'protects it';

const meanings: readonly Meaning[] = [
  'declared',
  'declared otherwise',
  'declared, and refused',
  'tombstone',
  'ignored',
  'ignored, any access',
  'protected',
  'undeclared',
];
const policies: readonly UndeclaredPartners[] = ['report', 'ignore', 'delete'];
const bases: readonly Base[] = ['none', 'the same', 'nothing before', 'ignores it', 'protects it'];

interface Cell {
  readonly action: 'create' | 'update' | 'delete' | 'none';
  readonly listed: 'changes' | 'problems' | 'undeclared' | 'ignored' | 'nowhere';
  /** Of `drift` with this base as what was applied last: what is merged and not applied is waiting. */
  readonly isDrift: boolean;
  /** The `protected` guard refuses the plan. */
  readonly isRefused: boolean;
}

const nowhere: Cell = { action: 'none', listed: 'nowhere', isDrift: false, isRefused: false };
const created: Cell = { action: 'create', listed: 'changes', isDrift: true, isRefused: false };
const deleted: Cell = { action: 'delete', listed: 'changes', isDrift: true, isRefused: false };
const updated: Cell = { ...created, action: 'update' };
const refused: Cell = { action: 'none', listed: 'problems', isDrift: true, isRefused: false };
const listed: Cell = { action: 'none', listed: 'undeclared', isDrift: true, isRefused: false };
const accepted: Cell = { ...listed, isDrift: false };

function expectedOfDeclared(meaning: Meaning, { isLive, isDrift }: { isLive: boolean; isDrift: boolean }): Cell {
  if (meaning === 'declared, and refused') return refused;
  if (!isLive) return { ...created, isDrift };
  return meaning === 'declared otherwise' ? { ...updated, isDrift } : nowhere;
}

/** What the contract says. The partner is live with more access than the default, or missing. */
function expectedCell(
  meaning: Meaning,
  policy: UndeclaredPartners,
  { isLive, base }: { isLive: boolean; base: Base },
): Cell {
  // The other bases do not name the partner.
  const isDrift = base === 'none' || base === 'the same';
  if (meaning.startsWith('declared')) return expectedOfDeclared(meaning, { isLive, isDrift });
  if (!isLive) return nowhere;
  const isKept = base === 'ignores it' || base === 'protects it';
  if (meaning === 'tombstone') return { ...deleted, isDrift, isRefused: isKept };
  if (meaning === 'ignored') return { ...listed, listed: 'ignored' };
  if (meaning === 'ignored, any access') return { ...accepted, listed: 'ignored' };
  // A base that says nothing has `report`, which is the strictest.
  const strictest = base === 'nothing before' ? 'report' : policy;
  if (strictest === 'report') return listed;
  if (strictest === 'ignore') return nowhere;
  if (meaning === 'protected' || base === 'protects it') return accepted;
  return base === 'ignores it' ? listed : deleted;
}

const live = livePartner(woodgrove, { b2bDirectConnectInbound: open });
const someoneElse = partner('2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064' as typeof woodgrove, {
  b2bCollaborationInbound: value(closed),
});
const other = livePartner(someoneElse.tenantId, { b2bCollaborationInbound: closed });

const declaring = (settings: Json): readonly DesiredPartner[] => [
  partner(woodgrove, { b2bDirectConnectInbound: value(settings) }),
];
const declaredAs: Partial<Record<Meaning, readonly DesiredPartner[]>> = {
  declared: declaring(open),
  'declared otherwise': declaring(closed),
  // Beside live applications that are allowed, and refused beside those of the default.
  'declared, and refused': [
    partner(woodgrove, {
      b2bDirectConnectInbound: value({ usersAndGroups: half('allowed AllUsers') }),
      b2bCollaborationInbound: value({ usersAndGroups: half('blocked AllUsers') }),
    }),
  ],
  tombstone: [partner(woodgrove, {}, { state: 'absent' })],
};

function configuration(meaning: Meaning, undeclaredPartners: UndeclaredPartners): DesiredState {
  const declared = declaredAs[meaning] ?? [];
  const ignores = meaning.startsWith('ignored');
  const access = meaning === 'ignored, any access' ? 'any' : 'default';
  return desiredState([someoneElse, ...declared], {
    undeclaredPartners,
    undeclaredSettings: 'broader',
    protected: new Set(meaning === 'protected' ? [woodgrove] : []),
    ignored: new Map(ignores ? [[woodgrove, { tenantId: woodgrove, reason: 'a support case', access }]] : []),
  });
}

function baseOf(base: Base, head: DesiredState): DesiredState | undefined {
  switch (base) {
    case 'none':
      return undefined;
    case 'the same':
      return head;
    case 'nothing before':
      return desiredState([someoneElse], { undeclaredSettings: 'broader' });
    case 'ignores it':
      return configuration('ignored', head.undeclaredPartners);
    case 'protects it':
      return configuration('protected', head.undeclaredPartners);
  }
}

function planOf(desired: DesiredState, base: DesiredState | undefined, isLive: boolean): Plan {
  const state: LiveState = {
    source: 'graph',
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    policy: { allowedCloudEndpoints: [] },
    default: systemDefault,
    partners: isLive ? [other, live] : [other],
  };
  const about = { table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] };
  const { plan } = makePlan({ desired, base, baseIsApplied: true, live: state, ...about });
  if (!plan) throw new Error('no plan');
  return plan;
}

function cellOf(plan: Plan, configurations: { desired: DesiredState; base: DesiredState | undefined }): Cell {
  const of = <Part extends { readonly tenantId?: typeof woodgrove }>(parts: readonly Part[]): Part | undefined =>
    parts.find(({ tenantId }) => tenantId === woodgrove);
  const change = of(plan.changes);
  const places = [
    ...(change ? (['changes'] as const) : []),
    ...(of(plan.problems) ? (['problems'] as const) : []),
    ...(of(plan.undeclared) ? (['undeclared'] as const) : []),
    ...(of(plan.ignored) ? (['ignored'] as const) : []),
  ];
  expect(places.length).toBeLessThanOrEqual(1);
  return {
    action: change?.action ?? 'none',
    listed: places[0] ?? 'nowhere',
    isDrift: isDrift(describeDrift(plan, { ...configurations, live: { default: systemDefault } })),
    isRefused: plan.guards.some(({ guard, status }) => guard === 'protected' && status === 'exceeded'),
  };
}

const cells = meanings.flatMap((meaning) =>
  policies.flatMap((policy) =>
    [true, false].flatMap((isLive) =>
      bases.map((base) => [meaning, policy, isLive ? 'live' : 'missing', base] as const),
    ),
  ),
);

test.each(cells)('%s, undeclaredPartners: %s, %s, base: %s', (meaning, policy, where, before) => {
  const desired = configuration(meaning, policy);
  const base = baseOf(before, desired);
  const isLive = where === 'live';
  const plan = planOf(desired, base, isLive);
  expect(cellOf(plan, { desired, base })).toEqual(expectedCell(meaning, policy, { isLive, base: before }));
  for (const { requests, tenantId } of plan.changes)
    expect(tenantId === woodgrove && meaning.startsWith('ignored') ? requests : []).toEqual([]);
});
