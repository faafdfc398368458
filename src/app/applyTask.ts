/* What is to be applied: a plan made just now, or one that was saved and reviewed. */
import { basename, resolve } from 'node:path';
import { readLive } from '../graph/readLive.ts';
import type { Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { effectiveRules } from '../plan/partition.ts';
import { readPlanFile } from '../plan/planFile/planFile.ts';
import { readText } from '../platform/files/readText.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { type PlanningOptions, planTenant, readTenant } from './planTenant.ts';
import { type PlanView, viewOf, viewOfSaved } from './planView.ts';
import type { RunContext } from './runContext.ts';

export interface ApplyTask {
  readonly plan: Plan;
  readonly connection: Connection;
  readonly view: PlanView;
  /** The state the plan was made from just now; undefined for a saved plan, whose ground is read again. */
  readonly live: LiveState | undefined;
  readonly readAgain: () => Promise<LiveState>;
  /** Undefined where nobody knows: a saved plan does not say. */
  readonly protected: ReadonlySet<TenantId> | undefined;
}

export async function prepareApply(
  configuration: Configuration,
  options: PlanningOptions,
  runContext: RunContext,
): Promise<ApplyTask> {
  const { plan, live, desired, connection } = await planTenant(configuration, options, runContext);
  if (!connection) throw new XtapError('usage', 'apply needs a tenant: --live is for plans.');
  return {
    plan,
    connection,
    view: viewOf({ plan, live, desired }),
    live,
    readAgain: () => readTenant(desired, connection),
    protected: protectedBy(configuration),
  };
}

/** Whom a configuration and its base protect, together. */
export function protectedBy({ desired, base }: Pick<Configuration, 'desired' | 'base'>): ReadonlySet<TenantId> {
  return effectiveRules(desired, base).protected;
}

/** Throws XtapError `invalid-plan-file` for a file that may not be applied at all, to this cloud or to any. */
export async function loadSavedPlan(
  file: string,
  options: { readonly graph: GraphOptions; readonly cloud: Cloud | undefined; readonly runContext: RunContext },
): Promise<ApplyTask> {
  const { runContext, cloud } = options;
  const plan = readPlanFile(await readText(resolve(runContext.cwd, file), file), fieldTable);
  const unfit =
    plan.source === 'snapshot'
      ? 'it was made from a snapshot, and a snapshot may be old: plan against the tenant'
      : cloud !== undefined && cloud !== plan.cloud
        ? `it is for the cloud ${plan.cloud}, --cloud says ${cloud}`
        : undefined;
  if (unfit) throw new XtapError('invalid-plan-file', `${basename(file)} cannot be applied: ${unfit}.`);
  const connection = await connect(plan, options.graph, runContext);
  const expandSync = plan.changes.some(
    ({ action, after }) =>
      action === 'delete' || fieldTable.some((row) => row.ownEndpoint && Object.hasOwn(after ?? {}, row.name)),
  );
  const { context, tokens } = connection;
  return {
    plan,
    connection,
    view: viewOfSaved(plan),
    live: undefined,
    readAgain: () => readLive(context, { cloud: plan.cloud, tokens, expectedTenant: plan.tenantId, expandSync }),
    protected: undefined,
  };
}
