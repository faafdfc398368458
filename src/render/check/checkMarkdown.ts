/*
 * The results of `check` for a pull request: headline, new waivers, findings in a table, then details that fold. To fit
 * the limit, waivers and subjects of a rule are left out one by one, and counted.
 */
import type { CheckResult } from '../../check/runRules.ts';
import type { PlacedWaiver } from '../../check/waivers.ts';
import { declaredAt } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import { markdownCode, markdownText } from '../text/escape.ts';
import { fitLimit } from '../text/fitLimit.ts';
import { codeBlock, moreItem, shortName } from '../text/markdown.ts';
import {
  type CheckReportView,
  checkHeadline,
  checkNotes,
  evidenceWords,
  refusedWaiverNote,
  remedyLines,
  sentenceMarkdown,
  sourceWords,
  subjectWords,
  waiverWords,
} from './checkWording.ts';
import { byRule } from './resultGroups.ts';

/** More rows than this do not help a reader. */
const maxGrains = 200;

const signs = { error: '❌', warning: '⚠️', note: 'ℹ️' } as const;

export function renderCheckMarkdown(report: CheckReportView, limit: number): string {
  return fitLimit((grains) => renderWith(report, grains), maxGrains, limit);
}

/** `grains`: the number of waivers in each list, and of subjects over all rules. */
function renderWith(report: CheckReportView, grains: number): string {
  const failed = report.results.filter(({ result }) => result === 'fail');
  const advice = checkNotes(report);
  return [
    '## xtap check',
    '',
    `**${checkHeadline(report)}**`,
    ...(advice === '' ? [] : ['', advice]),
    ...newWaiverLines(report, grains),
    ...findingLines(byRule(failed), { report, grains }),
    ...waivedLines(report.results, grains),
    '',
  ].join('\n');
}

function newWaiverLines({ newWaivers }: CheckReportView, grains: number): readonly string[] {
  if (newWaivers.length === 0) return [];
  return ['', '### New waivers', '', ...waiverItems(newWaivers, grains)];
}

function waivedLines(results: readonly CheckResult[], grains: number): readonly string[] {
  const waived = results.flatMap(({ subject, waiver }) => (waiver ? [{ subject, waiver }] : []));
  if (waived.length === 0) return [];
  const summary = `<details><summary>${count(waived.length, 'finding')} waived</summary>`;
  return ['', summary, '', ...waiverItems(waived, grains), '', '</details>'];
}

function waiverItems(waivers: readonly PlacedWaiver[], grains: number): readonly string[] {
  const items = waivers.slice(0, grains).map((placed) => `- ${markdownText(waiverWords(placed))}`);
  return [...items, ...moreItem(waivers.length, grains)];
}

interface Detail {
  readonly report: CheckReportView;
  readonly grains: number;
}

function findingLines(groups: readonly (readonly CheckResult[])[], { report, grains }: Detail): readonly string[] {
  if (groups.length === 0) return [];
  const share = Math.max(1, Math.floor(grains / groups.length));
  const rows = groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const more = group.length - share;
    const names = group.slice(0, share).map(({ subject }) => shortName(subjectWords(subject)));
    const subjects = [...names, ...(more > 0 ? [`and ${count(more, 'more', 'more')}`] : [])].join(', ');
    return [
      `| ${signs[first.severity]} ${first.severity} | ${markdownCode(first.rule.id)} | ${sentenceMarkdown(first.rule.title)} | ${subjects} |`,
    ];
  });
  return [
    '',
    '| level | rule | finding | where |',
    '|---|---|---|---|',
    ...rows,
    ...groups.flatMap((group) => detailLines(group.slice(0, share), report)),
  ];
}

function detailLines(group: readonly CheckResult[], { today, names }: CheckReportView): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule } = first;
  const source = rule.source === undefined ? [] : ['', `Source: <${rule.source}>`];
  const lines = remedyLines(group, today);
  return [
    '',
    `<details><summary>${markdownCode(rule.id)} ${markdownText(rule.title)}</summary>`,
    '',
    `Why: ${sentenceMarkdown(rule.because)}`,
    '',
    `To do: ${sentenceMarkdown(rule.remedy.text)}`,
    ...(lines.length === 0 ? [] : ['', codeBlock(lines.join('\n'), 'yaml').trimEnd()]),
    '',
    ...group.flatMap((each) => subjectLines(each, names)),
    ...source,
    '',
    '</details>',
  ];
}

function subjectLines(
  { subject, position, evidence, refusedWaiver }: CheckResult,
  names: CheckReportView['names'],
): readonly string[] {
  const place = position ? ` ${markdownCode(declaredAt(position))}` : '';
  const id = subject.name !== undefined && subject.tenantId ? ` ${markdownCode(subject.tenantId)}` : '';
  return [
    `- ${shortName(subjectWords(subject))}${id}${place}`,
    ...evidence.map((each) => {
      const words = `${evidenceWords(each, names)}${sourceWords(each, subject)}`;
      return `  - ${markdownCode(each.setting)}: ${markdownText(words)}`;
    }),
    ...(refusedWaiver ? [`  - ${sentenceMarkdown(refusedWaiverNote)}`] : []),
  ];
}
