/*
 * What a reviewer must see of a plan or of drift, selected once. Text, Markdown, HTML and annotations only format it:
 * they differ in layout and in length, never in what they select.
 */
import { compareText } from '../model/json.ts';
import {
  broadensAccess,
  type Change,
  type GuardResult,
  type Ignored,
  type Impact,
  type Loosened,
  narrowsAccess,
  type Plan,
  type Released,
  type Undeclared,
} from '../model/plan.ts';
import { type ApprovalReason, approvalReasons, type GivenApproval } from '../plan/approval.ts';
import { correctedSteps, type Drift, driftedSteps } from '../plan/drift/describeDrift.ts';
import type { DriftStep } from '../plan/drift/driftStep.ts';
import { findExceededGuards } from '../plan/guards.ts';
import { isLimitOfBase } from '../plan/loosened.ts';
import { byName, namesIn } from './plan/planWording.ts';

/** An exceeded guard, and the names of the partners behind it. */
export interface GuardRefusal {
  readonly result: GuardResult;
  readonly partners: readonly string[];
}

/** An exceeded guard that a flag allows. */
export interface GuardAllowance {
  readonly result: GuardResult;
  readonly flag: string;
}

export interface ReviewedApproval {
  readonly reasons: readonly ApprovalReason[];
  /** The flag that gave the approval. */
  readonly given: string | undefined;
}

/** A change of the default, and the partners that inherit it. */
export interface Inheritance {
  readonly impact: Impact;
  readonly partners: NonNullable<Change['inheritedBy']>;
}

/** `reason`: why an undeclared partner stays. */
export type ReviewedRelease = Released & Partial<Pick<Undeclared, 'reason'>>;

type Lists = Pick<Plan, 'problems' | 'loosened' | 'ignored' | 'warnings' | 'silenced' | 'names'>;

export interface Review extends Lists {
  readonly plan: Plan;
  /** The exceeded guards that no flag allows: apply sends nothing. */
  readonly refusals: readonly GuardRefusal[];
  readonly allowances: readonly GuardAllowance[];
  /** Undefined if the plan needs no approval. */
  readonly approval: ReviewedApproval | undefined;
  readonly deletions: readonly Change[];
  /** Configuration and tenant both changed a field: apply overwrites the change in the tenant. */
  readonly conflicts: readonly Change[];
  readonly broadening: readonly Change[];
  readonly narrowing: readonly Change[];
  readonly inheritances: readonly Inheritance[];
  /** Deletions, changes of a default that partners inherit, changes that broaden access, and conflicts. */
  readonly alarming: readonly Change[];
  /** More access first, then by name. */
  readonly released: readonly ReviewedRelease[];
  /** Released entries that give more access than the default. */
  readonly releasedAccess: readonly Released[];
  /** Looser limits that take effect with the next change, since this plan uses those of the base. */
  readonly loosenedLimits: readonly Loosened[];
  /** Looser rules that are in effect with this change. */
  readonly loosenedRules: readonly Loosened[];
  /** Without those that `released` lists; more access first. */
  readonly undeclared: readonly Undeclared[];
  /** The undeclared entries that the summary counts; the others are accepted. */
  readonly undeclaredCounted: readonly Undeclared[];
  /** The undeclared entries that `released` lists. */
  readonly undeclaredReleased: readonly Undeclared[];
  /** Undeclared settings that are broader than the default and not in `unmanaged`. */
  readonly unaccepted: readonly Undeclared[];
  /** The number of undeclared partners with a name from the directory. */
  readonly directoryNames: number;
}

/** `given`: what was approved and allowed before the plan is shown. */
export function reviewPlan(plan: Plan, given?: GivenApproval): Review {
  const { changes, undeclared, loosened } = plan;
  const exceeded = findExceededGuards(plan);
  const nameOf = namesIn(plan);
  const reasons = approvalReasons(changes);
  const undeclaredByPart = new Map(undeclared.map((each) => [partKey(each), each]));
  const released = byRisk(byName(plan.released)).map((each): ReviewedRelease => {
    const reason = each.setting === undefined ? undeclaredByPart.get(partKey(each))?.reason : undefined;
    return reason === undefined ? each : { ...each, reason };
  });
  const releasedParts = new Set(released.map(partKey));
  const listed = undeclared.filter((each) => !releasedParts.has(partKey(each)));
  return {
    ...plan,
    plan,
    refusals: exceeded
      .filter(({ guard }) => !given?.guards.has(guard))
      .map((result) => ({ result, partners: (result.tenantIds ?? []).map(nameOf).sort(compareText) })),
    allowances: exceeded.flatMap((result) => {
      const flag = given?.guards.get(result.guard);
      return flag === undefined ? [] : [{ result, flag }];
    }),
    approval: reasons.length === 0 ? undefined : { reasons, given: given?.approval },
    deletions: changes.filter(isDeletion),
    conflicts: changes.filter(isConflict),
    broadening: changes.filter(broadensAccess),
    narrowing: changes.filter(narrowsAccess),
    inheritances: changes.flatMap(({ impact, inheritedBy: partners = [] }) =>
      partners.length === 0 ? [] : [{ impact, partners }],
    ),
    alarming: changes.filter(isAlarming),
    released,
    releasedAccess: released.filter(broadensAccess),
    loosenedLimits: loosened.filter(isLimitOfBase),
    loosenedRules: loosened.filter((each) => !isLimitOfBase(each)),
    undeclared: byRisk(byName(listed)),
    undeclaredCounted: listed.filter(({ accepted }) => accepted !== true),
    undeclaredReleased: undeclared.filter((each) => releasedParts.has(partKey(each))),
    unaccepted: undeclared.filter(
      (each) => each.setting !== undefined && each.accepted !== true && broadensAccess(each),
    ),
    directoryNames: 0,
  };
}

/** A partner, a setting or a member: the same for both lists that can contain it. */
function partKey({ resource = 'partner', tenantId, setting, member }: Undeclared | Released): string {
  return JSON.stringify([resource, tenantId, setting, member]);
}

/** The review of an alarm: a correction sends nothing while a guard refuses it, and no flag allows one. */
export interface DriftReview extends Review {
  /** What differed when the tenant was compared: what is left, and what a correction has reverted since. */
  readonly drifted: readonly DriftStep[];
  readonly corrected: readonly DriftStep[];
  readonly opened: readonly DriftStep[];
  readonly tightened: readonly DriftStep[];
  /** Merged, and not applied yet; by name. */
  readonly waiting: readonly DriftStep[];
  readonly undeclaredOpened: readonly Undeclared[];
  /** Ignored partners with more access than the configuration accepts. */
  readonly ignoredOpened: readonly Ignored[];
}

export function reviewDrift(plan: Plan, drift: Drift): DriftReview {
  const { steps, undeclared, ignored, directoryNames } = drift;
  const left = driftedSteps(drift);
  return {
    ...reviewPlan(plan),
    // An alarm lists everything that is drift, whatever else says the same.
    undeclared: byRisk(byName(plan.undeclared)),
    undeclaredReleased: [],
    drifted: steps.filter(({ isWaiting }) => !isWaiting),
    corrected: correctedSteps(drift),
    opened: left.filter(broadensAccess),
    tightened: left.filter(narrowsAccess),
    waiting: byName(steps.filter(({ isWaiting }) => isWaiting)),
    undeclaredCounted: byRisk(byName(undeclared)),
    undeclaredOpened: undeclared.filter(broadensAccess),
    ignoredOpened: ignored,
    directoryNames: directoryNames?.size ?? 0,
  };
}

export const impactRank: Readonly<Record<Impact, number>> = { broadens: 0, mixed: 1, narrows: 2, neutral: 3 };

/** More access first; else in the order given. */
export function byRisk<Part extends { readonly impact: Impact }>(parts: readonly Part[]): readonly Part[] {
  return [...parts].sort((a, b) => impactRank[a.impact] - impactRank[b.impact]);
}

/**
 * Deletions, then changes that affect every inheriting partner (a default that narrows locks out many), then changes of
 * one partner that broaden, then those that narrow.
 */
export function byDanger(changes: readonly Change[]): readonly Change[] {
  const rank = (change: Change): number => {
    if (isDeletion(change)) return -2;
    return change.resource !== 'partner' && change.impact !== 'neutral' ? -1 : impactRank[change.impact];
  };
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

function isDeletion({ action }: Change): boolean {
  return action === 'delete';
}

function isConflict({ fields }: Change): boolean {
  return fields.some(({ origin }) => origin === 'both');
}

function isAlarming(change: Change): boolean {
  const { impact, inheritedBy = [] } = change;
  const changesDefault = impact !== 'neutral' && inheritedBy.length > 0;
  return isDeletion(change) || changesDefault || broadensAccess(change) || isConflict(change);
}
