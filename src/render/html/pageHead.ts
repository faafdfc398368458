/* The frame of a page with a plan: its head with the counts, and its foot with the digest. */
import type { Plan } from '../../model/plan.ts';
import { liveWords, type PlanContext } from '../plan/countWording.ts';
import type { PlanPurpose } from '../plan/planWording.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml } from './markup.ts';
import { document } from './page.ts';
import { pageWords } from './pageWords.ts';
import { planScript, planScriptHash } from './planScript.ts';
import { planStyle, planStyleHash } from './planStyle.ts';

interface PageHead {
  readonly heading: string;
  readonly context: PlanContext | undefined;
  readonly purpose: PlanPurpose;
  readonly tiles: readonly (readonly [label: string, amount: number, className: string])[];
  /** May be empty. */
  readonly note: string;
  readonly hasCards: boolean;
  readonly hasMap: boolean;
}

export function pageHead(plan: Plan, { heading, context, purpose, tiles, note, ...has }: PageHead): string {
  const counts = tiles.map(
    ([label, amount, className]) =>
      `<div class="${amount === 0 ? 'none' : className}"><dt>${label}</dt><dd>${formatNumber(amount)}</dd></div>`,
  );
  const read = context
    ? ` · ${codeHtml(context.label)} (${count(context.fileCount, 'file')}) · ${liveWords(context)}`
    : '';
  // The page of a large plan is long, so its parts are one click away.
  const links = [
    ...(has.hasCards ? [`<a href="#changes-title">${pageWords[purpose].cards}</a>`] : []),
    ...(has.hasMap ? ['<a href="#map-title">Trust map</a>'] : []),
  ];
  return `<header>
<p class="eyebrow">Tenant ${codeHtml(plan.tenantId)} · ${plan.cloud} · ${plan.apiVersion}${read}</p>
<h1><span>xtap ${purpose}:</span> ${htmlText(heading)}</h1>
<dl class="counts">${counts.join('')}</dl>
${note === '' ? '' : `<p>${htmlText(note)}</p>\n`}<nav aria-label="Sections">${links.join(' ')}</nav>
</header>`;
}

export function pageFoot(plan: Plan, commit: string | undefined): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Made', `${plan.createdAt} by xtap ${plan.toolVersion}`],
    ['Digest', plan.digest],
    ...(commit === undefined ? [] : [['Commit', commit] as const]),
  ];
  return `<footer><dl>${lines.map(([term, text]) => `<dt>${term}</dt><dd>${codeHtml(text)}</dd>`).join('')}</dl></footer>`;
}

/** The page with the style and the script of plans. Empty parts are left out. */
export function planPage(title: string, parts: readonly string[]): string {
  return document(title, parts.filter((part) => part !== '').join('\n'), {
    style: planStyle,
    styleHash: planStyleHash,
    script: { text: planScript, hash: planScriptHash },
  });
}
