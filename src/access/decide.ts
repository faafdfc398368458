/*
 * The decision: whether a user reaches an application under an access rule. The answer is `yes` or `no` only where it
 * is the same for every group membership that was not given, and `depends` otherwise.
 */
import { isGuid } from '../model/tenantId.ts';
import { type AccessRule, reaches, type TargetRule } from './rule.ts';

export type Access = 'yes' | 'no' | 'depends';
export type Membership = 'in' | 'out' | 'unknown';

/** The known facts about a user. The user may be a member of groups that are not listed here. */
export interface UserFacts {
  readonly id?: string;
  readonly groups: readonly string[];
}

/** Whether a user reaches an application (an id or Office365); undefined: any one application. */
export function decide(rule: AccessRule, user: UserFacts, application: string | undefined): Access {
  return decideBy(rule, userMembership(rule.users, user), applicationMembership(rule.applications, application));
}

/** The same from memberships in the target sets. An unknown membership counts as both in and out. */
export function decideBy(rule: AccessRule, users: Membership, applications: Membership): Access {
  const answers = truthValues(users).flatMap((inUsers) =>
    truthValues(applications).map((inApplications) => reaches(rule, inUsers, inApplications)),
  );
  if (answers.every((answer) => answer)) return 'yes';
  return answers.some((answer) => answer) ? 'depends' : 'no';
}

export function userMembership(side: TargetRule, user: UserFacts): Membership {
  if (side.all) return 'in';
  if (user.id !== undefined && side.ids.has(user.id)) return 'in';
  if (user.groups.some((group) => side.opaque.has(group))) return 'in';
  const isUnnamedUser = user.id === undefined && side.ids.size > 0;
  return isUnnamedUser || side.opaque.size > 0 ? 'unknown' : 'out';
}

export function applicationMembership(side: TargetRule, application: string | undefined): Membership {
  if (side.all) return 'in';
  if (application === undefined) return 'unknown';
  if (side.ids.has(application) || side.opaque.has(application)) return 'in';
  // Some applications of Office365 may be among the listed ones and others not, and a listed Office365 may contain any
  // id.
  return isGuid(application) && side.opaque.size === 0 ? 'out' : 'unknown';
}

function truthValues(membership: Membership): readonly boolean[] {
  return membership === 'unknown' ? [true, false] : [membership === 'in'];
}
