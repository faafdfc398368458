/*
 * The report of an apply as a job summary or a comment: next steps, then operations that are not done, then the others.
 */
import { type ApplyReport, isDone, type RequestOutcome } from '../../model/report.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { markdownCode } from '../text/escape.ts';
import { fitLimit, githubCommentLimit } from '../text/fitLimit.ts';
import { shortCode, shortName } from '../text/markdown.ts';
import {
  callCounts,
  correctionTitle,
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

export interface ReportMarkdownOptions extends ReportScope {
  readonly limit?: number;
}

/** Fits a comment: done operations are left out first, then unshown writes, then operations that are not done. */
export function renderReportMarkdown(report: ApplyReport, options: ReportMarkdownOptions): string {
  const { names, limit } = options;
  const sorted = worstFirst(report.outcomes);
  const lines = {
    undone: sorted.filter((outcome) => !isDone(outcome)).map((outcome) => row(outcome, names)),
    hidden: report.notShown.map((part) => `- ${shortName(subjectOf(part, names))}: ${shortCode(part.setting, 60)}`),
    added: (report.added ?? []).map(
      (addition) => `- ${shortName(subjectOf(addition, names))}: ${shortCode(describeAddition(addition), 120)}`,
    ),
    done: sorted.filter(isDone).map((outcome) => row(outcome, names)),
  };
  const render = (grains: number): string => {
    const hidden = grains - lines.undone.length;
    const added = hidden - lines.hidden.length;
    const done = added - lines.added.length;
    return [
      ...titleLines(report, options),
      `${reportCounts(report)}. Calls: ${callCounts(report)}.`,
      '',
      ...steps(report),
      ...table(lines.undone, grains),
      ...block(`What ${notShownWords(report).clause}:`, lines.hidden, hidden),
      ...block('Not from this plan:', lines.added, added),
      ...folded(lines.done, done),
      ...(options.rest === undefined ? [`- Digest ${markdownCode(report.planDigest)}`, ''] : []),
    ].join('\n');
  };
  return fitLimit(
    render,
    report.outcomes.length + lines.hidden.length + lines.added.length,
    limit ?? (options.rest === undefined ? githubCommentLimit : sectionLimit),
  );
}

/** For a section, so that the rest of a comment has room for the drift. */
const sectionLimit = 15_000;

/** A correction is a section of the document about the drift, which also has the digest. */
function titleLines(report: ApplyReport, options: ReportMarkdownOptions): readonly string[] {
  const headline = reportHeadline(report, options);
  if (options.rest === undefined) return [`## xtap apply: ${headline}`, ''];
  return [`### ${correctionTitle}`, '', `**${headline}**`, ''];
}

function steps(report: ApplyReport): readonly string[] {
  const lines = nextSteps(report);
  return lines.length === 0 ? [] : ['> [!WARNING]', ...lines.map((line) => `> - ${line}`), ''];
}

function table(rows: readonly string[], max: number): readonly string[] {
  if (rows.length === 0) return [];
  const head = max > 0 ? ['| Outcome | Operation | Answer |', '|---|---|---|'] : [];
  return [...head, ...limitLines(rows, max)];
}

function block(title: string, lines: readonly string[], max: number): readonly string[] {
  return lines.length === 0 ? [] : [title, '', ...limitLines(lines, max)];
}

function folded(rows: readonly string[], max: number): readonly string[] {
  if (rows.length === 0) return [];
  return [
    `<details><summary>${count(rows.length, 'operation')} done</summary>`,
    '',
    ...table(rows, max),
    '</details>',
    '',
  ];
}

function limitLines(lines: readonly string[], max: number): readonly string[] {
  const shown = lines.slice(0, Math.max(0, max));
  const more = lines.length - shown.length;
  if (shown.length === 0) return [`${formatNumber(more)} left out here.`, ''];
  return [...shown, '', ...(more > 0 ? [`and ${formatNumber(more)} more, left out here.`, ''] : [])];
}

function row(outcome: RequestOutcome, names: NameLookup): string {
  const operation = `${outcome.method} **${shortName(subjectOf(outcome, names))}**<br>${shortCode(outcome.url, 120)}`;
  const answer = [
    outcome.httpStatus === undefined ? '' : String(outcome.httpStatus),
    outcome.error === undefined ? '' : shortCode(outcome.error, 300),
    isDone(outcome) || outcome.requestId === undefined ? '' : `request-id ${shortCode(outcome.requestId, 60)}`,
  ];
  return `| ${statusWords[outcome.status]} | ${operation} | ${answer.filter(Boolean).join('<br>')} |`;
}
