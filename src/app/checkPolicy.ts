/* The use case behind `check`: runs packs of rules over the policy that results from the configuration. */

import { findNew } from '../check/newSince.ts';
import { type PolicyView, viewPolicy } from '../check/policyView.ts';
import { runPairs } from '../check/runPairs.ts';
import { type CheckResult, runPacks } from '../check/runRules.ts';
import { sortResults } from '../check/sortResults.ts';
import { applyWaivers, type PlacedWaiver } from '../check/waivers.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Pack } from '../model/pack.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { planAgainst, readState, requireNoProblems } from './planTenant.ts';
import { isoDay, type RunContext } from './runContext.ts';

export interface CheckRequest {
  /** One for each tenant. With bases, the report has only the findings that the bases do not have. */
  readonly configurations: readonly Configuration[];
  readonly packs: readonly Pack[];
  readonly graph: GraphOptions;
  /** Snapshot files instead of the tenants. */
  readonly live: readonly string[];
  /** Reads the tenants. */
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
  const { configurations, packs, acceptNewWaivers } = request;
  const states = await readLiveStates(request, runContext);
  const today = isoDay(runContext.wallNow());
  const views = (select: (configuration: Configuration) => DesiredState): readonly PolicyView[] =>
    configurations.map((each, index) => viewAfterApply({ ...each, desired: select(each) }, states[index], runContext));
  const policies = views(({ desired }) => desired);
  const options = { packs, policies, today };
  const found = runAll(packs, policies);
  if (configurations.every(({ base }) => base === undefined)) {
    const results = sortResults(applyWaivers(found, { ...options, mayExcuse: () => true }));
    return { ...options, results, earlier: 0, newWaivers: [] };
  }
  const before = views(({ desired, base }) => base ?? desired);
  const earlier = { results: runAll(packs, before), policies: before };
  const added = findNew(found, earlier, { ...options, acceptNewWaivers });
  return { ...options, ...added, results: sortResults(added.results) };
}

function runAll(packs: readonly Pack[], policies: readonly PolicyView[]): readonly CheckResult[] {
  return [...runPacks(packs, policies), ...runPairs(packs, policies)];
}

/** The live state of each configuration; undefined where none was read. Throws XtapError if a file fits none. */
async function readLiveStates(
  { configurations, live: files, graph, online }: CheckRequest,
  runContext: RunContext,
): Promise<readonly (LiveState | undefined)[]> {
  const read = async (configuration: Configuration, live: string | undefined): Promise<LiveState> =>
    (await readState(configuration, { live, graph, only: [] }, runContext)).live;
  const states = new Map<Configuration, LiveState>();
  if (online) for (const each of configurations) states.set(each, await read(each, undefined));
  for (const file of files) {
    const [first, ...others] = configurations;
    if (first) await readForOne(file, [first, ...others], { read, states });
  }
  return configurations.map((each) => states.get(each));
}

/** Reads a snapshot for the configuration whose tenant it is. */
async function readForOne(
  file: string,
  configurations: readonly [Configuration, ...Configuration[]],
  to: {
    readonly read: (configuration: Configuration, file: string) => Promise<LiveState>;
    readonly states: Map<Configuration, LiveState>;
  },
): Promise<void> {
  const [configuration, ...others] = configurations;
  try {
    to.states.set(configuration, await to.read(configuration, file));
  } catch (error) {
    const [next, ...rest] = others;
    if (!(next && error instanceof XtapError && error.code === 'wrong-tenant')) throw error;
    await readForOne(file, [next, ...rest], to);
  }
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
