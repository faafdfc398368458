import type { CheckResult } from '../../check/runRules.ts';
import { codeHtml, listHtml, nameHtml, sentenceHtml } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { declaredAt } from '../plan/planWording.ts';
import { htmlText } from '../text/escape.ts';
import {
  type CheckReportView,
  checkHeadline,
  checkNotes,
  evidenceWords,
  remedyLines,
  sourceWords,
  subjectWords,
  waiverWords,
} from './checkWording.ts';
import { byRule } from './resultGroups.ts';

/** The results of `check` as one self-contained page. */
export function renderCheckHtml(report: CheckReportView): string {
  const failed = report.results.filter(({ result }) => result === 'fail');
  const waived = report.results.flatMap(({ subject, waiver }) => (waiver ? [{ subject, waiver }] : []));
  const advice = checkNotes(report);
  const headline = `<p class="${failed.length === 0 ? 'good' : 'bad'}">${htmlText(checkHeadline(report))}</p>`;
  return page(
    'xtap check',
    [
      headline,
      ...(advice === '' ? [] : [`<p>${htmlText(advice)}</p>`]),
      ...waiverSection('New waivers', report.newWaivers),
      ...byRule(failed).flatMap((group) => ruleSection(group, report)),
      ...waiverSection('Waived findings', waived),
    ].join('\n'),
  );
}

function waiverSection(title: string, waivers: CheckReportView['newWaivers']): readonly string[] {
  if (waivers.length === 0) return [];
  return [`<h2>${title}</h2>`, listHtml(waivers.map((placed) => htmlText(waiverWords(placed))))];
}

function ruleSection(group: readonly CheckResult[], { today, names }: CheckReportView): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule, severity } = first;
  const lines = remedyLines(group, today);
  const source = rule.source === undefined ? '' : ` <a href="${htmlText(rule.source)}">Source</a>`;
  return [
    `<h2>${severity} ${codeHtml(rule.id)} ${sentenceHtml(rule.title)}</h2>`,
    `<p>${sentenceHtml(rule.because)}${source}</p>`,
    `<p>To do: ${sentenceHtml(rule.remedy.text)}</p>`,
    ...(lines.length === 0 ? [] : [`<pre>${lines.map(htmlText).join('\n')}</pre>`]),
    '<table>',
    '<thead><tr><th scope="col">Where</th><th scope="col">What decides</th></tr></thead>',
    `<tbody>\n${group.map((each) => row(each, names)).join('\n')}\n</tbody>`,
    '</table>',
  ];
}

function row({ subject, position, evidence }: CheckResult, names: CheckReportView['names']): string {
  const id = subject.name !== undefined && subject.tenantId ? `<br>${codeHtml(subject.tenantId)}` : '';
  const place = position ? `<br>${codeHtml(declaredAt(position))}` : '';
  const values = evidence.map((each) => {
    const words = htmlText(`${evidenceWords(each, names)}${sourceWords(each, subject)}`);
    return `${codeHtml(each.setting)} ${words}`;
  });
  return `<tr><td>${nameHtml(subjectWords(subject))}${id}${place}</td><td>${values.join('<br>')}</td></tr>`;
}
