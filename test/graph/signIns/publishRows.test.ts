import { publishRows } from '../../../src/graph/signIns/publishRows.ts';
import type { RunRow } from '../../../src/graph/signIns/reducer.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';

const row: RunRow = {
  direction: 'outbound',
  tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1' as TenantId,
  type: 'b2bCollaboration',
  app: 'a',
  resource: 'r',
  outcome: 'ok',
  groups: 'g1',
  people: [0, 1],
  signIns: 3,
  first: '2026-11-02',
  last: '2026-11-05',
};
const other: RunRow = { ...row, groups: '', people: [1, 2], signIns: 4, first: '2026-11-01', last: '2026-11-04' };
const hashes = ['a', 'b', 'c'];

function publish(minCohort: number) {
  const notJudged = {
    serviceProvider: 0,
    microsoftSupport: 0,
    passthrough: 0,
    otherAccounts: 0,
    incomplete: 0,
    tenantRestriction: 0,
  };
  const rules = { groups: ['g1'], users: [], minCohort };
  return publishRows({ rows: [row, other], notJudged }, hashes, rules);
}

test('rows that no longer differ, because a membership became unknown, are one row', () => {
  const { groups: _, ...facts } = row;
  const inUnknown = [{ group: 'g1', reason: 'small-cohort' }];
  expect(publish(5)).toEqual([
    { ...facts, in: [], inUnknown, people: [1, 2, 3], signIns: 7, first: '2026-11-01', last: '2026-11-05' },
  ]);
});

test('rows whose membership enough people share stay apart', () => {
  expect(publish(2).map(({ in: ids, people }) => [ids, people])).toEqual([
    [['g1'], [1, 2]],
    [[], [2, 3]],
  ]);
});
