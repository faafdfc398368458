import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LivePartner, LiveState, SettingValues } from '../../src/model/liveState.ts';
import type { SignInRow, SignInsFile } from '../../src/model/signIns.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import type { Replay } from '../../src/replay/replay.ts';
import { replayPlan } from '../../src/replay/replayPlan.ts';
import {
  a1,
  a2,
  access,
  closed,
  g1,
  g2,
  livePartner,
  liveState,
  open,
  systemDefault,
  trust,
  u1,
} from '../support/builders.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { fabrikam, litware, proseware } from '../support/tenants.ts';

type Rows = readonly Partial<SignInRow>[];

/** Replays rows against the step from one state to another. */
function replay(before: LiveState, after: LiveState, rows: Rows, more: Partial<SignInsFile> = {}): Replay {
  const signIns = signInsFile(rows.map(signInRow), more);
  const plan = { digest: 'sha256:0', changes: [] };
  return replayPlan({ signIns, plan, live: before, after, table: fieldTable }).replay;
}

const withDefault = (more: SettingValues, partners: readonly LivePartner[] = []): LiveState =>
  liveState(partners, { default: { ...systemDefault, ...more } });
const withFabrikam = (settings: SettingValues): LiveState => liveState([livePartner(fabrikam, settings)]);

const none = { people: 0, signIns: 0, tenants: 0 };

describe('a default that is narrowed', () => {
  const narrowed = withDefault({ b2bCollaborationOutbound: closed });

  test('blocks the people of every tenant that inherits it, each person once', () => {
    const rows: Rows = [
      { people: [1, 2], signIns: 7, last: '2026-11-20' },
      { people: [2, 3], app: a2, resource: a2, signIns: 4, last: '2026-11-25' },
      { people: [3, 4], tenantId: proseware, signIns: 3 },
    ];
    const { summary, changes } = replay(liveState([]), narrowed, rows);
    expect(summary).toMatchObject({
      wouldBeBlocked: { people: 4, signIns: 14, tenants: 2 },
      wouldBeAllowed: none,
      undecided: { people: 0, signIns: 0, reasons: {} },
      modelDisagrees: 0,
      earlierPolicy: 0,
    });
    expect(changes).toEqual([
      expect.objectContaining({
        resource: 'default',
        setting: 'b2bCollaborationOutbound',
        direction: 'outbound',
        wouldBeBlocked: {
          people: 4,
          signIns: 14,
          apps: [
            { app: a1, people: 4 },
            { app: a2, people: 2 },
          ],
          tenants: [
            { tenantId: fabrikam, people: 3 },
            { tenantId: proseware, people: 2 },
          ],
          lastSeen: '2026-11-25',
        },
      }),
    ]);
  });

  test('does not concern a partner with a value of its own, nor the other direction', () => {
    const own = livePartner(fabrikam, { b2bCollaborationOutbound: open });
    const after = withDefault({ b2bCollaborationOutbound: closed }, [own]);
    const rows: Rows = [{}, { direction: 'inbound', people: [5] }, { type: 'b2bDirectConnect', outcome: 'other' }];
    expect(replay(liveState([own]), after, rows).summary.wouldBeBlocked).toEqual(none);
  });

  test('counts only sign-ins that worked', () => {
    const rows: Rows = [{ outcome: 'other' }, { outcome: 'blocked-inbound' }, { outcome: 'blocked-outbound' }];
    expect(replay(liveState([]), narrowed, rows).summary).toMatchObject({ wouldBeBlocked: none, wouldBeAllowed: none });
  });
});

test('a partner that is opened allows what this side blocked, and not what the other side blocked', () => {
  const before = withFabrikam({ b2bCollaborationOutbound: closed });
  const rows: Rows = [
    { outcome: 'blocked-outbound', people: [1, 2] },
    { outcome: 'blocked-inbound', people: [3] },
    { outcome: 'other', people: [4] },
  ];
  const { summary, changes } = replay(before, withFabrikam({}), rows);
  expect(summary.wouldBeAllowed).toEqual({ people: 2, signIns: 2, tenants: 1 });
  expect(changes).toEqual([expect.objectContaining({ resource: 'partner', tenantId: fabrikam })]);
});

describe('what is not known makes a sign-in undecided', () => {
  const undecided = (before: LiveState, after: LiveState, rows: Rows, more: Partial<SignInsFile> = {}) => {
    const { summary } = replay(before, after, rows, more);
    expect([summary.wouldBeBlocked, summary.wouldBeAllowed]).toEqual([none, none]);
    return summary.undecided.reasons;
  };
  const outbound = (users: string, applications = 'allowed AllApplications'): LiveState =>
    withFabrikam({ b2bCollaborationOutbound: access(users, applications) });
  const inbound = (users: string, applications = 'allowed AllApplications'): LiveState =>
    withFabrikam({ b2bCollaborationInbound: access(users, applications) });
  const everybody = outbound('allowed AllUsers');

  test('users and groups of the partner', () => {
    const row: Rows = [{ direction: 'inbound', people: [1, 2] }];
    expect(undecided(inbound('allowed AllUsers'), inbound(`allowed ${g1}`), row)).toEqual({ 'foreign-id': 2 });
    expect(undecided(inbound('allowed AllUsers'), inbound(`allowed ${u1}`), row)).toEqual({ 'foreign-id': 2 });
  });

  test('groups whose members were not read, or that few people share', () => {
    const after = outbound(`allowed ${g1}`);
    const unresolved = { resolved: { groups: false, users: false } } as const;
    expect(undecided(everybody, after, [{}], unresolved)).toEqual({ 'group-not-resolved': 1 });
    const hidden: Rows = [{ inUnknown: [{ group: g1, reason: 'small-cohort' }] }];
    expect(undecided(everybody, after, hidden)).toEqual({ 'small-cohort': 1 });
    const unread: Rows = [{ inUnknown: [{ group: g1, reason: 'group-not-resolved' }] }];
    expect(undecided(everybody, after, unread)).toEqual({ 'group-not-resolved': 1 });
  });

  test('single users, unless they were looked up', () => {
    expect(undecided(everybody, outbound(`allowed ${u1}`), [{}])).toEqual({ 'user-target': 1 });
    const looked = { resolved: { groups: true, users: [u1] }, namesPeople: true };
    const rows: Rows = [{ people: [1, 2] }, { people: [3], in: [u1] }];
    expect(replay(everybody, outbound(`allowed ${u1}`), rows, looked).summary).toMatchObject({
      wouldBeBlocked: { people: 2 },
      undecided: { people: 0 },
    });
  });

  test('a target that names the client or the resource alone', () => {
    const after = outbound('allowed AllUsers', `allowed ${a1}`);
    expect(undecided(everybody, after, [{ app: a1, resource: a2 }])).toEqual({ 'client-or-resource-app': 1 });
    expect(replay(everybody, after, [{ app: a2, resource: a2 }]).summary.wouldBeBlocked.people).toBe(1);
    expect(replay(everybody, after, [{ app: a1, resource: a1 }]).summary.wouldBeBlocked.people).toBe(0);
  });

  test('whether an application belongs to Office365', () => {
    const after = outbound('allowed AllUsers', 'allowed Office365');
    expect(undecided(everybody, after, [{}])).toEqual({ office365: 1 });
    expect(undecided(everybody, after, [{ app: a1, resource: a2 }])).toEqual({ office365: 1 });
  });

  test('a value that is outside of the documented rule', () => {
    const odd = withFabrikam({ b2bCollaborationOutbound: { usersAndGroups: { accessType: 'allowed', targets: [] } } });
    expect(undecided(everybody, odd, [{}])).toEqual({ 'outside-rule': 1 });
    expect(undecided(odd, odd, [{}])).toEqual({});
  });

  test('which cloud a tenant without an entry belongs to', () => {
    const policy = { allowedCloudEndpoints: ['microsoftonline.us'] };
    const before = liveState([], { policy });
    const after = liveState([], { policy, default: { ...systemDefault, b2bCollaborationOutbound: closed } });
    expect(undecided(before, after, [{}])).toEqual({ 'other-cloud': 1 });
    expect(undecided(before, before, [{}])).toEqual({});
    const entry = livePartner(fabrikam, {});
    const declared = { ...before, partners: [entry] };
    expect(replay(declared, { ...after, partners: [entry] }, [{}]).summary.wouldBeBlocked.people).toBe(1);
  });

  test('which cloud a tenant belongs to, with an entry too, if the plan closes or opens a cloud', () => {
    const withClouds = (...clouds: readonly string[]): LiveState =>
      liveState([livePartner(fabrikam, { b2bCollaborationOutbound: open })], {
        policy: { allowedCloudEndpoints: clouds },
      });
    const [us, cn] = ['microsoftonline.us', 'partner.microsoftonline.cn'];
    expect(undecided(withClouds(us), withClouds(), [{}])).toEqual({ 'other-cloud': 1 });
    expect(undecided(withClouds(), withClouds(us), [{}])).toEqual({ 'other-cloud': 1 });
    expect(undecided(withClouds(us, cn), withClouds(cn), [{}])).toEqual({ 'other-cloud': 1 });
    expect(undecided(withClouds(us, cn), withClouds(cn, us), [{}])).toEqual({});
    const unknown = { ...withClouds(), policy: {} };
    expect(undecided(unknown, withClouds(), [{}])).toEqual({ 'other-cloud': 1 });
    expect(undecided(unknown, unknown, [{}])).toEqual({});
    const { changes } = replay(withClouds(us), { ...withClouds(), default: { b2bCollaborationOutbound: closed } }, [
      {},
    ]);
    expect(changes).toEqual([expect.objectContaining({ resource: 'policy', setting: 'b2bCollaborationOutbound' })]);
  });

  test('a type that xtap does not know', () => {
    const after = withDefault({ b2bCollaborationOutbound: closed });
    expect(undecided(liveState([]), after, [{ type: 'unknown' }])).toEqual({ 'type-unknown': 1 });
    const other = withDefault({ inboundTrust: trust(true) });
    expect(undecided(liveState([]), other, [{ type: 'unknown' }])).toEqual({});
  });

  test('one unknown group in the place of another', () => {
    const unresolved = { resolved: { groups: false, users: false } } as const;
    expect(undecided(outbound(`allowed ${g1}`), outbound(`allowed ${g2}`), [{}], unresolved)).toEqual({
      'group-not-resolved': 1,
    });
    expect(undecided(outbound(`allowed ${g1}`), outbound(`allowed ${g1}`), [{}], unresolved)).toEqual({});
  });

  test('but a part of the rule that makes no difference for it is not a reason', () => {
    const [before, after] = [`allowed ${a1} ${a2}`, `allowed ${a2}`].map((apps) => inbound(`allowed ${g1}`, apps));
    const rows: Rows = [
      { direction: 'inbound', people: [1] },
      { direction: 'inbound', people: [2], app: a2, resource: a2 },
    ];
    expect(undecided(before as LiveState, after as LiveState, rows)).toEqual({ 'foreign-id': 1 });
  });
});

describe('a sign-in that worked although the live policy blocks it', () => {
  const live = withFabrikam({ b2bCollaborationOutbound: closed });
  const changes = [
    { at: '2026-11-10T00:00:00Z', resource: 'partner', tenantId: fabrikam },
    { at: '2026-11-12T00:00:00Z', resource: 'partner', tenantId: litware },
  ] as const;

  test('disagrees with the model in the last epoch, and is named', () => {
    const rows: Rows = [
      { epoch: 1, signIns: 3, last: '2026-11-12' },
      { epoch: 1, signIns: 2, last: '2026-11-15', app: a2 },
      { epoch: 0, signIns: 5, last: '2026-11-09' },
    ];
    const { summary, disagreements } = replay(live, live, rows, { policyChanges: { state: 'read', changes } });
    expect(summary).toMatchObject({ modelDisagrees: 5, earlierPolicy: 5 });
    expect(disagreements).toEqual([
      {
        tenantId: fabrikam,
        setting: 'b2bCollaborationOutbound',
        direction: 'outbound',
        signIns: 5,
        lastSeen: '2026-11-15',
      },
    ]);
  });

  test('is of an earlier policy if there was no sign-in after the change', () => {
    const rows: Rows = [{ epoch: 0, signIns: 5 }];
    const { summary } = replay(live, live, rows, { policyChanges: { state: 'read', changes } });
    expect(summary).toMatchObject({ modelDisagrees: 0, earlierPolicy: 5 });
  });

  test('disagrees in a file without epochs, which is one epoch', () => {
    const unknown = { policyChanges: { state: 'unknown', changes: [] } } as const;
    const { summary, signIns } = replay(live, live, [{ signIns: 4 }], unknown);
    expect(summary).toMatchObject({ modelDisagrees: 4, earlierPolicy: 0 });
    expect(signIns.policyChanges).toBe('unknown');
  });

  test('does not disagree if it failed, or if a group may let it in', () => {
    expect(replay(live, live, [{ outcome: 'other' }]).summary.modelDisagrees).toBe(0);
    const group = withFabrikam({ b2bCollaborationOutbound: access(`allowed ${g1}`, 'allowed AllApplications') });
    const hidden: Rows = [{ inUnknown: [{ group: g1, reason: 'small-cohort' }] }];
    expect(replay(group, group, hidden).summary.modelDisagrees).toBe(0);
    expect(replay(group, group, [{}]).summary.modelDisagrees).toBe(1);
  });
});

describe('a trust flag that is turned off', () => {
  const rows: Rows = [
    { direction: 'inbound', people: [1, 2], mfaRequired: true },
    { direction: 'inbound', people: [3], mfaRequired: false },
    { direction: 'inbound', people: [4], type: 'b2bDirectConnect', tenantId: fabrikam },
    { direction: 'inbound', people: [5], mfaRequired: true, outcome: 'other' },
    { direction: 'outbound', people: [6], mfaRequired: true },
    { direction: 'inbound', people: [7, 8], mfaRequired: true, tenantId: litware },
  ];
  // Direct connect must be allowed, so that its sign-ins agree with the policy.
  const base = { b2bDirectConnectInbound: open };

  test('exposes people and blocks nobody', () => {
    const before = withFabrikam({ ...base, inboundTrust: trust(true, true) });
    const after = withFabrikam({ ...base, inboundTrust: trust(false, false) });
    const { summary, exposure } = replay(before, after, rows);
    expect(summary.wouldBeBlocked).toEqual(none);
    expect(exposure).toEqual([
      { tenantId: fabrikam, flag: 'isMfaAccepted', type: 'b2bCollaboration', people: 2 },
      { tenantId: fabrikam, flag: 'isMfaAccepted', type: 'b2bDirectConnect', people: 1 },
      { tenantId: fabrikam, flag: 'isCompliantDeviceAccepted', people: 4 },
    ]);
  });

  test('in the default exposes everybody who inherits it', () => {
    const own = livePartner(fabrikam, { ...base, inboundTrust: trust(true) });
    const [before, after] = [true, false].map((mfa) => withDefault({ inboundTrust: trust(mfa) }, [own]));
    const { exposure } = replay(before as LiveState, after as LiveState, rows);
    expect(exposure).toEqual([{ tenantId: litware, flag: 'isMfaAccepted', type: 'b2bCollaboration', people: 2 }]);
  });
});

test('the window, its gaps and what is not judged are in the result', () => {
  const [from, to] = ['2026-11-01T00:00:00Z', '2026-11-11T00:00:00Z'];
  const notJudged = { ...signInsFile([]).notJudged, serviceProvider: 9 };
  const { signIns, summary } = replay(liveState([]), liveState([]), [], {
    from,
    to,
    complete: false,
    coverage: [
      { kind: 'interactiveUser', from, to, events: 70, state: 'read' },
      { kind: 'nonInteractiveUser', from, to: '2026-11-09T00:00:00Z', events: 5, state: 'read' },
      { kind: 'nonInteractiveUser', from: '2026-11-09T00:00:00Z', to, events: 0, state: 'gap', reason: 'timeout' },
    ],
    notJudged,
  });
  expect(signIns).toEqual({
    from,
    to,
    complete: false,
    gaps: 1,
    events: 75,
    source: 'graph',
    read: 0.9,
    policyChanges: 'read',
  });
  expect(summary.notJudged).toEqual(notJudged);
});

test('a deleted partner inherits, and a change without sign-ins is listed with no people', () => {
  const before = withFabrikam({ b2bCollaborationOutbound: open });
  const after = liveState([], { default: { ...systemDefault, b2bCollaborationOutbound: closed } });
  const change = {
    action: 'delete',
    resource: 'partner',
    tenantId: litware,
    preimage: { b2bCollaborationInbound: closed, inboundTrust: trust(true) },
    after: null,
    basis: {},
  } as const;
  const signIns = signInsFile([signInRow()]);
  const plan = { digest: 'sha256:0', changes: [change] as never };
  const { changes } = replayPlan({ signIns, plan, live: before, after, table: fieldTable }).replay;
  const found = changes.map(({ resource, tenantId, setting, wouldBeBlocked }) => {
    return [resource, tenantId as TenantId, setting, wouldBeBlocked.people];
  });
  expect(found).toEqual([
    ['partner', litware, 'b2bCollaborationInbound', 0],
    ['partner', fabrikam, 'b2bCollaborationOutbound', 1],
  ]);
});
