/*
 * Who changed what: the directory's audit log beside a plan. The log only adds to a result that is complete without it,
 * so reading it takes a limited time, and neither an error nor an interruption of it ends the run.
 */
import { type AuditEvent, readAuditEvents } from '../graph/auditEvents.ts';
import type { Attribution, AttributionReading, UnreadReason } from '../model/attribution.ts';
import { XtapError } from '../model/errors.ts';
import type { Change, Plan } from '../model/plan.ts';
import { createRetryBudget } from '../platform/retry.ts';
import type { Connection } from './connect.ts';
import { isoTime, type RunContext } from './runContext.ts';

/** Entra ID keeps the log for 7 days in its free edition, so this is what can be asked of every tenant. */
const usualDays = 7;

export interface AttributionOptions {
  readonly since: Date | undefined;
  /** When the plan was made, in milliseconds: a later event, a correction for one, is not a reason for what it found. */
  readonly plannedAt: number;
  readonly timeoutMs: number;
  readonly onPage: (read: { readonly pages: number; readonly events: number }) => void;
  readonly runContext: RunContext;
}

/** Returns after `timeoutMs` at the latest, and at once when the run is interrupted, with what it has by then. */
export async function attributeDrift(
  plan: Plan,
  { context }: Connection,
  { since, plannedAt, timeoutMs, onPage, runContext }: AttributionOptions,
): Promise<AttributionReading> {
  const { wallNow, monotonicNow, random, note } = runContext;
  const from = since ?? new Date(wallNow() - usualDays * 86_400_000);
  const { result: reading, isTimeUp } = await withinTime(timeoutMs, runContext, (signal) => {
    const impatient = { ...context, signal, budget: createRetryBudget(0, { monotonicNow, random }) };
    return readAuditEvents(impatient, { since: from, until: new Date(plannedAt) }, { monotonicNow, onPage });
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

/** Aborts the work's signal when the time is up, and when the run's own signal is aborted. */
async function withinTime<T>(
  milliseconds: number,
  { sleep, signal }: RunContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly isTimeUp: boolean }> {
  const limit = new AbortController();
  const timer = new AbortController();
  let isTimeUp = false;
  const stop = (): void => limit.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const ring = (): void => {
    isTimeUp = true;
    limit.abort(new Error(`not finished within ${milliseconds / 1000} s`));
  };
  void sleep(milliseconds, timer.signal).then(ring, () => undefined);
  try {
    return { result: await work(limit.signal), isTimeUp };
  } finally {
    timer.abort();
    signal.removeEventListener('abort', stop);
  }
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
    events: events.filter((event) => event.mentions.has(tenantId)).map(shown),
  }));
  const singletons = plan.changes
    .filter(({ resource }) => resource !== 'partner')
    .map((change) => ({
      resource: change.resource,
      events: events.filter((event) => isAbout(event, change)).map(shown),
    }));
  return [...partners, ...singletons].filter((attribution) => attribution.events.length > 0);
}

function isAbout({ activity }: AuditEvent, { resource }: Change): boolean {
  return resource === 'default' ? /\bdefault\b/i.test(activity) : /cross-tenant access policy/i.test(activity);
}

function shown({ at, activity, who, application }: AuditEvent): Attribution['events'][number] {
  return { at, activity, ...(who === undefined ? {} : { who }), ...(application === undefined ? {} : { application }) };
}
