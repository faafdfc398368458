/* Who changed what: the directory's audit log beside a plan. A courtesy: it never fails a run. */
import { type AuditEvent, readAuditEvents } from '../graph/auditEvents.ts';
import type { Attribution } from '../model/attribution.ts';
import { XtapError } from '../model/errors.ts';
import { permissions } from '../model/permissions.ts';
import type { Change, Plan } from '../model/plan.ts';
import { createRetryBudget } from '../model/retry.ts';
import type { Connection } from './connect.ts';
import { isoTime, type Surroundings } from './surroundings.ts';

/** Entra ID keeps the log for 7 days in its free edition, so this is what can be asked of every tenant. */
const usualDays = 7;

export async function attributeDrift(
  plan: Plan,
  { context }: Connection,
  {
    since,
    plannedAt,
    surroundings,
  }: { readonly since: Date | undefined; readonly plannedAt: number; readonly surroundings: Surroundings },
): Promise<readonly Attribution[]> {
  const { now, monotonic, random, note } = surroundings;
  const from = since ?? new Date(now() - usualDays * 86_400_000);
  const tenantIds = [...plan.changes, ...plan.undeclared].flatMap(({ tenantId }) => tenantId ?? []);
  try {
    const impatient = { ...context, budget: createRetryBudget(0, { now: monotonic, random }) };
    // What happened since is no reason for what the plan found: a correction of it, for one.
    const events = (await readAuditEvents(impatient, from, now)).filter(({ at }) => Date.parse(at) <= plannedAt);
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
  } catch (error) {
    if (!(error instanceof XtapError) || error.code === 'interrupted' || error.code === 'terminated') throw error;
    const hint = error.code === 'graph-forbidden' ? ` It needs ${permissions.readAuditLog}.` : '';
    note(`Who made these changes is not known: the audit log cannot be read since ${isoTime(from.getTime())}.${hint}`);
    return [];
  }
}

function isAbout({ activity }: AuditEvent, { resource }: Change): boolean {
  return resource === 'default' ? /\bdefault\b/i.test(activity) : /cross-tenant access policy/i.test(activity);
}

function shown({ at, activity, who, application }: AuditEvent): Attribution['events'][number] {
  return { at, activity, ...(who === undefined ? {} : { who }), ...(application === undefined ? {} : { application }) };
}
