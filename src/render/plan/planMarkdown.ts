/*
 * The plan as a pull request comment. The first screen names the changes that broaden access, narrow access or delete;
 * then comes a table with the most dangerous changes first; then all details, folded; digest and commit last.
 *
 * A comment has a limit (fitLimit.ts). A text that is too long loses detail from the end of the ranking, in whole rows,
 * and says so. Rejected: cutting the text at the limit, which could hide a deletion behind an unclosed table.
 */

import type { Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { replayBlock } from '../replay/replayMarkdown.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { type Review, reviewPlan } from '../review.ts';
import { count } from '../text/amounts.ts';
import { fitLimit, githubCommentLimit } from '../text/fitLimit.ts';
import { shortCode } from '../text/markdown.ts';
import type { GroupBy } from './changeGroups.ts';
import { rowsOf } from './changeRows.ts';
import { configuredWords, liveWords, type PlanContext } from './countWording.ts';
import { withDistinctNames } from './distinctNames.ts';
import { headline, planTitle } from './headline.ts';
import { alertBlocks, footLines, tallyBlock, warningBlock } from './planMarkdownParts.ts';
import { undoSentences } from './planWording.ts';
import { rankedTable, sharedGrains } from './rankedTable.ts';
import { releasedBlock } from './releasedMarkdown.ts';
import { requestsMarkdown } from './requestBlocks.ts';
import { undeclaredMarkdown } from './undeclaredMarkdown.ts';

export interface PlanMarkdownOptions {
  readonly context?: PlanContext | undefined;
  /** The commit whose configuration was planned. */
  readonly commit?: string | undefined;
  /**
   * In UTF-16 units. Title, alerts, warnings and digest are never left out; they take up to 60,000 in the worst case.
   */
  readonly limit?: number;
  readonly consented?: GivenApproval | undefined;
  readonly groupBy?: GroupBy | undefined;
  readonly replay?: ReplayView | undefined;
  /** Method, URL and body of the requests, as far as there is room. */
  readonly showRequests?: boolean | undefined;
}

export function renderPlanMarkdown(plan: Plan, options: PlanMarkdownOptions = {}): string {
  const named = withDistinctNames(plan);
  const rows = rowsOf(named, options.groupBy);
  const review = reviewPlan(named, options.consented);
  const undeclared = undeclaredMarkdown(review, options.groupBy);
  const [head, foot] = [headOf(review, options), footLines(plan, options.commit)];
  const write = (grains: number, requests: readonly string[] = []): string => {
    const { table, list } = sharedGrains(grains, { rows: rows.length, entries: undeclared.grains });
    return [
      ...[...head, ...rankedTable(rows, table, planTable), ...requests],
      ...[...warningBlock(review), ...undeclared.lines(list), ...foot],
    ].join('\n');
  };
  const grains = rows.length * 3 + undeclared.grains;
  const limit = options.limit ?? githubCommentLimit;
  if (!options.showRequests) return fitLimit(write, grains, limit);
  const room = limit - fitLimit(write, grains, limit - requestsFrame).length;
  return fitLimit((some) => write(some, requestsMarkdown(named, room)), grains, limit);
}

/** Room for the block of requests without a request. */
const requestsFrame = 200;

const planTable = { head: '| Access | Change | What changes |', noun: 'change' };

function headOf(review: Review, { context, replay, groupBy }: PlanMarkdownOptions): readonly string[] {
  const { plan } = review;
  const configured = configuredWords(plan, context);
  const counts = `**${headline(plan)}**${configured === undefined ? '' : ` ${configured}.`}`;
  const read = context
    ? [`${shortCode(context.label, 100)} (${count(context.fileCount, 'file')}); ${liveWords(context)}.`, '']
    : [];
  return [
    ...[`## xtap plan: ${planTitle(review)}`, '', counts, '', ...read],
    ...undoSentences(plan).flatMap((sentence) => [sentence, '']),
    ...alertBlocks(review),
    ...(replay ? replayBlock(replay) : []),
    ...releasedBlock(review, groupBy),
    ...tallyBlock(plan),
  ];
}
