/* Explains a decision in one sentence per TargetConfiguration, with Graph's own property names. */

import { membersOf } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import { applicationMembership, decideBy, type Membership, type UserFacts, userMembership } from './decide.ts';
import type { EffectiveValue } from './effective.ts';
import { type AccessRule, accessRule, type TargetRule, unsetSide } from './rule.ts';

export interface Question {
  readonly user: UserFacts;
  /** An id or Office365; undefined: any one application. */
  readonly application: string | undefined;
}

/** The reason for the answer to one question, without a TargetConfiguration that does not affect the answer. */
export function explainDecision(row: Setting, effective: EffectiveValue, question: Question): string {
  if (effective.of === 'unknown-default') return 'the setting is inherited, and no default is known';
  if (effective.of === 'no-access') return 'an organization of another cloud is blocked until it is a partner';
  if (effective.value === null)
    return 'neither the partner nor the default sets it, and Microsoft does not say what that means';
  const rule = accessRule(row, effective.value);
  const unset = unsetSide(row, effective.value);
  if (!rule && unset !== undefined) return `${unset} is unset, and Graph does not say what that means`;
  if (!rule) return 'the value is outside the documented access settings';
  const memberships = {
    users: userMembership(rule.users, question.user),
    applications: applicationMembership(rule.applications, question.application),
  };
  const deciding = decidingSides(rule, memberships);
  const sentences = membersOf(row).flatMap(({ path, leaf }) => {
    if (leaf.type !== 'targetConfiguration' || !deciding.includes(leaf.side)) return [];
    const side = rule[leaf.side];
    const verb = side.allowed ? 'allows' : 'blocks';
    const targets = leaf.side === 'users' ? describeUsers(side, question) : describeApplications(side, question);
    return [`${path.join('.')} ${verb} ${targets[memberships[leaf.side]]}`];
  });
  return sentences.join(' and ');
}

interface Memberships {
  readonly users: Membership;
  readonly applications: Membership;
}

/** The sides whose membership the answer depends on; both, where either alone is sufficient. */
function decidingSides(rule: AccessRule, memberships: Memberships): readonly (keyof Memberships)[] {
  const answer = decideBy(rule, memberships.users, memberships.applications);
  const withoutUsers = decideBy(rule, 'unknown', memberships.applications);
  const withoutApplications = decideBy(rule, memberships.users, 'unknown');
  if (answer !== 'depends' && withoutUsers === answer && withoutApplications !== answer) return ['applications'];
  if (answer !== 'depends' && withoutUsers !== answer && withoutApplications === answer) return ['users'];
  return ['users', 'applications'];
}

type Sentences = Readonly<Record<Membership, string>>;

function describeUsers(side: TargetRule, { user }: Question): Sentences {
  const group = user.groups.find((id) => side.opaque.has(id));
  const listed = group === undefined ? `user ${user.id}` : `group ${group}`;
  const missing = [
    ...(user.id === undefined && side.ids.size > 0 ? ['which user it is'] : []),
    ...(side.opaque.size > 0 ? ['who is a member'] : []),
  ];
  return {
    in: side.all ? 'all users' : listed,
    out: `others, not user ${user.id}`,
    unknown: `${listIds('user', side.ids)}${separator(side)}${listIds('group', side.opaque)} (${missing.join(' and ')} was not given)`,
  };
}

function describeApplications(side: TargetRule, { application }: Question): Sentences {
  const whether =
    application === undefined ? 'which application it is was not given' : describeUnknownApplication(application);
  return {
    in: side.all ? 'all applications' : `application ${application}`,
    out: `others, not application ${application}`,
    unknown: `${listIds('application', side.ids)}${separator(side)}${[...side.opaque].join(', ')} (${whether})`,
  };
}

function describeUnknownApplication(application: string): string {
  return application === 'Office365'
    ? 'which applications belong to Office365 is not known here'
    : `whether ${application} belongs to Office365 is not known here`;
}

function separator({ ids: singles, opaque: collections }: TargetRule): string {
  return singles.size > 0 && collections.size > 0 ? ', ' : '';
}

/** Lists at most three ids; the output shows the complete value next to the sentence. */
function listIds(word: string, ids: ReadonlySet<string>): string {
  const listed = [...ids].slice(0, 3).join(', ');
  if (ids.size === 0) return '';
  return `${word}${ids.size > 1 ? 's' : ''} ${listed}${ids.size > 3 ? ` and ${ids.size - 3} more` : ''}`;
}
