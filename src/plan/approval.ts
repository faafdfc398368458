/*
 * Whether a plan may be carried out. Consent is always to something that was stated: a number, a digest, or `yes` typed
 * under the plan. There is no flag that means "whatever it is".
 */

import type { LiveState } from '../model/liveState.ts';
import {
  type Change,
  type GuardName,
  type GuardResult,
  opensAccess,
  type Plan,
  type PlannedRequest,
} from '../model/plan.ts';
import { type Allowances, percentagesNow, refusedBy } from './guards.ts';

export interface Consent extends Allowances {
  readonly broadening: boolean;
  /** `--expect-digest`, where it was given; it has to be the plan's. */
  readonly digest: string | undefined;
}

/** Why a person has to consent to exactly this: it opens something, or changes the default for everybody. */
export type ApprovalReason = 'opens' | 'default';

/** Empty where nobody is asked. */
export function approvalReasons(changes: readonly Change[]): readonly ApprovalReason[] {
  return [
    ...(changes.some(opensAccess) ? (['opens'] as const) : []),
    ...(changes.some(({ resource }) => resource === 'default') ? (['default'] as const) : []),
  ];
}

/** What a person had consented to before the plan was shown: by which flag, as it was given. */
export interface Consented {
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
export function consentedOf(plan: Plan, consent: Consent): Consented {
  const refused = new Set(refusedBy(plan.guards, plan.changes, consent).map(({ guard }) => guard));
  const allowed = plan.guards.filter(({ guard, status }) => status === 'exceeded' && !refused.has(guard));
  const flagFor = ({ guard }: GuardResult): string =>
    guard === 'maxChangePercent' ? `--allow-changes ${consent.changes}` : `--allow-deletes ${consent.deletes}`;
  return {
    approval: approvalBy(plan, consent),
    guards: new Map(allowed.map((result) => [result.guard, flagFor(result)])),
  };
}

/** The digest is the narrower consent, so it decides where it was given. */
function approvalBy(plan: Plan, { digest, broadening }: Consent): string | undefined {
  if (digest !== undefined) return digest === plan.digest ? 'a matching digest (--expect-digest)' : undefined;
  return broadening ? '--allow-broadening' : undefined;
}

export function refusalOf(plan: Plan, consent: Consent, typedYes: boolean): Refusal | undefined {
  const guards = refusedBy(plan.guards, plan.changes, consent);
  const approved = typedYes || approvalBy(plan, consent) !== undefined;
  const unapproved = approvalReasons(plan.changes).length > 0 && !approved;
  return guards.length > 0 || unapproved ? { guards, needsApproval: unapproved } : undefined;
}

/** The same for a plan that was made earlier, by what has been read now: its percentages are of other partners then. */
export function refusalNow(
  plan: Plan,
  consent: Consent,
  { live, satisfied }: { readonly live: LiveState; readonly satisfied: ReadonlySet<PlannedRequest> },
): Refusal | undefined {
  const left = plan.changes.filter(({ requests }) => !requests.every((request) => satisfied.has(request)));
  const livePartners = live.partners.length;
  const guards = refusedBy(percentagesNow(plan.guards, left, livePartners), left, consent);
  return guards.length > 0 ? { guards, needsApproval: false, livePartners } : undefined;
}
