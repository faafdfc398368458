import type { AttributionReading } from '../../model/attribution.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { formatNumber } from '../text/amounts.ts';
import { shortName } from '../text/markdown.ts';
import { eventWords, summarizeAttribution, unreadSentence } from './attributionWording.ts';

/** The newest events as a list, for the drift issue. Empty if there are no events and the whole log was read. */
export function renderAttributionMarkdown({ attributions, notRead }: AttributionReading, names: NameLookup): string {
  const { lines, older, onlyXtap } = summarizeAttribution(attributions, names, shortName);
  const items = [
    ...lines.map(({ subject, members, event, time, more }) => {
      const of = members === undefined ? '' : `: ${members.join(', ')}`;
      return `- **${subject}**: ${eventWords(event, shortName)}, ${time}${more}${of}`;
    }),
    ...(older > 0 ? [`- and ${formatNumber(older)} older`] : []),
    ...(onlyXtap === undefined ? [] : [`- ${onlyXtap}`]),
  ];
  const unread = notRead ? [unreadSentence(notRead), ''] : [];
  if (items.length === 0 && unread.length === 0) return '';
  return ['### Who changed it', '', ...(items.length === 0 ? [] : [...items, '']), ...unread].join('\n');
}
