/* One card for each change of a plan: action, partner, and each field before → after. */
import type { Change, ChangeReason, FieldChange, Plan } from '../../model/plan.ts';
import {
  type ChangeGroup,
  decidingPlace,
  foldedSentence,
  foldFields,
  type GroupBy,
  type GroupedPart,
  groupChanges,
  groupName,
  groupReasons,
  memberEffects,
  memberEffectsNote,
  scatteredPlaces,
  settingOf,
  sortedNames,
} from '../plan/changeGroups.ts';
import { profileOf } from '../plan/changeTallies.ts';
import { fieldWords, type InheritedLookup, inheritedLookups, type Word } from '../plan/fieldWords.ts';
import { actionSign, actionVerb, changeName, declaredAt } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { type FacetNumbers, facetNumbers } from './filterBar.ts';
import { codeHtml, impactHtml, nameHtml, pathHtml } from './markup.ts';
import { pageWords } from './pageWords.ts';

/** Enough for a reader; the saved plan has all targets. */
export const maxTargets = 200;

/** The riskiest change first. Equal changes are one card. */
export function changeCards(plan: Plan, groupBy: GroupBy = 'change', verb = actionVerb): string {
  const folds = groupBy === 'change';
  const inherited = inheritedLookups(plan);
  const numbers = facetNumbers(plan);
  return groupChanges(plan, groupBy)
    .map((group) => card(group, { inherited: inherited(group.change), folds, numbers, verb }))
    .join('\n');
}

/** How a card shows its fields. */
export interface FieldLook {
  /** The head of the column with the values. */
  readonly step: string;
  readonly wordsOf: (field: FieldChange) => readonly Word[];
  readonly markOf: (field: FieldChange) => string;
  readonly hasOrigin: boolean;
  /** The words before the settings whose effective access stays the same. */
  readonly same?: string;
}

interface CardContext {
  readonly inherited: InheritedLookup;
  /** Whether fields whose effective access stays the same are behind one sentence. */
  readonly folds: boolean;
  readonly numbers: FacetNumbers;
  readonly verb: typeof actionVerb;
}

function card(group: ChangeGroup, context: CardContext): string {
  const { change, changes, impact } = group;
  const isGroup = changes.length > 1;
  const id = isGroup ? '' : idHtml(change);
  return `<article class="change" data-impact="${impact}" data-action="${change.action}"${facets(changes, context.numbers)}${isGroup ? '' : anchorOf(change)}>
<h3><span class="action ${change.action}">${actionSign[change.action]} ${context.verb[change.action]}</span> <span${isGroup ? '' : ' class="who"'}>${nameHtml(groupName(group))}${id}</span> ${impactHtml(impact)}</h3>
<p class="place">${placeHtml(group)}</p>
${fieldsHtml(group, context)}${groupReasons(group).map(reasonHtml).join('')}${heirs(change)}${members(group)}
</article>`;
}

function fieldsHtml(group: ChangeGroup, { inherited, folds }: CardContext): string {
  const { fields, changes } = group;
  if (fields.length === 0) return changes.length > 1 || groupReasons(group).length > 0 ? '' : '<p>No settings.</p>';
  return fieldTables(fields, folds, {
    step: pageWords.plan.step,
    wordsOf: (field) => fieldWords(field, inherited(field), maxTargets),
    markOf: ({ impact }) => impactHtml(impact),
    hasOrigin: fields.some(({ origin }) => origin !== undefined && origin !== 'unknown'),
  });
}

/** The fields that change access, then the others behind one sentence. */
export function fieldTables(fields: readonly FieldChange[], folds: boolean, look: FieldLook): string {
  const { shown, folded } = folds ? foldFields(fields) : { shown: fields, folded: [] };
  const sentence = foldedSentence(folded, look.same);
  const table = shown.length === 0 ? '' : fieldTable(shown, look);
  if (sentence === undefined) return table;
  const others = fieldTable(
    fields.filter((field) => !shown.includes(field)),
    look,
  );
  return `${table}<details class="same"><summary>${htmlText(sentence)}</summary>${others}</details>`;
}

/** What the filter selects a card by: the numbers of its settings and profiles. */
export function facets(changes: readonly GroupedPart[], { setting, profile }: FacetNumbers): string {
  const fields = changes.flatMap((each) => each.fields);
  const settings = new Set(fields.map((field) => setting.get(settingOf(field))));
  const profiles = new Set(fields.map((field) => profile.get(profileOf(field))));
  return ` data-settings="${[...settings].join(' ')}" data-profiles="${[...profiles].join(' ')}"`;
}

function fieldTable(fields: readonly FieldChange[], look: FieldLook): string {
  const rows = fields.map((field) => fieldRow(field, look));
  const origin = look.hasOrigin ? '<th scope="col">Origin</th>' : '';
  const head = `<thead><tr><th scope="col">Field</th><th scope="col">${look.step}</th><th scope="col">Access</th>${origin}</tr></thead>`;
  return `<table>${head}<tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

/** The filter finds the names, and the trust map links to them. */
export function members(group: ChangeGroup<GroupedPart>): string {
  const { changes } = group;
  if (changes.length === 1) return '';
  const effects = new Map(memberEffects(group).map(({ change, effect }) => [change, effect]));
  const names = changes.map((change) => {
    const effect = effects.get(change);
    const lost = effect === undefined ? '' : `: <span class="impact ${change.impact}">${htmlText(effect)}</span>`;
    return `<li${anchorOf(change)}>${nameHtml(changeName(change))}${idHtml(change)}${lost}</li>`;
  });
  const [open, note] =
    effects.size > 0
      ? [' open', `<p>${memberEffectsNote((command) => `<code>${htmlText(command)}</code>`)}</p>`]
      : ['', ''];
  return `\n<details class="who"${open}><summary>${count(changes.length, 'partner')}</summary><ul>\n${names.join('\n')}\n</ul>${note}</details>`;
}

/** The id beside the name; empty if the name is the id. */
export function idHtml({ name, tenantId }: Pick<GroupedPart, 'name' | 'tenantId'>): string {
  return name === undefined || tenantId === undefined ? '' : ` ${codeHtml(tenantId)}`;
}

export function anchorOf({ tenantId }: Pick<Change, 'tenantId'>): string {
  return tenantId === undefined ? '' : ` id="change-${htmlText(tenantId)}"`;
}

export function placeHtml(group: ChangeGroup<GroupedPart>): string {
  const place = decidingPlace(group);
  if (place.file !== undefined) {
    const profile = place.profile === undefined ? '' : `profile ${codeHtml(place.profile)} `;
    return `${profile}${codeHtml(declaredAt(place))}`;
  }
  return htmlText(scatteredPlaces(group));
}

function fieldRow(field: FieldChange, { wordsOf, markOf, hasOrigin }: FieldLook): string {
  const value = wordsOf(field).map(wordHtml).join(' ');
  const conflict = field.origin === 'both' ? '<strong class="mixed">both: conflict</strong>' : (field.origin ?? '');
  const origin = hasOrigin ? `<td>${conflict}</td>` : '';
  return `<tr><th scope="row">${pathHtml(field.path)}</th><td>${value}</td><td>${markOf(field)}</td>${origin}</tr>`;
}

function wordHtml({ text, tone }: Word): string {
  return `<span class="word${tone === undefined ? '' : ` ${tone}`}">${htmlText(text)}</span>`;
}

function reasonHtml({ impact, message }: ChangeReason): string {
  return `\n<p>${impactHtml(impact)}: ${htmlText(message)}</p>`;
}

export function heirs({ inheritedBy = [] }: { readonly inheritedBy?: Change['inheritedBy'] | undefined }): string {
  if (inheritedBy.length === 0) return '';
  const names = sortedNames(inheritedBy).map(nameHtml).join(', ');
  return `\n<details><summary>Inherited by ${count(inheritedBy.length, 'partner')}</summary><p>${names}</p></details>`;
}
