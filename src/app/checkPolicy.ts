/* The use case behind `check`: runs packs of rules over the policy that results from the configuration. */

import { findNew } from '../check/newSince.ts';
import { type PolicyView, viewPolicy } from '../check/policyView.ts';
import { type CheckResult, runPacks } from '../check/runRules.ts';
import { sortResults } from '../check/sortResults.ts';
import { applyWaivers, type PlacedWaiver } from '../check/waivers.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Pack } from '../model/pack.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { planAgainst, readState, requireNoProblems } from './planTenant.ts';
import { isoDay, type RunContext } from './runContext.ts';

export interface CheckRequest {
  /** With a base, the report has only the findings that the base does not have. */
  readonly configuration: Configuration;
  readonly packs: readonly Pack[];
  readonly graph: GraphOptions;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
  /** Reads the tenant. */
  readonly online: boolean;
  /** Waivers that the base does not have excuse new findings, too. */
  readonly acceptNewWaivers: boolean;
}

export interface CheckReport {
  readonly packs: readonly Pack[];
  readonly results: readonly CheckResult[];
  /** The number of failures that the base has too, and that are not among the results. */
  readonly earlier: number;
  /** Of the configuration, and not of the base. */
  readonly newWaivers: readonly PlacedWaiver[];
  /** The policies that were checked. */
  readonly policies: readonly PolicyView[];
  readonly today: string;
}

export async function checkPolicy(request: CheckRequest, runContext: RunContext): Promise<CheckReport> {
  const { configuration, packs } = request;
  const { desired, base } = configuration;
  const live = await readLiveState(request, runContext);
  const today = isoDay(runContext.wallNow());
  const view = (state: DesiredState): PolicyView =>
    viewAfterApply({ ...configuration, desired: state }, live, runContext);
  const policies = [view(desired)];
  const found = runPacks(packs, policies);
  const options = { packs, policies, today };
  if (!base) {
    const results = sortResults(applyWaivers(found, { ...options, mayExcuse: () => true }));
    return { ...options, results, earlier: 0, newWaivers: [] };
  }
  const before = [view(base)];
  const earlier = { results: runPacks(packs, before), policies: before };
  const { acceptNewWaivers } = request;
  const added = findNew(found, earlier, { ...options, acceptNewWaivers });
  return { ...options, ...added, results: sortResults(added.results) };
}

async function readLiveState(
  { configuration, live: file, graph, online }: CheckRequest,
  runContext: RunContext,
): Promise<LiveState | undefined> {
  if (file === undefined && !online) return undefined;
  return (await readState(configuration, { live: file, graph, only: [] }, runContext)).live;
}

/** The policy after apply; without a live state, what the configuration declares. */
function viewAfterApply(configuration: Configuration, live: LiveState | undefined, runContext: RunContext): PolicyView {
  const { desired } = configuration;
  // The warnings of reading were already reported; planning must not repeat them.
  const planning = { ...configuration, warnings: [], base: undefined, applied: undefined };
  const planned = live && planAgainst(planning, live, { only: undefined, runContext });
  const after = planned && stateAfterApply(live, requireNoProblems(planned, planning).changes);
  return viewPolicy({ desired, after, table: fieldTable, today: isoDay(runContext.wallNow()) });
}
