/* The use case behind `replay`: a plan, new or saved, against the sign-ins of a file. It sends no write. */
import { resolve } from 'node:path';
import { readLive } from '../graph/readLive.ts';
import { type DesiredState, declaredNames } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { SignInsFile } from '../model/signIns.ts';
import { readPlanFile } from '../plan/planFile/planFile.ts';
import { compareWithLive } from '../plan/staleness.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import { readText } from '../platform/files/readText.ts';
import type { ReplayView } from '../render/replay/replayWording.ts';
import { replayPlan } from '../replay/replayPlan.ts';
import { connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { type PlanningOptions, planTenant, requireNoProblems } from './planTenant.ts';
import { readSignIns } from './readSignIns.ts';
import { readSnapshotFile } from './readSnapshotFile.ts';
import type { RunContext } from './runContext.ts';

export interface SavedPlanSource {
  readonly plan: string;
  readonly graph: GraphOptions;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
}

/** Throws XtapError `wrong-tenant` if the file is of another tenant or cloud. */
export async function replayConfiguration(
  configuration: Configuration,
  { signIns: file, ...options }: PlanningOptions & { readonly signIns: string },
  runContext: RunContext,
): Promise<ReplayView> {
  const signIns = await readSignIns(file, runContext);
  requireSameTenant(signIns, configuration.desired, file);
  const planned = await planTenant(configuration, options, runContext);
  requireNoProblems(planned, configuration);
  return viewReplay(planned, signIns);
}

/** Throws XtapError `invalid-plan-file`, and `wrong-tenant` if the file or the live state is of another tenant. */
export async function replaySavedPlan(
  { signIns: file, ...source }: SavedPlanSource & { readonly signIns: string },
  runContext: RunContext,
): Promise<ReplayView> {
  const plan = readPlanFile(await readText(resolve(runContext.cwd, source.plan), source.plan), fieldTable);
  const signIns = await readSignIns(file, runContext);
  requireSameTenant(signIns, plan, file);
  const live = await readLiveOf(plan, source, runContext);
  if (compareWithLive(plan, live, fieldTable).moved.length > 0) {
    runContext.note(
      'The tenant changed after this plan was made, so the replay compares today with what it would write.',
    );
  }
  return viewReplay({ plan, live }, signIns);
}

async function readLiveOf(
  plan: Plan,
  { live: file, graph }: SavedPlanSource,
  runContext: RunContext,
): Promise<LiveState> {
  if (file === undefined) {
    const { context, tokens } = await connect(plan, graph, runContext);
    return readLive(context, { cloud: plan.cloud, tokens, expectedTenant: plan.tenantId, expandSync: false });
  }
  const { live } = await readSnapshotFile(file, { desired: undefined, expandSync: false }, runContext);
  if (live.tenantId !== plan.tenantId || live.cloud !== plan.cloud) {
    throw new XtapError(
      'wrong-tenant',
      `${file} is a snapshot of tenant ${live.tenantId} (${live.cloud}), the plan is for ${plan.tenantId} (${plan.cloud}).`,
    );
  }
  return live;
}

function requireSameTenant(
  signIns: Pick<SignInsFile, 'tenantId' | 'cloud'>,
  plan: Pick<Plan, 'tenantId' | 'cloud'>,
  displayPath: string,
): void {
  if (signIns.tenantId === plan.tenantId && signIns.cloud === plan.cloud) return;
  throw new XtapError(
    'wrong-tenant',
    `${displayPath} has the sign-ins of tenant ${signIns.tenantId} (${signIns.cloud}), the plan is for ${plan.tenantId} (${plan.cloud}).`,
  );
}

/** `desired`: of a new plan, for the labels of tenants that the plan does not name. */
export function viewReplay(
  {
    plan,
    live,
    desired,
  }: { readonly plan: Plan; readonly live: LiveState; readonly desired?: DesiredState | undefined },
  signIns: SignInsFile,
): ReplayView {
  const after = stateAfterApply(live, plan.changes);
  const planNames = plan.changes.flatMap(({ tenantId, name, inheritedBy = [] }) =>
    [{ tenantId, name }, ...inheritedBy].flatMap((each) =>
      each.tenantId !== undefined && each.name !== undefined ? [[each.tenantId, each.name] as const] : [],
    ),
  );
  const names = new Map<string, string>([
    ...Object.entries(plan.names ?? {}),
    ...planNames,
    ...(desired ? declaredNames([desired]) : []),
  ]);
  return { ...replayPlan({ signIns, plan, live, after, table: fieldTable }), names };
}

/** Reads the file of `--sign-ins`, if there is one. Throws XtapError `wrong-tenant` for the file of another tenant. */
export async function readSignInsOf(
  plan: Pick<Plan, 'tenantId' | 'cloud'>,
  file: string | undefined,
  runContext: RunContext,
): Promise<SignInsFile | undefined> {
  if (file === undefined) return undefined;
  const signIns = await readSignIns(file, runContext);
  requireSameTenant(signIns, plan, file);
  return signIns;
}
