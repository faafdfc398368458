import { buildTrustMap, type TrustMap } from '../access/trustMap.ts';
import { type DesiredState, declaredNames } from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { PlanContext } from '../render/plan/planText.ts';

/** A plan with the facts that renderers show beside it. */
export interface PlanView {
  readonly plan: Plan;
  /** The counts of files and partners; undefined for a saved plan. */
  readonly context: PlanContext | undefined;
  /** The trust map: the access of every partner before and after. Computed on call. */
  readonly access: () => TrustMap | undefined;
}

export function viewPlan({ plan, live, desired }: { plan: Plan; live: LiveState; desired: DesiredState }): PlanView {
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  return {
    plan,
    context: {
      label: desired.sourceName,
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
