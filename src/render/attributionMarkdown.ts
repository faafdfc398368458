import type { TenantId } from '../model/tenantId.ts';
import type { Attribution } from './attributionText.ts';
import { markdownText } from './escape.ts';
import { formatNumber } from './wording.ts';

/** A busy week of one tenant must not push the plan out of an issue. */
const shownEvents = 50;

/** Who changed what, for the issue that drift opens: the newest events, as a table; empty where nothing is known. */
export function renderAttributionMarkdown(
  attributions: readonly Attribution[],
  names: (tenantId: TenantId) => string | undefined,
): string {
  const events = attributions
    .flatMap(({ tenantId, resource, events: own }) => {
      const subject = tenantId === undefined ? `the ${resource ?? 'policy'}` : (names(tenantId) ?? tenantId);
      return own.map((event) => ({ subject, ...event }));
    })
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  if (events.length === 0) return '';
  const rows = events.slice(0, shownEvents).map(({ at, subject, activity, who = 'unknown', application = '' }) => {
    const cells = [at, subject, activity, who, application];
    return `| ${cells.map((cell) => (cell === '' ? '' : markdownText(cell))).join(' | ')} |`;
  });
  const more = events.length - rows.length;
  return [
    '### Who changed it',
    '',
    '| When | What | Activity | Who | Through |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...(more > 0 ? [`${formatNumber(more)} older events are left out here.`, ''] : []),
  ].join('\n');
}
