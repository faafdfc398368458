/* The section with the trust map, and the pane that shows the reasons for a cell. */
import type { TrustMap } from '../../access/trustMap.ts';
import type { CheckResult } from '../../check/runRules.ts';
import { compareText } from '../../model/json.ts';
import type { PlanPurpose } from '../plan/planWording.ts';
import { impactRank } from '../review.ts';
import { htmlText } from '../text/escape.ts';
import { detailData } from './detailData.ts';
import { codeHtml } from './markup.ts';
import { pageWords } from './pageWords.ts';
import { trustMap } from './trustMap.ts';

/** Partners whose access changes come first, then by name, so the top of the map shows the effect. */
export function inMapOrder(map: TrustMap): TrustMap {
  const partners = [...map.partners].sort(
    (a, b) => impactRank[a.impact] - impactRank[b.impact] || compareText(a.name ?? a.tenantId, b.name ?? b.tenantId),
  );
  return { ...map, partners };
}

export function mapSection(access: TrustMap, purpose: PlanPurpose, findings: readonly CheckResult[] = []): string {
  const { mapNote, mapFrame } = pageWords[purpose];
  const settings = access.settings.map(
    ({ name, summary }) => `<div><dt>${codeHtml(name)}</dt><dd>${htmlText(summary)}</dd></div>`,
  );
  return `<section aria-labelledby="map-title">
<h2 id="map-title">Trust map</h2>
<p id="map-keys">${mapNote} <span class="keys" hidden>Arrow keys move, Enter shows the reasons, Escape closes them.</span></p>
<ul class="legend">
<li class="open">Open: everybody, everything</li>
<li class="partly">Partly: some, or something</li>
<li class="closed">Closed: nobody, nothing</li>
<li class="unknown">Unknown</li>
<li class="closed quiet">No fill: inherited or not set; else the partner's own</li>
<li class="changed">${mapFrame}</li>
</ul>
<details><summary>What the settings mean</summary><dl class="settings">${settings.join('')}</dl></details>
${trustMap(access, purpose, findings)}
</section>`;
}

export function detailPane(access: TrustMap | undefined, purpose: PlanPurpose): string {
  const pane = '<aside id="detail" role="dialog" aria-labelledby="detail-title" hidden></aside>';
  if (!access) return pane;
  return `${pane}\n<script type="application/json" id="access">${detailData(access, purpose)}</script>`;
}
