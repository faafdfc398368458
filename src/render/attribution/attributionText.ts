import type { AttributionReading } from '../../model/attribution.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { attributedSubject, unreadSentence } from './attributionWording.ts';

export interface AttributionTextOptions {
  readonly names: NameLookup;
  readonly width: number;
}

/** One line per event, then the unread part of the log. Empty if there are no events and the whole log was read. */
export function renderAttributionText(
  { attributions, notRead }: AttributionReading,
  { names, width }: AttributionTextOptions,
): string {
  const events = attributions.flatMap((attribution) => {
    const subject = attributedSubject(attribution, names);
    return attribution.events.map(({ at, activity, who = 'unknown', application }) => {
      const through = application === undefined || application === who ? '' : ` through ${application}`;
      const event = terminalText(`${subject}: ${activity}, by ${who}${through}, ${at}`);
      return wrapText(event, width, { first: '  ', rest: '      ' });
    });
  });
  const lines = [
    ...(events.length > 0 ? ['Who changed it, according to the audit log:', ...events.flat()] : []),
    ...(notRead ? wrapText(unreadSentence(notRead), width, { first: '', rest: '  ' }) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
