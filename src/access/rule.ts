/*
 * The meaning of an access setting: who reaches what.
 *
 * Graph writes it as two halves, each with an access type and targets; the access types of both together decide how
 * the target sets combine (`reaches`). This file reads the halves into a rule and asks it questions. Everything else
 * (impact, explain, the trust map) goes through here, so that there is one meaning. A value that the rule does not cover
 * has no meaning here, rather than a guessed one: undefined, and the callers count it as unknown.
 */
import { refusedCombination } from '../model/combination.ts';
import type { Member, Setting } from '../model/fieldTable.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';
import { isGuid } from '../model/tenantId.ts';

/** One half: whether it allows or blocks, and what. Never empty: Graph has no word for "nothing", only for "all". */
export interface TargetRule {
  readonly allowed: boolean;
  /** AllUsers or AllApplications. */
  readonly all: boolean;
  /** Users or applications by id: each of them is one point, distinct from every other. */
  readonly ids: ReadonlySet<string>;
  /** Groups or Office365: who or what is in them is not known, so they may overlap anything. */
  readonly opaque: ReadonlySet<string>;
}

export interface AccessRule {
  readonly users: TargetRule;
  readonly applications: TargetRule;
}

const noIds: ReadonlySet<string> = new Set();

/** The half that a one-sided setting lacks: it decides nothing. */
const allAllowed: TargetRule = { allowed: true, all: true, ids: noIds, opaque: noIds };
const allBlocked: TargetRule = { ...allAllowed, allowed: false };

/** Nobody reaches anything. */
export const nobodyReachesAnything: AccessRule = { users: allBlocked, applications: allBlocked };

/**
 * The rule that a canonical value states; undefined where the value is outside the rule: not set, a half missing, no
 * targets, unknown access types, target types, keywords or members, or a combination that Graph refuses.
 */
export const accessRule: (row: Setting, value: Json) => AccessRule | undefined = memoize((row, value) => {
  const users = readSide(row, value, 'users');
  const applications = readSide(row, value, 'applications');
  if (!users || !applications) return undefined;
  const twoSided = row.members.filter(({ leaf }) => leaf.type === 'targetConfiguration').length === 2;
  return twoSided && refusedCombination(value) !== undefined ? undefined : { users, applications };
});

/** Whether a user in, or not in, the user targets reaches an application in, or not in, the application targets. */
export function reaches(rule: AccessRule, inUsers: boolean, inApplications: boolean): boolean {
  const { users, applications } = rule;
  if (!users.allowed && !applications.allowed) return !(inUsers && inApplications);
  return inUsers === users.allowed && inApplications === applications.allowed;
}

function readSide(row: Setting, value: Json, side: 'users' | 'applications'): TargetRule | undefined {
  const member = row.members.find(({ leaf }) => leaf.type === 'targetConfiguration' && leaf.side === side);
  return member ? readTargetConfiguration(targetConfigurationAt(member, value), side) : allAllowed;
}

function targetConfigurationAt(member: Member, value: Json): Json {
  return member.path.reduce<Json>((at, key) => (isJsonObject(at) ? (at[key] ?? null) : null), value);
}

function readTargetConfiguration(half: Json, side: 'users' | 'applications'): TargetRule | undefined {
  if (!isJsonObject(half)) return undefined;
  const { accessType, targets, ...others } = half;
  if (accessType !== 'allowed' && accessType !== 'blocked') return undefined;
  if (!Array.isArray(targets) || Object.keys(others).length > 0) return undefined;
  const read = (targets as readonly Json[]).map((target) => readTarget(target, side));
  const targetList = read.filter((target) => target !== undefined);
  const everything = targetList.some(({ is }) => is === 'everything');
  // AllUsers and AllApplications stand alone.
  if (targetList.length === 0 || targetList.length < read.length || (everything && targetList.length > 1))
    return undefined;
  const idsOf = (is: RuleTarget['is']) => new Set(targetList.filter((target) => target.is === is).map(({ id }) => id));
  return { allowed: accessType === 'allowed', all: everything, ids: idsOf('single'), opaque: idsOf('collection') };
}

interface RuleTarget {
  readonly is: 'everything' | 'single' | 'collection';
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
  if (type === 'user') return id === 'AllUsers' ? 'everything' : isGuid(id) ? 'single' : undefined;
  return type === 'group' && isGuid(id) ? 'collection' : undefined;
}

function applicationTarget(id: string, type: Json | undefined): RuleTarget['is'] | undefined {
  if (type !== 'application') return undefined;
  if (id === 'AllApplications') return 'everything';
  if (id === 'Office365') return 'collection';
  return isGuid(id) ? 'single' : undefined;
}
