/* One card for each change of a plan: action, partner, and each field before → after. */
import type { Change, ChangeReason, FieldChange, Plan } from '../../model/plan.ts';
import {
  type ChangeGroup,
  decidingPlace,
  type GroupBy,
  groupChanges,
  groupName,
  groupReasons,
  memberEffects,
  memberEffectsNote,
  sortedNames,
} from '../plan/changeGroups.ts';
import { fieldWords, type InheritedLookup, inheritedLookups, type Word } from '../plan/fieldWords.ts';
import { actionSign, actionVerb, changeName, declaredAt } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, impactHtml, nameHtml } from './markup.ts';

/** Enough for a reader; the saved plan has all targets. */
const maxTargets = 200;

/** The riskiest change first. Equal changes are one card. */
export function changeCards(plan: Plan, groupBy: GroupBy = 'change'): string {
  const inherited = inheritedLookups(plan);
  return groupChanges(plan, groupBy)
    .map((group) => card(group, inherited(group.change)))
    .join('\n');
}

function card(group: ChangeGroup, inherited: InheritedLookup): string {
  const { change, changes, impact } = group;
  const hasBase = group.fields.some(({ origin }) => origin !== undefined && origin !== 'unknown');
  const isGroup = changes.length > 1;
  const name = nameHtml(groupName(group));
  const id =
    isGroup || change.tenantId === undefined || change.name === undefined ? '' : ` ${codeHtml(change.tenantId)}`;
  const rows = group.fields.map((field) => fieldRow(field, inherited, hasBase));
  const origin = hasBase ? '<th scope="col">Origin</th>' : '';
  const head = `<thead><tr><th scope="col">Field</th><th scope="col">Before → after</th><th scope="col">Access</th>${origin}</tr></thead>`;
  const noSettings = isGroup ? '' : '<p>No settings.</p>';
  const fields = rows.length === 0 ? noSettings : `<table>${head}<tbody>\n${rows.join('\n')}\n</tbody></table>`;
  return `<article class="change" data-impact="${impact}"${isGroup ? '' : anchorOf(change)}>
<h3><span class="action ${change.action}">${actionSign[change.action]} ${actionVerb[change.action]}</span> <span${isGroup ? '' : ' class="who"'}>${name}${id}</span> ${impactHtml(impact)}</h3>
<p class="place">${placeHtml(group)}</p>
${fields}${groupReasons(group).map(reasonHtml).join('')}${heirs(change)}${members(group)}
</article>`;
}

/** The filter finds the names, and the trust map links to them. */
function members(group: ChangeGroup): string {
  const { changes } = group;
  if (changes.length === 1) return '';
  const effects = new Map(memberEffects(group).map(({ change, effect }) => [change, effect]));
  const names = changes.map((change) => {
    const id = change.name === undefined || change.tenantId === undefined ? '' : ` ${codeHtml(change.tenantId)}`;
    const effect = effects.get(change);
    const lost = effect === undefined ? '' : `: <span class="impact ${change.impact}">${htmlText(effect)}</span>`;
    return `<li${anchorOf(change)}>${nameHtml(changeName(change))}${id}${lost}</li>`;
  });
  const [open, note] = effects.size > 0 ? [' open', `<p>${htmlText(memberEffectsNote)}</p>`] : ['', ''];
  return `\n<details class="who"${open}><summary>${count(changes.length, 'partner')}</summary><ul>\n${names.join('\n')}\n</ul>${note}</details>`;
}

function anchorOf({ tenantId }: Change): string {
  return tenantId === undefined ? '' : ` id="change-${htmlText(tenantId)}"`;
}

function placeHtml(group: ChangeGroup): string {
  const place = decidingPlace(group);
  if (place.file !== undefined) {
    const profile = place.profile === undefined ? '' : `profile ${codeHtml(place.profile)} `;
    return `${profile}${codeHtml(declaredAt(place))}`;
  }
  return group.change.action === 'delete' && group.change.file === undefined ? 'not in the configuration' : '';
}

function fieldRow(field: FieldChange, inherited: InheritedLookup, hasBase: boolean): string {
  const value = fieldWords(field, inherited(field), maxTargets).map(wordHtml).join(' ');
  const conflict = field.origin === 'both' ? '<strong class="mixed">both: conflict</strong>' : (field.origin ?? '');
  const origin = hasBase ? `<td>${conflict}</td>` : '';
  const path = htmlText(field.path).replaceAll('.', '<wbr>.');
  return `<tr><th scope="row"><code>${path}</code></th><td>${value}</td><td>${impactHtml(field.impact)}</td>${origin}</tr>`;
}

function wordHtml({ text, tone }: Word): string {
  return `<span class="word${tone === undefined ? '' : ` ${tone}`}">${htmlText(text)}</span>`;
}

function reasonHtml({ impact, message }: ChangeReason): string {
  return `\n<p>${impactHtml(impact)}: ${htmlText(message)}</p>`;
}

function heirs({ inheritedBy = [] }: Change): string {
  if (inheritedBy.length === 0) return '';
  const names = sortedNames(inheritedBy).map(nameHtml).join(', ');
  return `\n<details><summary>Inherited by ${count(inheritedBy.length, 'partner')}</summary><p>${names}</p></details>`;
}
