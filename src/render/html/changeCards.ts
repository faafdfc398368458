/* One card for each change of a plan: action, partner, and each field before → after. */
import type { Change, FieldChange, Plan } from '../../model/plan.ts';
import { fieldWords, type InheritedLookup, inheritedLookups, type Word } from '../plan/fieldWords.ts';
import { actionSign, actionVerb, byDanger, changeName, declaredAt, extraEffectsIn } from '../plan/planWording.ts';
import { count } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, impactHtml, nameHtml } from './markup.ts';

/** Enough for a reader; the saved plan has all targets. */
const maxTargets = 200;

/** The most dangerous change first. */
export function changeCards(plan: Plan): string {
  const inherited = inheritedLookups(plan);
  const extraEffect = extraEffectsIn(plan);
  return byDanger(plan.changes)
    .map((change) => card(change, inherited(change), extraEffect(change)))
    .join('\n');
}

function card(change: Change, inherited: InheritedLookup, extraEffect: string | undefined): string {
  const hasBase = change.fields.some((field) => field.origin !== 'unknown');
  const name = nameHtml(changeName(change));
  const id = change.tenantId === undefined || change.name === undefined ? '' : ` ${codeHtml(change.tenantId)}`;
  const rows = change.fields.map((field) => fieldRow(field, inherited, hasBase));
  const origin = hasBase ? '<th scope="col">Origin</th>' : '';
  const head = `<thead><tr><th scope="col">Field</th><th scope="col">Before → after</th><th scope="col">Access</th>${origin}</tr></thead>`;
  const fields =
    rows.length === 0 ? '<p>No settings.</p>' : `<table>${head}<tbody>\n${rows.join('\n')}\n</tbody></table>`;
  return `<article class="change" data-impact="${change.impact}"${anchorOf(change)}>
<h3><span class="action ${change.action}">${actionSign[change.action]} ${actionVerb[change.action]}</span> <span class="who">${name}${id}</span> ${impactHtml(change.impact)}</h3>
<p class="place">${declarationHtml(change)}</p>
${fields}${extraEffectHtml(change, extraEffect)}${heirs(change)}
</article>`;
}

function anchorOf({ tenantId }: Change): string {
  return tenantId === undefined ? '' : ` id="change-${htmlText(tenantId)}"`;
}

function declarationHtml(change: Change): string {
  if (change.file === undefined) return change.action === 'delete' ? 'not in the configuration' : '';
  return codeHtml(declaredAt(change));
}

function fieldRow(field: FieldChange, inherited: InheritedLookup, hasBase: boolean): string {
  const value = fieldWords(field, inherited(field), maxTargets).map(wordHtml).join(' ');
  const conflict = field.origin === 'both' ? '<strong class="mixed">both: conflict</strong>' : field.origin;
  const origin = hasBase ? `<td>${conflict}</td>` : '';
  const path = htmlText(field.path).replaceAll('.', '<wbr>.');
  return `<tr><th scope="row"><code>${path}</code></th><td>${value}</td><td>${impactHtml(field.impact)}</td>${origin}</tr>`;
}

function wordHtml({ text, tone }: Word): string {
  return `<span class="word${tone === undefined ? '' : ` ${tone}`}">${htmlText(text)}</span>`;
}

function extraEffectHtml(change: Change, reason: string | undefined): string {
  return reason === undefined ? '' : `\n<p>${impactHtml(change.impact)}: ${htmlText(reason)}</p>`;
}

function heirs({ inheritedBy = [] }: Change): string {
  if (inheritedBy.length === 0) return '';
  const names = inheritedBy.map((heir) => nameHtml(heir.name ?? heir.tenantId)).join(', ');
  return `\n<details><summary>Inherited by ${count(inheritedBy.length, 'partner')}</summary><p>${names}</p></details>`;
}
