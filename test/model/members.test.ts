/* The members of a setting as a tree: its leaves, one step down, and values at a path. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import {
  branchAt,
  childOf,
  isLeaf,
  keysOf,
  memberAt,
  membersOf,
  ownLeaf,
  pathOf,
  rowIn,
  withMember,
} from '../../src/model/members.ts';
import { rowOf } from '../support/builders.ts';

const sync = rowOf('identitySynchronization');
const clouds = rowOf('allowedCloudEndpoints');

test('the leaves of a tree have their paths, in the order of the table', () => {
  expect(membersOf(sync).map((member) => pathOf(sync, member))).toEqual([
    'identitySynchronization.userSyncInbound.isSyncAllowed',
    'identitySynchronization.groupSyncInbound.isSyncAllowed',
    'identitySynchronization.displayName',
  ]);
  expect(membersOf(clouds)).toMatchObject([{ path: [], leaf: { type: 'set' } }]);
  expect(keysOf(sync)).toEqual(['userSyncInbound', 'groupSyncInbound', 'displayName']);
  expect([ownLeaf(sync), ownLeaf(clouds)?.type]).toEqual([undefined, 'set']);
});

test('a member of beta is not one of v1.0', () => {
  const first = ({ path: [key] }: { readonly path: readonly string[] }): string | undefined => key;
  expect(membersOf(rowIn(sync, 'v1.0')).map(first)).toEqual(['userSyncInbound', 'displayName']);
  expect(rowIn(sync, 'beta')).toBe(sync);
});

test('every path of the table leads to its leaf, and an inherited name of an object to nothing', () => {
  for (const row of fieldTable) {
    for (const { path, leaf } of membersOf(row)) {
      const node = path.reduce<ReturnType<typeof childOf>>((at, key) => childOf(at, key), row.tree);
      expect(isLeaf(node) && node.leaf).toBe(leaf);
    }
    expect(childOf(row.tree, 'constructor')).toBeUndefined();
  }
  expect(branchAt(clouds.tree)).toEqual({});
});

test('a member is read and replaced at its path, and null takes it out', () => {
  const value = { userSyncInbound: { isSyncAllowed: true, unheardOf: 1 }, displayName: 'Fabrikam' };
  const path = ['userSyncInbound', 'isSyncAllowed'];
  expect(memberAt(value, path)).toBe(true);
  expect(memberAt(value, ['userSyncInbound', 'toString'])).toBeNull();
  expect(withMember(value, path, false)).toEqual({
    displayName: 'Fabrikam',
    userSyncInbound: { isSyncAllowed: false, unheardOf: 1 },
  });
  expect(withMember(value, path, null)).toEqual({ displayName: 'Fabrikam', userSyncInbound: { unheardOf: 1 } });
  expect(withMember(null, path, true)).toEqual({ userSyncInbound: { isSyncAllowed: true } });
});
