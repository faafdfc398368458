/*
 * Decides whether a plan may be applied: its guards must hold or be allowed, and broadening changes and changes of the
 * default need approval. An approval always names what it approves: a number, a digest, or `yes` typed below the plan.
 * Rejected: a flag that approves any plan.
 */

import type { LiveState } from '../model/liveState.ts';
import {
  broadensAccess,
  type Change,
  type GuardName,
  type GuardResult,
  type Plan,
  type PlannedRequest,
} from '../model/plan.ts';
import { type Allowances, findRefusedGuards, recountPercentages } from './guards.ts';

export interface ApprovalFlags extends Allowances {
  readonly broadening: boolean;
  /** The value of `--expect-digest`; it must be the plan's digest. */
  readonly digest: string | undefined;
}

/** Why a plan needs approval: it broadens access, or it changes the default for all tenants. */
export type ApprovalReason = 'broadens' | 'default';

/** Empty if the plan needs no approval. */
export function approvalReasons(changes: readonly Change[]): readonly ApprovalReason[] {
  return [
    ...(changes.some(broadensAccess) ? (['broadens'] as const) : []),
    ...(changes.some(({ resource }) => resource === 'default') ? (['default'] as const) : []),
  ];
}

/** The approval and the allowances that were given before the plan was shown, each as the flag that gave it. */
export interface GivenApproval {
  readonly approval: string | undefined;
  readonly guards: ReadonlyMap<GuardName, string>;
}

/** Why a plan may not be applied. */
export interface Refusal {
  readonly guards: readonly GuardResult[];
  readonly needsApproval: boolean;
  /** The number of live partners, if the percentages were counted again right before the first write. */
  readonly livePartners?: number;
}

/** The reasons for approval and the exceeded guards that the flags cover, so that the user is not asked about them. */
export function findGivenApproval(plan: Plan, flags: ApprovalFlags): GivenApproval {
  const refused = new Set(findRefusedGuards(plan.guards, plan.changes, flags).map(({ guard }) => guard));
  const allowed = plan.guards.filter(({ guard, status }) => status === 'exceeded' && !refused.has(guard));
  const flagFor = ({ guard }: GuardResult): string =>
    guard === 'maxChangePercent' ? `--allow-changes ${flags.changes}` : `--allow-deletes ${flags.deletes}`;
  return {
    approval: findApproval(plan, flags),
    guards: new Map(allowed.map((result) => [result.guard, flagFor(result)])),
  };
}

/** If a digest was given it decides, because it approves only one plan. */
function findApproval(plan: Plan, { digest, broadening }: ApprovalFlags): string | undefined {
  if (digest !== undefined) return digest === plan.digest ? 'a matching digest (--expect-digest)' : undefined;
  return broadening ? '--allow-broadening' : undefined;
}

export function findRefusal(plan: Plan, flags: ApprovalFlags, typedYes: boolean): Refusal | undefined {
  const guards = findRefusedGuards(plan.guards, plan.changes, flags);
  const approved = typedYes || findApproval(plan, flags) !== undefined;
  const unapproved = approvalReasons(plan.changes).length > 0 && !approved;
  return guards.length > 0 || unapproved ? { guards, needsApproval: unapproved } : undefined;
}

/** For a plan that was made earlier: counts the percentages again against the partners that were read now. */
export function findRefusalNow(
  plan: Plan,
  flags: ApprovalFlags,
  { live, satisfied }: { readonly live: LiveState; readonly satisfied: ReadonlySet<PlannedRequest> },
): Refusal | undefined {
  const remaining = plan.changes.filter(({ requests }) => !requests.every((request) => satisfied.has(request)));
  const livePartners = live.partners.length;
  const guards = findRefusedGuards(recountPercentages(plan.guards, remaining, livePartners), remaining, flags);
  return guards.length > 0 ? { guards, needsApproval: false, livePartners } : undefined;
}
