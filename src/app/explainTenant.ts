/* The use case behind explain. A configuration is optional; with it, xtap names the deciding lines. */

import { type ExplainedFinding, type Explanation, explain } from '../access/explain.ts';
import { concerns, findingsOf, settingName } from '../check/findingsOf.ts';
import { readLive } from '../graph/readLive.ts';
import type { Cloud } from '../model/cloud.ts';
import { type DesiredState, declaredNames } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Service } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { findDecidingLine } from '../plan/decidingLine.ts';
import { stateAfterApply } from '../plan/stateAfterApply.ts';
import { connect, type GraphOptions } from './connect.ts';
import type { Configuration } from './loadConfiguration.ts';
import { usualPack } from './loadPacks.ts';
import { planAgainst, requireNoProblems } from './planTenant.ts';
import { readSnapshotFile } from './readSnapshotFile.ts';
import { resolveTenant } from './resolveTenant.ts';
import { isoDay, type RunContext } from './runContext.ts';
import { noteUnread, withSyncAdvice } from './syncReading.ts';

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
    throw new XtapError('usage', '--desired needs a configuration.', { next: 'Name its path after the tenant.' });
  }
  const current = await readState(request, runContext);
  // The warnings of reading were already reported; planning must not repeat them.
  const planning = request.desired && configuration ? { ...configuration, warnings: [] } : undefined;
  const live = planning ? stateAfter(planning, current, { tenantId, runContext }) : current;
  const explanation = explain({
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
  const findings = findingsAbout(explanation, { desired: configuration?.desired, live, runContext });
  return { ...explanation, ...(findings.length > 0 && { findings }) };
}

/** The rules of the pack xtap that the tenant fails; of an answer, those that its setting decides. */
function findingsAbout(
  { tenantId, settings, answer }: Explanation,
  {
    desired,
    live,
    runContext,
  }: { readonly desired: DesiredState | undefined; readonly live: LiveState; readonly runContext: RunContext },
): readonly ExplainedFinding[] {
  const inherited = new Set(settings.flatMap(({ source, setting }) => (source === 'default' ? [setting] : [])));
  const isAsked = (setting: string): boolean => answer === undefined || settingName(setting) === answer.setting;
  return findingsOf({ pack: usualPack(), live, desired, table: fieldTable, today: isoDay(runContext.wallNow()) })
    .filter((finding) => concerns(finding, tenantId, (setting) => inherited.has(setting)))
    .filter(({ evidence }) => answer === undefined || evidence.some(({ setting }) => isAsked(setting)))
    .map(({ rule, severity, subject, result, evidence, waiver }) => ({
      rule: rule.id,
      severity,
      title: rule.title,
      result: result === 'waived' ? result : 'fail',
      ...(waiver && { until: waiver.until }),
      source: subject.resource === 'partner' ? 'partner' : 'default',
      settings: evidence.map(({ setting }) => setting),
    }));
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
  { configuration, graph, cloud, live: file, desired: plans }: ExplainRequest,
  runContext: RunContext,
): Promise<LiveState> {
  const desired = configuration?.desired;
  if (file !== undefined)
    return (await readSnapshotFile(file, { desired, requested: { cloud }, expandSync: true }, runContext)).live;
  const where = desired ?? ({ cloud: cloud ?? 'global', apiVersion: 'v1.0' } as const);
  const { context, tokens } = await connect(where, graph, runContext);
  // A plan of a partial read would be wrong. Without a plan, the explanation leaves out what was not read.
  const expandSync = plans || ('if-possible' as const);
  const options = { cloud: where.cloud, tokens, expectedTenant: desired?.tenantId, expandSync };
  const live = await readLive(context, options).catch((error: unknown) => {
    throw withSyncAdvice(error, desired);
  });
  noteUnread(live, 'the explanation leaves it out', runContext);
  return live;
}
