import type { AttributionReading } from '../../model/attribution.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { formatNumber } from '../text/amounts.ts';
import { markdownText } from '../text/escape.ts';
import { eventTime, newestEvents, unreadSentence } from './attributionWording.ts';

/** The newest events as a table, for the drift issue. Empty if there are no events and the whole log was read. */
export function renderAttributionMarkdown({ attributions, notRead }: AttributionReading, names: NameLookup): string {
  const { events, older, onlyXtap } = newestEvents(attributions, names);
  if (events.length === 0 && onlyXtap === undefined && notRead === undefined) return '';
  const rows = events.map((event) => {
    const { subject, activity, who = 'unknown', application = '', more } = event;
    const cells = [eventTime(event), subject, more === '' ? activity : `${activity} (${more})`, who, application];
    return `| ${cells.map((cell) => (cell === '' ? '' : markdownText(cell))).join(' | ')} |`;
  });
  const table = ['| When | What | Activity | Who | Through |', '|---|---|---|---|---|', ...rows, ''];
  return [
    '### Who changed it',
    '',
    ...(rows.length > 0 ? table : []),
    ...(older > 0 ? [`${formatNumber(older)} older events are left out here.`, ''] : []),
    ...(onlyXtap === undefined ? [] : [markdownText(onlyXtap), '']),
    ...(notRead ? [unreadSentence(notRead), ''] : []),
  ].join('\n');
}
