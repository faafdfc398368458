/**
 * Who changed the policy, from the directory's audit log. Entra ID keeps it for 7 or 30 days, shows an event minutes
 * after it happened, and allows 5 requests per 10 seconds.
 * Source: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits
 */
import type { TenantId } from '../model/tenantId.ts';
import { parseTenantId } from '../model/tenantId.ts';
import type { GraphRequest } from '../model/transport.ts';
import { decode, directoryAudit } from './codecs.ts';
import { readPages } from './pages.ts';
import type { ReadContext } from './reads.ts';

export interface AuditEvent {
  /** ISO date and time. */
  readonly at: string;
  readonly activity: string;
  readonly category: string;
  /** A user's name, else an application's; undefined where the log names nobody. Third-party text. */
  readonly who?: string;
  readonly application?: string;
  /** Every GUID in the event's targets, the partner's tenant among them. */
  readonly mentions: ReadonlySet<TenantId>;
}

const auditCategories = ['CrossTenantAccessSettings', 'CrossTenantIdentitySyncSettings'] as const;

/** All events since then, oldest first. Needs AuditLog.Read.All; without it XtapError `graph-forbidden`. */
export async function readAuditEvents(
  context: ReadContext,
  since: Date,
  now: () => number,
): Promise<readonly AuditEvent[]> {
  const pace = atMost(5, 10_000, { now, sleep: (milliseconds) => context.sleep(milliseconds, context.signal) });
  const events: AuditEvent[] = [];
  for (const category of auditCategories) {
    const $filter = `category eq '${category}' and activityDateTime ge ${since.toISOString()}`;
    const request: GraphRequest = { method: 'GET', path: '/auditLogs/directoryAudits', query: { $filter } };
    await pace();
    for (const item of await readPages(context, request, { beforeNext: pace })) {
      const event = readEvent(item);
      if (event !== undefined) events.push(event);
    }
  }
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** An event that cannot be read explains nothing, and is not worth failing a run for. */
function readEvent(item: unknown): AuditEvent | undefined {
  const decoded = decode(directoryAudit, item);
  if ('complaint' in decoded) return undefined;
  const { activityDateTime, activityDisplayName, category, result, initiatedBy, targetResources } = decoded.value;
  if (result === 'failure') return undefined;
  const { user, app } = initiatedBy ?? {};
  const application = firstText(app, ['displayName', 'appId', 'servicePrincipalId']);
  const who = firstText(user, ['userPrincipalName', 'displayName', 'id']) ?? application;
  return {
    at: activityDateTime,
    activity: activityDisplayName ?? '',
    category: category ?? '',
    ...(who !== undefined && { who }),
    ...(application !== undefined && { application }),
    mentions: guidsIn(JSON.stringify(targetResources ?? [])),
  };
}

function firstText(actor: Readonly<Record<string, unknown>> | null | undefined, names: readonly string[]) {
  return names.map((name) => actor?.[name]).find((value): value is string => typeof value === 'string' && value !== '');
}

function guidsIn(text: string): ReadonlySet<TenantId> {
  const found = text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  return new Set(found.map(parseTenantId).filter((id): id is TenantId => id !== undefined));
}

interface PacePorts {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** To be awaited before each request: no more than `count` of them in any window of that length. */
function atMost(count: number, windowMs: number, { now, sleep }: PacePorts): () => Promise<void> {
  const sent: number[] = [];
  return async () => {
    const oldest = sent.length < count ? undefined : sent.shift();
    const waitMs = oldest === undefined ? 0 : oldest + windowMs - now();
    if (waitMs > 0) await sleep(waitMs);
    sent.push(now());
  };
}
