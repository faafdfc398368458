/*
 * Whether a plan may be carried out. Consent is always to something that was stated: a number, a digest, or `yes` typed
 * under the plan. There is no flag that means "whatever it is".
 */
import type { GuardResult, Plan } from '../model/plan.ts';
import { type Allowances, needsApproval, refusedBy } from '../reconcile/guards.ts';

export interface Consent extends Allowances {
  readonly broadening: boolean;
  /** `--expect-digest`, where it was given; it has to be the plan's. */
  readonly digest: string | undefined;
}

/** Why a plan may not go on; empty where it may. */
export interface Refusal {
  readonly guards: readonly GuardResult[];
  readonly needsApproval: boolean;
}

export function refusalOf(plan: Plan, consent: Consent, typedYes: boolean): Refusal | undefined {
  const guards = refusedBy(plan.guards, plan.changes, consent);
  const approved = typedYes || consent.broadening || consent.digest === plan.digest;
  const unapproved = needsApproval(plan.changes) && !approved;
  return guards.length > 0 || unapproved ? { guards, needsApproval: unapproved } : undefined;
}
