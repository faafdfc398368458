/* The alerts above the changes (refusals, conflicts, deletions, broadened access) and the folded lists below them. */

import { countFindings } from '../../model/diagnostic.ts';
import type { Change } from '../../model/plan.ts';
import { mergeRepetitions } from '../diagnostics/shownFindings.ts';
import { allowanceSentences, approvalSentences, approvalWays } from '../plan/approvalWording.ts';
import { type GroupBy, sortedNames } from '../plan/changeGroups.ts';
import { declaredAt, guardSentence, impactMark, limitSentences } from '../plan/planWording.ts';
import { problemNote, problemTitle } from '../plan/problemWording.ts';
import {
  groupTitle,
  type UndeclaredEntry,
  type UndeclaredGroup,
  type UndeclaredList,
  undeclaredLists,
} from '../plan/undeclaredLists.ts';
import { silencedSentences } from '../plan/undeclaredWording.ts';
import type { Review } from '../review.ts';
import { count, firstFew } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, listHtml, nameHtml, sentenceHtml } from './markup.ts';

const maxNames = 10;

export function alerts(review: Review): string {
  const broadening = named('Broadens', review.broadening);
  const approval = approvalSentences(review, approvalWays).map(htmlText);
  return [
    problemAlert(review),
    refusalAlert('Refused: apply will send nothing', review),
    alert('stop', 'Conflict: changed in the configuration and in the tenant', named('Overwrites', review.conflicts)),
    alert('stop', 'Deletion', named('Deletes', review.deletions)),
    alert('care', 'Broader access', broadening.length > 0 ? [...broadening, ...approval] : []),
    alert('care', 'The default settings change', [...heirLines(review), ...(broadening.length > 0 ? [] : approval)]),
    alert('note', 'Narrower access', named('Narrows', review.narrowing)),
    alert('note', 'Note', [...allowanceSentences(review).map(htmlText), ...limitSentences(review.plan)]),
  ]
    .filter((block) => block !== '')
    .join('\n');
}

export function alert(kind: 'stop' | 'care' | 'note', title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<section class="alert ${kind}"><h2>${title}</h2>${listHtml(lines)}</section>`;
}

/** Empty if every partner can be planned. */
export function problemAlert(review: Review): string {
  return alert('stop', problemTitle(review) ?? '', problemItems(review));
}

function problemItems(review: Review): readonly string[] {
  const items = review.problems.map((problem) => {
    const place = declaredAt(problem);
    return `${codeHtml(problem.code)}: ${sentenceHtml(problem.message)}${place === '' ? '' : ` (${codeHtml(place)})`}`;
  });
  return items.length === 0 ? [] : [htmlText(problemNote(review)), ...items];
}

function heirLines({ inheritances }: Review): readonly string[] {
  return inheritances.map(({ impact, partners }) => {
    const mark = impactMark[impact] === '' ? '' : ` (${htmlText(impactMark[impact])})`;
    const names = sortedNames(partners);
    return `For ${count(names.length, 'partner')} that inherit them${mark}: ${nameList(names)}.`;
  });
}

export function refusalAlert(title: string, { plan, refusals }: Review): string {
  const lines = refusals.map(({ result, partners }) => {
    const names = partners.length === 0 ? '' : ` ${nameList(partners)}.`;
    return `${codeHtml(result.guard)}: ${sentenceHtml(guardSentence(result, plan))}${names}`;
  });
  return alert('stop', title, lines);
}

function named(verb: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  return [`${verb} ${nameList(sortedNames(changes))}.`];
}

/** The first names; the cards below show all of them. */
export function nameList(names: readonly string[]): string {
  return firstFew(
    names.map((name) => `<strong>${nameHtml(name)}</strong>`),
    maxNames,
  );
}

export function undeclaredList(review: Review, groupBy: GroupBy | undefined): string {
  return [
    ...undeclaredLists(review, groupBy).map(foldedList),
    ...silencedSentences(review).map((sentence) => `<p>${htmlText(sentence)}</p>`),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function foldedList({ title, amount, groups, notes }: UndeclaredList): string {
  if (groups.length === 0) return notes.map((note) => `<p>${sentenceHtml(note)}</p>`).join('\n');
  return folded(`${title}: ${amount}`, [...groups.map(entryItem), ...notes.map(sentenceHtml)]);
}

export function entryItem(group: UndeclaredGroup): string {
  const [entry] = group;
  const { part, reason, mark, impact, values } = entry;
  const who = group.length === 1 ? whoHtml(entry) : groupTitle(group);
  const what = part === undefined ? '' : ` ${codeHtml(part)}`;
  const why = reason === undefined ? '' : `${htmlText(reason)}; `;
  const live = values.map(htmlText).join('; ');
  return `${who}${what}: ${why}${live} <span class="impact ${impact}">${htmlText(mark)}</span>${members(group)}`;
}

function whoHtml({ name, tenantId }: UndeclaredEntry): string {
  if (name === tenantId) return codeHtml(name);
  return tenantId === undefined ? nameHtml(name) : `${nameHtml(name)} ${codeHtml(tenantId)}`;
}

/** The search of the browser finds the names also where they are folded. */
function members(group: UndeclaredGroup): string {
  if (group.length === 1) return '';
  const open = group.length <= maxNames ? ' open' : '';
  return `<details class="who"${open}><summary>Names and ids</summary>${listHtml(group.map(whoHtml))}</details>`;
}

export function warningList({ warnings }: Review): string {
  const items = mergeRepetitions(warnings, (warning) => warning).map(({ code, message, file, line }) => {
    const place = file === undefined ? '' : ` (${codeHtml(declaredAt({ file, line }))})`;
    return `${codeHtml(code)}: ${htmlText(message)}${place}`;
  });
  return items.length === 0 ? '' : folded(count(countFindings(warnings), 'warning'), items);
}

function folded(title: string, items: readonly string[]): string {
  return `<details class="notes"${items.length <= maxNames ? ' open' : ''}><summary><h2>${title}</h2></summary>${listHtml(items)}</details>`;
}
