/*
 * The access rule: which users reach which applications under an access setting.
 *
 * Graph writes an access setting as two TargetConfigurations, each with an access type and targets. Both access types
 * together decide how the target sets combine (`reaches`). Impact, explain and the trust map all use this rule, so that
 * a setting has one meaning. Rejected: guessing the meaning of a value that the rule does not cover. Such a value has
 * no rule (undefined), and the callers count it as unknown.
 */

import { leavesOf, unset, withUnset } from '../model/canonical.ts';
import { memberOfSide, refusedCombination, sideOf } from '../model/combination.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';
import type { Setting } from '../model/setting.ts';
import { isGuid } from '../model/tenantId.ts';

/** The targets of a TargetConfiguration. Never empty: Graph has a keyword for "all" and none for "nothing". */
export interface TargetSet {
  /** AllUsers or AllApplications. */
  readonly all: boolean;
  /** Users or applications by id: each is one element, distinct from every other. */
  readonly ids: ReadonlySet<string>;
  /** Groups or Office365: their members are not known, so they may overlap with any other target. */
  readonly opaque: ReadonlySet<string>;
}

/** A TargetConfiguration: its targets, and whether it allows or blocks them. */
export interface TargetRule extends TargetSet {
  readonly allowed: boolean;
}

export interface AccessRule {
  readonly users: TargetRule;
  readonly applications: TargetRule;
}

const noIds: ReadonlySet<string> = new Set();

/** The missing TargetConfiguration of a setting that has only one: it restricts nothing. */
const allAllowed: TargetRule = { allowed: true, all: true, ids: noIds, opaque: noIds };
const allBlocked: TargetRule = { ...allAllowed, allowed: false };

export const nobodyReachesAnything: AccessRule = { users: allBlocked, applications: allBlocked };

/**
 * The rule of a canonical value. Undefined where the value is outside the rule: not set, a TargetConfiguration missing,
 * no targets, unknown access types, target types, keywords or members, or a combination that Graph refuses.
 */
export const accessRule: (row: Setting, value: Json) => AccessRule | undefined = memoize((row, value) => {
  const users = readSide(row, value, 'users');
  const applications = readSide(row, value, 'applications');
  if (!users || !applications) return undefined;
  return refusedCombination(row, value) === undefined ? { users, applications } : undefined;
});

/**
 * The name of the TargetConfiguration that a value does not set, where it sets the other one: its meaning is unknown.
 */
export function unsetSide(row: Setting, value: Json): string | undefined {
  return [...leavesOf(row, withUnset(row, value))].find(([, leaf]) => leaf === unset)?.[0].slice(row.name.length + 1);
}

/**
 * Whether a user inside or outside the user targets reaches an application inside or outside the application targets.
 */
export function reaches(rule: AccessRule, inUsers: boolean, inApplications: boolean): boolean {
  const { users, applications } = rule;
  if (!users.allowed && !applications.allowed) return !(inUsers && inApplications);
  return inUsers === users.allowed && inApplications === applications.allowed;
}

function readSide(row: Setting, value: Json, side: 'users' | 'applications'): TargetRule | undefined {
  return memberOfSide(row, side) ? readTargetConfiguration(sideOf(row, value, side), side) : allAllowed;
}

function readTargetConfiguration(value: Json, side: 'users' | 'applications'): TargetRule | undefined {
  if (!isJsonObject(value)) return undefined;
  const { accessType, targets, ...others } = value;
  if (accessType !== 'allowed' && accessType !== 'blocked') return undefined;
  if (!Array.isArray(targets) || Object.keys(others).length > 0) return undefined;
  const read = (targets as readonly Json[]).map((target) => readTarget(target, side));
  const targetList = read.filter((target) => target !== undefined);
  const all = targetList.some(({ is }) => is === 'all');
  // Graph accepts AllUsers and AllApplications only as the single target.
  if (targetList.length === 0 || targetList.length < read.length || (all && targetList.length > 1)) return undefined;
  const idsOf = (is: RuleTarget['is']) => new Set(targetList.filter((target) => target.is === is).map(({ id }) => id));
  return { allowed: accessType === 'allowed', all, ids: idsOf('id'), opaque: idsOf('opaque') };
}

interface RuleTarget {
  readonly is: 'all' | 'id' | 'opaque';
  readonly id: string;
}

function readTarget(raw: Json, side: 'users' | 'applications'): RuleTarget | undefined {
  if (!isJsonObject(raw)) return undefined;
  const { target: id, targetType, ...others } = raw;
  if (typeof id !== 'string' || Object.keys(others).length > 0) return undefined;
  const is = side === 'users' ? userTarget(id, targetType) : applicationTarget(id, targetType);
  return is && { is, id };
}

function userTarget(id: string, type: Json | undefined): RuleTarget['is'] | undefined {
  if (type === 'user') return id === 'AllUsers' ? 'all' : isGuid(id) ? 'id' : undefined;
  return type === 'group' && isGuid(id) ? 'opaque' : undefined;
}

function applicationTarget(id: string, type: Json | undefined): RuleTarget['is'] | undefined {
  if (type !== 'application') return undefined;
  if (id === 'AllApplications') return 'all';
  if (id === 'Office365') return 'opaque';
  return isGuid(id) ? 'id' : undefined;
}
