/*
 * The plan as a page: summary, alerts, changes, trust map, then digest and commit. One file that loads and sends
 * nothing. The page is complete without its script, which adds the filter, the keyboard and the detail pane.
 */

import type { PartnerAccess, TrustMap } from '../../access/trustMap.ts';
import { compareText } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import type { GroupBy } from '../plan/changeGroups.ts';
import { refusingGuards } from '../plan/consentWording.ts';
import { changedWords, liveWords, type PlanContext } from '../plan/countWording.ts';
import { planTitle } from '../plan/headline.ts';
import { impactRank, type PlanPurpose } from '../plan/planWording.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { changeCards } from './changeCards.ts';
import { detailData } from './detailData.ts';
import { filterBar } from './filterBar.ts';
import { codeHtml } from './markup.ts';
import { document } from './page.ts';
import { alerts, undeclaredList, warningList } from './planNotices.ts';
import { planScript, planScriptHash } from './planScript.ts';
import { planStyle, planStyleHash } from './planStyle.ts';
import { releasedSections } from './releasedSections.ts';
import { trustMap } from './trustMap.ts';

export interface PlanHtmlOptions {
  readonly context?: PlanContext | undefined;
  /** The commit whose configuration was planned. */
  readonly commit?: string | undefined;
  /** HTML that is shown before the changes, such as the sections of drift. */
  readonly sections?: readonly string[] | undefined;
  readonly consented?: GivenApproval | undefined;
  /** The command that made the plan. */
  readonly purpose?: PlanPurpose | undefined;
  readonly groupBy?: GroupBy | undefined;
}

/** `map`: undefined without a live state; the page then has no trust map. */
export function renderPlanHtml(plan: Plan, map: TrustMap | undefined, options: PlanHtmlOptions = {}): string {
  const access = map && { ...map, partners: inOrder(map.partners) };
  const heading = planTitle(plan, refusingGuards(plan, options.consented).length);
  const body = [
    '<main>',
    header(plan, heading, { ...options, hasMap: access !== undefined }),
    alerts(plan, options.consented),
    releasedSections(plan),
    ...(options.sections ?? []),
    filterBar(plan, access),
    changeSection(plan, options.groupBy),
    access ? mapSection(access) : '',
    undeclaredList(plan),
    warningList(plan),
    footer(plan, options),
    '</main>',
    '<aside id="detail" role="dialog" aria-labelledby="detail-title" hidden></aside>',
    access ? `<script type="application/json" id="access">${detailData(access)}</script>` : '',
  ];
  return document(`xtap ${options.purpose ?? 'plan'}: ${heading}`, body.filter((part) => part !== '').join('\n'), {
    style: planStyle,
    styleHash: planStyleHash,
    script: { text: planScript, hash: planScriptHash },
  });
}

/** Partners whose access changes come first, then by name, so the top of the map shows the effect of the plan. */
function inOrder(partners: readonly PartnerAccess[]): readonly PartnerAccess[] {
  return [...partners].sort(
    (a, b) => impactRank[a.impact] - impactRank[b.impact] || compareText(a.name ?? a.tenantId, b.name ?? b.tenantId),
  );
}

function header(
  plan: Plan,
  heading: string,
  { context, purpose = 'plan', hasMap }: PlanHtmlOptions & { readonly hasMap: boolean },
): string {
  const { summary } = plan;
  const counts: readonly (readonly [label: string, amount: number, className: string])[] = [
    ['+ to add', summary.create, 'create'],
    ['~ to change', summary.update, 'update'],
    ['- to delete', summary.delete, 'delete'],
    ['▲ broaden access', summary.broadening, 'broadens'],
    ['▼ narrow access', summary.narrowing, 'narrows'],
    ['as configured', summary.unchanged, ''],
  ];
  const tiles = counts.map(
    ([label, amount, className]) =>
      `<div class="${amount === 0 ? 'none' : className}"><dt>${label}</dt><dd>${formatNumber(amount)}</dd></div>`,
  );
  const changed = changedWords(plan);
  const read = context
    ? ` · ${codeHtml(context.label)} (${count(context.fileCount, 'file')}) · ${liveWords(context)}`
    : '';
  return `<header>
<p class="eyebrow">Tenant ${codeHtml(plan.tenantId)} · ${plan.cloud} · ${plan.apiVersion}${read}</p>
<h1><span>xtap ${purpose}:</span> ${htmlText(heading)}</h1>
<dl class="counts">${tiles.join('')}</dl>
${changed === undefined ? '' : `<p>Changes ${changed}.</p>\n`}<nav aria-label="Sections">${sectionLinks(plan, hasMap)}</nav>
</header>`;
}

/** The page of a large plan is long, so its parts are one click away. */
function sectionLinks(plan: Plan, hasMap: boolean): string {
  const links = [
    ...(plan.changes.length > 0 ? ['<a href="#changes-title">Changes</a>'] : []),
    ...(hasMap ? ['<a href="#map-title">Trust map</a>'] : []),
  ];
  return links.join(' ');
}

function changeSection(plan: Plan, groupBy: GroupBy | undefined): string {
  const cards = plan.changes.length === 0 ? '<p>Everything is as configured.</p>' : changeCards(plan, groupBy);
  return `<section aria-labelledby="changes-title">\n<h2 id="changes-title">Changes</h2>\n${cards}\n</section>`;
}

function mapSection(access: TrustMap): string {
  const settings = access.settings.map(
    ({ name, summary }) => `<div><dt>${codeHtml(name)}</dt><dd>${htmlText(summary)}</dd></div>`,
  );
  return `<section aria-labelledby="map-title">
<h2 id="map-title">Trust map</h2>
<p id="map-keys">Effective access after this plan: what holds, whether the partner sets it or inherits it. <span class="keys" hidden>Arrow keys move, Enter shows the reasons, Escape closes them.</span></p>
<ul class="legend">
<li class="open">Open: everybody, everything</li>
<li class="partly">Partly: some, or something</li>
<li class="closed">Closed: nobody, nothing</li>
<li class="unknown">Unknown</li>
<li class="closed quiet">No fill: inherited or not set; else the partner's own</li>
<li class="changed">Framed: this plan changes it, before → after</li>
</ul>
<details><summary>What the settings mean</summary><dl class="settings">${settings.join('')}</dl></details>
${trustMap(access)}
</section>`;
}

function footer(plan: Plan, { commit }: PlanHtmlOptions): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Made', `${plan.createdAt} by xtap ${plan.toolVersion}`],
    ['Digest', plan.digest],
    ...(commit === undefined ? [] : [['Commit', commit] as const]),
  ];
  return `<footer><dl>${lines.map(([term, text]) => `<dt>${term}</dt><dd>${codeHtml(text)}</dd>`).join('')}</dl></footer>`;
}
