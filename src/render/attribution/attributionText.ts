import type { AttributionReading } from '../../model/attribution.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { count } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapText } from '../text/wrapText.ts';
import { type AttributionLine, eventWords, summarizeAttribution, unreadSentence } from './attributionWording.ts';

export interface AttributionTextOptions {
  readonly names: NameLookup;
  readonly width: number;
}

/** The newest events, then the unread part of the log. Empty if there are no events and the whole log was read. */
export function renderAttributionText(
  { attributions, notRead }: AttributionReading,
  { names, width }: AttributionTextOptions,
): string {
  const { lines, older, onlyXtap } = summarizeAttribution(attributions, names);
  const wrapped = (text: string): readonly string[] =>
    wrapText(terminalText(text), width, { first: '  ', rest: '      ' });
  const rowsOf = ({ subject, members = [], event, time, more }: AttributionLine): readonly string[] => [
    ...wrapped(`${subject}: ${eventWords(event)}, ${time}${more}`),
    ...(members.length === 0 ? [] : nameRows(members, { max: members.length, width, indent: 6 })),
  ];
  const list = [
    ...lines.flatMap(rowsOf),
    ...(older > 0 ? [`  and ${count(older, 'other')}`] : []),
    ...(onlyXtap === undefined ? [] : wrapped(onlyXtap)),
  ];
  const all = [
    ...(list.length > 0 ? ['Who changed it, according to the audit log:', ...list] : []),
    ...(notRead ? wrapText(unreadSentence(notRead), width, { first: '', rest: '  ' }) : []),
  ];
  return all.map((line) => `${line}\n`).join('');
}
