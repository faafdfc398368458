/*
 * Two access rules, compared exactly.
 *
 * A user is in the targets before or not, and in the targets after or not; so is an application. Of these sixteen
 * cases some cannot happen, and a case that cannot happen must not be reported. Where a group is in play nearly
 * everything can: who is in it is not known here. Rejected: enumerating users, or asking Graph for the members, since
 * the answer must hold for whoever is in the group tomorrow.
 */
import { type AccessRule, reaches, type TargetRule } from './rule.ts';

export interface Comparison {
  /** Somebody may reach something that nobody let them reach before. */
  readonly broadens: boolean;
  /** Somebody may lose something. */
  readonly narrows: boolean;
}

/** The sixteen cases. Who a user is does not decide which applications there are, so the two sides vary freely. */
export function compareRules(before: AccessRule, after: AccessRule): Comparison {
  let [broadens, narrows] = [false, false];
  for (const users of possibleCases(before.users, after.users)) {
    for (const applications of possibleCases(before.applications, after.applications)) {
      const was = reaches(before, users.before, applications.before);
      const is = reaches(after, users.after, applications.after);
      broadens ||= !was && is;
      narrows ||= was && !is;
    }
  }
  return { broadens, narrows };
}

interface MembershipCase {
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * Which of "in before" and "in after" can be true of somebody (or of some application) at once.
 * In neither: always somebody, unless one side is everything. Only in one: where that side lists a target that the
 * other does not; a single may lie outside of all groups, and a group may hold a stranger. In both: through a target
 * that both list, or where one is everything, or through a group, which may hold whatever the other side lists; only
 * two lists of singles without a common one have nobody in both.
 */
function possibleCases(before: TargetRule, after: TargetRule): readonly MembershipCase[] {
  const neither = !before.all && !after.all;
  const both = !neither || before.opaque.size > 0 || after.opaque.size > 0 || sharesId(before, after);
  const cases = [
    { before: false, after: false, possible: neither },
    { before: true, after: false, possible: !listsAll(after, before) },
    { before: false, after: true, possible: !listsAll(before, after) },
    { before: true, after: true, possible: both },
  ];
  return cases.filter(({ possible }) => possible);
}

/** Whether `wide` lists everything that `narrow` lists. */
function listsAll(wide: TargetRule, narrow: TargetRule): boolean {
  if (wide.all || narrow.all) return wide.all;
  return isSubset(narrow.ids, wide.ids) && isSubset(narrow.opaque, wide.opaque);
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((element) => whole.has(element));
}

function sharesId(a: TargetRule, b: TargetRule): boolean {
  return [...a.ids].some((single) => b.ids.has(single));
}
