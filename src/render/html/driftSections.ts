/* Sections that drift adds to the page of its plan: events of the audit log, and the report of a correction. */

import type { AttributionReading } from '../../model/attribution.ts';
import type { ApplyReport } from '../../model/report.ts';
import { eventWords, summarizeAttribution, unreadSentence } from '../attribution/attributionWording.ts';
import { sortedNames } from '../plan/changeGroups.ts';
import {
  correctionTitle,
  groupOutcomes,
  groupSubject,
  type NameLookup,
  nextSteps,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
} from '../report/reportWording.ts';
import { formatNumber } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, listHtml, nameHtml, sentenceHtml } from './markup.ts';

/** Empty if there are no events and the whole log was read. */
export function attributionSection({ attributions, notRead }: AttributionReading, names: NameLookup): string {
  const { lines, older, onlyXtap } = summarizeAttribution(attributions, names, nameHtml);
  const items = [
    ...lines.map(({ subject, members, event, time, more }) => {
      const of = members === undefined ? '' : `: ${members.join(', ')}`;
      return `${codeHtml(time)} <b>${subject}</b>: ${htmlText(eventWords(event))}${more}${of}`;
    }),
    ...(older > 0 ? [`and ${formatNumber(older)} older`] : []),
    ...(onlyXtap === undefined ? [] : [onlyXtap]),
  ];
  const unread = notRead ? [`<p>${htmlText(unreadSentence(notRead))}</p>`] : [];
  if (items.length === 0 && unread.length === 0) return '';
  return section('who', 'Who changed it', [listHtml(items), ...unread].join('\n'));
}

export function correctionSection(report: ApplyReport, scope: ReportScope): string {
  const outcomes = groupOutcomes(report.outcomes, scope).map((group) => {
    const { status, method, error } = group.change;
    const why = error === undefined ? '' : `: ${htmlText(error)}`;
    const members = group.changes.length === 1 ? '' : ` (${sortedNames(group.changes).map(nameHtml).join(', ')})`;
    return `${statusWords[status]}: ${method} <b>${nameHtml(groupSubject(group, scope.names))}</b>${members}${why}`;
  });
  const body = [
    `<p>${htmlText(reportHeadline(report, scope))} ${htmlText(reportCounts(report))}.</p>`,
    listHtml([...outcomes, ...nextSteps(report).map(sentenceHtml)]),
  ];
  return section('correction', correctionTitle, body.join('\n'));
}

function section(id: string, title: string, body: string): string {
  return `<section aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${body}\n</section>`;
}
