/**
 * Law: Graph may add a member to a value that it has just been sent. Whatever the member is, a fresh plan, a saved plan
 * and a running apply agree that the write arrived, and the member is shown.
 */

import { operationsOf } from '../../src/apply/operation.ts';
import { resolveUnknown } from '../../src/apply/resolveUnknown.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { access, desiredState, livePartner, liveState, partner, trust, value } from '../support/builders.ts';
import { planOf } from '../support/property/tenantModel.ts';
import { fabrikam } from '../support/tenants.ts';

/** What Graph may add, by what is said of it. */
const additions: Readonly<Record<string, Json>> = {
  off: false,
  on: true,
  'of an unknown type': 'low',
  'a list': [],
  'an object': { isSyncAllowed: true },
};

/** Where a member may appear: how it gets into the value, and the path that names it. */
const places: Readonly<Record<string, readonly [string, (value: JsonObject, member: Json) => Json]>> = {
  'a trust setting': ['inboundTrust', (value, member) => ({ ...value, isCompliantNetworkAccepted: member })],
  'an access setting': ['b2bCollaborationInbound', (value, member) => ({ ...value, devices: member })],
  'the users of an access setting': [
    'b2bCollaborationInbound',
    (value, member) => ({ ...value, usersAndGroups: { ...(value.usersAndGroups as JsonObject), isPilot: member } }),
  ],
  'a target of an access setting': [
    'b2bCollaborationInbound',
    (value, member) => ({ ...value, usersAndGroups: withTargetMember(value.usersAndGroups ?? null, member) }),
  ],
  'an object of its own': ['identitySynchronization', (value, member) => ({ ...value, groupSyncInbound: member })],
  'an object inside one': [
    'identitySynchronization',
    (value, member) => ({ ...value, userSyncInbound: { isSyncAllowed: true, scope: member } }),
  ],
};

function withTargetMember(half: Json, member: Json): Json {
  if (!isJsonObject(half)) throw new Error('no half');
  const targets = half.targets as readonly JsonObject[];
  return { ...half, targets: targets.map((target) => ({ ...target, isPilot: member })) };
}

const declared = {
  inboundTrust: value({ isMfaAccepted: true }),
  b2bCollaborationInbound: value(access('allowed AllUsers', 'allowed Office365')),
  identitySynchronization: value({ userSyncInbound: { isSyncAllowed: true } }),
};
const desired = desiredState([partner(fabrikam, declared)]);
const tenants: Readonly<Record<string, LiveState>> = {
  creation: liveState([]),
  'change of inherited settings': liveState([livePartner(fabrikam, {})]),
  'change of set values': liveState([
    livePartner(fabrikam, {
      inboundTrust: trust(false),
      b2bCollaborationInbound: access('blocked AllUsers', 'blocked AllApplications'),
      identitySynchronization: { displayName: 'Fabrikam', userSyncInbound: { isSyncAllowed: false } },
    }),
  ]),
};

function withMember(live: LiveState, [setting, add]: (typeof places)[string], member: Json): LiveState {
  const partners = live.partners.map((each) => {
    const value = add(each.settings[setting] as JsonObject, member);
    return { ...each, settings: { ...each.settings, [setting]: value } };
  });
  return { ...live, partners };
}

const cases = Object.keys(tenants).flatMap((action) =>
  Object.keys(places).flatMap((place) => Object.keys(additions).map((member) => [action, place, member] as const)),
);

test.each(cases)('after a %s, Graph adds to %s a member that is %s: the write arrived', (action, place, member) => {
  const before = tenants[action] as LiveState;
  const plan = planOf({ desired, live: before });
  if (!plan) throw new Error('no plan');
  const written = stateAfterApply(before, plan.changes);
  const live = withMember(written, places[place] as (typeof places)[string], additions[member] ?? null);

  expect(planOf({ desired, live })?.changes).toEqual([]);
  const saved = compareWithLive(plan, live, fieldTable);
  const requests = plan.changes.flatMap((change) => change.requests);
  expect(saved.moved).toEqual([]);
  expect([...saved.satisfied]).toEqual(requests);
  expect(saved.added.map(({ path }) => path)).not.toEqual([]);
  const settings = live.partners[0]?.settings;
  const states = operationsOf(plan, fieldTable).map((operation) => resolveUnknown(operation, settings, fieldTable));
  expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['reached']));
});

test.each(Object.keys(additions))('a partner inherits a default to which Graph adds a member that is %s', (member) => {
  const inherits = desiredState([partner(fabrikam, { inboundTrust: { ...declared.inboundTrust, state: 'inherit' } })], {
    default: new Map([['inboundTrust', value({ isMfaAccepted: true })]]),
  });
  const before = liveState([livePartner(fabrikam, { inboundTrust: trust(false) })]);
  const plan = planOf({ desired: inherits, live: before });
  if (!plan) throw new Error('no plan');
  expect(plan.changes).toHaveLength(2);
  const written = stateAfterApply(
    before,
    plan.changes.filter(({ resource }) => resource === 'default'),
  );
  const isCompliantNetworkAccepted = additions[member] ?? null;
  const inboundTrust = { ...(written.default?.inboundTrust as JsonObject), isCompliantNetworkAccepted };
  const live = { ...written, default: { ...written.default, inboundTrust } };
  const { moved, satisfied, added } = compareWithLive(plan, live, fieldTable);
  expect([moved, satisfied.size]).toEqual([[], 1]);
  expect(added.map(({ path, value: shown }) => [path, shown])).toEqual([
    ['inboundTrust.isCompliantNetworkAccepted', isCompliantNetworkAccepted],
  ]);
});
