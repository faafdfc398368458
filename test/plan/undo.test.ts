/** The undo plan warns of values that it cannot restore. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { makeUndoPlan } from '../../src/plan/undo.ts';
import {
  absent,
  closed,
  desiredState,
  half,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { tombstone } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

test('the undo of a deletion across clouds shows the access that it broadens', () => {
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

test('the undo plan warns of values that it cannot restore', () => {
  const desired = desiredState([], {
    default: new Map([['m365CollaborationInbound', value({ users: half('blocked AllUsers') })]]),
  });
  const plan = planned({ desired, live: liveState([]) });
  const undo = makeUndoPlan({ plan, livePartners: 0, protected: new Set(), table: fieldTable, createdAt: '' });
  expect(undo.changes).toEqual([]);
  expect(undo.warnings.map(({ code }) => code)).toEqual(['undo-incomplete']);
});

test('the undo of a deletion warns of values that only the service can write', () => {
  const others = { protectedContentSharing: { inboundAllowed: true } };
  const live = liveState([
    livePartner(
      tombstone,
      { inboundTrust: trust(true, true, true) },
      { onCreation: { isServiceProvider: true }, others },
    ),
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
  expect(undo.warnings.map(({ code, message }) => `${code}: ${message}`).slice(0, -1)).toEqual([
    `undo-incomplete: isServiceProvider of ${tombstone} is not sent by an undo plan, so it is not restored. A person can declare it and create the partner again.`,
    `undo-incomplete: protectedContentSharing of ${tombstone} cannot be written by xtap, so it is not restored.`,
  ]);
});

describe('the undo of a removed identity synchronization', () => {
  const isSyncAllowed = { isSyncAllowed: true };
  const before = {
    userSyncInbound: { ...isSyncAllowed, scope: 'all' },
    groupSyncInbound: isSyncAllowed,
    displayName: 'Fabrikam',
    roleEnabledGroupSyncInbound: isSyncAllowed,
    externalCloudAuthorizedApplicationId: 'fd6ac7f3-5b3f-4dd8-9c39-02b6e7e3b5a1',
    futureSyncInbound: { isSyncAllowed: false },
  };
  const undoFor = (apiVersion: 'v1.0' | 'beta', declared: Parameters<typeof desiredState>[0]) => {
    const live = liveState([livePartner(fabrikam, { identitySynchronization: before })], { apiVersion });
    const plan = planned({ desired: desiredState(declared, { apiVersion }), live });
    return makeUndoPlan({ plan, livePartners: 1, protected: new Set(), table: fieldTable, createdAt: plan.createdAt });
  };
  const deleted = [partner(fabrikam, {}, { state: 'absent' })];
  const removed = [partner(fabrikam, { identitySynchronization: absent() })];
  const lost = ['externalCloudAuthorizedApplicationId', 'roleEnabledGroupSyncInbound', 'userSyncInbound.scope'];
  const messages = (names: readonly string[]): readonly string[] =>
    names.map(
      (name) => `identitySynchronization.${name} of ${fabrikam} cannot be written by xtap, so it is not restored.`,
    );

  test.each([
    ['with its partner', deleted],
    ['alone', removed],
  ])('%s sends only members that xtap writes, and names the others', (_, declared) => {
    const undo = undoFor('beta', declared);
    const known = { userSyncInbound: isSyncAllowed, groupSyncInbound: isSyncAllowed, displayName: 'Fabrikam' };
    expect(undo.changes.flatMap(({ requests }) => requests).filter(({ method }) => method === 'PUT')).toEqual([
      expect.objectContaining({ body: known }),
    ]);
    expect(undo.warnings.map(({ message }) => message)).toEqual(expect.arrayContaining([...messages(lost)]));
    expect(JSON.stringify(undo.warnings)).not.toContain('futureSync');
    expect(readPlanFile(JSON.stringify(undo), fieldTable)).toEqual(undo);
  });

  test('in v1.0 does not send the members of beta', () => {
    const { changes, warnings } = undoFor('v1.0', removed);
    expect(changes.map(({ after }) => after)).toEqual([
      { identitySynchronization: { userSyncInbound: isSyncAllowed, displayName: 'Fabrikam' } },
    ]);
    expect(warnings.map(({ message }) => message)).toEqual(
      messages(['externalCloudAuthorizedApplicationId', 'groupSyncInbound.isSyncAllowed', ...lost.slice(1)]),
    );
  });
});

test('the undo of deletions says that Microsoft 365 capabilities are not restored', () => {
  const ids = [fabrikam, tombstone];
  const live = liveState(ids.map((id) => livePartner(id, {})));
  const plan = planned({ desired: desiredState(ids.map((id) => partner(id, {}, { state: 'absent' }))), live });
  const undo = makeUndoPlan({ plan, livePartners: 2, protected: new Set(), table: fieldTable, createdAt: '' });
  expect(undo.warnings).toEqual([
    {
      code: 'undo-incomplete',
      message: 'The Microsoft 365 capabilities of 2 deleted partners are not restored: xtap does not read them.',
    },
  ]);
});

test.each([
  ['no targets', { ...half('allowed AllUsers'), targets: [] }, 'usersAndGroups has no targets or no accessType'],
  [
    'a combination that conflicts',
    half('blocked AllUsers'),
    'all users are blocked while applications are not all blocked',
  ],
])('the undo of an access setting that had %s warns of it and does not send it', (_, usersAndGroups, why) => {
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
    `b2bCollaborationInbound of ${tombstone} cannot be written by xtap, so it is not restored.`,
    `The Microsoft 365 capabilities of ${tombstone} are not restored: xtap does not read them.`,
  ]);
  // The new partner does not depend on the setting's default either, so that the file can be applied.
  expect(readPlanFile(JSON.stringify(undo), fieldTable)).toEqual(undo);
});

test('the undo of a single TargetConfiguration warns that Graph may keep the other one', () => {
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
