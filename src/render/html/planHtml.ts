/*
 * The plan as a page: summary, alerts, changes, trust map, then digest and commit. One file that loads and sends
 * nothing. The page is complete without its script, which adds the filter, the keyboard and the detail pane.
 */

import type { TrustMap } from '../../access/trustMap.ts';
import type { Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { findingsSection } from '../check/checkHtml.ts';
import type { FindingsView } from '../check/checkWording.ts';
import type { GroupBy } from '../plan/changeGroups.ts';
import { changedWords, type PlanContext } from '../plan/countWording.ts';
import { planTitle } from '../plan/headline.ts';
import { undoSentences } from '../plan/planWording.ts';
import { requestsHtml } from '../plan/requestBlocks.ts';
import { replaySection } from '../replay/replayHtml.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { reviewPlan } from '../review.ts';
import { changeCards } from './changeCards.ts';
import { filterBar } from './filterBar.ts';
import { detailPane, inMapOrder, mapSection } from './mapSection.ts';
import { pageFoot, pageHead, planPage } from './pageHead.ts';
import { alerts, undeclaredList, warningList } from './planNotices.ts';
import { releasedSections } from './releasedSections.ts';

export interface PlanHtmlOptions {
  readonly context?: PlanContext | undefined;
  /** The commit whose configuration was planned. */
  readonly commit?: string | undefined;
  readonly consented?: GivenApproval | undefined;
  readonly groupBy?: GroupBy | undefined;
  readonly replay?: ReplayView | undefined;
  /** About the policy after the plan. */
  readonly findings?: FindingsView | undefined;
  readonly showRequests?: boolean | undefined;
  /** HTML at the start of the page. */
  readonly start?: string | undefined;
}

/** `map`: undefined without a live state; the page then has no trust map. */
export function renderPlanHtml(plan: Plan, map: TrustMap | undefined, options: PlanHtmlOptions = {}): string {
  const access = map && inMapOrder(map);
  const review = reviewPlan(plan, options.consented);
  const heading = planTitle(review);
  const body = [
    '<main>',
    options.start ?? '',
    header(plan, heading, { ...options, hasMap: access !== undefined }),
    alerts(review),
    replaySection(options.replay),
    releasedSections(review, options.groupBy),
    filterBar(plan, access),
    changeSection(plan, options.groupBy),
    options.showRequests ? requestsHtml(plan) : '',
    access ? mapSection(access, 'plan', options.findings?.results) : '',
    findingsSection(options.findings, 'the policy after this plan'),
    undeclaredList(review, options.groupBy),
    warningList(review),
    pageFoot(plan, options.commit),
    '</main>',
    detailPane(access, 'plan'),
  ];
  return planPage(`xtap plan: ${heading}`, body);
}

function header(plan: Plan, heading: string, options: PlanHtmlOptions & { readonly hasMap: boolean }): string {
  const { summary } = plan;
  const changed = changedWords(plan);
  return pageHead(plan, {
    heading,
    context: options.context,
    purpose: 'plan',
    tiles: [
      ['+ to add', summary.create, 'create'],
      ['~ to change', summary.update, 'update'],
      ['- to delete', summary.delete, 'delete'],
      ['▲ broaden access', summary.broadening, 'broadens'],
      ['▼ narrow access', summary.narrowing, 'narrows'],
      ...(plan.undoOf === undefined ? [['as configured', summary.unchanged, ''] as const] : []),
    ],
    note: [...undoSentences(plan), ...(changed === undefined ? [] : [`Changes ${changed}.`])].join(' '),
    hasCards: plan.changes.length > 0,
    hasMap: options.hasMap,
  });
}

function changeSection(plan: Plan, groupBy: GroupBy | undefined): string {
  const cards = plan.changes.length === 0 ? '<p>Everything is as configured.</p>' : changeCards(plan, groupBy);
  return `<section aria-labelledby="changes-title">\n<h2 id="changes-title">Changes</h2>\n${cards}\n</section>`;
}
