/*
 * Quantified access: whether some, all, or unlisted users reach some, all, unlisted or given applications under a rule.
 * The trust map's colours and the rules of `check` ask this one function.
 */
import { applicationMembership, type Membership, type UserFacts, userMembership } from './decide.ts';
import { type AccessRule, reaches, type TargetRule } from './rule.ts';

/** `unlisted`: an element that no target list names; only AllUsers and AllApplications contain it. */
export type Quantifier = 'some' | 'all' | 'unlisted';

/**
 * "For these users, these applications are within reach", users first: `all` users and `some` applications means that
 * every user reaches an application, not always the same one. A user can be given by facts, an application by its id or
 * Office365. Undefined where it depends on the members of a group, or on what Office365 contains.
 */
export function quantifiedReach(
  rule: AccessRule,
  users: Quantifier | UserFacts,
  applications: Quantifier | { readonly id: string },
): boolean | undefined {
  const userElements =
    typeof users === 'object' ? given(userMembership(rule.users, users)) : elementsOf(rule.users, users);
  const applicationElements =
    typeof applications === 'object'
      ? given(applicationMembership(rule.applications, applications.id))
      : elementsOf(rule.applications, applications);
  return quantify(userElements, (inUsers) =>
    quantify(applicationElements, (inApplications) => reaches(rule, inUsers, inApplications)),
  );
}

interface Elements {
  /** Whether the elements are among the targets: all possible cases. */
  readonly cases: readonly boolean[];
  /** `either`: one element that may be any of the cases. */
  readonly quantifier: Quantifier | 'either';
}

/** Each list leaves something out, and no list is empty. */
function elementsOf(side: TargetRule, quantifier: Quantifier): Elements {
  if (side.all) return { cases: [true], quantifier };
  return { cases: quantifier === 'unlisted' ? [false] : [true, false], quantifier };
}

function given(membership: Membership): Elements {
  return { cases: membership === 'unknown' ? [true, false] : [membership === 'in'], quantifier: 'either' };
}

function quantify({ cases, quantifier }: Elements, test: (isIn: boolean) => boolean | undefined): boolean | undefined {
  const answers = cases.map(test);
  const [first] = answers;
  if (quantifier === 'either') return answers.every((each) => each === first) ? first : undefined;
  const decisive = quantifier === 'some';
  if (answers.includes(decisive)) return decisive;
  return answers.includes(undefined) ? undefined : !decisive;
}
