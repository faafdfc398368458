/*
 * The filter of the plan page: by name, action, setting, profile and impact. It is hidden until the script runs, since
 * it does nothing without the script. The choices are those that the plan has, with the number of changes.
 */
import type { TrustMap } from '../../access/trustMap.ts';
import { type Action, type Plan, summarizeChanges } from '../../model/plan.ts';
import { settingOf } from '../plan/changeGroups.ts';
import { profileOf, tallyLists } from '../plan/changeTallies.ts';
import { actionSign, actionVerb, type PlanPurpose } from '../plan/planWording.ts';
import { formatNumber } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { type PageWords, pageWords } from './pageWords.ts';

function impactChoices({ impact }: PageWords): readonly (readonly [value: string, label: string])[] {
  const capital = (text: string): string => text.replace(/[a-z]/, (letter) => letter.toUpperCase());
  return [
    ['all', 'All'],
    ['broadens', capital(impact.broadens)],
    ['narrows', capital(impact.narrows)],
    ['either', '▲▼ Changes access'],
    ['neutral', 'Same access'],
  ];
}

/**
 * The number of each name, by which cards and choices refer to it: a name is text of third parties, also in an
 * attribute.
 */
export type FacetNumbers = Readonly<Record<'profile' | 'setting', ReadonlyMap<string, number>>>;

export function facetNumbers({ changes }: Plan): FacetNumbers {
  const fields = changes.flatMap((change) => change.fields);
  const number = (names: readonly string[]) => new Map([...new Set(names)].map((name, index) => [name, index]));
  return { profile: number(fields.map(profileOf)), setting: number(fields.map(settingOf)) };
}

interface Choice {
  readonly value: string | number;
  readonly label: string;
  readonly amount: number;
}

export function filterBar(plan: Plan, access: TrustMap | undefined, purpose: PlanPurpose = 'plan'): string {
  const words = pageWords[purpose];
  const radios = impactChoices(words).map(
    ([value, label], index) =>
      `<label><input type="radio" name="impact" value="${value}"${index === 0 ? ' checked' : ''}><span>${label}</span></label>`,
  );
  const numbers = facetNumbers(plan);
  const choicesBy = (wanted: 'profile' | 'setting'): readonly Choice[] =>
    (tallyLists(plan).find(({ by }) => by === wanted)?.tallies ?? [])
      .map(({ name, changes }) => ({ value: numbers[wanted].get(name) ?? 0, label: name, amount: changes }))
      .sort((a, b) => b.amount - a.amount || a.value - b.value);
  return `<form id="filter" role="search" aria-label="Filter ${words.items}${access ? ' and partners' : ''}" data-items="${words.items}" hidden>
<label class="name">Name or tenant <input type="search" name="name" autocomplete="off" spellcheck="false"></label>
${select('action', 'Action', purpose === 'plan' ? actionChoices(plan) : [])}${select('setting', 'Setting', choicesBy('setting'))}${select('profile', 'Profile', choicesBy('profile'))}
<fieldset><legend>Impact</legend>${radios.join('')}</fieldset>
<output role="status" aria-live="polite"></output>
</form>`;
}

function actionChoices({ changes }: Plan): readonly Choice[] {
  const counts = summarizeChanges(changes, { unchanged: 0, undeclared: 0, problems: 0 });
  return (['create', 'update', 'delete'] as const satisfies readonly Action[])
    .map((action) => ({ value: action, label: `${actionSign[action]} ${actionVerb[action]}`, amount: counts[action] }))
    .filter(({ amount }) => amount > 0);
}

/** Empty without a choice. An empty value means all. */
function select(name: string, title: string, choices: readonly Choice[]): string {
  if (choices.length === 0) return '';
  const options = choices.map(
    ({ value, label, amount }) => `<option value="${value}">${htmlText(label)} (${formatNumber(amount)})</option>`,
  );
  return `<label>${title} <select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
}
