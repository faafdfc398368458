/** Why somebody reaches something or does not, in a sentence per half. The words are Graph's, so they can be found. */

import type { Setting } from '../model/fieldTable.ts';
import { applicationMembership, decideBy, type Membership, type UserFacts, userMembership } from './decide.ts';
import type { EffectiveValue } from './effective.ts';
import { type AccessRule, accessRule, type TargetRule } from './rule.ts';

export interface Question {
  readonly user: UserFacts;
  /** An id or Office365; undefined: some application. */
  readonly application: string | undefined;
}

/** The reason for the answer to one question. A half that does not matter to the answer is left out. */
export function explainDecision(row: Setting, effective: EffectiveValue, question: Question): string {
  if (effective.of === 'unknown-default') return 'the setting is inherited, and no default is known';
  if (effective.of === 'no-access') return 'an organization of another cloud is blocked until it is a partner';
  if (effective.value === null) return 'neither partner nor default sets it, and what that means is not known';
  const rule = accessRule(row, effective.value);
  if (!rule) return 'the value is outside of what is known of access settings';
  const known = {
    users: userMembership(rule.users, question.user),
    applications: applicationMembership(rule.applications, question.application),
  };
  const deciding = decidingSides(rule, known);
  const sentences = row.members.flatMap(({ path, leaf }) => {
    if (leaf.type !== 'targetConfiguration' || !deciding.includes(leaf.side)) return [];
    const side = rule[leaf.side];
    const verb = side.allowed ? 'allows' : 'blocks';
    const targets = leaf.side === 'users' ? describeUsers(side, question) : describeApplications(side, question);
    return [`${path.join('.')} ${verb} ${targets[known[leaf.side]]}`];
  });
  return sentences.join(' and ');
}

interface Memberships {
  readonly users: Membership;
  readonly applications: Membership;
}

/** The sides without whose knowledge the answer would be another; both, where either alone would do. */
function decidingSides(rule: AccessRule, known: Memberships): readonly (keyof Memberships)[] {
  const answer = decideBy(rule, known.users, known.applications);
  const withoutUsers = decideBy(rule, 'unknown', known.applications);
  const withoutApplications = decideBy(rule, known.users, 'unknown');
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

/** Long lists are cut: a sentence is read by people, and the whole value stands beside it. */
function listIds(word: string, ids: ReadonlySet<string>): string {
  const shown = [...ids].slice(0, 3).join(', ');
  if (ids.size === 0) return '';
  return `${word}${ids.size > 1 ? 's' : ''} ${shown}${ids.size > 3 ? ` and ${ids.size - 3} more` : ''}`;
}
