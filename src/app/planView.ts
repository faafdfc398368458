import { type TrustMap, buildTrustMap } from '../access/trustMap.ts';
import { type DesiredState, declaredNames } from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { PlanContext } from '../render/plan/planText.ts';

/** A plan with what people want to see beside it. */
export interface PlanView {
  readonly plan: Plan;
  /** How much was looked at; unknown for a saved plan. */
  readonly context: PlanContext | undefined;
  /** Who reaches what, partner by partner, before and after: the trust map. Computed when it is asked for. */
  readonly access: () => TrustMap | undefined;
}

export function viewPlan({ plan, live, desired }: { plan: Plan; live: LiveState; desired: DesiredState }): PlanView {
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  return {
    plan,
    context: {
      label: desired.label,
      fileCount: desired.files.length,
      livePartners: live.partners.length,
      declaredLive: live.partners.filter(({ tenantId }) => declared.has(tenantId)).length,
    },
    access: () => {
      const after = stateAfterApply(live, plan.changes);
      return buildTrustMap({ live, after, plan, table: fieldTable, names: declaredNames([desired]) });
    },
  };
}

export function viewSavedPlan(plan: Plan): PlanView {
  return { plan, context: undefined, access: () => undefined };
}
