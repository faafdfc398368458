import type { AttributionReading } from '../../model/attribution.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { count } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { eventTime, eventWords, newestEvents, unreadSentence } from './attributionWording.ts';

export interface AttributionTextOptions {
  readonly names: NameLookup;
  readonly width: number;
}

/**
 * One line for each subject, the newest first, then the unread part of the log. Empty if there are no events and the
 * whole log was read.
 */
export function renderAttributionText(
  { attributions, notRead }: AttributionReading,
  { names, width }: AttributionTextOptions,
): string {
  const { events, older, onlyXtap } = newestEvents(attributions, names);
  const rows = events.flatMap((event) => {
    const rest = event.more === '' ? '' : ` (${event.more})`;
    const line = terminalText(`${event.subject}: ${eventWords(event)}, ${eventTime(event)}${rest}`);
    return wrapText(line, width, { first: '  ', rest: '      ' });
  });
  const folded = [
    ...(older > 0 ? [`and ${count(older, 'other')}`] : []),
    ...(onlyXtap === undefined ? [] : [onlyXtap]),
  ];
  const list = [
    ...rows,
    ...folded.flatMap((text) => wrapText(terminalText(text), width, { first: '  ', rest: '      ' })),
  ];
  const lines = [
    ...(list.length > 0 ? ['Who changed it, according to the audit log:', ...list] : []),
    ...(notRead ? wrapText(unreadSentence(notRead), width, { first: '', rest: '  ' }) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
