/*
 * Drift as a page: what is more open than declared first, a card for each difference from declared to live, then what
 * waits, what is undeclared, and the trust map of what holds now.
 */
import type { TrustMap } from '../../access/trustMap.ts';
import type { Plan } from '../../model/plan.ts';
import { correctedSteps, countDrift, type Drift, type DriftCounts } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import { findingsSection } from '../check/checkHtml.ts';
import type { FindingsView } from '../check/checkWording.ts';
import {
  groupSteps,
  markOfField,
  nextSteps,
  sameAccess,
  stepName,
  stepSentences,
  waitingTitle,
} from '../drift/driftWording.ts';
import { inheritedIn } from '../drift/inheritedValues.ts';
import { type ChangeGroup, type GroupBy, sortedNames } from '../plan/changeGroups.ts';
import type { PlanContext } from '../plan/countWording.ts';
import { type InheritedLookup, stepWords } from '../plan/fieldWords.ts';
import { changeName, limitSentences } from '../plan/planWording.ts';
import { type DriftReview, reviewDrift } from '../review.ts';
import { count } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { anchorOf, facets, fieldTables, heirs, idHtml, maxTargets, members, placeHtml } from './changeCards.ts';
import { type FacetNumbers, facetNumbers, filterBar } from './filterBar.ts';
import { detailPane, inMapOrder, mapSection } from './mapSection.ts';
import { codeHtml, impactHtml, listHtml, nameHtml, sentenceHtml } from './markup.ts';
import { pageFoot, pageHead, planPage } from './pageHead.ts';
import { pageWords } from './pageWords.ts';
import { alert, nameList, problemAlert, refusalAlert, undeclaredList, warningList } from './planNotices.ts';
import { releasedSections } from './releasedSections.ts';

export interface DriftHtmlOptions {
  readonly context?: PlanContext | undefined;
  readonly commit?: string | undefined;
  readonly groupBy: GroupBy;
  readonly title: string;
  readonly lastLines: readonly string[];
  /** Of the plan, or of the correction that was applied. */
  readonly digest: string;
  /** HTML: who changed it, and the report of a correction; empty ones are left out. */
  readonly sections: readonly string[];
  /** About the policy as it is live. */
  readonly findings?: FindingsView | undefined;
}

/** `map`: what is declared before, what is live after. Undefined without a live state. */
export function renderDriftHtml(
  plan: Plan,
  drift: Drift,
  { map, ...options }: DriftHtmlOptions & { readonly map: TrustMap | undefined },
): string {
  const access = map && inMapOrder(map);
  const review = reviewDrift(plan, drift);
  const waiting = new Set(review.waiting.map(({ tenantId, resource }) => tenantId ?? resource));
  // The filter offers the settings and profiles of the cards.
  const shown = { ...plan, changes: plan.changes.filter((each) => !waiting.has(each.tenantId ?? each.resource)) };
  const body = [
    '<main>',
    head(plan, drift, { ...options, hasMap: access !== undefined }),
    notices(review, drift),
    ...options.sections,
    releasedSections(review, options.groupBy),
    filterBar(shown, access, 'drift'),
    cardSection(review, drift, { groupBy: options.groupBy, numbers: facetNumbers(shown) }),
    waitingSection(review),
    undeclaredList(review, options.groupBy),
    access ? mapSection(access, 'drift', options.findings?.results) : '',
    findingsSection(options.findings, 'the live policy'),
    warningList(review),
    pageFoot({ ...plan, digest: options.digest }, options.commit),
    '</main>',
    detailPane(access, 'drift'),
  ];
  return planPage(`xtap drift: ${options.title}`, body);
}

function head(
  plan: Plan,
  drift: Drift,
  { context, title, lastLines, hasMap }: DriftHtmlOptions & { readonly hasMap: boolean },
): string {
  const counts = countDrift(drift);
  return pageHead(plan, {
    heading: title,
    context,
    purpose: 'drift',
    tiles: tilesOf(counts, correctedSteps(drift).length),
    note: lastLines.join(' '),
    hasCards: drift.steps.length > counts.waiting,
    hasMap,
  });
}

/** The main counts, and those of the others that are not zero. */
function tilesOf(counts: DriftCounts, corrected: number): readonly (readonly [string, number, string])[] {
  const others: readonly (readonly [string, number, string])[] = [
    ['▲▼ mixed', counts.mixed, 'broadens'],
    ['= same access', counts.same, ''],
    ['missing', counts.missing, 'delete'],
    [
      counts.undeclaredPartners === 1 ? 'partner undeclared' : 'partners undeclared',
      counts.undeclaredPartners,
      'broadens',
    ],
    [
      counts.undeclaredSettings === 1 ? 'setting undeclared' : 'settings undeclared',
      counts.undeclaredSettings,
      'broadens',
    ],
    ['ignored, too open', counts.ignored, 'broadens'],
    ['with a problem', counts.problems, 'delete'],
    ['waiting', counts.waiting, ''],
    ['corrected', corrected, ''],
  ];
  return [
    ['▲ more open', counts.opened, 'broadens'],
    ['▼ tighter', counts.tightened, 'narrows'],
    ...others.filter(([, amount]) => amount > 0),
  ];
}

function notices(review: DriftReview, drift: Drift): string {
  const listed = (parts: Parameters<typeof sortedNames>[0]): readonly string[] => {
    const names = [...new Set(sortedNames(parts))];
    return names.length === 0 ? [] : [`${nameList(names)}.`];
  };
  return [
    problemAlert(review),
    refusalAlert('A guard is exceeded: a correction sends nothing', review),
    alert('care', '▲ More open than declared', listed(review.opened)),
    alert('care', '▲ Undeclared, with more access than the default', listed(review.undeclaredOpened)),
    alert('care', '▲ Ignored, with more access than the default', listed(review.ignoredOpened)),
    alert('note', '▼ Tighter than declared', listed(review.tightened)),
    alert('note', 'Corrected by this run', listed(review.corrected)),
    alert('note', 'What to do', nextSteps(drift).map(sentenceHtml)),
    alert('note', 'Note', limitSentences(review.plan, 'drift')),
  ]
    .filter((block) => block !== '')
    .join('\n');
}

interface CardOptions {
  readonly groupBy: GroupBy;
  readonly numbers: FacetNumbers;
}

function cardSection(review: DriftReview, drift: Drift, { groupBy, numbers }: CardOptions): string {
  const inherited = inheritedIn(drift, review.names);
  const folds = groupBy === 'change';
  const cards = groupSteps(review, groupBy).map((group) =>
    card(group, { inherited: inherited(group.change), numbers, folds }),
  );
  const body = cards.length === 0 ? '<p>Everything that is declared is as declared.</p>' : cards.join('\n');
  return `<section aria-labelledby="changes-title">\n<h2 id="changes-title">${pageWords.drift.cards}</h2>\n${body}\n</section>`;
}

interface CardContext {
  readonly inherited: InheritedLookup;
  readonly numbers: FacetNumbers;
  readonly folds: boolean;
}

function card(group: ChangeGroup<DriftStep>, { inherited, numbers, folds }: CardContext): string {
  const { change, changes, fields, impact } = group;
  const isGroup = changes.length > 1;
  const id = isGroup ? '' : idHtml(change);
  const tables = fieldTables(fields, folds, {
    step: pageWords.drift.step,
    wordsOf: (field) => stepWords(field, inherited(field), maxTargets),
    markOf: (field) => {
      const also = field.origin === 'both' ? ' <strong class="mixed">also changed by a merge</strong>' : '';
      return field.origin === 'waiting' ? markOfField(field) : `${impactHtml(field.impact, 'drift')}${also}`;
    },
    hasOrigin: false,
    same: sameAccess(change),
  });
  const sentences = stepSentences({ ...change, inheritedBy: [] }).map((sentence) => `<p>${htmlText(sentence)}</p>`);
  return `<article class="change" data-impact="${impact}" data-action="${change.kind}"${facets(changes, numbers)}${isGroup ? '' : anchorOf(change)}>
<h3><span${isGroup ? '' : ' class="who"'}>${nameHtml(stepName(group))}${id}</span> ${impactHtml(impact, 'drift')}</h3>
<p class="place">${placeHtml(group)}</p>
${sentences.join('')}${tables}${heirs(change)}${members(group)}
</article>`;
}

function waitingSection({ waiting: steps }: DriftReview): string {
  if (steps.length === 0) return '';
  const items = steps.map((step) => {
    const fields = step.fields.map(({ path }) => codeHtml(path)).join(', ');
    return `${nameHtml(changeName(step))}${idHtml(step)}${fields === '' ? '' : `: ${fields}`}`;
  });
  return `<details class="notes"><summary><h2>${waitingTitle}: ${count(steps.length, 'entry', 'entries')}</h2></summary>${listHtml(items)}</details>`;
}
