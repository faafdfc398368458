/*
 * Compares two access rules exactly. The impact of a whole change, flags included, is decided in impact.ts.
 *
 * A user is inside or outside the targets before, and inside or outside the targets after; the same is true of an
 * application. That makes sixteen cases. Cases that cannot occur must not be reported. With a group nearly all cases
 * can occur, because its members are not known here. Rejected: listing users, or asking Graph for the members of a
 * group, because the answer must also be right when the members change.
 */
import { type AccessRule, reaches, type TargetRule } from './rule.ts';

export interface Comparison {
  /** Some user may reach an application that was out of reach before. */
  readonly broadens: boolean;
  /** Some user may lose access to an application. */
  readonly narrows: boolean;
}

/** Goes through the sixteen cases. Users and applications are independent, so every combination of both counts. */
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

/**
 * Whether some user reaches some application under both rules. Undefined where it depends on the members of a group, or
 * on what Office365 contains.
 */
export function sharesAccess(a: AccessRule, b: AccessRule): boolean | undefined {
  let isPossible = false;
  for (const users of possibleCases(a.users, b.users)) {
    for (const applications of possibleCases(a.applications, b.applications)) {
      const both = reaches(a, users.before, applications.before) && reaches(b, users.after, applications.after);
      if (both && users.certain && applications.certain) return true;
      isPossible ||= both;
    }
  }
  return isPossible ? undefined : false;
}

interface MembershipCase {
  readonly before: boolean;
  readonly after: boolean;
  /** It occurs whatever the members of groups are: somebody is in this case. */
  readonly certain: boolean;
}

/**
 * Which combinations of "in before" and "in after" can occur for a user (or an application). In neither: always
 * possible, unless one of the sets is "all". In only one: possible where that set lists a target that the other does
 * not, because an id may be outside every group and a group may have unlisted members. In both: possible unless both
 * sets consist of ids and have none in common.
 */
function possibleCases(before: TargetRule, after: TargetRule): readonly MembershipCase[] {
  const neither = !before.all && !after.all;
  const shared = sharesTarget(before, after);
  const both = !neither || before.opaque.size > 0 || after.opaque.size > 0 || shared;
  const cases = [
    { before: false, after: false, possible: neither, certain: neither },
    { before: true, after: false, possible: !listsAll(after, before), certain: surelyExceeds(before, after) },
    { before: false, after: true, possible: !listsAll(before, after), certain: surelyExceeds(after, before) },
    { before: true, after: true, possible: both, certain: !neither || shared },
  ];
  return cases.filter(({ possible }) => possible);
}

/** Whether an element of `wide` is outside `narrow`, whatever the members of groups are. */
function surelyExceeds(wide: TargetRule, narrow: TargetRule): boolean {
  if (wide.all || narrow.all) return !narrow.all;
  return narrow.opaque.size === 0 && !isSubset(wide.ids, narrow.ids);
}

/** Whether `wide` lists every target that `narrow` lists. */
function listsAll(wide: TargetRule, narrow: TargetRule): boolean {
  if (wide.all || narrow.all) return wide.all;
  return isSubset(narrow.ids, wide.ids) && isSubset(narrow.opaque, wide.opaque);
}

function isSubset(subset: ReadonlySet<string>, superset: ReadonlySet<string>): boolean {
  return [...subset].every((element) => superset.has(element));
}

function sharesTarget(a: TargetRule, b: TargetRule): boolean {
  return [...a.ids].some((id) => b.ids.has(id)) || [...a.opaque].some((id) => b.opaque.has(id));
}
