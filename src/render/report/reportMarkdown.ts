/*
 * The report of an apply as a job summary or a comment: next steps, then operations that are not done, then the others.
 */
import type { Plan } from '../../model/plan.ts';
import { type ApplyReport, isDone } from '../../model/report.ts';
import { sortedNames } from '../plan/changeGroups.ts';
import { rowsOf } from '../plan/changeRows.ts';
import { heirLines } from '../plan/planMarkdownParts.ts';
import { pastVerb } from '../plan/planWording.ts';
import { amountOf, rankedTable } from '../plan/rankedTable.ts';
import { reviewPlan } from '../review.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { markdownCode } from '../text/escape.ts';
import { fitLimit, githubCommentLimit } from '../text/fitLimit.ts';
import { shortCode, shortName } from '../text/markdown.ts';
import {
  callCounts,
  correctionTitle,
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

export interface ReportMarkdownOptions extends ReportScope {
  readonly limit?: number;
}

/** Fits a comment: done operations are left out first, then unshown writes, then operations that are not done. */
export function renderReportMarkdown(report: ApplyReport, options: ReportMarkdownOptions): string {
  const { moved, rest, limit = rest === undefined ? githubCommentLimit : sectionLimit } = options;
  const head = [
    ...titleLines(report, options),
    `${reportCounts(report)}. Calls: ${callCounts(report)}.`,
    '',
    ...steps(report),
  ];
  const foot = rest === undefined ? [`- Digest ${markdownCode(report.planDigest)}`, ''] : [];
  const body = moved ? movedBlocks(moved, options) : outcomeBlocks(report, options);
  return fitLimit((grains) => [...head, ...body.write(grains), ...foot].join('\n'), body.grains, limit);
}

/** A part that loses detail where a comment would be too long. */
interface Body {
  readonly grains: number;
  readonly write: (grains: number) => readonly string[];
}

/** What changed in the tenant since a stale plan was made, as the changes of a plan. */
function movedBlocks(moved: Plan, { groupBy }: ReportScope): Body {
  const rows = rowsOf(moved, groupBy, pastVerb);
  const heirs = heirLines(reviewPlan(moved));
  const words = { head: '| Access | Change | What changed |', noun: 'change' };
  return {
    grains: rows.length * 3,
    write: (grains) => [
      `**${movedTitle}:**`,
      '',
      ...rankedTable(rows, grains, words),
      ...heirs.flatMap((line) => [line, '']),
    ],
  };
}

function outcomeBlocks(report: ApplyReport, scope: ReportScope): Body {
  const { names } = scope;
  const rowsOfDone = (wanted: boolean): readonly Row[] =>
    groupOutcomes(
      report.outcomes.filter((outcome) => isDone(outcome) === wanted),
      scope,
    ).map((group) => ({ amount: group.changes.length, text: row(group, names) }));
  const [undone, done] = [rowsOfDone(false), rowsOfDone(true)];
  const listed = (text: string): Row => ({ amount: 1, text: `- ${text}` });
  const hidden = report.notShown.map((part) =>
    listed(`${shortName(subjectOf(part, names))}: ${shortCode(part.setting, 60)}`),
  );
  const added = (report.added ?? []).map((addition) =>
    listed(`${shortName(subjectOf(addition, names))}: ${shortCode(describeAddition(addition), 120)}`),
  );
  return {
    grains: undone.length + hidden.length + added.length + done.length,
    write: (grains) => {
      const forHidden = grains - undone.length;
      const forAdded = forHidden - hidden.length;
      return [
        ...table(undone, grains),
        ...block(`What ${notShownWords(report).clause}:`, hidden, forHidden),
        ...block('Not from this plan:', added, forAdded),
        ...folded(done, forAdded - added.length),
      ];
    },
  };
}

/** A row or an item, and the number of operations in it. */
interface Row {
  readonly amount: number;
  readonly text: string;
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

function table(rows: readonly Row[], max: number): readonly string[] {
  if (rows.length === 0) return [];
  const head = max > 0 ? ['| Outcome | Operation | Answer |', '|---|---|---|'] : [];
  return [...head, ...limitRows(rows, max)];
}

function block(title: string, rows: readonly Row[], max: number): readonly string[] {
  return rows.length === 0 ? [] : [title, '', ...limitRows(rows, max)];
}

function folded(rows: readonly Row[], max: number): readonly string[] {
  if (rows.length === 0) return [];
  return [
    `<details><summary>${count(amountOf(rows), 'operation')} done</summary>`,
    '',
    ...table(rows, max),
    '</details>',
    '',
  ];
}

function limitRows(rows: readonly Row[], max: number): readonly string[] {
  const shown = rows.slice(0, Math.max(0, max));
  const more = amountOf(rows.slice(shown.length));
  if (shown.length === 0) return [`${formatNumber(more)} left out here.`, ''];
  return [
    ...shown.map(({ text }) => text),
    '',
    ...(more > 0 ? [`and ${formatNumber(more)} more, left out here.`, ''] : []),
  ];
}

/** A group has the names of its partners in the place of the URL. */
function row(group: ReturnType<typeof groupOutcomes>[number], names: NameLookup): string {
  const { change: outcome, changes } = group;
  const isGroup = changes.length > 1;
  const where = isGroup ? firstFew(sortedNames(changes).map(shortName), 10) : shortCode(outcome.url, 120);
  const operation = `${outcome.method} **${shortName(groupSubject(group, names))}**<br>${where}`;
  const answer = [
    outcome.httpStatus === undefined ? '' : String(outcome.httpStatus),
    outcome.error === undefined ? '' : shortCode(outcome.error, 300),
    isGroup || isDone(outcome) || outcome.requestId === undefined
      ? ''
      : `request-id ${shortCode(outcome.requestId, 60)}`,
  ];
  return `| ${statusWords[outcome.status]} | ${operation} | ${answer.filter(Boolean).join('<br>')} |`;
}
