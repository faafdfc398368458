/*
 * Decides a sign-in twice, with the decision function of `explain`: under the live policy and under the policy that the
 * plan leaves. xtap goes through every value of the unknown facts: the plan blocks, allows or keeps a sign-in only if
 * it does so in every possible case. Rejected: deciding each side by itself, which calls "depends" and "depends" the
 * same although the plan exchanges one unknown group for another.
 */
import { decideBy } from '../access/decide.ts';
import type { AccessRule } from '../access/rule.ts';
import type { SignInRow } from '../model/signIns.ts';
import { type MembershipPair, possibleApplications, possibleUsers, type Resolved } from './memberships.ts';
import type { UndecidedReason } from './replay.ts';
import type { SettingPair } from './settingPair.ts';

export type Effect = 'unchanged' | 'blocked' | 'allowed' | 'undecided';

export interface RowDecision {
  readonly effect: Effect;
  /** Of an undecided row alone. */
  readonly reasons: readonly UndecidedReason[];
  /** The live policy blocks it, in every case. */
  readonly wasBlocked: boolean;
}

export function decideRow(pair: SettingPair, row: SignInRow, resolved: Resolved): RowDecision {
  const before = pair.before ?? pair.after;
  const after = pair.after ?? pair.before;
  if (!before || !after) {
    return { effect: pair.isSame ? 'unchanged' : 'undecided', reasons: ['outside-rule'], wasBlocked: false };
  }
  const cases = possibleCases(pair, { before, after }, { row, resolved });
  const wasBlocked = pair.before !== undefined && cases.every((each) => !each.before);
  if (!pair.before || !pair.after) return { effect: 'undecided', reasons: ['outside-rule'], wasBlocked };
  const effect = effectOf(cases);
  return { effect, reasons: effect === 'undecided' ? decisiveReasons(cases) : [], wasBlocked };
}

/** Whether it is allowed before and after, in one possible case. */
interface Case {
  readonly before: boolean;
  readonly after: boolean;
  readonly users: MembershipPair;
  readonly applications: MembershipPair;
  /** Whether its cloud can have access at all. */
  readonly clouds: MembershipPair;
  readonly reasons: Readonly<Record<Dimension, ReadonlySet<UndecidedReason>>>;
}

const dimensions = ['users', 'applications', 'clouds'] as const;
type Dimension = (typeof dimensions)[number];
const otherCloud: ReadonlySet<UndecidedReason> = new Set(['other-cloud']);

function possibleCases(
  pair: SettingPair,
  rules: { readonly before: AccessRule; readonly after: AccessRule },
  { row, resolved }: { readonly row: SignInRow; readonly resolved: Resolved },
): readonly Case[] {
  const users = possibleUsers(rules, row, resolved);
  const applications = possibleApplications(rules, row);
  const reasons = { users: users.reasons, applications: applications.reasons, clouds: otherCloud };
  const cases: Case[] = [];
  for (const user of users.pairs) {
    for (const application of applications.pairs) {
      for (const cloud of pair.clouds) {
        const isAllowed = (side: 'before' | 'after'): boolean =>
          cloud[side] && decideBy(rules[side], wordOf(user[side]), wordOf(application[side])) === 'yes';
        cases.push({
          before: isAllowed('before'),
          after: isAllowed('after'),
          users: user,
          applications: application,
          clouds: cloud,
          reasons,
        });
      }
    }
  }
  return cases;
}

const wordOf = (isIn: boolean): 'in' | 'out' => (isIn ? 'in' : 'out');

function effectOf(cases: readonly Case[]): Effect {
  if (cases.every(({ before, after }) => before === after)) return 'unchanged';
  if (cases.every(({ before, after }) => before && !after)) return 'blocked';
  return cases.every(({ before, after }) => !before && after) ? 'allowed' : 'undecided';
}

/** The reasons of each unknown fact that makes a difference while all others stay the same. */
function decisiveReasons(cases: readonly Case[]): readonly UndecidedReason[] {
  const decisive = dimensions.filter((dimension) =>
    cases.some((one) => cases.some((other) => differsOnlyIn(dimension, one, other) && !isSameAnswer(one, other))),
  );
  return [...new Set(decisive.flatMap((dimension) => [...(cases[0]?.reasons[dimension] ?? [])]))];
}

function differsOnlyIn(dimension: Dimension, one: Case, other: Case): boolean {
  return dimensions.every((each) => each === dimension || one[each] === other[each]);
}

function isSameAnswer(one: Case, other: Case): boolean {
  return one.before === other.before && one.after === other.after;
}
