import { buildTrustMap, type TrustMap } from '../access/trustMap.ts';
import { findingsOf } from '../check/findingsOf.ts';
import { type DesiredState, declaredNames } from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { labelsIn } from '../model/labels.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Change, Plan } from '../model/plan.ts';
import { correctedSteps, type Drift } from '../plan/drift/describeDrift.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { FindingsView } from '../render/check/checkWording.ts';
import type { Counted, PlanContext } from '../render/plan/countWording.ts';
import type { ReplayView } from '../render/replay/replayWording.ts';
import { usualPack } from './loadPacks.ts';

/** A plan with the facts that renderers show beside it. */
export interface PlanView {
  readonly plan: Plan;
  /** The counts of files and partners; undefined for a saved plan. */
  readonly context: PlanContext | undefined;
  /** The trust map: the access of every partner before and after. Computed on call. */
  readonly access: () => TrustMap | undefined;
  /** What the pack xtap says about the policy after the plan. Computed on call. */
  readonly findings: () => FindingsView | undefined;
  /** With `--sign-ins`. */
  readonly replay?: ReplayView;
}

interface PlannedStates {
  readonly plan: Plan;
  readonly live: LiveState;
  readonly desired: DesiredState;
}

/** `today`: the day on which waivers are judged. */
export function viewPlan({ plan, live, desired }: PlannedStates, today: string): PlanView {
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  return {
    plan,
    context: {
      label: desired.sourceName,
      fileCount: desired.files.length,
      livePartners: live.partners.length,
      declaredLive: live.partners.filter(({ tenantId }) => declared.has(tenantId)).length,
      ignoredLive: plan.ignored.length,
      unchanged: countUnchanged(plan, desired),
    },
    access: () => {
      const after = stateAfterApply(live, plan.changes);
      return buildTrustMap({
        live,
        after,
        plan,
        table: fieldTable,
        names: declaredNames([desired]),
        labels: desired.names,
      });
    },
    findings: () => viewFindings(stateAfterApply(live, plan.changes), desired, today),
  };
}

export function viewFindings(live: LiveState, desired: DesiredState, today: string): FindingsView {
  const results = findingsOf({ pack: usualPack(), live, desired, table: fieldTable, today });
  return { results, today, ...labelsIn(results, declaredNames([desired])) };
}

/** What is live after the run: the correction has written the changes of these partners. */
export function liveAfterCorrection({ plan, live }: Pick<PlannedStates, 'plan' | 'live'>, drift: Drift): LiveState {
  const corrected = new Set(correctedSteps(drift).map(({ tenantId }) => tenantId));
  return stateAfterApply(
    live,
    plan.changes.filter(({ tenantId }) => tenantId !== undefined && corrected.has(tenantId)),
  );
}

/**
 * The trust map of drift: what is declared before, what is live after. A change that waits for its apply is not drift,
 * so it has its live value on both sides.
 */
export function mapDrift({ plan, live, desired }: PlannedStates, drift: Drift): TrustMap {
  const { steps } = drift;
  const waiting = new Set(steps.flatMap((step) => (step.isWaiting ? [step.tenantId ?? step.resource] : [])));
  const corrected = new Set(correctedSteps(drift).map(({ tenantId }) => tenantId));
  const impacts = new Map(steps.map(({ tenantId, resource, impact }) => [tenantId ?? resource, impact]));
  const changes = plan.changes.filter(({ tenantId, resource }) => !waiting.has(tenantId ?? resource));
  const judged = changes
    .filter(({ tenantId }) => !corrected.has(tenantId))
    .map((change): Change => ({ ...change, impact: impacts.get(change.tenantId ?? change.resource) ?? 'neutral' }));
  return buildTrustMap({
    live: stateAfterApply(live, changes),
    after: liveAfterCorrection({ plan, live }, drift),
    plan: { ...plan, changes: judged },
    table: fieldTable,
    names: declaredNames([desired]),
    labels: desired.names,
  });
}

/** What the configuration declares and the plan does not change. A partial plan has no default and no policy. */
function countUnchanged({ changes, summary, partial }: Plan, desired: DesiredState): Counted {
  const changed = new Set(changes.map(({ tenantId, resource }) => tenantId ?? resource));
  const isUnchanged = (resource: 'default' | 'policy'): boolean =>
    !partial && desired[resource].size > 0 && !changed.has(resource);
  const others = { default: isUnchanged('default'), policy: isUnchanged('policy') };
  const tombstones = partial
    ? 0
    : desired.partners.filter(({ tenantId, state }) => state === 'absent' && !changed.has(tenantId)).length;
  return {
    partners: summary.unchanged - tombstones - Number(others.default) - Number(others.policy),
    tombstones,
    ...others,
  };
}

export function viewSavedPlan(plan: Plan): PlanView {
  return { plan, context: undefined, access: () => undefined, findings: () => undefined };
}
