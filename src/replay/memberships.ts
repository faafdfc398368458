/*
 * Whether a sign-in is among the targets of a rule, before and after a plan. Where that is not known, both answers are
 * possible; where the same fact is unknown before and after, it is the same on both sides. So a membership is a list of
 * possible pairs, and a change that another part of the rule makes can still be decided.
 */
import type { AccessRule, TargetRule } from '../access/rule.ts';
import { isResolved, type MembershipReason, type SignInRow, type SignInsFile } from '../model/signIns.ts';
import type { UndecidedReason } from './replay.ts';

/** Whether it is among the targets, before and after. */
export interface MembershipPair {
  readonly before: boolean;
  readonly after: boolean;
}

export interface PossibleMemberships {
  readonly pairs: readonly MembershipPair[];
  /** Why there are several; empty if there is one. */
  readonly reasons: ReadonlySet<UndecidedReason>;
}

export interface RulePair {
  readonly before: AccessRule;
  readonly after: AccessRule;
}

/** What the file knows about people: the groups and users that were looked up. */
export type Resolved = SignInsFile['resolved'];

export function possibleUsers(rules: RulePair, row: SignInRow, resolved: Resolved): PossibleMemberships {
  const [before, after] = [rules.before.users, rules.after.users].map((side) => userFacts(side, row, resolved)) as [
    SideFacts,
    SideFacts,
  ];
  const shared = [...before.unknown.keys()].some((id) => after.unknown.has(id));
  const onlyBefore = [...before.unknown.keys()].some((id) => !after.unknown.has(id));
  const onlyAfter = [...after.unknown.keys()].some((id) => !before.unknown.has(id));
  const pairs = choices(shared).flatMap((inShared) =>
    choices(onlyBefore).flatMap((inBefore) =>
      choices(onlyAfter).map((inAfter) => ({
        before: before.isIn || inShared || inBefore,
        after: after.isIn || inShared || inAfter,
      })),
    ),
  );
  return { pairs: distinct(pairs), reasons: new Set([...before.unknown.values(), ...after.unknown.values()]) };
}

function choices(isUnknown: boolean): readonly boolean[] {
  return isUnknown ? [false, true] : [false];
}

interface SideFacts {
  readonly isIn: boolean;
  /** Targets of which it is not known whether they contain the person; empty if the person is in another target. */
  readonly unknown: ReadonlyMap<string, UndecidedReason>;
}

const nothingUnknown: ReadonlyMap<string, UndecidedReason> = new Map();

function userFacts(side: TargetRule, row: SignInRow, resolved: Resolved): SideFacts {
  const ids = [...side.ids, ...side.opaque];
  if (side.all) return { isIn: true, unknown: nothingUnknown };
  // The users and groups of inbound settings are objects of the partner; the log shows the ids of the guests here.
  if (row.direction === 'inbound') return { isIn: false, unknown: new Map(ids.map((id) => [id, 'foreign-id'])) };
  if (ids.some((id) => row.in.includes(id))) return { isIn: true, unknown: nothingUnknown };
  const hidden = new Map<string, MembershipReason>(row.inUnknown?.map(({ group, reason }) => [group, reason]));
  const groups = [...side.opaque].flatMap((group) => {
    const reason = hidden.get(group) ?? (isResolved(resolved.groups, group) ? undefined : 'group-not-resolved');
    return reason === undefined ? [] : [[group, reason] as const];
  });
  const users = [...side.ids].flatMap((user) =>
    isResolved(resolved.users, user) ? [] : [[user, 'user-target'] as const],
  );
  return { isIn: false, unknown: new Map<string, UndecidedReason>([...groups, ...users]) };
}

/**
 * Microsoft documents that a target may be the client or the resource, and not how both combine: so every combination
 * is possible. Nor does it document which applications belong to Office365.
 */
export function possibleApplications({ before, after }: RulePair, row: SignInRow): PossibleMemberships {
  const sides = [before.applications, after.applications] as const;
  const { app, resource } = row;
  const names = (side: TargetRule, id: string): boolean => side.all || side.ids.has(id);
  const isSplit = sides.some((side) => names(side, app) !== names(side, resource));
  const mayBeOffice = sides.some((side) => side.opaque.size > 0 && !(names(side, app) && names(side, resource)));
  const pairs = (app === resource ? [combinations[0]] : combinations).flatMap((combine) =>
    choices(mayBeOffice).flatMap((isAppOffice) =>
      choices(mayBeOffice && app !== resource).map((isResourceOffice): MembershipPair => {
        const isIn = (side: TargetRule): boolean => {
          const isOffice = side.opaque.size > 0;
          const isAppIn = names(side, app) || (isOffice && isAppOffice);
          return combine(isAppIn, names(side, resource) || (isOffice && isResourceOffice));
        };
        return { before: isIn(before.applications), after: isIn(after.applications) };
      }),
    ),
  );
  const reasons: readonly UndecidedReason[] = [
    ...(isSplit ? (['client-or-resource-app'] as const) : []),
    ...(mayBeOffice ? (['office365'] as const) : []),
  ];
  return { pairs: distinct(pairs), reasons: new Set(reasons) };
}

/** Whether the client decides, the resource, either or both. The first is also right where both are one application. */
const combinations = [
  (isAppIn: boolean, _isResourceIn: boolean): boolean => isAppIn,
  (_isAppIn: boolean, isResourceIn: boolean): boolean => isResourceIn,
  (isAppIn: boolean, isResourceIn: boolean): boolean => isAppIn || isResourceIn,
  (isAppIn: boolean, isResourceIn: boolean): boolean => isAppIn && isResourceIn,
] as const;

export function distinct(pairs: readonly MembershipPair[]): readonly MembershipPair[] {
  const byName = new Map(pairs.map((pair) => [`${pair.before} ${pair.after}`, pair]));
  return [...byName.values()];
}
