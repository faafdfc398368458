/* Describes an effective value in a sentence: the combined meaning of two access types and two lists of targets. */

import { leavesOf } from '../model/canonical.ts';
import { membersOf, pathOf } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import type { EffectiveValue } from './effective.ts';
import { type AccessRule, accessRule, type TargetRule, unsetSide } from './rule.ts';

export function describeAccess(row: Setting, effective: EffectiveValue): string {
  if (effective.of === 'no-access') return 'An organization of another cloud is blocked until it is a partner.';
  if (effective.of === 'unknown-default') return 'It is inherited, and no default is known.';
  const { value } = effective;
  if (row.kind !== 'access') return describeFlags(row, effective);
  if (value === null) return 'Neither the partner nor the default sets it, and Microsoft does not say what that means.';
  const rule = accessRule(row, value);
  const unset = unsetSide(row, value);
  if (!rule && unset !== undefined) return `\`${unset}\` is unset, and Graph does not say what that means.`;
  if (!rule) return 'The value is outside the documented access settings: who reaches what is not known.';
  const sides = membersOf(row).flatMap(({ leaf }) => (leaf.type === 'targetConfiguration' ? [leaf.side] : []));
  if (sides.length === 2) return describeRule(rule);
  return sides.includes('users') ? describeSide(rule.users, usersOf) : describeSide(rule.applications, applicationsOf);
}

function describeRule({ users, applications }: AccessRule): string {
  const [userWords, applicationWords] = [usersOf(users), applicationsOf(applications)];
  const others = `For everybody but ${userWords}`;
  if (!users.allowed && users.all) return 'For nobody.';
  if (!users.allowed && !applications.allowed) {
    if (applications.all) return `${others}: all applications.`;
    return `For everybody: all applications, but ${applicationWords} not for ${userWords}.`;
  }
  const reached = applications.allowed
    ? applications.all
      ? applicationWords
      : `only ${applicationWords}`
    : `all but ${applicationWords}`;
  if (!users.allowed) return `${others}: ${reached}.`;
  return `${users.all ? 'For everybody' : `Only for ${userWords}`}: ${reached}.`;
}

function describeSide(side: TargetRule, wordsOf: (side: TargetRule) => string): string {
  if (side.all) return `${side.allowed ? 'Allowed' : 'Blocked'}: ${wordsOf(side)}.`;
  return side.allowed ? `Allowed: only ${wordsOf(side)}.` : `Allowed: all but ${wordsOf(side)}.`;
}

function describeFlags(row: Setting, { value, unfilled }: Extract<EffectiveValue, { of: 'value' }>): string {
  const leaves = leavesOf(row, value);
  const sentences = membersOf(row).flatMap((member) => {
    const { leaf, summary, only } = member;
    const flag = leaves.get(pathOf(row, member)) ?? null;
    if (leaf.type !== 'flag' || (only && flag === null)) return [];
    if (flag === null && unfilled) return [`Not known: ${summary}`];
    if (flag !== null && typeof flag !== 'boolean') return [`No boolean: ${summary}`];
    return [`${flag === true ? 'Yes' : 'No'}: ${summary}`];
  });
  return sentences.join(' ');
}

function usersOf(side: TargetRule): string {
  if (side.all) return 'all users';
  return [...listIds('user', side.ids), ...listIds('group', side.opaque)].join(' and ');
}

function applicationsOf(side: TargetRule): string {
  if (side.all) return 'all applications';
  return [...side.opaque, ...listIds('application', side.ids)].join(' and ');
}

/** Lists at most three ids; the output shows the complete value next to the sentence. */
function listIds(word: string, ids: ReadonlySet<string>): readonly string[] {
  const limit = 3;
  if (ids.size === 0) return [];
  const more = ids.size > limit ? `, … (${ids.size} in all)` : '';
  return [`${word}${ids.size > 1 ? 's' : ''} ${[...ids].slice(0, limit).join(', ')}${more}`];
}
