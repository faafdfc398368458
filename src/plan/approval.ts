/*
 * Whether a plan may be carried out. Consent is always to something that was stated: a number, a digest, or `yes` typed
 * under the plan. There is no flag that means "whatever it is".
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
  /** `--expect-digest`, where it was given; it has to be the plan's. */
  readonly digest: string | undefined;
}

/** Why a person has to consent to exactly this: it opens something, or changes the default for everybody. */
export type ApprovalReason = 'broadens' | 'default';

/** Empty where nobody is asked. */
export function approvalReasons(changes: readonly Change[]): readonly ApprovalReason[] {
  return [
    ...(changes.some(broadensAccess) ? (['broadens'] as const) : []),
    ...(changes.some(({ resource }) => resource === 'default') ? (['default'] as const) : []),
  ];
}

/** What a person had consented to before the plan was shown: by which flag, as it was given. */
export interface GivenApproval {
  readonly approval: string | undefined;
  readonly guards: ReadonlyMap<GuardName, string>;
}

/** Why a plan may not go on; empty where it may. */
export interface Refusal {
  readonly guards: readonly GuardResult[];
  readonly needsApproval: boolean;
  /** Where they were counted anew, right before the first write. */
  readonly livePartners?: number;
}

/** What this consent settles of the plan, by flag: what people are told instead of being asked for it. */
export function findGivenApproval(plan: Plan, consent: ApprovalFlags): GivenApproval {
  const refused = new Set(findRefusedGuards(plan.guards, plan.changes, consent).map(({ guard }) => guard));
  const allowed = plan.guards.filter(({ guard, status }) => status === 'exceeded' && !refused.has(guard));
  const flagFor = ({ guard }: GuardResult): string =>
    guard === 'maxChangePercent' ? `--allow-changes ${consent.changes}` : `--allow-deletes ${consent.deletes}`;
  return {
    approval: findApproval(plan, consent),
    guards: new Map(allowed.map((result) => [result.guard, flagFor(result)])),
  };
}

/** The digest is the narrower consent, so it decides where it was given. */
function findApproval(plan: Plan, { digest, broadening }: ApprovalFlags): string | undefined {
  if (digest !== undefined) return digest === plan.digest ? 'a matching digest (--expect-digest)' : undefined;
  return broadening ? '--allow-broadening' : undefined;
}

export function findRefusal(plan: Plan, consent: ApprovalFlags, typedYes: boolean): Refusal | undefined {
  const guards = findRefusedGuards(plan.guards, plan.changes, consent);
  const approved = typedYes || findApproval(plan, consent) !== undefined;
  const unapproved = approvalReasons(plan.changes).length > 0 && !approved;
  return guards.length > 0 || unapproved ? { guards, needsApproval: unapproved } : undefined;
}

/** The same for a plan that was made earlier, by what has been read now: its percentages are of other partners then. */
export function findRefusalNow(
  plan: Plan,
  consent: ApprovalFlags,
  { live, satisfied }: { readonly live: LiveState; readonly satisfied: ReadonlySet<PlannedRequest> },
): Refusal | undefined {
  const left = plan.changes.filter(({ requests }) => !requests.every((request) => satisfied.has(request)));
  const livePartners = live.partners.length;
  const guards = findRefusedGuards(recountPercentages(plan.guards, left, livePartners), left, consent);
  return guards.length > 0 ? { guards, needsApproval: false, livePartners } : undefined;
}
