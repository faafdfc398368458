/*
 * The rows of the sign-ins file, from the rows of a run. A membership that too few people share becomes unknown; rows
 * that no longer differ are then one row.
 */
import { groupBy } from '../../model/groupBy.ts';
import { compareText } from '../../model/json.ts';
import type { SignInRow } from '../../model/signIns.ts';
import { membershipKey, publishedMemberships } from './cohorts.ts';
import { shuffledNumbers } from './people.ts';
import type { Reduction, RunRow } from './reducer.ts';

export interface PublishingRules {
  /** The groups whose members were read. */
  readonly groups: readonly string[];
  /** Ids of users that the policy names, which `--resolve-users` keeps. */
  readonly users: readonly string[];
  readonly minCohort: number;
}

/** People get their final numbers, which say nothing about the order in which they were read. */
export function publishRows(
  { rows }: Reduction,
  hashes: readonly string[],
  { groups, users, minCohort }: PublishingRules,
): readonly SignInRow[] {
  const numbers = shuffledNumbers(hashes);
  const idsOf = ({ groups: key }: RunRow): readonly string[] => (key === '' ? [] : key.split(' '));
  const groupKeyOf = (row: RunRow): string => membershipKey(idsOf(row).filter((id) => !users.includes(id)));
  const outbound = groupBy(
    rows.filter(({ direction }) => direction === 'outbound'),
    groupKeyOf,
  );
  const counts = outbound.map((same) => [groupKeyOf(same[0]), countPeople(same)] as const);
  const published = publishedMemberships(new Map(counts), groups, minCohort);
  const publishRow = (row: RunRow): SignInRow => {
    const { groups: _, people, ...facts } = row;
    const membership = facts.direction === 'outbound' ? published.get(groupKeyOf(row)) : undefined;
    return {
      ...facts,
      ...membership,
      in: [...(membership?.in ?? []), ...idsOf(row).filter((id) => users.includes(id))],
      people: people.map((number) => numbers[number] ?? 0),
    };
  };
  return groupBy(rows.map(publishRow), factsOf).map(mergeRows);
}

function countPeople(rows: readonly RunRow[]): number {
  const people = new Set<number>();
  for (const row of rows) for (const number of row.people) people.add(number);
  return people.size;
}

/** What the file says about the sign-ins of a row, as text. */
function factsOf({ people, signIns, first, last, ...facts }: SignInRow): string {
  return JSON.stringify(facts);
}

function mergeRows(rows: readonly [SignInRow, ...SignInRow[]]): SignInRow {
  return {
    ...rows[0],
    signIns: rows.reduce((sum, { signIns }) => sum + signIns, 0),
    first: rows.map(({ first }) => first).reduce((a, b) => (compareText(a, b) < 0 ? a : b)),
    last: rows.map(({ last }) => last).reduce((a, b) => (compareText(a, b) > 0 ? a : b)),
    people: [...new Set(rows.flatMap(({ people }) => people))].sort((a, b) => a - b),
  };
}
