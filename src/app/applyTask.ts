/* The input of apply: a new plan, or a plan that was saved and reviewed. */
import { basename, resolve } from 'node:path';
import { readLive } from '../graph/readLive.ts';
import type { Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import { permissions } from '../model/permissions.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { effectiveRules } from '../plan/partition.ts';
import { readPlanFile } from '../plan/planFile/planFile.ts';
import { readText } from '../platform/files/readText.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { type PlanningOptions, planTenant, readTenant, requireNoProblems } from './planTenant.ts';
import { type PlanView, viewPlan, viewSavedPlan } from './planView.ts';
import { isoDay, type RunContext } from './runContext.ts';

export interface ApplyTask {
  readonly plan: Plan;
  readonly connection: Connection;
  readonly view: PlanView;
  /** The configuration of a new plan. */
  readonly desired: DesiredState | undefined;
  /** The live state of a new plan; undefined for a saved plan, for which xtap reads the tenant again. */
  readonly live: LiveState | undefined;
  readonly readAgain: () => Promise<LiveState>;
  /** Undefined for a saved plan, which does not contain it. */
  readonly protected: ReadonlySet<TenantId> | undefined;
}

export async function prepareApply(
  configuration: Configuration,
  options: PlanningOptions,
  runContext: RunContext,
): Promise<ApplyTask> {
  const planned = await planTenant(configuration, { ...options, graph: forWriting(options.graph) }, runContext);
  const { live, desired, connection } = planned;
  const plan = requireNoProblems(planned, configuration);
  if (!connection) throw new XtapError('usage', 'apply needs a tenant: --live is for plans.');
  return {
    plan,
    connection,
    view: viewPlan({ plan, live, desired }, isoDay(runContext.wallNow())),
    desired,
    live,
    readAgain: () => readTenant(desired, connection),
    protected: protectedPartners(configuration),
  };
}

/** The error of a saved plan in which partners could not be planned. */
function problemError(file: string, { problems }: Plan): XtapError {
  const most = 10;
  const names = problems.map(({ tenantId, name }) => (name === undefined ? tenantId : `${name} (${tenantId})`));
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  const partners = names.length === 1 ? '1 partner' : `${names.length} partners`;
  return new XtapError(
    'plan-with-problems',
    `${partners} of ${file} cannot be planned: ${names.slice(0, most).join(', ')}${more}. ${problems[0]?.message ?? ''}`,
    { notDone: 'Nothing was sent.', next: 'Correct the configuration, and plan again.' },
  );
}

/** The sign-in of a person asks for the permission to write, which also covers the reads. */
export function forWriting(graph: GraphOptions): GraphOptions {
  return { ...graph, scopes: [permissions.writePolicy] };
}

/** The partners that the configuration or its base keeps from deletion: protected and ignored ones. */
export function protectedPartners({
  desired,
  base,
  applied,
}: Pick<Configuration, 'desired' | 'base' | 'applied'>): ReadonlySet<TenantId> {
  const rules = effectiveRules(desired, base, applied);
  return new Set([...rules.protected, ...rules.ignored.keys()]);
}

/** Throws XtapError `invalid-plan-file` if xtap must not apply the plan, to this cloud or at all. */
export async function loadSavedPlan(
  file: string,
  options: { readonly graph: GraphOptions; readonly cloud: Cloud | undefined; readonly runContext: RunContext },
): Promise<ApplyTask> {
  const { runContext, cloud } = options;
  const plan = readPlanFile(await readText(resolve(runContext.cwd, file), file), fieldTable);
  const objection =
    plan.source === 'snapshot'
      ? 'it was made from a snapshot, and a snapshot may be old: plan against the tenant'
      : cloud !== undefined && cloud !== plan.cloud
        ? `it is for the cloud ${plan.cloud}, --cloud says ${cloud}`
        : undefined;
  if (objection) throw new XtapError('invalid-plan-file', `${basename(file)} cannot be applied: ${objection}.`);
  if (plan.problems.length > 0) throw problemError(basename(file), plan);
  const connection = await connect(plan, forWriting(options.graph), runContext);
  const expandSync = plan.changes.some(
    ({ action, after }) =>
      action === 'delete' || fieldTable.some((row) => row.ownEndpoint && Object.hasOwn(after ?? {}, row.name)),
  );
  const { context, tokens } = connection;
  return {
    plan,
    connection,
    view: viewSavedPlan(plan),
    desired: undefined,
    live: undefined,
    readAgain: () => readLive(context, { cloud: plan.cloud, tokens, expectedTenant: plan.tenantId, expandSync }),
    protected: undefined,
  };
}
