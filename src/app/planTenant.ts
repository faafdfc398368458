/* The use case behind plan, drift and apply: configuration and live state in, one plan out. */

import { invalidConfiguration } from '../config/read/invalidConfiguration.ts';
import { readLive } from '../graph/readLive.ts';
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { makePlan } from '../plan/planner.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { withPlanningFindings } from './planningFindings.ts';
import { isoTime, type RunContext } from './runContext.ts';
import { readSnapshotFile } from './snapshotFile.ts';
import { tenantMeant } from './tenantMeant.ts';
import { version } from './version.ts';

export interface PlanningOptions {
  readonly graph: GraphOptions;
  /** A snapshot file instead of the tenant. */
  readonly live?: string | undefined;
  readonly only: readonly string[];
}

/** A plan with what it was made from. */
export interface Planned {
  readonly plan: Plan;
  readonly live: LiveState;
  readonly desired: DesiredState;
  /** Undefined where a snapshot was read. */
  readonly connection: Connection | undefined;
}

/** Throws XtapError for whatever keeps a plan from being made; there is no partial one. */
export async function planTenant(
  configuration: Configuration,
  options: PlanningOptions,
  runContext: RunContext,
): Promise<Planned> {
  const { desired } = configuration;
  const only = readOnly(options.only, desired);
  const { live, connection } = await readState(configuration, options, runContext);
  requireKnown(only, configuration, live);
  const plan = planAgainst(configuration, live, { only, runContext });
  return { plan, live, desired, connection };
}

async function readState(
  { desired, base }: Pick<Configuration, 'desired' | 'base'>,
  { live: file, graph }: PlanningOptions,
  runContext: RunContext,
): Promise<Pick<Planned, 'live' | 'connection'>> {
  if (file !== undefined) {
    const { live } = await readSnapshotFile(file, { desired, expandSync: needsSync(desired) }, runContext);
    return { live, connection: undefined };
  }
  const connection = await connect(desired, graph, runContext);
  return { live: await readTenant(desired, connection, base), connection };
}

/** Plans against a live state that has been read already. */
export function planAgainst(
  configuration: Configuration,
  live: LiveState,
  { only, runContext }: { readonly only: ReadonlySet<TenantId> | undefined; readonly runContext: RunContext },
): Plan {
  const { desired, base, warnings } = configuration;
  const result = makePlan({
    desired,
    live,
    base,
    only,
    table: fieldTable,
    toolVersion: version,
    createdAt: isoTime(runContext.wallNow()),
    warnings,
  });
  if (result.plan) return result.plan;
  throw invalidConfiguration(withPlanningFindings(configuration, result.errors));
}

/** `base`: also reads what only the base declares, and what a change therefore takes out of management. */
export async function readTenant(
  desired: DesiredState,
  { context, tokens }: Connection,
  base?: DesiredState,
): Promise<LiveState> {
  const { cloud, tenantId } = desired;
  const expandSync = needsSync(desired) || releasesSync(desired, base);
  return readLive(context, { cloud, tokens, expectedTenant: tenantId, expandSync });
}

/** Identity synchronization costs Graph work on every page, so it is read only where it matters; a file must have it there. */
function needsSync({ partners, undeclaredPartners }: DesiredState): boolean {
  return (
    undeclaredPartners === 'delete' ||
    partners.some(
      (partner) => partner.state === 'absent' || partner.undeclaredSettings === 'report' || declaresSync(partner),
    )
  );
}

/** A partner that is no longer declared may have it without having declared it. */
function releasesSync({ partners }: DesiredState, base: DesiredState | undefined): boolean {
  const declared = new Set(partners.map(({ tenantId }) => tenantId));
  return base?.partners.some((before) => declaresSync(before) || !declared.has(before.tenantId)) ?? false;
}

function declaresSync({ settings }: DesiredPartner): boolean {
  return fieldTable.some((row) => row.ownEndpoint && settings.has(row.name));
}

function readOnly(words: readonly string[], desired: DesiredState): ReadonlySet<TenantId> | undefined {
  return words.length === 0 ? undefined : new Set(words.map((word) => tenantMeant(word, '--only', desired)));
}

/**
 * A mistyped id would plan nothing at all, and nothing is what a careful person hopes to see. A partner that is gone
 * looks the same, unless the base declared it or a tombstone stands for it.
 */
function requireKnown(
  only: ReadonlySet<TenantId> | undefined,
  { desired, base }: Configuration,
  live: LiveState,
): void {
  const declared = [...desired.partners, ...(base?.partners ?? [])];
  const known = new Set([...declared, ...live.partners].map(({ tenantId }) => tenantId));
  const stranger = [...(only ?? [])].find((tenantId) => !known.has(tenantId));
  if (stranger === undefined) return;
  throw new XtapError(
    'usage',
    `--only ${stranger}: neither the configuration nor the tenant has such a partner. If it has been deleted, there is nothing to do; else the id is mistyped.`,
  );
}
