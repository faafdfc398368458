/*
 * The pieces of a pull request comment: alerts, rows and folded lists. Third-party text is shortened and escaped here.
 */

import { countFindings } from '../../model/diagnostic.ts';
import { groupBy } from '../../model/groupBy.ts';
import type { ChangeReason, FieldChange, Plan } from '../../model/plan.ts';
import { shortList } from '../diagnostics/shortList.ts';
import { byRisk, type Review } from '../review.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownCode, markdownText, visibleText } from '../text/escape.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import {
  type ChangeGroup,
  decidingPlace,
  type FoldedSetting,
  foldedSentence,
  foldFields,
  type GroupBy,
  type GroupedPart,
  groupChanges,
  groupName,
  groupReasons,
  type MemberEffect,
  memberEffects,
  memberEffectsNote,
  scatteredPlaces,
  sortedNames,
} from './changeGroups.ts';
import { changeTallies, noProfile, tallyCounts } from './changeTallies.ts';
import { allowanceSentences, approvalSentences } from './consentWording.ts';
import { fieldWords, type InheritedLookup, inheritedLookups } from './fieldWords.ts';
import {
  actionVerb,
  changeName,
  declaredAt,
  guardSentence,
  impactMark,
  limitSentences,
  type PlanPurpose,
} from './planWording.ts';
import { problemLines } from './problemMarkdown.ts';
import type { ChangeRow } from './rankedTable.ts';
import {
  acceptanceSentences,
  ignoredLines,
  ignoredTitle,
  silencedSentences,
  type UndeclaredLine,
  undeclaredLines,
  undeclaredTitle,
} from './undeclaredWording.ts';

const maxNames = 10;
const maxListed = 20;

/** The alerts above the table: the partners that a reviewer must look at, by name. */
export function alertBlocks(review: Review): readonly string[] {
  const { plan, deletions, conflicts, broadening, narrowing } = review;
  return [
    ...alert('CAUTION', [
      ...problemLines(review),
      ...guardLines(review),
      ...named('Deletes', deletions),
      ...named(
        'Conflict: changed in the configuration and in the tenant; applying overwrites the tenant in',
        conflicts,
      ),
    ]),
    ...alert('WARNING', [
      ...named('▲ Broadens access in', broadening),
      ...heirLines(review),
      ...approvalSentences(review),
    ]),
    ...alert('NOTE', [
      ...named('▼ Narrows access in', narrowing),
      ...allowanceSentences(review),
      ...limitSentences(plan),
    ]),
  ];
}

export function alert(kind: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`> [!${kind}]`, ...lines.map((line) => `> - ${line}`), ''];
}

export function named(title: string, changes: readonly GroupedPart[]): readonly string[] {
  if (changes.length === 0) return [];
  const names = firstFew(sortedNames(changes).map(shortName), maxNames);
  return [`**${title} ${formatNumber(changes.length)}:** ${names}`];
}

export function guardLines({ plan, refusals }: Review): readonly string[] {
  return refusals.map(({ result, partners }) => {
    const names = firstFew(partners.map(shortName), maxNames);
    const sentence = guardSentence(result, plan, (file) => shortCode(file, 100));
    return `**Refused by ${result.guard}:** ${sentence}${names === '' ? '' : ` (${names})`}`;
  });
}

function heirLines({ inheritances }: Review): readonly string[] {
  return inheritances.map(({ impact, partners }) => {
    const mark = impactMark[impact] === '' ? '' : ` (${impactMark[impact]})`;
    const names = sortedNames(partners).map(shortName);
    return `**The default settings change${mark}** for ${count(names.length, 'partner')}: ${firstFew(names, 5)}`;
  });
}

/** The most dangerous change first. */
export function rowsOf(plan: Plan, groupBy: GroupBy = 'change'): readonly ChangeRow[] {
  const inherited = inheritedLookups(plan);
  return groupChanges(plan, groupBy).map((group) =>
    rowOf(group, { inherited: inherited(group.change), folds: groupBy === 'change' }),
  );
}

interface RowContext {
  readonly inherited: InheritedLookup;
  /** Whether fields whose effective access stays the same become one sentence in the row. */
  readonly folds: boolean;
}

function rowOf(group: ChangeGroup, context: RowContext): ChangeRow {
  const { change, changes, impact } = group;
  const mark = impact === 'neutral' ? 'same' : impactMark[impact].replace(' ', '&nbsp;');
  const access = change.action === 'delete' ? `**deleted**<br>${mark}` : mark;
  const name = `**${shortName(groupName(group))}**`;
  const title = `${actionVerb[change.action]} ${name}`;
  const { shown, folded } = context.folds ? foldFields(group.fields) : { shown: group.fields, folded: [] };
  const fields = byRisk(shown);
  const effects = changes.length === 1 ? [] : groupBy(memberEffects(group), ({ effect }) => effect);
  return {
    amount: changes.length,
    full: `| ${access} | ${title} | ${summaryCell(fields, { ...context, folded, effects, reasons: groupReasons(group) })} |`,
    brief: `| ${access} | ${title} | ${group.fields.length === 0 ? '' : count(group.fields.length, 'field')} |`,
    details: detailLines(group, name, context),
  };
}

/** The fields with the strongest impact; the details have all fields. */
function summaryCell(
  fields: readonly FieldChange[],
  {
    inherited,
    reasons,
    folded,
    effects,
  }: RowContext & {
    readonly folded: readonly FoldedSetting[];
    readonly reasons: readonly ChangeReason[];
    /** Of deletions: those with the same effect. */
    readonly effects: readonly (readonly [MemberEffect, ...MemberEffect[]])[];
  },
): string {
  const max = 3;
  const first = fields.slice(0, max).map((field) => `${pathCode(field)} ${valueCode(field, inherited, 3)}`);
  const more = fields.length - max;
  return [
    ...reasons.map(({ message }) => message),
    ...first,
    ...(more > 0 ? [`and ${count(more, 'field')} more`] : []),
    ...[foldedSentence(folded, (setting) => shortCode(setting, 60)) ?? []].flat(),
    ...effects.slice(0, max).map(([{ effect }, ...others]) => `${shortCode(effect, 60)} (${others.length + 1})`),
    ...(effects.length > max ? [`and ${count(effects.length - max, 'other effect')}`] : []),
  ].join('<br>');
}

function detailLines(group: ChangeGroup, name: string, { inherited }: RowContext): readonly string[] {
  const { change, changes, fields } = group;
  const place = decidingPlace(group);
  const scattered = place.file === undefined ? scatteredPlaces(group) : '';
  const hasId = changes.length === 1 && change.name !== undefined && change.tenantId !== undefined;
  const title = [
    name,
    ...(hasId ? [`\`${change.tenantId}\``] : []),
    ...(place.profile === undefined ? [] : [`profile ${shortCode(place.profile, 60)}`]),
    ...(place.file === undefined ? [] : [shortCode(declaredAt(place), 100)]),
    ...(scattered === '' ? [] : [shortCode(scattered, 100)]),
    actionVerb[change.action],
    ...groupReasons(group).map(({ message, impact }) => `${message} ${impactMark[impact]}`),
  ].join(', ');
  const hasBase = fields.some(({ origin }) => origin !== undefined && origin !== 'unknown');
  const rows = fields.map((field) => {
    const origin = field.origin === 'both' ? '**both: conflict**' : (field.origin ?? '');
    const cells = [
      pathCode(field),
      valueCode(field, inherited, 100),
      impactMark[field.impact],
      ...(hasBase ? [origin] : []),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    `| Field | Before → after | Access |${hasBase ? ' Origin |' : ''}`,
    `|---|---|---|${hasBase ? '---|' : ''}`,
  ];
  const noRows = changes.length === 1 ? ['', 'No settings.'] : [];
  return [title, ...(rows.length > 0 ? ['', ...head, ...rows] : noRows), ...memberList(group)];
}

/** The names of a group, folded; of deletions with different effects, an item for each. */
function memberList(group: ChangeGroup): readonly string[] {
  const { changes } = group;
  if (changes.length === 1) return [];
  const effects = memberEffects(group).map(
    ({ change, effect }) => `- ${shortName(changeName(change))}: ${shortCode(effect, 200)}`,
  );
  const members =
    effects.length > 0
      ? [...effects, '', memberEffectsNote((command) => `\`${command}\``)]
      : [sortedNames(changes).map(shortName).join(', ')];
  return ['', `<details><summary>${count(changes.length, 'partner')}</summary>`, '', ...members, '', '</details>'];
}

export function pathCode(field: FieldChange): string {
  return shortCode(field.path, 120);
}

function valueCode(field: FieldChange, inherited: InheritedLookup, max: number): string {
  const words = fieldWords(field, inherited(field), max).map((word) => shorten(visibleText(word.text), 300));
  return markdownCode(words.join(' '));
}

/** The profiles and settings that a long plan concerns, the most frequent ones by name. */
export function tallyBlock(plan: Plan): readonly string[] {
  const lines = changeTallies(plan).map(({ title, tallies }) => {
    const words = tallies.map(
      (each) => `${each.name === noProfile ? noProfile : shortCode(each.name, 60)} ${tallyCounts(each)}`,
    );
    return `- ${title}: ${firstFew(words, maxListed)}`;
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

export function warningBlock({ warnings }: Review): readonly string[] {
  if (warnings.length === 0) return [];
  const total = countFindings(warnings);
  const { listed, others, counted } = shortList(warnings, (warning) => warning);
  const unlisted = countFindings(counted);
  const lines = listed.slice(0, maxListed).map((warning) => {
    const place = warning.file === undefined ? '' : ` (${shortCode(declaredAt(warning), 100)})`;
    return `- ${shortCode(warning.code, 60)}: ${markdownText(shorten(visibleText(warning.message), 300))}${place}`;
  });
  const rest =
    listed.length > maxListed
      ? moreItem(total, maxListed)
      : [...others, ...(unlisted > 0 ? [`and ${formatNumber(unlisted)} more that are not listed`] : [])].map(
          (each) => `- ${markdownText(shorten(visibleText(each), 100))}`,
        );
  return [`**${count(total, 'warning')}**`, '', ...lines, ...rest, ''];
}

/** In an alarm, what is undeclared may be all there is to see: it is not folded, and has more of each value. */
export function undeclaredBlock(review: Review, purpose: PlanPurpose = 'plan'): readonly string[] {
  const layout = purpose === 'plan' ? { tag: '<details>', columns: 60 } : { tag: '<details open>', columns: 300 };
  return [
    ...foldedLines(undeclaredTitle, undeclaredLines(review), {
      ...layout,
      end: acceptanceSentences(review).flatMap((accept) => ['', accept]),
    }),
    ...foldedLines(ignoredTitle, ignoredLines(review), { ...layout, end: [] }),
    ...silencedSentences(review).flatMap((sentence) => [sentence, '']),
  ];
}

/** Two lists of so many lines stand in the part of a comment that is never left out. */
const maxUndeclared = 10;

function foldedLines(
  title: string,
  lines: readonly UndeclaredLine[],
  { tag, columns, end }: { readonly tag: string; readonly columns: number; readonly end: readonly string[] },
): readonly string[] {
  if (lines.length === 0) return [];
  return [
    `${tag}<summary>${title}: ${formatNumber(lines.length)}</summary>`,
    '',
    ...lines.slice(0, maxUndeclared).map((line) => undeclaredItem(line, columns)),
    ...moreItem(lines.length, maxUndeclared),
    ...end,
    '',
    '</details>',
    '',
  ];
}

function undeclaredItem({ name, tenantId, part, reason, mark, values }: UndeclaredLine, columns: number): string {
  const id = tenantId === undefined || name === tenantId ? [] : [`\`${tenantId}\``];
  const who = name === tenantId ? `\`${name}\`` : shortName(name);
  const title = [who, ...id, ...(part === undefined ? [] : [shortCode(part, 60)])].join(' ');
  const why = reason === undefined ? '' : `${markdownText(shorten(visibleText(reason), 100))}; `;
  return `- ${title}: ${why}${shortCode(values.join('; '), columns)} (${mark})`;
}
