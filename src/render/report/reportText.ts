/* The report of an apply for a terminal: operations that are not done come first and in full. */
import picocolors from 'picocolors';
import type { Plan } from '../../model/plan.ts';
import { type ApplyReport, isDone } from '../../model/report.ts';
import { sortedNames } from '../plan/changeGroups.ts';
import { changeLines } from '../plan/planText.ts';
import { maxNames } from '../plan/planTextMembers.ts';
import { count } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { displayWidth, shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { digestLines, wrapText, wrapWords } from '../text/wrapText.ts';
import {
  additionStatus,
  callCounts,
  describeAddition,
  groupOutcomes,
  groupSubject,
  movedTitle,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
} from './reportWording.ts';

export interface ReportTextOptions extends ReportScope {
  readonly color: boolean;
  readonly width: number;
  /** Only the summary and the digest. */
  readonly brief?: boolean | undefined;
  /** The plan above the report shows its digest. */
  readonly hasDigestAbove?: boolean | undefined;
}

/** More done operations than this are counted instead of listed. */
const maxListedDone = 20;

export function renderReportText(report: ApplyReport, options: ReportTextOptions): string {
  const { width, moved } = options;
  const colors = picocolors.createColors(options.color);
  const paint = report.converged ? colors.green : colors.red;
  const counts = `${reportCounts(report)}. Calls: ${callCounts(report)}.`;
  const headline = wrapText(reportHeadline(report, options), width, lineIndents).map((line) =>
    colors.bold(paint(line)),
  );
  const summary = wrapWords(counts.split(/(?<=[.,]) /), width, lineIndents);
  const hasDigest = !options.hasDigestAbove && options.rest === undefined;
  const digest = hasDigest ? digestLines(report.planDigest, width).map(colors.dim) : [];
  if (options.brief) return [...headline, ...summary, ...digest, ''].join('\n');
  const parts = moved ? movedLines(moved, colors, options) : outcomeBlock(report, colors, options);
  return [
    ...(options.hasDigestAbove && parts.length > 0 ? [''] : []),
    // What is not complete says so before a list that may be long.
    ...(report.converged ? [] : [...headline, '']),
    ...parts,
    ...(parts.length > 0 && !moved ? [''] : []),
    ...(report.converged ? headline : []),
    ...summary,
    ...nextSteps(report).flatMap((step) => wrapText(step, width, lineIndents)),
    ...digest,
    '',
  ].join('\n');
}

const lineIndents = { first: '', rest: '  ' };

/** What changed in the tenant since a stale plan was made; ends with an empty line. */
function movedLines(moved: Plan, colors: Colors, { width, groupBy }: ReportTextOptions): readonly string[] {
  return [colors.bold(`${movedTitle}:`), '', ...changeLines(moved, { groupBy }, { colors, width })];
}

function outcomeBlock(report: ApplyReport, colors: Colors, options: ReportTextOptions): readonly string[] {
  const done = report.outcomes.filter(isDone);
  const hidden = done.length > maxListedDone ? done.length : 0;
  const listed = hidden > 0 ? report.outcomes.filter((outcome) => !isDone(outcome)) : report.outcomes;
  return [
    ...groupOutcomes(listed, options).flatMap((group) => outcomeLines(group, colors, options)),
    ...(hidden > 0 ? [`  ${count(hidden, 'operation')} done, not shown.`] : []),
    ...notShownLines(report, options),
    ...additionLines(report, options),
  ];
}

function outcomeLines(
  group: ReturnType<typeof groupOutcomes>[number],
  colors: Colors,
  { width, names }: ReportTextOptions,
): readonly string[] {
  const { change: outcome, changes } = group;
  const isGroup = changes.length > 1;
  const done = isDone(outcome);
  const status = statusWords[outcome.status].padEnd(17);
  const subject = shorten(terminalText(groupSubject(group, names)), 40);
  const http = outcome.httpStatus === undefined ? '' : `  ${outcome.httpStatus}`;
  const start = `  ${done ? colors.green(status) : colors.red(status)}  ${outcome.method.padEnd(6)}  ${colors.bold(subject)}${http}`;
  const why = [
    ...(outcome.error === undefined ? [] : [outcome.error]),
    ...(done || isGroup || outcome.requestId === undefined ? [] : [`request-id ${outcome.requestId}`]),
  ].flatMap((text) => wrapText(terminalText(text), width, { first: '      ', rest: '      ' }));
  if (isGroup) return [start, ...why, ...nameRows(sortedNames(changes), { max: maxNames, rows: 1, width, indent: 6 })];
  const url = terminalText(outcome.url);
  const used = 29 + displayWidth(subject) + http.length;
  const fits = used + 2 + url.length <= width;
  return [fits ? `${start}  ${colors.dim(url)}` : start, ...(fits || done ? [] : [`      ${colors.dim(url)}`]), ...why];
}

function notShownLines(report: ApplyReport, { names, width }: ReportTextOptions): readonly string[] {
  const status = notShownWords(report).status.padEnd(17);
  return report.notShown.flatMap((part) => {
    const text = terminalText(`${subjectOf(part, names)}: ${part.setting}`);
    return wrapText(text, width, { first: `  ${status}  `, rest: '      ' });
  });
}

function additionLines({ added = [] }: ApplyReport, { names, width }: ReportTextOptions): readonly string[] {
  return added.flatMap((addition) => {
    const text = terminalText(`${subjectOf(addition, names)}: ${describeAddition(addition)}`);
    return wrapText(text, width, { first: `  ${additionStatus}  `, rest: '      ' });
  });
}
