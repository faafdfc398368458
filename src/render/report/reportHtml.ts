import { type ApplyReport, isDone, type RequestOutcome } from '../../model/report.ts';
import { sentenceHtml } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { htmlText } from '../text/escape.ts';
import {
  additionStatus,
  callCounts,
  describeAddition,
  type NameLookup,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
  worstFirst,
} from './reportWording.ts';

/** The report of an apply as one self-contained page. */
export function renderReportHtml(report: ApplyReport, scope: ReportScope): string {
  const { names } = scope;
  const steps = nextSteps(report).map((step) => `<li>${sentenceHtml(step)}</li>`);
  const rows = worstFirst(report.outcomes).map((outcome) => row(outcome, names));
  const notShown = report.notShown.map((part) => {
    const subject = htmlText(subjectOf(part, names));
    return `<tr><td class="bad">${notShownWords(report).status}</td><td>${subject}</td><td>${htmlText(part.setting)}</td></tr>`;
  });
  const added = (report.added ?? []).map((addition) => {
    const subject = htmlText(subjectOf(addition, names));
    return `<tr><td>${additionStatus}</td><td>${subject}</td><td>${htmlText(describeAddition(addition))}</td></tr>`;
  });
  return page(
    'xtap apply',
    [
      `<p class="${report.converged ? 'good' : 'bad'}">${htmlText(reportHeadline(report, scope))}</p>`,
      `<p>${htmlText(reportCounts(report))}. Calls: ${htmlText(callCounts(report))}.</p>`,
      ...(steps.length > 0 ? [`<ul>${steps.join('')}</ul>`] : []),
      '<table>',
      '<thead><tr><th scope="col">Outcome</th><th scope="col">Operation</th><th scope="col">Answer</th></tr></thead>',
      `<tbody>\n${[...rows, ...notShown, ...added].join('\n')}\n</tbody>`,
      '</table>',
      `<p>Digest <code>${htmlText(report.planDigest)}</code></p>`,
    ].join('\n'),
  );
}

function row(outcome: RequestOutcome, names: NameLookup): string {
  const answer = [
    outcome.httpStatus === undefined ? '' : String(outcome.httpStatus),
    outcome.error === undefined ? '' : htmlText(outcome.error),
    outcome.requestId === undefined ? '' : `request-id <code>${htmlText(outcome.requestId)}</code>`,
  ];
  const status = `<td class="${isDone(outcome) ? 'good' : 'bad'}">${statusWords[outcome.status]}</td>`;
  const operation = `${outcome.method} <strong>${htmlText(subjectOf(outcome, names))}</strong><br><code>${htmlText(outcome.url)}</code>`;
  return `<tr>${status}<td>${operation}</td><td>${answer.filter(Boolean).join('<br>')}</td></tr>`;
}
