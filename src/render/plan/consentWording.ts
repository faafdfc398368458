/*
 * What a plan says of consent. A preview says what applying will take; the plan that `apply` shows must not ask again for
 * what was given, nor call refused what is allowed.
 */

import type { GuardResult, Plan } from '../../model/plan.ts';
import type { Consented } from '../../plan/approval.ts';
import { exceededGuards } from '../../plan/guards.ts';
import { approvalReason, guardFinding } from './planWording.ts';

export const approvalWays = '--expect-digest with the digest below, --allow-broadening, or "yes" typed under the plan';

/** What approval this plan needs or had; undefined where it needs none. */
export function approvalSentence(plan: Plan, consented: Consented | undefined, ways = ''): string | undefined {
  const reason = approvalReason(plan);
  if (reason === undefined) return undefined;
  if (consented?.approval !== undefined) return `Allowed by ${consented.approval}: this plan ${reason}.`;
  return `Applying needs approval, since this plan ${reason}${ways === '' ? '' : `: ${ways}`}.`;
}

/** The guards that still stand in the way. */
export function refusingGuards(plan: Plan, consented: Consented | undefined): readonly GuardResult[] {
  return exceededGuards(plan).filter(({ guard }) => !consented?.guards.has(guard));
}

/** A sentence for each guard that does not, since a number was stated. */
export function allowanceSentences(plan: Plan, consented: Consented | undefined): readonly string[] {
  return exceededGuards(plan).flatMap((result) => {
    const flag = consented?.guards.get(result.guard);
    return flag === undefined ? [] : [`${result.guard}: ${guardFinding(result)} Allowed by ${flag}.`];
  });
}
