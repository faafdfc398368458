import type { Plan } from '../../model/plan.ts';
import { type ApplyReport, isDone } from '../../model/report.ts';
import { changeCards } from '../html/changeCards.ts';
import { nameHtml, sentenceHtml } from '../html/markup.ts';
import { document, page } from '../html/page.ts';
import { planStyle, planStyleHash } from '../html/planStyle.ts';
import { type GroupBy, sortedNames } from '../plan/changeGroups.ts';
import { pastVerb } from '../plan/planWording.ts';
import { htmlText } from '../text/escape.ts';
import { endingHtml, endingOfReport } from './applyEnding.ts';
import {
  additionStatus,
  callCounts,
  describeAddition,
  groupOutcomes,
  groupSubject,
  movedTitle,
  type NameLookup,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
} from './reportWording.ts';

/** The report of an apply as one self-contained page. */
export function renderReportHtml(report: ApplyReport, scope: ReportScope): string {
  const digest = `<p>Digest <code>${htmlText(report.planDigest)}</code></p>`;
  if (scope.moved) return stalePage([...staleParts(report, scope.moved, scope.groupBy), digest]);
  const steps = nextSteps(report).map((step) => `<li>${sentenceHtml(step)}</li>`);
  const parts = [
    `<p class="${report.converged ? 'good' : 'bad'}">${htmlText(reportHeadline(report, scope))}</p>`,
    `<p>${htmlText(reportCounts(report))}. Calls: ${htmlText(callCounts(report))}.</p>`,
    ...(steps.length > 0 ? [`<ul>${steps.join('')}</ul>`] : []),
    outcomeTable(report, scope),
    digest,
  ];
  return page(title, parts.join('\n'));
}

const title = 'xtap apply';

/** What changed in the tenant since the plan was made, as the cards of a plan. */
function staleParts(report: ApplyReport, moved: Plan, groupBy: GroupBy | undefined): readonly string[] {
  return [endingHtml(endingOfReport(report)), `<h2>${movedTitle}</h2>`, changeCards(moved, groupBy, pastVerb)];
}

/** With the style of a plan, which the cards need. */
function stalePage(parts: readonly string[]): string {
  const main = `<main>\n<h1>${title}</h1>\n${parts.join('\n')}\n</main>`;
  return document(title, main, { style: planStyle, styleHash: planStyleHash });
}

function outcomeTable(report: ApplyReport, scope: ReportScope): string {
  const { names } = scope;
  const rows = groupOutcomes(report.outcomes, scope).map((group) => row(group, names));
  const notShown = report.notShown.map((part) => {
    const subject = htmlText(subjectOf(part, names));
    return `<tr><td class="bad">${notShownWords(report).status}</td><td>${subject}</td><td>${htmlText(part.setting)}</td></tr>`;
  });
  const added = (report.added ?? []).map((addition) => {
    const subject = htmlText(subjectOf(addition, names));
    return `<tr><td>${additionStatus}</td><td>${subject}</td><td>${htmlText(describeAddition(addition))}</td></tr>`;
  });
  return [
    '<table>',
    '<thead><tr><th scope="col">Outcome</th><th scope="col">Operation</th><th scope="col">Answer</th></tr></thead>',
    `<tbody>\n${[...rows, ...notShown, ...added].join('\n')}\n</tbody>`,
    '</table>',
  ].join('\n');
}

function row(group: ReturnType<typeof groupOutcomes>[number], names: NameLookup): string {
  const { change: outcome, changes } = group;
  const isGroup = changes.length > 1;
  const answer = [
    outcome.httpStatus === undefined ? '' : String(outcome.httpStatus),
    outcome.error === undefined ? '' : htmlText(outcome.error),
    isGroup || outcome.requestId === undefined ? '' : `request-id <code>${htmlText(outcome.requestId)}</code>`,
  ];
  const status = `<td class="${isDone(outcome) ? 'good' : 'bad'}">${statusWords[outcome.status]}</td>`;
  const where = isGroup ? sortedNames(changes).map(nameHtml).join(', ') : `<code>${htmlText(outcome.url)}</code>`;
  const operation = `${outcome.method} <strong>${htmlText(groupSubject(group, names))}</strong><br>${where}`;
  return `<tr>${status}<td>${operation}</td><td>${answer.filter(Boolean).join('<br>')}</td></tr>`;
}
