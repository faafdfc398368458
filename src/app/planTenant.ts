/* The use case behind plan, drift and apply: makes one plan from the configuration and the live state. */

import { invalidConfiguration } from '../config/read/findings.ts';
import { readLive } from '../graph/readLive.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { makePlan } from '../plan/planner.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { withPlanningFindings } from './planningFindings.ts';
import { readSnapshotFile } from './readSnapshotFile.ts';
import { resolveTenant } from './resolveTenant.ts';
import { isoTime, type RunContext, version } from './runContext.ts';
import { snapshotSyncReading, syncReading, withSyncAdvice } from './syncReading.ts';

export interface PlanningOptions {
  readonly graph: GraphOptions;
  /** A snapshot file instead of the tenant. */
  readonly live?: string | undefined;
  readonly only: readonly string[];
  /** The base is what was applied last, as for drift. */
  readonly baseIsApplied?: boolean;
}

/** A plan with its inputs. */
export interface Planned {
  readonly plan: Plan;
  readonly live: LiveState;
  readonly desired: DesiredState;
  /** Undefined if a snapshot was read. */
  readonly connection: Connection | undefined;
  /** The findings behind the plan's problems. */
  readonly findings: readonly Diagnostic[];
}

/** Throws XtapError if it cannot make a complete plan. */
export async function planTenant(
  configuration: Configuration,
  options: PlanningOptions,
  runContext: RunContext,
): Promise<Planned> {
  const { desired } = configuration;
  const only = readOnly(options.only, desired);
  const { live, connection } = await readState(configuration, options, runContext);
  requireExistingPartners(only, configuration, live);
  const { plan, findings } = planAgainst(configuration, live, {
    only,
    baseIsApplied: options.baseIsApplied,
    runContext,
  });
  return { plan, live, desired, connection, findings };
}

/** The live state: from the snapshot of `--live`, or from the tenant. */
export async function readState(
  { desired, base, early }: Pick<Configuration, 'desired' | 'base' | 'early'>,
  { live: file, graph }: PlanningOptions,
  runContext: RunContext,
): Promise<Pick<Planned, 'live' | 'connection'>> {
  if (file !== undefined) {
    const { live } = await readSnapshotFile(file, { desired, expandSync: snapshotSyncReading(desired) }, runContext);
    return { live, connection: undefined };
  }
  const read = await early?.take({ desired, expandSync: syncReading(desired, base) }, graph);
  if (read) return read;
  const connection = await connect(desired, graph, runContext);
  return { live: await readTenant(desired, connection, base), connection };
}

interface PlanningScope {
  readonly only: ReadonlySet<TenantId> | undefined;
  readonly baseIsApplied?: boolean | undefined;
  readonly runContext: RunContext;
}

/** Plans against a live state that was read before. */
export function planAgainst(
  configuration: Configuration,
  live: LiveState,
  { only, baseIsApplied, runContext }: PlanningScope,
): Pick<Planned, 'plan' | 'findings'> {
  const { desired, base, applied, warnings, silenced } = configuration;
  const result = makePlan({
    desired,
    live,
    base,
    applied,
    baseIsApplied,
    only,
    table: fieldTable,
    toolVersion: version,
    createdAt: isoTime(runContext.wallNow()),
    warnings,
    silenced,
  });
  if (result.plan) return result;
  throw invalidConfiguration(withPlanningFindings(configuration, result.errors));
}

/** Throws XtapError `invalid-configuration` if a partner could not be planned: the plan then says nothing about it. */
export function requireNoProblems(
  { plan, findings }: Pick<Planned, 'plan' | 'findings'>,
  configuration: Configuration,
): Plan {
  if (findings.length > 0) throw invalidConfiguration(withPlanningFindings(configuration, findings));
  return plan;
}

/** With `base`, also reads what only the base declares, since the change releases it from management. */
export async function readTenant(
  desired: DesiredState,
  { context, tokens }: Connection,
  base?: DesiredState,
): Promise<LiveState> {
  const { cloud, tenantId } = desired;
  const expandSync = syncReading(desired, base);
  const options = { cloud, tokens, expectedTenant: tenantId, expandSync };
  return readLive(context, options).catch((error: unknown) => {
    throw withSyncAdvice(error, desired);
  });
}

function readOnly(words: readonly string[], desired: DesiredState): ReadonlySet<TenantId> | undefined {
  return words.length === 0 ? undefined : new Set(words.map((word) => resolveTenant(word, '--only', desired)));
}

/**
 * A mistyped id would yield an empty plan, which looks like success. A deleted partner looks like a mistyped id, unless
 * the base declares it or the configuration has a tombstone for it.
 */
function requireExistingPartners(
  only: ReadonlySet<TenantId> | undefined,
  { desired, base }: Configuration,
  live: LiveState,
): void {
  const declared = [...desired.partners, ...(base?.partners ?? [])];
  const existing = new Set([...declared, ...live.partners].map(({ tenantId }) => tenantId));
  const unknownId = [...(only ?? [])].find((tenantId) => !existing.has(tenantId));
  if (unknownId === undefined) return;
  throw new XtapError('usage', `--only ${unknownId}: neither the configuration nor the tenant has such a partner.`, {
    next: 'If it has been deleted, there is nothing to do; else the id is mistyped.',
  });
}
