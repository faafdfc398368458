/*
 * What is read off a plan in several places, said once: a guard must count whom the sentence about it names, and what
 * is refused for want of approval must be what the plan says needs one.
 */
import type { Change, GuardResult, Impact, Loosened, Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';

export function opensAccess({ impact }: { readonly impact: Impact }): boolean {
  return impact === 'broadens' || impact === 'mixed';
}

export function narrowsAccess({ impact }: { readonly impact: Impact }): boolean {
  return impact === 'narrows' || impact === 'mixed';
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

/** What guards count, in the order of the changes. */
export interface TouchedPartners {
  readonly deleted: readonly TenantId[];
  /** Deleted ones among them: not created. */
  readonly changed: readonly TenantId[];
}

export function touchedPartners(changes: readonly Change[]): TouchedPartners {
  const idsOf = (test: (change: Change) => boolean): readonly TenantId[] =>
    changes.flatMap((change) =>
      change.resource === 'partner' && change.tenantId && test(change) ? change.tenantId : [],
    );
  return { deleted: idsOf(({ action }) => action === 'delete'), changed: idsOf(({ action }) => action !== 'create') };
}

/** Whether the stricter value of the base still applies to the plan: no change raises a limit and uses it. */
export function isLimitOfBase({ what }: Pick<Loosened, 'what'>): boolean {
  return what === 'protected' || what === 'undeclaredPartners' || what.startsWith('guards.');
}

/** Empty where nothing but approval may stand in the way of the plan. */
export function exceededGuards({ guards }: Pick<Plan, 'guards'>): readonly GuardResult[] {
  return guards.filter(({ status }) => status === 'exceeded');
}
