/*
 * What a run must know before it reads the log: the tenant, the groups that the policy names and who is in them, and
 * when the policy changed. It is kept for a resumed run, so that both parts of the log are judged alike.
 */

import { type RateLimit, withRateLimit } from '../../graph/rateLimit.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import { readLive } from '../../graph/readLive.ts';
import { type NamedTargets, namedOutboundTargets, readGroupMembers } from '../../graph/signIns/groupMembers.ts';
import type { People } from '../../graph/signIns/people.ts';
import { readPolicyChanges } from '../../graph/signIns/policyChanges.ts';
import type { RunSetup } from '../../graph/signIns/runState.ts';
import type { TimeWindow } from '../../graph/signIns/windows.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { firstFew } from '../../render/text/amounts.ts';
import type { Connection } from '../connect.ts';
import { isoTime, type RunContext } from '../runContext.ts';

export interface SetupRequest {
  readonly window: TimeWindow;
  readonly tenantId: TenantId;
  readonly desired: DesiredState | undefined;
  readonly only: readonly TenantId[] | undefined;
  readonly readsGroups: boolean;
  readonly resolvesUsers: boolean;
  readonly minCohort: number;
}

interface SetupContext {
  readonly people: People;
  readonly cloud: RunSetup['cloud'];
  /** Keeps the limit that the audit log and the sign-in log share. */
  readonly limit: RateLimit;
  readonly runContext: RunContext;
}

/** `connection`: undefined if Graph is not asked; then groups and changes of the policy are unknown. */
export async function setUpRun(
  request: SetupRequest,
  connection: Connection | undefined,
  { people, cloud, limit, runContext }: SetupContext,
): Promise<RunSetup> {
  const { window, tenantId, only, minCohort } = request;
  const base = { ...window, tenantId, cloud, minCohort, ...(only && { only }) };
  if (connection === undefined) return { ...base, policyChanges: { state: 'unknown', changes: [] } };
  const named =
    request.readsGroups || request.resolvesUsers ? await readNamed(request, connection, runContext) : undefined;
  const groups =
    request.readsGroups && named ? await readGroups(named.groups, connection, { people, runContext }) : undefined;
  const users = request.resolvesUsers && named ? named.users : undefined;
  return {
    ...base,
    ...(groups && { groups }),
    ...(users && { users }),
    ...((groups ?? users) && { asOf: isoTime(runContext.wallNow()) }),
    policyChanges: await readChanges(window, limited(connection.context, limit), runContext),
  };
}

/** Of the configuration, and of the live policy if it can be read: a replay compares both. */
async function readNamed(
  { desired, tenantId }: SetupRequest,
  connection: Connection,
  runContext: RunContext,
): Promise<NamedTargets> {
  const { context, tokens, target } = connection;
  const options = { cloud: target.cloud, tokens, expectedTenant: tenantId, expandSync: false };
  const live = await readLive(context, options).catch((error: unknown) => {
    if (!(error instanceof XtapError) || error.code !== 'graph-forbidden') throw error;
    runContext.note(
      `The live policy could not be read, so xtap resolves only the groups of the configuration: ${error.message}`,
    );
    return undefined;
  });
  return namedOutboundTargets([...declaredSettings(desired), ...liveSettings(live)]);
}

function* declaredSettings(desired: DesiredState | undefined): Generator<readonly [string, Json]> {
  for (const settings of [desired?.default, ...(desired?.partners ?? []).map((partner) => partner.settings)]) {
    for (const [name, declaration] of settings ?? []) {
      if (declaration.state === 'value') yield [name, declaration.value];
    }
  }
}

function* liveSettings(live: LiveState | undefined): Generator<readonly [string, Json]> {
  for (const settings of [live?.default, ...(live?.partners ?? []).map((partner) => partner.settings)]) {
    yield* Object.entries(settings ?? {});
  }
}

async function readGroups(
  ids: readonly string[],
  { context }: Connection,
  { people, runContext }: { readonly people: People; readonly runContext: RunContext },
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { members, unread } = await readGroupMembers(context, ids);
  const [first] = unread;
  if (first !== undefined) {
    const groups = firstFew(
      unread.map(({ group }) => group),
      5,
    );
    runContext.note(`The members of ${groups} stay unknown: ${first.problem.message}`);
  }
  return Object.fromEntries([...members].map(([group, userIds]) => [group, userIds.map(people.hashOf)]));
}

async function readChanges(
  { from, to }: TimeWindow,
  context: ReadContext,
  { monotonicNow, note }: RunContext,
): Promise<RunSetup['policyChanges']> {
  const span = { since: new Date(from), until: new Date(to) };
  const { policyChanges, problem } = await readPolicyChanges(context, span, { monotonicNow });
  if (problem !== undefined) {
    note(
      `It is not known when the policy changed, so xtap does not separate sign-ins before and after a change: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
  return policyChanges;
}

/** The same context, at the rate that Graph allows for its logs. */
export function limited(context: ReadContext, limit: RateLimit): ReadContext {
  return { ...context, transport: withRateLimit(context.transport, limit) };
}
