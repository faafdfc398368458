/*
 * Hides memberships that few people share. A set of groups that only three people of the file are in would name these
 * three to everybody with access to the groups. So every statement about memberships is true of at least `minCohort`
 * people. A membership that fewer people share is unknown for all of them.
 */
import { compareText } from '../../model/json.ts';
import type { SignInRow } from '../../model/signIns.ts';

export type PublishedMembership = Pick<SignInRow, 'in' | 'inUnknown'>;

/** The groups of a person in one text, so that equal sets are equal. */
export function membershipKey(groups: readonly string[]): string {
  return [...groups].sort(compareText).join(' ');
}

function groupsOf(key: string): readonly string[] {
  return key === '' ? [] : key.split(' ');
}

/**
 * What the file says about each set of groups. `peopleByKey`: how many people have exactly this set.
 */
export function publishedMemberships(
  peopleByKey: ReadonlyMap<string, number>,
  groups: readonly string[],
  minCohort: number,
): ReadonlyMap<string, PublishedMembership> {
  const rare = groups.filter((group) => {
    const people = sum([...peopleByKey].map(([key, count]) => (groupsOf(key).includes(group) ? count : 0)));
    return people > 0 && people < minCohort;
  });
  const kept = groups.filter((group) => !rare.includes(group));
  const classes = mergeSmallClasses(classesOf(peopleByKey, kept), minCohort);
  const published = new Map<string, PublishedMembership>();
  for (const { keys, people } of classes) {
    const membership = commonMembership(keys, { kept, rare, hides: people < minCohort });
    for (const key of keys) published.set(key, membership);
  }
  return published;
}

interface CohortClass {
  /** The sets of groups that the file does not distinguish. */
  readonly keys: readonly string[];
  readonly people: number;
}

/** One class for each distinguished set of groups, the smallest first. */
function classesOf(peopleByKey: ReadonlyMap<string, number>, kept: readonly string[]): readonly CohortClass[] {
  const classes = new Map<string, CohortClass>();
  for (const [key, people] of peopleByKey) {
    const name = membershipKey(groupsOf(key).filter((group) => kept.includes(group)));
    const { keys, people: others } = classes.get(name) ?? { keys: [], people: 0 };
    classes.set(name, { keys: [...keys, key], people: others + people });
  }
  const named = [...classes].sort(([a, first], [b, second]) => first.people - second.people || compareText(a, b));
  return named.map(([, each]) => each);
}

/** Puts the classes that are too small into one, and adds the next larger one until that is large enough. */
function mergeSmallClasses(classes: readonly CohortClass[], minCohort: number): readonly CohortClass[] {
  let merged: CohortClass = { keys: [], people: 0 };
  const large: CohortClass[] = [];
  for (const each of classes) {
    const isNeeded = each.people < minCohort || (merged.people > 0 && merged.people < minCohort);
    if (isNeeded) merged = { keys: [...merged.keys, ...each.keys], people: merged.people + each.people };
    else large.push(each);
  }
  return merged.people > 0 ? [merged, ...large] : large;
}

function commonMembership(
  keys: readonly string[],
  {
    kept,
    rare,
    hides,
  }: { readonly kept: readonly string[]; readonly rare: readonly string[]; readonly hides: boolean },
): PublishedMembership {
  const sets = keys.map((key) => new Set(groupsOf(key)));
  const isShared = (group: string): boolean => !hides && sets.every((set) => set.has(group));
  const isAbsent = (group: string): boolean => !hides && sets.every((set) => !set.has(group));
  const unknown = [...rare, ...kept.filter((group) => !isShared(group) && !isAbsent(group))];
  return {
    in: kept.filter(isShared),
    ...(unknown.length > 0 && { inUnknown: unknown.map((group) => ({ group, reason: 'small-cohort' as const })) }),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
