/* The alerts above the changes (refusals, conflicts, deletions, broadened access) and the folded lists below them. */

import { countFindings } from '../../model/diagnostic.ts';
import { broadensAccess, type Change, type GuardResult, narrowsAccess, type Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { mergeRepetitions } from '../diagnostics/mergeRepetitions.ts';
import { sortedNames } from '../plan/changeGroups.ts';
import { allowanceSentences, approvalSentence, approvalWays, refusingGuards } from '../plan/consentWording.ts';
import { declaredAt, guardSentence, impactMark, isConflict, limitSentences, namesIn } from '../plan/planWording.ts';
import { problemNote, problemTitle } from '../plan/problemWording.ts';
import {
  acceptanceSentence,
  ignoredLines,
  ignoredTitle,
  silencedSentences,
  type UndeclaredLine,
  undeclaredLines,
  undeclaredTitle,
} from '../plan/undeclaredWording.ts';
import { count, firstFew } from '../text/amounts.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, listHtml, nameHtml, sentenceHtml } from './markup.ts';

const maxNames = 10;

export function alerts(plan: Plan, consented?: GivenApproval): string {
  const { changes } = plan;
  const broadening = named('Broadens', changes.filter(broadensAccess));
  const approval = [approvalSentence(plan, consented, approvalWays) ?? []].flat().map(htmlText);
  const conflicts = changes.filter(isConflict);
  return [
    problemAlert(plan),
    alert(
      'stop',
      'Refused: apply will send nothing',
      refusingGuards(plan, consented).map((guard) => guardLine(guard, plan)),
    ),
    alert('stop', 'Conflict: changed in the configuration and in the tenant', named('Overwrites', conflicts)),
    alert(
      'stop',
      'Deletion',
      named(
        'Deletes',
        changes.filter(({ action }) => action === 'delete'),
      ),
    ),
    alert('care', 'Broader access', broadening.length > 0 ? [...broadening, ...approval] : []),
    alert('care', 'The default settings change', [...heirLines(plan), ...(broadening.length > 0 ? [] : approval)]),
    alert('note', 'Narrower access', named('Narrows', changes.filter(narrowsAccess))),
    alert('note', 'Note', [...allowanceSentences(plan, consented).map(htmlText), ...limitSentences(plan)]),
  ]
    .filter((block) => block !== '')
    .join('\n');
}

export function alert(kind: 'stop' | 'care' | 'note', title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<section class="alert ${kind}"><h2>${title}</h2>${listHtml(lines)}</section>`;
}

/** Empty if every partner can be planned. */
export function problemAlert(plan: Plan): string {
  return alert('stop', problemTitle(plan) ?? '', problemItems(plan));
}

function problemItems(plan: Plan): readonly string[] {
  const items = plan.problems.map((problem) => {
    const place = declaredAt(problem);
    return `${codeHtml(problem.code)}: ${sentenceHtml(problem.message)}${place === '' ? '' : ` (${codeHtml(place)})`}`;
  });
  return items.length === 0 ? [] : [htmlText(problemNote(plan)), ...items];
}

function heirLines(plan: Plan): readonly string[] {
  return plan.changes.flatMap(({ impact, inheritedBy = [] }) => {
    if (inheritedBy.length === 0) return [];
    const mark = impactMark[impact] === '' ? '' : ` (${htmlText(impactMark[impact])})`;
    const names = sortedNames(inheritedBy);
    return [`For ${count(names.length, 'partner')} that inherit them${mark}: ${nameList(names)}.`];
  });
}

export function guardLine(guard: GuardResult, plan: Plan): string {
  const names = namesIn(plan);
  const partners = (guard.tenantIds ?? []).map((tenantId) => names(tenantId));
  const partnerList = partners.length === 0 ? '' : ` ${nameList(partners)}.`;
  return `${codeHtml(guard.guard)}: ${sentenceHtml(guardSentence(guard, plan))}${partnerList}`;
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

export function undeclaredList(plan: Plan): string {
  const accept = acceptanceSentence(plan);
  return [
    foldedLines(undeclaredTitle, undeclaredLines(plan), accept === undefined ? [] : [accept]),
    foldedLines(ignoredTitle, ignoredLines(plan), []),
    ...silencedSentences(plan).map((sentence) => `<p>${htmlText(sentence)}</p>`),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function foldedLines(title: string, lines: readonly UndeclaredLine[], end: readonly string[]): string {
  if (lines.length === 0) return '';
  const items = [...lines.map(undeclaredItem), ...end.map(sentenceHtml)];
  return folded(`${title}: ${count(lines.length, 'entry', 'entries')}`, items);
}

function undeclaredItem({ name, tenantId, part, reason, mark, impact, values }: UndeclaredLine): string {
  const id = tenantId === undefined || name === tenantId ? '' : ` ${codeHtml(tenantId)}`;
  const who = name === tenantId ? codeHtml(name) : nameHtml(name);
  const what = part === undefined ? '' : ` ${codeHtml(part)}`;
  const why = reason === undefined ? '' : `${htmlText(reason)}; `;
  const live = values.map(htmlText).join('; ');
  return `${who}${id}${what}: ${why}${live} <span class="impact ${impact}">${htmlText(mark)}</span>`;
}

export function warningList(plan: Plan): string {
  const items = mergeRepetitions(plan.warnings, (warning) => warning).map(({ code, message, file, line }) => {
    const place = file === undefined ? '' : ` (${codeHtml(declaredAt({ file, line }))})`;
    return `${codeHtml(code)}: ${htmlText(message)}${place}`;
  });
  return items.length === 0 ? '' : folded(count(countFindings(plan.warnings), 'warning'), items);
}

function folded(title: string, items: readonly string[]): string {
  return `<details class="notes"${items.length <= maxNames ? ' open' : ''}><summary><h2>${title}</h2></summary>${listHtml(items)}</details>`;
}
