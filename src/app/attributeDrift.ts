/*
 * Finds in the directory's audit log the authors of the differences in a plan. The result is complete without the log,
 * so reading it takes a limited time, and neither an error nor an interruption of the read ends the run.
 */
import { type AuditEvent, readAuditEvents } from '../graph/auditEvents.ts';
import type { Attribution, AttributionReading, UnreadReason } from '../model/attribution.ts';
import { XtapError } from '../model/errors.ts';
import type { Change, Plan } from '../model/plan.ts';
import { createRetryBudget } from '../platform/retry.ts';
import type { Connection } from './connect.ts';
import { isoTime, type RunContext } from './runContext.ts';
import { withinTime } from './withinTime.ts';

/** The free edition of Entra ID keeps the log for 7 days, so every tenant has at least these. */
const defaultDays = 7;

export interface AttributionOptions {
  readonly since: Date | undefined;
  /**
   * When the plan was made, in milliseconds. A later event (a correction, for example) did not cause its differences.
   */
  readonly plannedAt: number;
  readonly timeoutMs: number;
  readonly onPage: (read: { readonly pages: number; readonly events: number }) => void;
  readonly runContext: RunContext;
}

/** Returns the events read so far after `timeoutMs` at the latest, and at once if the run is interrupted. */
export async function attributeDrift(
  plan: Plan,
  { context }: Connection,
  { since, plannedAt, timeoutMs, onPage, runContext }: AttributionOptions,
): Promise<AttributionReading> {
  const { wallNow, monotonicNow, random, note } = runContext;
  const from = since ?? new Date(wallNow() - defaultDays * 86_400_000);
  const { result: reading, isTimeUp } = await withinTime(timeoutMs, runContext, (signal) => {
    const withoutRetries = { ...context, signal, budget: createRetryBudget(0, { monotonicNow, random }) };
    return readAuditEvents(withoutRetries, { since: from, until: new Date(plannedAt) }, { monotonicNow, onPage });
  });
  const attributions = attributionsOf(plan, reading.events);
  const { problem, readSince = Number.POSITIVE_INFINITY } = reading;
  if (problem === undefined) return { attributions };
  const reason = reasonOf(problem, { isTimeUp, isInterrupted: runContext.signal.aborted });
  if (reason === 'failed' || reason === 'no-permission') {
    note(`The audit log could not be read: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  const to = Math.ceil(Math.max(from.getTime(), Math.min(readSince, plannedAt)) / 1000) * 1000;
  return { attributions, notRead: { reason, from: isoTime(from.getTime()), to: isoTime(to) } };
}

function reasonOf(
  problem: unknown,
  { isTimeUp, isInterrupted }: { readonly isTimeUp: boolean; readonly isInterrupted: boolean },
): UnreadReason {
  if (isInterrupted) return 'interrupted';
  if (isTimeUp) return 'timeout';
  return problem instanceof XtapError && problem.code === 'graph-forbidden' ? 'no-permission' : 'failed';
}

function attributionsOf(plan: Plan, events: readonly AuditEvent[]): readonly Attribution[] {
  const tenantIds = [...plan.changes, ...plan.undeclared].flatMap(({ tenantId }) => tenantId ?? []);
  const partners = [...new Set(tenantIds)].map((tenantId) => ({
    tenantId,
    events: events.filter((event) => event.mentions.has(tenantId)).map(toAttributedEvent),
  }));
  const singletons = plan.changes
    .filter(({ resource }) => resource !== 'partner')
    .map((change) => ({
      resource: change.resource,
      events: events.filter((event) => isAbout(event, change)).map(toAttributedEvent),
    }));
  return [...partners, ...singletons].filter((attribution) => attribution.events.length > 0);
}

function isAbout({ activity }: AuditEvent, { resource }: Change): boolean {
  return resource === 'default' ? /\bdefault\b/i.test(activity) : /cross-tenant access policy/i.test(activity);
}

function toAttributedEvent({ at, activity, who, application, byXtap }: AuditEvent): Attribution['events'][number] {
  return {
    at,
    activity,
    ...(who === undefined ? {} : { who }),
    ...(application === undefined ? {} : { application }),
    ...(byXtap && { byXtap }),
  };
}
