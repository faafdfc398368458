/* What every change of a plan depends on: the live state, and the default and policy as the plan leaves them. */

import { mayAllowOtherClouds, type PlannedDefaults, plannedDefaultsOf, withPlanned } from '../access/effective.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Setting } from '../model/setting.ts';
import { type DeclaredChange, type PlanningContext, singletonChanges } from './changes.ts';

export interface PlanningStart {
  /** The changes of the default and of the policy; none in a partial plan. */
  readonly singletons: readonly DeclaredChange[];
  readonly plannedDefaults: PlannedDefaults;
  readonly context: PlanningContext;
}

export function startPlanning(
  desired: DesiredState,
  { live, table, partial }: { readonly live: LiveState; readonly table: readonly Setting[]; readonly partial: boolean },
): PlanningStart {
  const singletons = partial ? [] : singletonChanges(desired, { live, table });
  const plannedDefaults = plannedDefaultsOf(singletons.map(({ intent }) => intent));
  const context: PlanningContext = {
    live,
    plannedDefault: live.default && withPlanned(live.default, plannedDefaults.default),
    acrossClouds: mayAllowOtherClouds(live.policy, plannedDefaults.policy),
    table,
  };
  return { singletons, plannedDefaults, context };
}
