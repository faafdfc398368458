/** Plans with their exact values: what people meet every day, and the corners that the laws do not name. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { makeUndoPlan } from '../../src/plan/undo.ts';
import {
  a1,
  absent,
  access,
  closed,
  desiredState,
  g1,
  half,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  sync,
  systemDefault,
  trust,
  u1,
  value,
} from '../support/builders.ts';
import { inheritor, newcomer, richPlan, stranger, tombstone } from '../support/property/richPlan.ts';
import { planOf } from '../support/property/tenantModel.ts';
import { fabrikam } from '../support/tenants.ts';

const url = `/policies/crossTenantAccessPolicy/partners/${fabrikam}`;
const off = trust(false, false, false);

function planned(...input: Parameters<typeof planOf>): Plan {
  const plan = planOf(...input);
  if (!plan) throw new Error('no plan');
  return plan;
}

/** The only change of a partner that is live as `live` and declared as `declared`. */
function changeOf(declared: Parameters<typeof partner>[1], live: Parameters<typeof livePartner>[1] | undefined) {
  const partners = live ? [livePartner(fabrikam, live)] : [];
  const { changes } = planned({ desired: desiredState([partner(fabrikam, declared)]), live: liveState(partners) });
  expect(changes.length).toBeLessThan(2);
  return changes[0];
}

test('the plan of Fabrikam is the one in the contract', () => {
  const live = liveState([
    livePartner(fabrikam, {
      inboundTrust: off,
      b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1}`),
    }),
  ]);
  const wanted = { applications: half(`allowed ${a1} Office365`) };
  const settings = { inboundTrust: value({ isMfaAccepted: true }), b2bCollaborationInbound: value(wanted) };
  const position = { file: 'configs/partners.yaml', line: 24, column: 5 };
  const desired = desiredState([partner(fabrikam, settings, { name: 'Fabrikam', position })]);
  const plan = planned({ desired, live });
  const after = {
    b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1} Office365`),
    inboundTrust: trust(true, false, false),
  };
  expect(plan.changes).toEqual([
    {
      action: 'update',
      resource: 'partner',
      tenantId: fabrikam,
      name: 'Fabrikam',
      file: 'configs/partners.yaml',
      line: 24,
      origin: 'unknown',
      impact: 'broadens',
      fields: [
        {
          path: 'b2bCollaborationInbound.applications',
          before: half(`allowed ${a1}`),
          after: half(`allowed ${a1} Office365`),
          impact: 'broadens',
          origin: 'unknown',
        },
        { path: 'inboundTrust.isMfaAccepted', before: false, after: true, impact: 'broadens', origin: 'unknown' },
      ],
      preimage: live.partners[0]?.settings,
      after,
      basis: {},
      requests: [{ method: 'PATCH', url, body: after }],
    },
  ]);
  expect(plan.summary).toEqual({
    create: 0,
    update: 1,
    delete: 0,
    unchanged: 0,
    undeclared: 0,
    broadening: 1,
    narrowing: 0,
  });
});

describe('requests', () => {
  const put = { method: 'PUT', url: `${url}/identitySynchronization`, body: sync(true) };

  test('a creation is one POST without what is inherited, then PUT of the synchronization', () => {
    const settings = { inboundTrust: value({ isMfaAccepted: true }), tenantRestrictions: inherit() };
    expect(changeOf({ ...settings, identitySynchronization: value(sync(true)) }, undefined)?.requests).toEqual([
      {
        method: 'POST',
        url: '/policies/crossTenantAccessPolicy/partners',
        body: { tenantId: fabrikam, inboundTrust: trust(true, false, false) },
      },
      put,
    ]);
  });

  test('a partner with no settings is created with its tenantId alone', () => {
    expect(changeOf({}, undefined)?.requests.map(({ body }) => body)).toEqual([{ tenantId: fabrikam }]);
  });

  test('synchronization is put where there is none, patched where it differs, deleted where it is to be absent', () => {
    const declared = { identitySynchronization: value(sync(true)) };
    expect(changeOf(declared, {})?.requests).toEqual([put]);
    const live = { identitySynchronization: { ...(sync(false) as object), displayName: 'F' } };
    expect(changeOf(declared, live)?.requests).toEqual([{ ...put, method: 'PATCH' }]);
    const gone = { inboundTrust: value(off), identitySynchronization: absent() };
    expect(changeOf(gone, live)?.requests.map(({ method }) => method)).toEqual(['DELETE', 'PATCH']);
    expect(changeOf({ identitySynchronization: absent() }, {})).toBeUndefined();
    expect(changeOf({ identitySynchronization: absent() }, { identitySynchronization: {} })?.requests).toHaveLength(1);
  });

  test('a deletion takes the synchronization first', () => {
    const live = liveState([livePartner(fabrikam, { identitySynchronization: sync(true) })]);
    const plan = planned({ desired: desiredState([partner(fabrikam, {}, { state: 'absent' })]), live });
    expect(plan.changes[0]?.requests).toEqual([
      { method: 'DELETE', url: `${url}/identitySynchronization` },
      { method: 'DELETE', url },
    ]);
  });

  test('inherit is null, for consent an object whose members are null, unknown ones too', () => {
    const live = {
      inboundTrust: off,
      automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true, future: 1 },
    };
    const change = changeOf({ inboundTrust: inherit(), automaticUserConsentSettings: inherit() }, live);
    expect(change?.requests[0]?.body).toEqual({
      inboundTrust: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null, future: null },
    });
    expect(change?.after).toEqual({ inboundTrust: null, automaticUserConsentSettings: null });
  });
});

describe('declared halves and members', () => {
  test('unknown members of a half and of a target are kept, and are no drift', () => {
    const targets = [{ target: a1, targetType: 'application', label: 'A' }];
    const applications = { accessType: 'allowed', targets, scope: 'tenant' };
    const live = { b2bCollaborationInbound: { usersAndGroups: half('allowed AllUsers'), applications } };
    const declared = (words: string) => ({ b2bCollaborationInbound: value({ applications: half(words) }) });
    expect(changeOf(declared(`allowed ${a1}`), live)).toBeUndefined();
    expect(changeOf(declared(`allowed ${a1} Office365`), live)?.after).toEqual({
      b2bCollaborationInbound: {
        usersAndGroups: half('allowed AllUsers'),
        applications: { ...applications, targets: [...targets, { target: 'Office365', targetType: 'application' }] },
      },
    });
  });

  test('what a half of the default has and nobody knows does not come into a half that is set', () => {
    const applications = half('allowed Office365');
    const targets = [{ target: 'AllUsers', targetType: 'user', label: 'everybody' }];
    const inherited = { usersAndGroups: { accessType: 'allowed', targets, scope: 'tenant' }, applications };
    const desired = desiredState([partner(fabrikam, { b2bCollaborationInbound: value({ applications }) })]);
    const written = (settings: SettingValues) => {
      const tenant = liveState([livePartner(fabrikam, settings)]);
      const live = { ...tenant, default: { b2bCollaborationInbound: inherited } };
      return planned({ desired, live }).changes[0]?.after;
    };
    const own = access('allowed AllUsers', `allowed ${a1}`);
    expect(written({ b2bCollaborationInbound: own })).toEqual({
      b2bCollaborationInbound: access('allowed AllUsers', 'allowed Office365'),
    });
    expect(written({})).toEqual({ b2bCollaborationInbound: inherited });
  });

  test('a half that completes into what Graph refuses is an error at its line', () => {
    const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: closed })]);
    const declaration = value({ applications: half('allowed AllApplications') });
    const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: declaration })]);
    const result = makePlan({ desired, live, table: fieldTable, toolVersion: '1', createdAt: '', warnings: [] });
    expect(result.plan).toBeUndefined();
    expect(result.errors).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'completed-half-conflict',
        position: declaration.position,
        hint: 'declare both halves',
      }),
    ]);
  });

  test.each([
    ['no targets', { accessType: 'blocked', targets: [] }],
    ['no accessType', { targets: half('allowed AllApplications').targets ?? null }],
  ])(
    'a half that is completed by one with %s is an error at its line, where it is to be written',
    (_, applications) => {
      const b2bCollaborationInbound = { usersAndGroups: half(`allowed ${g1}`), applications };
      const live = liveState([livePartner(fabrikam, { b2bCollaborationInbound })]);
      const result = (words: string) => {
        const declaration = value({ usersAndGroups: half(words) });
        const desired = desiredState([partner(fabrikam, { b2bCollaborationInbound: declaration })]);
        return makePlan({ desired, live, table: fieldTable, toolVersion: '1', createdAt: '', warnings: [] });
      };
      expect(result(`allowed ${g1}`).plan?.changes).toEqual([]);
      expect(result(`allowed ${g1} ${u1}`).errors).toEqual([
        expect.objectContaining({
          code: 'completed-half-conflict',
          message: expect.stringContaining('Graph: applications has no targets or no accessType'),
          hint: 'declare both halves',
        }),
      ]);
    },
  );

  test('null members are filled from the default that this run writes', () => {
    const live = liveState([livePartner(fabrikam, { inboundTrust: { isMfaAccepted: true } })]);
    const desired = desiredState([partner(fabrikam, { inboundTrust: value({ isMfaAccepted: false }) })], {
      default: new Map([['inboundTrust', value({ isCompliantDeviceAccepted: true })]]),
    });
    expect(planned({ desired, live }).changes.map(({ after }) => after)).toEqual([
      { inboundTrust: trust(false, true, false) },
      { inboundTrust: trust(false, true, false) },
    ]);
  });
});

describe('a redundant setting', () => {
  const redundant = (live: Json) => {
    const desired = desiredState([partner(fabrikam, { inboundTrust: value({ isMfaAccepted: false }) })]);
    const partners = [livePartner(fabrikam, { inboundTrust: live })];
    const state = liveState(partners, { default: { ...systemDefault, inboundTrust: off } });
    return planned({ desired, live: state }).warnings.filter(({ code }) => code === 'redundant-setting').length;
  };

  test('is one that leaves the partner with what it would inherit', () => {
    expect(redundant(trust(true, false, false))).toBe(1);
  });

  test('is told with as much of a label as points at the partner', () => {
    const settings = { inboundTrust: value({ isMfaAccepted: false }) };
    const desired = desiredState([{ ...partner(fabrikam, settings), name: 'x'.repeat(1000) }]);
    const state = liveState([], { default: { ...systemDefault, inboundTrust: off } });
    const [warning] = planned({ desired, live: state }).warnings;
    expect(warning?.message).toContain(`inboundTrust of ${'x'.repeat(60)}… is what it would inherit anyway`);
  });

  test('is none where a member nobody declares differs from the default', () => {
    expect(redundant(trust(true, true, false))).toBe(0);
  });
});

describe('basis', () => {
  const { inboundTrust } = systemDefault;

  test('an update rests on the defaults of what it inherits before or after, or has not set in full', () => {
    expect(changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, {})?.basis).toEqual({ inboundTrust });
    expect(changeOf({ inboundTrust: inherit() }, { inboundTrust: off })?.basis).toEqual({ inboundTrust });
    expect(
      changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, { inboundTrust: { isMfaAccepted: false } })?.basis,
    ).toEqual({ inboundTrust });
    expect(changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, { inboundTrust: off })?.basis).toEqual({});
  });

  test('creations and deletions also rest on the cloud endpoints, and while there are some on every access setting', () => {
    const desired = desiredState([
      partner(newcomer, { inboundTrust: value({ isMfaAccepted: true }) }),
      partner(tombstone, {}, { state: 'absent' }),
    ]);
    const live = liveState([livePartner(tombstone, { tenantRestrictions: open })]);
    const basesIn = (allowedCloudEndpoints: Json) =>
      planned({ desired, live: { ...live, policy: { allowedCloudEndpoints } } }).changes.map(({ basis }) => basis);
    expect(basesIn([])).toEqual([
      { inboundTrust, allowedCloudEndpoints: [] },
      { tenantRestrictions: closed, allowedCloudEndpoints: [] },
    ]);
    const accessSettings = fieldTable.filter(({ kind }) => kind === 'access').map(({ name }) => name);
    for (const basis of basesIn(['microsoftonline.us'])) {
      expect(Object.keys(basis)).toEqual(expect.arrayContaining([...accessSettings, 'allowedCloudEndpoints']));
    }
  });

  test('undoing a deletion across clouds says what it opens', () => {
    const desired = desiredState([partner(tombstone, {}, { state: 'absent' })]);
    const live = liveState([livePartner(tombstone, {})], {
      policy: { allowedCloudEndpoints: ['microsoftonline.us'] },
      default: {
        ...systemDefault,
        m365CollaborationInbound: { users: half('allowed AllUsers') },
        m365CollaborationOutbound: { usersAndGroups: half('allowed AllUsers') },
        appServiceConnectInbound: { applications: half('blocked AllApplications') },
      },
    });
    const plan = planned({ desired, live });
    const undo = makeUndoPlan({ plan, livePartners: 1, protected: new Set(), table: fieldTable, createdAt: '' });
    expect([plan.changes[0]?.impact, undo.changes[0]?.action, undo.changes[0]?.impact]).toEqual([
      'mixed',
      'create',
      'broadens',
    ]);
  });
});

test('a change of the default names who inherits it afterwards', () => {
  const change = richPlan().changes.find(({ resource }) => resource === 'default');
  expect(change?.inheritedBy).toEqual([
    { tenantId: newcomer, name: 'Litware' },
    { tenantId: stranger },
    { tenantId: fabrikam, name: 'Fabrikam' },
    { tenantId: inheritor, name: 'Relecloud' },
  ]);
});

test('nobody inherits what partners do not have', () => {
  const order = value({ primaryIdentityProviderPrecedenceOrder: ['azureActiveDirectory'] });
  const desired = desiredState([], {
    default: new Map([['invitationRedemptionIdentityProviderConfiguration', order]]),
  });
  const [change] = planned({ desired, live: liveState([livePartner(fabrikam, {})]) }).changes;
  expect(change).toMatchObject({ resource: 'default', impact: 'broadens', inheritedBy: [] });
});

test('a change of a flag of the default names a partner whose own value leaves that flag open', () => {
  const live = liveState([
    livePartner(fabrikam, { inboundTrust: { isMfaAccepted: true } }),
    livePartner(stranger, { inboundTrust: trust(false, false, false) }),
  ]);
  const namedBy = (flags: Json) =>
    planned({ desired: desiredState([], { default: new Map([['inboundTrust', value(flags)]]) }), live }).changes[0]
      ?.inheritedBy;
  expect(namedBy({ isCompliantDeviceAccepted: true })).toEqual([{ tenantId: fabrikam }]);
  expect(namedBy({ isMfaAccepted: true })).toEqual([]);
});

test('without a default a creation counts as broadening, also where the clouds are as unknown', () => {
  const desired = desiredState([partner(newcomer, { b2bDirectConnectInbound: value(closed) })]);
  const snapshot = { ...liveState([]), source: 'snapshot', default: undefined } as const;
  const impactIn = (policy: typeof snapshot.policy | undefined) =>
    planned({ desired, live: { ...snapshot, policy } }).changes[0]?.fields.map(({ impact }) => impact);
  expect(impactIn({ allowedCloudEndpoints: [] })).toEqual(['broadens', 'broadens']);
  expect(impactIn(undefined)).toEqual(['broadens', 'broadens']);
});

test('undo says what it cannot take back', () => {
  const desired = desiredState([], {
    default: new Map([['m365CollaborationInbound', value({ users: half('blocked AllUsers') })]]),
  });
  const plan = planned({ desired, live: liveState([]) });
  const undo = makeUndoPlan({ plan, livePartners: 0, protected: new Set(), table: fieldTable, createdAt: '' });
  expect(undo.changes).toEqual([]);
  expect(undo.warnings.map(({ code }) => code)).toEqual(['undo-incomplete']);
});

test('the undo of a deletion says what of the partner nobody but the service can write', () => {
  const others = { protectedContentSharing: { inboundAllowed: true } };
  const live = liveState([
    livePartner(tombstone, { inboundTrust: trust(true, true, true) }, { isServiceProvider: true, others }),
    livePartner(fabrikam, {}),
  ]);
  const plan = planned({ desired: desiredState([partner(tombstone, {}, { state: 'absent' })]), live });
  const undo = makeUndoPlan({
    plan,
    livePartners: 2,
    protected: new Set(),
    table: fieldTable,
    createdAt: plan.createdAt,
  });
  expect(undo.changes.map(({ action }) => action)).toEqual(['create']);
  expect(undo.warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    `undo-incomplete: isServiceProvider of ${tombstone} cannot be written by xtap: it does not come back.`,
    `undo-incomplete: protectedContentSharing of ${tombstone} cannot be written by xtap: it does not come back.`,
  ]);
});

test.each([
  ['no targets', { ...half('allowed AllUsers'), targets: [] }, 'usersAndGroups has no targets or no accessType'],
  [
    'a combination that conflicts',
    half('blocked AllUsers'),
    'all users are blocked while applications are not all blocked',
  ],
])('the undo of an access setting that had %s says so, and does not send it', (_, usersAndGroups, why) => {
  const before = { usersAndGroups, applications: half('allowed AllApplications') };
  const declared = { b2bCollaborationInbound: value(open), inboundTrust: value(trust(true, true, true)) };
  const live = liveState([
    livePartner(fabrikam, { b2bCollaborationInbound: before, inboundTrust: trust(false, false, false) }),
    livePartner(tombstone, { b2bCollaborationInbound: before, inboundTrust: trust(false, false, false) }),
  ]);
  const desired = desiredState([partner(fabrikam, declared), partner(tombstone, {}, { state: 'absent' })]);
  const plan = planned({ desired, live });
  const undo = makeUndoPlan({
    plan,
    livePartners: 2,
    protected: new Set(),
    table: fieldTable,
    createdAt: plan.createdAt,
  });
  expect(undo.changes.map(({ after }) => after)).toEqual([
    { inboundTrust: trust(false, false, false) },
    { inboundTrust: trust(false, false, false) },
  ]);
  expect(undo.warnings.map(({ message }) => message)).toEqual([
    `b2bCollaborationInbound of ${fabrikam} was a value that Graph refuses to take (${why}): it stays as it is.`,
    `b2bCollaborationInbound of ${tombstone} cannot be written by xtap: it does not come back.`,
  ]);
  // Nor does the new partner rest on its default, so that the file can be applied.
  expect(readPlanFile(JSON.stringify(undo), fieldTable)).toEqual(undo);
});

test.each([
  [500, 20, 'ok'],
  [501, 20.1, 'exceeded'],
  [499, 20, 'ok'],
  [833, 33.3, 'exceeded'],
])('%i deletions of 2,500 partners are %d %%, and that is %s', (count, actual, status) => {
  const ids = Array.from({ length: 2500 }, (_, index) => `a0000000-0000-4000-8000-00000000${index + 1000}` as TenantId);
  const doomed = ids.slice(0, count).map((id) => partner(id, {}, { state: 'absent' }));
  const live = liveState(ids.map((id) => livePartner(id, {})));
  const { guards } = planned({ desired: desiredState(doomed), live });
  expect(guards.find(({ guard }) => guard === 'maxDeletePercent')).toMatchObject({ limit: 20, actual, status });
});

test('the undo of a value that had a half alone says that Graph may keep the other one', () => {
  const before = { applications: half('blocked AllApplications') };
  const live = {
    ...liveState([livePartner(fabrikam, { b2bDirectConnectInbound: before })]),
    default: { b2bDirectConnectInbound: open },
  };
  const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: value(closed) })]);
  const plan = planned({ desired, live });
  const undo = makeUndoPlan({
    plan,
    livePartners: 1,
    protected: new Set(),
    table: fieldTable,
    createdAt: plan.createdAt,
  });
  expect(undo.changes.map(({ after }) => after)).toEqual([{ b2bDirectConnectInbound: before }]);
  expect(undo.warnings.map(({ message }) => message)).toEqual([
    `b2bDirectConnectInbound of ${fabrikam} had no usersAndGroups before, and Graph may keep what the plan writes there.`,
  ]);
});

describe('summary', () => {
  test('counts every partner, the default and the policy once', () => {
    const { summary } = richPlan();
    expect(summary).toEqual({
      create: 1,
      update: 4,
      delete: 1,
      unchanged: 0,
      undeclared: 1,
      broadening: 5,
      narrowing: 3,
    });
  });

  test('a partner that is deleted for not being declared is not also counted as undeclared', () => {
    const live = liveState([livePartner(stranger, {}), livePartner(tombstone, {}, { isServiceProvider: true })]);
    const { summary, undeclared } = planned({ desired: desiredState([], { undeclaredPartners: 'delete' }), live });
    expect([summary.delete, summary.undeclared]).toEqual([1, 1]);
    expect(undeclared).toEqual([
      {
        tenantId: tombstone,
        reason: 'not in the configuration; kept: a service provider; a tombstone (state: absent) deletes it',
      },
    ]);
  });

  test('a tombstone whose partner is gone is unchanged', () => {
    const { summary } = planned({
      desired: desiredState([partner(tombstone, {}, { state: 'absent' })]),
      live: liveState([]),
    });
    expect([summary.unchanged, summary.delete]).toEqual([1, 0]);
  });
});

describe('origin', () => {
  const withTrust = (isMfaAccepted: boolean | 'inherit' | undefined) =>
    partner(
      fabrikam,
      isMfaAccepted === undefined
        ? {}
        : { inboundTrust: isMfaAccepted === 'inherit' ? inherit() : value({ isMfaAccepted }) },
    );
  const gone = partner(fabrikam, {}, { state: 'absent' });
  const on = trust(true, false, false);

  test.each<
    [string, ReturnType<typeof partner> | undefined, ReturnType<typeof partner> | undefined, Json | undefined, string]
  >([
    // what, base, head, live inboundTrust (null: inherited, undefined: no partner), origin
    ['the configuration changed, live is as it was', withTrust(false), withTrust(true), off, 'config'],
    ['the configuration is the same, live is not', withTrust(true), withTrust(true), off, 'drift'],
    ['all three differ', withTrust('inherit'), withTrust(true), off, 'both'],
    ['the base did not declare it', withTrust(undefined), withTrust(true), off, 'config'],
    ['inherited on purpose, and set by hand', withTrust('inherit'), withTrust('inherit'), on, 'drift'],
    ['set before, inherited now', withTrust(true), withTrust('inherit'), on, 'config'],
    ['a new partner', undefined, withTrust(true), undefined, 'config'],
    ['a partner that somebody deleted', withTrust(true), withTrust(true), undefined, 'drift'],
    ['a tombstone that is new', withTrust(true), gone, on, 'config'],
    ['a tombstone whose partner came back', gone, gone, on, 'drift'],
    ['a partner that comes back from its tombstone', gone, withTrust(true), undefined, 'config'],
    ['a new tombstone of a partner that drifted', withTrust(false), gone, on, 'both'],
  ])('%s', (...[, base, head, inboundTrust, origin]) => {
    const live = liveState(
      inboundTrust === undefined ? [] : [livePartner(fabrikam, inboundTrust === null ? {} : { inboundTrust })],
    );
    const state = (of: ReturnType<typeof partner> | undefined) => desiredState(of ? [of] : []);
    const plan = planned({ desired: state(head), base: state(base), live });
    expect(plan.changes.map((change) => change.fields.find(({ path }) => path.endsWith('Mfa')) ?? change)).toEqual([
      expect.objectContaining({ origin }),
    ]);
  });

  test('a partner that is not declared any more is called as the base called it', () => {
    const desired = desiredState([partner(newcomer, {}, { state: 'absent' })], { undeclaredPartners: 'delete' });
    const before = [partner(stranger, {}, { name: 'Stranger' }), partner(newcomer, {}, { name: 'Newcomer' })];
    const base = desiredState(before, { undeclaredPartners: 'delete' });
    const live = liveState([livePartner(stranger, {}), livePartner(newcomer, {})]);
    expect(new Set(planned({ desired, base, live }).changes.map(({ name }) => name))).toEqual(
      new Set(['Stranger', 'Newcomer']),
    );
  });

  test('what is undeclared is called as the configuration calls its partner, or as the base called it', () => {
    const labels = { name: 'Fabrikam', undeclaredSettings: 'report' } as const;
    const desired = desiredState([partner(fabrikam, {}, labels)]);
    const base = desiredState([partner(stranger, {}, { name: 'Stranger' })]);
    const live = liveState([livePartner(fabrikam, { inboundTrust: off }), livePartner(stranger, {})]);
    expect(planned({ desired, base, live }).undeclared).toEqual([
      { tenantId: stranger, name: 'Stranger', reason: 'not in the configuration' },
      { tenantId: fabrikam, name: 'Fabrikam', reason: 'setting not in the configuration', setting: 'inboundTrust' },
    ]);
  });

  test('what delete mode takes is drift where the base was in delete mode, and stays where it was not', () => {
    const live = liveState([livePartner(stranger, {})]);
    const deleting = desiredState([], { undeclaredPartners: 'delete' });
    expect(planned({ desired: deleting, base: deleting, live }).changes.map(({ origin }) => origin)).toEqual(['drift']);
    expect(planned({ desired: deleting, base: desiredState([]), live }).changes).toEqual([]);
  });

  test('a tombstone of a partner that delete mode had kept is the configuration', () => {
    const live = liveState([livePartner(stranger, {}, { isServiceProvider: true })]);
    const base = desiredState([], { undeclaredPartners: 'delete' });
    const desired = desiredState([partner(stranger, {}, { state: 'absent' })], { undeclaredPartners: 'delete' });
    expect(planned({ desired, base, live }).changes.map(({ origin }) => origin)).toEqual(['config']);
  });
});

test('changes come in the order in which they are carried out', () => {
  const order = richPlan().changes.map(({ action, tenantId, resource }) => `${action} ${tenantId ?? resource}`);
  expect(order).toEqual([
    'update policy',
    `create ${newcomer}`,
    `update ${fabrikam}`,
    'update default',
    `update ${inheritor}`,
    `delete ${tombstone}`,
  ]);
});

test('a partial plan leaves out other partners, the default and the policy', () => {
  const desired = desiredState([partner(fabrikam, {}), partner(newcomer, {})], {
    default: new Map([['tenantRestrictions', value(open)]]),
  });
  const only = new Set<TenantId>([newcomer]);
  const plan = planned({ desired, live: liveState([]), only });
  expect([plan.partial, plan.changes.map(({ tenantId }) => tenantId)]).toEqual([true, [newcomer]]);
});
