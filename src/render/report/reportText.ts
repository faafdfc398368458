/* The report of an apply for a terminal: operations that are not done come first and in full. */
import picocolors from 'picocolors';
import { type ApplyReport, isDone, type RequestOutcome } from '../../model/report.ts';
import { count } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { displayWidth, shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { digestLines, wrapText, wrapWords } from '../text/wrapText.ts';
import {
  additionStatus,
  callCounts,
  describeAddition,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
  worstFirst,
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
  const colors = picocolors.createColors(options.color);
  const paint = report.converged ? colors.green : colors.red;
  const counts = `${reportCounts(report)}. Calls: ${callCounts(report)}.`;
  const summary = [
    ...wrapText(reportHeadline(report, options), options.width, { first: '', rest: '  ' }).map((line) =>
      colors.bold(paint(line)),
    ),
    ...wrapWords(counts.split(/(?<=[.,]) /), options.width, { first: '', rest: '  ' }),
  ];
  const hasDigest = !options.hasDigestAbove && options.rest === undefined;
  const digest = !hasDigest ? [] : digestLines(report.planDigest, options.width).map(colors.dim);
  if (options.brief) return [...summary, ...digest, ''].join('\n');
  const listed = outcomesToList(report);
  const hidden = report.outcomes.length - listed.length;
  const steps = nextSteps(report);
  return [
    ...(options.hasDigestAbove && report.outcomes.length > 0 ? [''] : []),
    ...listed.flatMap((outcome) => outcomeLines(outcome, colors, options)),
    ...(hidden > 0 ? [`  ${count(hidden, 'operation')} done, not shown.`] : []),
    ...notShownLines(report, options),
    ...additionLines(report, options),
    ...(report.outcomes.length > 0 ? [''] : []),
    ...summary,
    ...steps.flatMap((step) => wrapText(step, options.width, { first: '', rest: '  ' })),
    ...digest,
    '',
  ].join('\n');
}

function outcomesToList({ outcomes }: ApplyReport): readonly RequestOutcome[] {
  return worstFirst(
    outcomes.filter(isDone).length > maxListedDone ? outcomes.filter((outcome) => !isDone(outcome)) : outcomes,
  );
}

function outcomeLines(outcome: RequestOutcome, colors: Colors, { width, names }: ReportTextOptions): readonly string[] {
  const done = isDone(outcome);
  const status = statusWords[outcome.status].padEnd(17);
  const subject = shorten(terminalText(subjectOf(outcome, names)), 40);
  const http = outcome.httpStatus === undefined ? '' : `  ${outcome.httpStatus}`;
  const start = `  ${done ? colors.green(status) : colors.red(status)}  ${outcome.method.padEnd(6)}  ${colors.bold(subject)}${http}`;
  const why = [
    ...(outcome.error === undefined ? [] : [outcome.error]),
    ...(done || outcome.requestId === undefined ? [] : [`request-id ${outcome.requestId}`]),
  ].flatMap((text) => wrapText(terminalText(text), width, { first: '      ', rest: '      ' }));
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
