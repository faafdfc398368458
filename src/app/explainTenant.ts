/* The use case behind explain. A configuration is optional; with it, xtap names the deciding lines. */

import { type Explanation, explain } from '../access/explain.ts';
import { readLive } from '../graph/readLive.ts';
import type { Cloud } from '../model/cloud.ts';
import { declaredNames } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Service } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { findDecidingLine } from '../plan/decidingLine.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import { connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { planAgainst, requireNoProblems } from './planTenant.ts';
import { readSnapshotFile } from './readSnapshotFile.ts';
import { resolveTenant } from './resolveTenant.ts';
import type { RunContext } from './runContext.ts';

export interface ExplainRequest {
  readonly tenant: string;
  readonly configuration: Configuration | undefined;
  readonly graph: GraphOptions;
  readonly cloud: Cloud | undefined;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
  /** The state after apply. */
  readonly desired: boolean;
  readonly direction: 'inbound' | 'outbound' | undefined;
  readonly service: Service | undefined;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly apps: readonly string[];
}

export async function explainTenant(request: ExplainRequest, runContext: RunContext): Promise<Explanation> {
  const { configuration, direction, service, users, groups, apps } = request;
  const tenantId = resolveTenant(request.tenant, 'explain', configuration?.desired);
  if (request.desired && !configuration) {
    throw new XtapError('usage', '--desired needs a configuration: name its path after the tenant.');
  }
  const current = await readState(request, runContext);
  // The warnings of reading were already reported; planning must not repeat them.
  const planning = request.desired && configuration ? { ...configuration, warnings: [] } : undefined;
  const live = planning ? stateAfter(planning, current, { tenantId, runContext }) : current;
  return explain({
    tenantId,
    live,
    decidingLineOf: (row) => findDecidingLine(row, { tenantId, live, desired: configuration?.desired }),
    table: fieldTable,
    names: configuration && declaredNames([configuration.desired]),
    direction,
    service,
    users,
    groups,
    apps,
  });
}

/** The state after apply. A tenant that cannot be planned has none. */
function stateAfter(
  configuration: Configuration,
  live: LiveState,
  { tenantId, runContext }: { readonly tenantId: TenantId; readonly runContext: RunContext },
): LiveState {
  const planned = planAgainst(configuration, live, { only: undefined, runContext });
  const { problems, changes } = planned.plan;
  if (problems.some((problem) => problem.tenantId === tenantId)) requireNoProblems(planned, configuration);
  return stateAfterApply(live, changes);
}

async function readState(
  { configuration, graph, cloud, live }: ExplainRequest,
  runContext: RunContext,
): Promise<LiveState> {
  const desired = configuration?.desired;
  if (live !== undefined)
    return (await readSnapshotFile(live, { desired, requested: { cloud }, expandSync: true }, runContext)).live;
  const where = desired ?? ({ cloud: cloud ?? 'global', apiVersion: 'v1.0' } as const);
  const { context, tokens } = await connect(where, graph, runContext);
  return readLive(context, { cloud: where.cloud, tokens, expectedTenant: desired?.tenantId, expandSync: true });
}
