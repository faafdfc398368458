/* The use case behind plan, drift and apply: configuration and live state in, one plan out. */
import { resolve } from 'node:path';
import { readLive } from '../graph/readLive.ts';
import { parseSnapshot } from '../graph/snapshot.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { makePlan } from '../reconcile/planner.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import { invalidConfiguration } from './invalidConfiguration.ts';
import { withLater } from './laterFindings.ts';
import type { Configuration } from './loadConfiguration.ts';
import { readText } from './readText.ts';
import { isoTime, type Surroundings } from './surroundings.ts';
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
  surroundings: Surroundings,
): Promise<Planned> {
  const { desired } = configuration;
  const only = readOnly(options.only, desired);
  const connection = options.live === undefined ? await connect(desired, options.graph, surroundings) : undefined;
  const live = connection
    ? await readTenant(desired, connection)
    : await readSnapshotFile(options.live ?? '', desired, surroundings);
  requireKnown(only, configuration, live);
  const plan = planAgainst(configuration, live, { only, surroundings });
  return { plan, live, desired, connection };
}

/** Plans against a live state that has been read already. */
export function planAgainst(
  configuration: Configuration,
  live: LiveState,
  { only, surroundings }: { readonly only: ReadonlySet<TenantId> | undefined; readonly surroundings: Surroundings },
): Plan {
  const { desired, base, warnings } = configuration;
  const result = makePlan({
    desired,
    live,
    base,
    only,
    table: fieldTable,
    toolVersion: version,
    createdAt: isoTime(surroundings.now()),
    warnings,
  });
  if (result.plan) return result.plan;
  throw invalidConfiguration(withLater(configuration, result.errors));
}

export async function readTenant(desired: DesiredState, { context, tokens }: Connection): Promise<LiveState> {
  const { cloud, tenantId } = desired;
  return readLive(context, { cloud, tokens, expectedTenant: tenantId, expandSync: needsSync(desired) });
}

/** Identity synchronization costs Graph work on every page, so it is read only where it matters. */
function needsSync({ partners, undeclaredPartners }: DesiredState): boolean {
  const own = fieldTable.filter((row) => row.ownEndpoint);
  return (
    undeclaredPartners === 'delete' ||
    partners.some(
      ({ state, settings, undeclaredSettings }) =>
        state === 'absent' || undeclaredSettings === 'report' || own.some((row) => settings.has(row.name)),
    )
  );
}

/** `desired` says what a bare list of partners leaves open; without it only a whole snapshot can be read. */
export async function readSnapshotFile(
  file: string,
  desired: DesiredState | undefined,
  { cwd }: Surroundings,
): Promise<LiveState> {
  const live = parseSnapshot(await readText(resolve(cwd, file), file), { file, ...desired });
  if (!desired) return live;
  if (live.tenantId !== desired.tenantId) {
    throw new XtapError(
      'wrong-tenant',
      `${file} is a snapshot of tenant ${live.tenantId}, the configuration is for ${desired.tenantId}.`,
    );
  }
  if (live.cloud !== desired.cloud || live.apiVersion !== desired.apiVersion) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} was read from ${live.cloud} ${live.apiVersion}, the configuration says ${desired.cloud} ${desired.apiVersion}: settings that only one of them has would look missing.`,
    );
  }
  const missing = (['default', 'policy'] as const).find(
    (place) => desired[place].size > 0 && live[place] === undefined,
  );
  if (missing) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} has no "${missing}", which the configuration declares: nothing can be compared. "xtap pull --snapshot FILE" writes a whole one.`,
    );
  }
  return live;
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
