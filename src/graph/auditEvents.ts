/**
 * Reads from the directory's audit log who changed the policy. Entra ID keeps the log for 7 or 30 days, shows an event
 * minutes after it happened, and allows 5 requests per 10 seconds. So xtap asks for large pages, newest events first:
 * if the reading ends early, it has the most useful events.
 * Source: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits
 */
import { XtapError } from '../model/errors.ts';
import type { GraphRequest } from '../model/graphPort.ts';
import type { TenantId } from '../model/tenantId.ts';
import { parseTenantId } from '../model/tenantId.ts';
import type { Clock } from '../platform/clock.ts';
import { type DirectoryAudit, decode, directoryAudit } from './codecs.ts';
import { eachPage, type Page } from './pages.ts';
import { createRateLimit } from './rateLimit.ts';
import type { ReadContext } from './readGraph.ts';

export interface AuditEvent {
  /** ISO date and time. */
  readonly at: string;
  readonly activity: string;
  readonly category: string;
  /** The name of a user, else of an application; undefined if the log names neither. Third-party text. */
  readonly who?: string;
  readonly application?: string;
  /** The request was sent by xtap, as its User-Agent says: an apply or a correction. */
  readonly byXtap?: true;
  /** Every GUID in the event's targets, the partner's tenant among them. */
  readonly mentions: ReadonlySet<TenantId>;
  /** The tenant of the partner that the event changed, if the log names it as such. */
  readonly partner?: TenantId;
}

export interface AuditReading {
  /** Oldest first. */
  readonly events: readonly AuditEvent[];
  /** The error that ended the reading early. */
  readonly problem?: unknown;
  /** After an early end: from this time on (milliseconds) every event was read. Undefined if there is no such time. */
  readonly readSince?: number;
}

export interface AuditReadOptions extends Pick<Clock, 'monotonicNow'> {
  /** Called after each page. */
  readonly onPage?: (read: { readonly pages: number; readonly events: number }) => void;
}

const auditCategories = ['CrossTenantAccessSettings', 'CrossTenantIdentitySyncSettings'] as const;

/** The reference does not give a maximum for `$top`; other lists of Graph accept 999. */
const largePages = { $top: '999', $orderby: 'activityDateTime desc' };

export interface TimeSpan {
  readonly since: Date;
  readonly until: Date;
}

/** All readable events of a time span. Never throws: an error that ends the reading early is its `problem`. */
export async function readAuditEvents(
  context: ReadContext,
  span: TimeSpan,
  options: AuditReadOptions,
): Promise<AuditReading> {
  const reading = await readLists(context, { span, categories: auditCategories }, options);
  // Microsoft does not document the filter on the category. Without it, xtap reads all events and chooses.
  const isRefused = reading.events.length === 0 && isBadRequest(reading.problem);
  return isRefused ? readLists(context, { span, categories: [undefined] }, options) : reading;
}

async function readLists(
  context: ReadContext,
  { span, categories }: { readonly span: TimeSpan; readonly categories: readonly (string | undefined)[] },
  { monotonicNow, onPage }: AuditReadOptions,
): Promise<AuditReading> {
  const limit = createRateLimit(5, 10_000, { monotonicNow, sleep: context.sleep });
  const pace = async (): Promise<void> => {
    await limit.wait(context.signal);
    limit.count();
  };
  const lists = categories.map((category) => createList(categoryPages(context, { category, span, pace })));
  const read: AuditEvent[] = [];
  const until = span.until.getTime();
  const events = (): readonly AuditEvent[] =>
    read.filter(({ at }) => Date.parse(at) <= until).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  try {
    // Read the categories in turn, so that a long list of one does not use up the time of the other.
    for (let pages = 1, open = lists; open.length > 0; open = open.filter((list) => !list.isComplete())) {
      for (const list of open) {
        for (const event of await list.next()) read.push(event);
        onPage?.({ pages, events: read.length });
        pages += 1;
      }
    }
    return { events: events() };
  } catch (problem) {
    const readSince = Math.max(...lists.map((list) => list.readSince()));
    return { events: events(), problem, ...(readSince < Number.POSITIVE_INFINITY ? { readSince } : {}) };
  }
}

function isBadRequest(error: unknown): boolean {
  return error instanceof XtapError && error.details.httpStatus === 400;
}

interface CategoryList {
  /** The events of the next page. */
  readonly next: () => Promise<readonly AuditEvent[]>;
  readonly isComplete: () => boolean;
  /** The time from which on every event was read: Infinity if there is no such time. */
  readonly readSince: () => number;
}

function createList(pages: AsyncGenerator<Page, void, void>): CategoryList {
  let oldest = Number.POSITIVE_INFINITY;
  let isNewestFirst = true;
  let isComplete = false;
  const next = async (): Promise<readonly AuditEvent[]> => {
    const { value: page } = await pages.next();
    isComplete = page?.hasNext !== true;
    return (page?.items ?? []).flatMap((item) => {
      const decoded = decode(directoryAudit, item);
      // Skip an unreadable event: it explains nothing, and must not fail the run.
      if ('complaint' in decoded) return [];
      const at = Date.parse(decoded.value.activityDateTime);
      isNewestFirst &&= at <= oldest;
      oldest = at;
      return eventOf(decoded.value) ?? [];
    });
  };
  return {
    next,
    isComplete: () => isComplete,
    readSince: () => {
      if (isComplete) return Number.NEGATIVE_INFINITY;
      return isNewestFirst ? oldest : Number.POSITIVE_INFINITY;
    },
  };
}

/** The pages of one category, or of all. If Graph refuses the page size and the order (400), xtap asks without them. */
async function* categoryPages(
  context: ReadContext,
  {
    category,
    span,
    pace,
  }: { readonly category: string | undefined; readonly span: TimeSpan; readonly pace: () => Promise<void> },
): AsyncGenerator<Page, void, void> {
  const inCategory = category === undefined ? '' : `category eq '${category}' and `;
  const $filter = `${inCategory}activityDateTime ge ${span.since.toISOString()}`;
  const pagesWith = (query: NonNullable<GraphRequest['query']>): AsyncGenerator<Page, void, void> => {
    return eachPage(context, { method: 'GET', path: '/auditLogs/directoryAudits', query }, { beforePage: pace });
  };
  let hasPage = false;
  try {
    const until = `activityDateTime le ${span.until.toISOString()}`;
    for await (const page of pagesWith({ $filter: `${$filter} and ${until}`, ...largePages })) {
      hasPage = true;
      yield page;
    }
  } catch (error) {
    if (hasPage || !isBadRequest(error)) throw error;
    yield* pagesWith({ $filter });
  }
}

/** Undefined for an event of another category, and for a failed attempt, which changed nothing. */
function eventOf(item: DirectoryAudit): AuditEvent | undefined {
  const { activityDateTime, activityDisplayName, category, result, initiatedBy, targetResources, additionalDetails } =
    item;
  const isOurs = auditCategories.some((each) => each === category);
  if (result === 'failure' || !isOurs) return undefined;
  const { user, app } = initiatedBy ?? {};
  const application = firstText(app, ['displayName', 'appId', 'servicePrincipalId']);
  const partner = partnerOf(targetResources ?? []);
  const who = firstText(user, ['userPrincipalName', 'displayName', 'id']) ?? application;
  return {
    at: activityDateTime,
    activity: activityDisplayName ?? '',
    category: category ?? '',
    ...(who !== undefined && { who }),
    ...(application !== undefined && { application }),
    ...(isFromXtap(additionalDetails) && { byXtap: true }),
    mentions: guidsIn(JSON.stringify(targetResources ?? [])),
    ...(partner !== undefined && { partner }),
  };
}

/** `modifiedProperties` names the partner as `tenantId`; its values are JSON texts. */
function partnerOf(targetResources: readonly unknown[]): TenantId | undefined {
  const [target] = targetResources;
  const { modifiedProperties = [] } = Object(target) as { readonly modifiedProperties?: unknown };
  const properties: readonly unknown[] = Array.isArray(modifiedProperties) ? modifiedProperties : [];
  const named = properties.filter((property) => Reflect.get(Object(property), 'displayName') === 'tenantId');
  const [partner] = guidsIn(JSON.stringify(named));
  return partner;
}

/** The log keeps the User-Agent of the request among its details. Anybody can send it, so it only folds events. */
function isFromXtap(details: unknown): boolean {
  return (
    Array.isArray(details) &&
    details.some(({ key, value }: { key?: unknown; value?: unknown } = {}) => {
      return key === 'User-Agent' && typeof value === 'string' && value.startsWith('xtap/');
    })
  );
}

function firstText(actor: Readonly<Record<string, unknown>> | null | undefined, names: readonly string[]) {
  return names.map((name) => actor?.[name]).find((value): value is string => typeof value === 'string' && value !== '');
}

function guidsIn(text: string): ReadonlySet<TenantId> {
  const guids = text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  return new Set(guids.map(parseTenantId).filter((id): id is TenantId => id !== undefined));
}
