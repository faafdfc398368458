import type { CheckResult } from '../../check/runRules.ts';
import { codeHtml, listHtml, nameHtml, pathHtml, sentenceHtml } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { declaredAt } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import {
  type CheckReportView,
  checkHeadline,
  checkNotes,
  evidenceWords,
  type FindingsView,
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

/** More subjects of one rule are counted instead of listed. */
const maxSubjects = 50;

/** The findings as a section of another page; empty if there is nothing to show. `of`: what was checked. */
export function findingsSection(view: FindingsView | undefined, of: string): string {
  if (!view || view.results.length === 0) return '';
  const groups = byRule(view.results.filter(({ result }) => result === 'fail'));
  const waived = view.results.flatMap(({ subject, waiver }) => (waiver ? [{ subject, waiver }] : []));
  const rules = groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const where = group.length === 1 ? subjectWords(first.subject) : count(group.length, 'subject');
    const summary = `${first.severity} ${codeHtml(first.rule.id)} ${sentenceHtml(first.rule.title)} (${nameHtml(where)})`;
    return [`<details><summary>${summary}</summary>`, ...ruleParts(group, view), '</details>'];
  });
  return `<section aria-labelledby="findings-title" class="findings">
<h2 id="findings-title">Findings</h2>
<p>What the rules of the pack <code>xtap</code> say about ${of}. <code>xtap check</code> has all formats.</p>
${[...rules, ...waiverSection('Waived findings', waived, 'h3')].join('\n')}
</section>`;
}

function waiverSection(
  title: string,
  waivers: CheckReportView['newWaivers'],
  heading: 'h2' | 'h3' = 'h2',
): readonly string[] {
  if (waivers.length === 0) return [];
  return [`<${heading}>${title}</${heading}>`, listHtml(waivers.map((placed) => htmlText(waiverWords(placed))))];
}

function ruleSection(group: readonly CheckResult[], view: FindingsView): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule, severity } = first;
  return [
    '<section class="findings">',
    `<h2>${severity} ${codeHtml(rule.id)} ${sentenceHtml(rule.title)}</h2>`,
    ...ruleParts(group, view),
    '</section>',
  ];
}

function ruleParts(group: readonly CheckResult[], { today, names }: FindingsView): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule } = first;
  const more = group.length - maxSubjects;
  const lines = remedyLines(group, today);
  const source = rule.source === undefined ? '' : ` <a href="${htmlText(rule.source)}">Source</a>`;
  return [
    `<p>${sentenceHtml(rule.because)}${source}</p>`,
    `<p>To do: ${sentenceHtml(rule.remedy.text)}</p>`,
    ...(lines.length === 0 ? [] : [`<pre>${lines.map(htmlText).join('\n')}</pre>`]),
    '<table>',
    '<thead><tr><th scope="col">Where</th><th scope="col">What decides</th></tr></thead>',
    `<tbody>\n${group
      .slice(0, maxSubjects)
      .map((each) => row(each, names))
      .join('\n')}\n</tbody>`,
    '</table>',
    ...(more > 0 ? [`<p>${count(more, 'more subject')}: the JSON of <code>xtap check</code> has them.</p>`] : []),
  ];
}

function row({ subject, position, evidence }: CheckResult, names: CheckReportView['names']): string {
  const id = subject.name !== undefined && subject.tenantId ? `<br>${codeHtml(subject.tenantId)}` : '';
  const place = position ? `<br>${codeHtml(declaredAt(position))}` : '';
  const values = evidence.map((each) => {
    const words = htmlText(`${evidenceWords(each, names)}${sourceWords(each, subject)}`);
    return `${pathHtml(each.setting)} ${words}`;
  });
  return `<tr><td>${nameHtml(subjectWords(subject))}${id}${place}</td><td>${values.join('<br>')}</td></tr>`;
}
