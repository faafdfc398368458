/* The use case behind `check`: runs packs of rules over the policy that results from the configuration. */

import { type PolicyView, viewPolicy } from '../check/policyView.ts';
import { type CheckResult, runPack } from '../check/runRules.ts';
import { sortResults } from '../check/sortResults.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Pack } from '../model/pack.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import type { GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { planAgainst, readState } from './planTenant.ts';
import { isoDay, type RunContext } from './runContext.ts';

export interface CheckRequest {
  readonly configuration: Configuration;
  readonly packs: readonly Pack[];
  readonly graph: GraphOptions;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
  /** Reads the tenant. */
  readonly online: boolean;
}

export interface CheckReport {
  readonly packs: readonly Pick<Pack, 'name' | 'version' | 'rules'>[];
  readonly results: readonly CheckResult[];
  /** The policies that were checked. */
  readonly policies: readonly PolicyView[];
  readonly today: string;
}

export async function checkPolicy(request: CheckRequest, runContext: RunContext): Promise<CheckReport> {
  const { configuration, packs, graph, live: file, online } = request;
  const read = file !== undefined || online;
  const live = read ? (await readState(configuration, { live: file, graph, only: [] }, runContext)).live : undefined;
  const policy = viewAfterApply(configuration, live, runContext);
  const results = packs.flatMap((pack) => runPack(pack, policy));
  return { packs, results: sortResults(results), policies: [policy], today: policy.today };
}

/** The policy after apply; without a live state, what the configuration declares. */
function viewAfterApply(configuration: Configuration, live: LiveState | undefined, runContext: RunContext): PolicyView {
  const { desired } = configuration;
  // The warnings of reading were already reported; planning must not repeat them.
  const planning = { ...configuration, warnings: [] };
  const after = live && stateAfterApply(live, planAgainst(planning, live, { only: undefined, runContext }).changes);
  return viewPolicy({ desired, after, table: fieldTable, today: isoDay(runContext.wallNow()) });
}
