/*
 * Sentences about consent. A preview says which approval apply will need. The plan that `apply` shows must not ask for
 * an approval that was given, and must not call an allowed guard refused.
 */

import type { GuardResult, Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { findExceededGuards } from '../../plan/guards.ts';
import { approvalReason, guardFinding } from './planWording.ts';

export const approvalWays = '--expect-digest with the digest below, --allow-broadening, or "yes" typed under the plan';

/** The approval that this plan needs or has; undefined if it needs none. */
export function approvalSentence(plan: Plan, consented: GivenApproval | undefined, ways = ''): string | undefined {
  const reason = approvalReason(plan);
  if (reason === undefined) return undefined;
  if (consented?.approval !== undefined) return `Allowed by ${consented.approval}: this plan ${reason}.`;
  return `Applying needs approval, since this plan ${reason}${ways === '' ? '' : `: ${ways}`}.`;
}

/** The exceeded guards that no flag allows. */
export function refusingGuards(plan: Plan, consented: GivenApproval | undefined): readonly GuardResult[] {
  return findExceededGuards(plan).filter(({ guard }) => !consented?.guards.has(guard));
}

/** A sentence for each exceeded guard that a flag allows. */
export function allowanceSentences(plan: Plan, consented: GivenApproval | undefined): readonly string[] {
  return findExceededGuards(plan).flatMap((result) => {
    const flag = consented?.guards.get(result.guard);
    return flag === undefined ? [] : [`${result.guard}: ${guardFinding(result)} Allowed by ${flag}.`];
  });
}
