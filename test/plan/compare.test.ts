import fc from 'fast-check';
import { canonicalValue, overlay } from '../../src/model/canonical.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import { membersOf } from '../../src/model/members.ts';
import { addedMembers, hasArrived, isSame, moved, satisfied } from '../../src/plan/compare.ts';
import { access, half, open, rowOf, trust } from '../support/builders.ts';

const trustRow = rowOf('inboundTrust');
const accessRow = rowOf('b2bCollaborationInbound');

/** A canonical value of a row: known members with their own kind of value, and unknown members. */
const canonicalValues = (row: (typeof fieldTable)[number]): fc.Arbitrary<Json> => {
  const halves = ['allowed AllUsers', 'blocked AllUsers', 'allowed AllApplications'].map(half);
  const strange = halves.map((each) => ({ ...each, isPilot: true }));
  const member = fc.constantFrom<Json>(
    true,
    false,
    null,
    'x',
    [],
    ['x'],
    { isSyncAllowed: true },
    ...halves,
    ...strange,
  );
  const names = [...membersOf(row).flatMap(({ path: [name] }) => name ?? []), 'unheardOf'];
  const object = fc.record(Object.fromEntries(names.map((name) => [name, member])), { requiredKeys: [] });
  return fc.oneof({ weight: 5, arbitrary: object }, member).map((raw) => canonicalValue(row, raw));
};

const pairs = fc
  .constantFrom(...fieldTable)
  .chain((row) => fc.tuple(fc.constant(row), canonicalValues(row), canonicalValues(row)));

test('a declaration is satisfied exactly if the live value stays the same under it', () => {
  const answers = new Set<boolean>();
  fc.assert(
    fc.property(pairs, ([row, live, declared]) => {
      fc.pre(declared !== null);
      const expected = JSON.stringify(overlay(row, declared, live)) === JSON.stringify(live);
      answers.add(expected);
      expect(satisfied(row, live, declared)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
  expect(answers.size).toBe(2);
});

test('values are the same exactly if their canonical texts are', () => {
  fc.assert(
    fc.property(pairs, ([row, a, b]) => {
      expect(isSame(row, a, a)).toBe(true);
      expect(isSame(row, a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 1000 },
  );
});

test('of every value exactly one holds: it hasArrived, it is as before or means the same, or it moved', () => {
  fc.assert(
    fc.property(pairs, ([row, before, live]) => {
      expect(moved(row, before, { before, sent: live, inherited: null })).toBe(false);
      expect(moved(row, live, { before, sent: live, inherited: null })).toBe(false);
      expect(hasArrived(row, live, { before, sent: live })).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a list of targets is one value, in any order', () => {
  const two = access('allowed AllUsers', 'allowed 30000000-0000-4000-8000-000000000001 Office365');
  expect(satisfied(accessRow, two, access('allowed AllUsers', 'allowed Office365'))).toBe(false);
  expect(satisfied(accessRow, two, { usersAndGroups: half('allowed AllUsers') })).toBe(true);
});

test('a write that only removes a member has not arrived while the member is live', () => {
  const write = { before: { isMfaAccepted: true, isCompliantDeviceAccepted: false }, sent: { isMfaAccepted: true } };
  expect(hasArrived(trustRow, write.before, write)).toBe(false);
  expect(hasArrived(trustRow, { ...write.before, isCompliantDeviceAccepted: true }, write)).toBe(false);
  expect(hasArrived(trustRow, { ...write.sent, isCompliantNetworkAccepted: true }, write)).toBe(true);
});

test('a third value has moved; the value before, the sent one and another spelling of it have not', () => {
  const write = { before: trust(false), sent: trust(true), inherited: trust(false) };
  expect(moved(trustRow, trust(false, true), write)).toBe(true);
  expect(moved(trustRow, null, write)).toBe(true);
  expect([write.before, write.sent, { isMfaAccepted: true }].map((live) => moved(trustRow, live, write))).toEqual([
    false,
    false,
    false,
  ]);
});

test('members that were not sent are named by their path, at every depth', () => {
  const live = {
    ...open,
    usersAndGroups: {
      accessType: 'allowed',
      targets: [{ target: 'AllUsers', targetType: 'user', since: 1 }],
      isPilot: true,
    },
    devices: null,
  };
  expect(addedMembers(accessRow, canonicalValue(accessRow, live), open)).toEqual(
    expect.arrayContaining([
      { path: 'b2bCollaborationInbound.usersAndGroups.isPilot', value: true },
      { path: 'b2bCollaborationInbound.usersAndGroups.targets.AllUsers.since', value: 1 },
    ]),
  );
});
