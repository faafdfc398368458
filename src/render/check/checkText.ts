/* The results of `check` for a terminal: findings by rule, with what decides them and what to do. */
import picocolors from 'picocolors';
import type { CheckResult } from '../../check/runRules.ts';
import type { PlacedWaiver } from '../../check/waivers.ts';
import { declaredAt } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import type { TextPage } from '../text/colors.ts';
import { displayWidth, padTo, shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import {
  type CheckReportView,
  checkHeadline,
  checkNotes,
  evidenceWords,
  refusedWaiverNote,
  remedyLines,
  sourceWords,
  subjectWords,
  waiverWords,
} from './checkWording.ts';
import { byRule } from './resultGroups.ts';

export interface CheckTextOptions {
  readonly color: boolean;
  readonly width: number;
  /** Only the headline. */
  readonly brief?: boolean;
}

/** More subjects of one rule are counted instead of listed. */
const maxSubjects = 20;
const indents = { first: '', rest: '  ' };
const remedyIndent = ' '.repeat(4);

export function renderCheckText(report: CheckReportView, { color, width, brief = false }: CheckTextOptions): string {
  const colors = picocolors.createColors(color);
  const packs = report.packs.map(({ name, version }) => `${terminalText(name)} ${version}`).join(', ');
  const state = report.isLive ? 'after apply' : 'as declared; no live state was read';
  const head = [...wrapWords([`${terminalText(report.label)} `, `${state} `, `packs: ${packs}`], width, indents), ''];
  const failed = report.results.filter(({ result }) => result === 'fail');
  const groups = byRule(failed).flatMap((group) => [
    ...groupLines(group, { colors, width, today: report.today, names: report.names }),
    '',
  ]);
  const advice = checkNotes(report);
  return [
    ...(brief
      ? []
      : [
          ...head,
          ...waiverLines('New waivers', report.newWaivers, width),
          ...groups,
          ...waivedLines(report.results, width),
        ]),
    ...wrapWords(checkHeadline(report).split(/(?<=[.,]) /), width, indents).map(colors.bold),
    ...(advice === '' || brief ? [] : wrapText(advice, width, { first: '', rest: '' })),
    '',
  ].join('\n');
}

function waiverLines(title: string, waivers: readonly PlacedWaiver[], width: number): readonly string[] {
  if (waivers.length === 0) return [];
  const lines = waivers.flatMap((each) =>
    wrapText(terminalText(waiverWords(each)), width, { first: '  ', rest: '    ' }),
  );
  return [`${title}:`, ...lines, ''];
}

function waivedLines(results: readonly CheckResult[], width: number): readonly string[] {
  const waived = results.flatMap(({ subject, waiver }) => (waiver ? [{ subject, waiver }] : []));
  return waiverLines('Waived findings', waived, width);
}

interface Layout extends TextPage {
  readonly today: string;
  readonly names: CheckReportView['names'];
}

function groupLines(results: readonly CheckResult[], layout: Layout): readonly string[] {
  const { colors, width, today } = layout;
  const [first] = results;
  if (!first) return [];
  const { rule, severity } = first;
  const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
  const paragraph = { first: '  ', rest: '    ' };
  const remedy = remedyLines(results, today, width - remedyIndent.length).map(
    (line) => remedyIndent + colors.dim(terminalText(line)),
  );
  const more = results.length - maxSubjects;
  return [
    ...wrapText(`${severity} ${terminalText(rule.id)}  ${terminalText(rule.title)}`, width, indents).map(
      (line, index) => (index === 0 ? line.replace(severity, paint(severity)) : line),
    ),
    ...results.slice(0, maxSubjects).flatMap((result) => subjectLines(result, layout)),
    ...(more > 0 ? [`  … and ${count(more, 'more subject')} (--format json has them)`] : []),
    ...wrapText(`why: ${terminalText(rule.because)}`, width, paragraph),
    ...wrapText(`to do: ${terminalText(rule.remedy.text)}`, width, paragraph),
    ...remedy,
  ];
}

function subjectLines(
  { subject, position, evidence, refusedWaiver }: CheckResult,
  { colors, width, names }: Layout,
): readonly string[] {
  const id = subject.name !== undefined && subject.tenantId ? `  ${subject.tenantId}` : '';
  const name = shorten(terminalText(subjectWords(subject)), width - 2 - id.length);
  const place = position ? terminalText(declaredAt(position)) : '';
  const title = `  ${colors.bold(name)}${id}`;
  const isShort = displayWidth(`  ${name}${id}  ${place}`) <= width;
  const columns = evidence.reduce((max, { setting }) => Math.max(max, setting.length), 0);
  return [
    ...(place === '' ? [title] : isShort ? [`${title}  ${colors.dim(place)}`] : [title, `      ${colors.dim(place)}`]),
    ...evidence.flatMap((each) => {
      const words = terminalText(`${evidenceWords(each, names)}${sourceWords(each, subject)}`).split(' ');
      const label = `      ${padTo(terminalText(each.setting), columns + 2)}`;
      const rest = ' '.repeat(label.length);
      const fits = words.every((word) => rest.length + displayWidth(word) <= width);
      return fits
        ? wrapWords(words, width, { first: label, rest })
        : [label.trimEnd(), ...wrapWords(words, width, { first: '        ', rest: '        ' })];
    }),
    ...(refusedWaiver ? wrapText(refusedWaiverNote, width, { first: '      ', rest: '      ' }) : []),
  ];
}
