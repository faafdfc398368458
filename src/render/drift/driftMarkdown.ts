/*
 * Drift as Markdown, for the issue and the summary of a run: what is more open than declared first, then a table from
 * declared to live, then what waits and what is undeclared. It loses detail in whole rows, as the plan does.
 */

import type { FieldChange, Plan } from '../../model/plan.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import { type ChangeGroup, foldedSentence, foldFields, type GroupBy, sortedNames } from '../plan/changeGroups.ts';
import { pathCode, placeParts } from '../plan/changeRows.ts';
import { liveWords, type PlanContext, undeclaredAmounts } from '../plan/countWording.ts';
import { type InheritedLookup, stepWords } from '../plan/fieldWords.ts';
import { alert, footLines, guardLines, named, warningBlock } from '../plan/planMarkdownParts.ts';
import { changeName, limitSentences } from '../plan/planWording.ts';
import { problemLines } from '../plan/problemMarkdown.ts';
import { type ChangeRow, rankedTable, sharedGrains } from '../plan/rankedTable.ts';
import { releasedBlock } from '../plan/releasedMarkdown.ts';
import { undeclaredMarkdown } from '../plan/undeclaredMarkdown.ts';
import { byRisk, type DriftReview } from '../review.ts';
import { count, firstFew, formatNumber, inWords } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownCode, visibleText } from '../text/escape.ts';
import { fitLimit, githubCommentLimit } from '../text/fitLimit.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import {
  fieldMark,
  groupSteps,
  markOfField,
  nextSteps,
  reviewDistinctly,
  sameAccess,
  stepName,
  stepSentences,
  waitingTitle,
} from './driftWording.ts';
import { inheritedIn } from './inheritedValues.ts';

export interface DriftMarkdownOptions {
  readonly context?: PlanContext | undefined;
  readonly commit?: string | undefined;
  /** In UTF-16 units. */
  readonly limit?: number;
  readonly groupBy: GroupBy;
  readonly title: string;
  readonly lastLines: readonly string[];
  /** Of the plan, or of the correction that was applied. */
  readonly digest: string;
  /** The report of a correction, and who changed it; empty ones are left out. */
  readonly sections: readonly string[];
}

export function renderDriftMarkdown(plan: Plan, drift: Drift, options: DriftMarkdownOptions): string {
  const review = reviewDistinctly(plan, drift);
  const rows = rowsOf(review, drift, options.groupBy);
  const sections = options.sections.filter((section) => section !== '').map((section) => `${section.trimEnd()}\n`);
  const undeclared = undeclaredMarkdown(review, options.groupBy, 'drift');
  const head = headOf(review, drift, options);
  const tail = [...warningBlock(review), ...footLines({ ...plan, digest: options.digest }, options.commit)];
  const render = (grains: number): string => {
    const { table, list } = sharedGrains(grains, { rows: rows.length, entries: undeclared.grains });
    const changes = rankedTable(rows, table, driftTable);
    return [...head, ...changes, ...sections, ...undeclared.lines(list), ...tail].join('\n');
  };
  return fitLimit(render, rows.length * 3 + undeclared.grains, options.limit ?? githubCommentLimit);
}

const driftTable = { head: '| Access | Where | Declared → live |', noun: 'difference' };

function headOf(
  review: DriftReview,
  drift: Drift,
  { context, title, lastLines, groupBy }: DriftMarkdownOptions,
): readonly string[] {
  const read = context
    ? [`${shortCode(context.label, 100)} (${count(context.fileCount, 'file')}); ${liveWords(context)}.`, '']
    : [];
  return [
    `## xtap drift: ${title}`,
    '',
    `**${lastLines.join(' ')}**`,
    '',
    ...read,
    ...alert('CAUTION', [...problemLines(review), ...guardLines(review)]),
    ...alert('WARNING', [
      ...named('▲ More open than declared', review.opened, countedApart(review.opened)),
      ...listed(
        '▲ Undeclared, with more access than the default',
        review.undeclaredOpened,
        inWords(undeclaredAmounts(review.undeclaredOpened)),
      ),
      ...listed(
        '▲ Ignored, with more access than the default',
        review.ignoredOpened,
        count(review.ignoredOpened.length, 'partner'),
      ),
    ]),
    ...alert('NOTE', [
      ...named('▼ Tighter than declared', review.tightened, countedApart(review.tightened)),
      ...named('Corrected by this run', review.corrected),
      ...nextSteps(drift),
      ...limitSentences(review.plan, 'drift'),
    ]),
    ...waitingBlock(review),
    ...releasedBlock(review, groupBy),
  ];
}

/** The title counts missing and mixed partners apart; here they are among those that they may open or tighten. */
function countedApart(steps: readonly DriftStep[]): string {
  const missing = steps.filter(({ kind }) => kind === 'missing').length;
  const mixed = steps.filter(({ kind, impact }) => kind !== 'missing' && impact === 'mixed').length;
  return [
    ...(missing > 0 ? [`${formatNumber(missing)} missing`] : []),
    ...(mixed > 0 ? [`${formatNumber(mixed)} mixed`] : []),
  ].join(', ');
}

const maxNames = 10;

function listed(title: string, parts: Parameters<typeof sortedNames>[0], amount: string): readonly string[] {
  if (parts.length === 0) return [];
  const names = [...new Set(sortedNames(parts))].map(shortName);
  return [`**${title}: ${amount}:** ${firstFew(names, maxNames)}`];
}

const maxWaiting = 10;

function waitingBlock({ waiting: steps }: DriftReview): readonly string[] {
  if (steps.length === 0) return [];
  const items = steps.slice(0, maxWaiting).map((step) => {
    const fields = step.fields.slice(0, 3).map(pathCode);
    const more = step.fields.length - fields.length;
    return `- ${shortName(changeName(step))}: ${fields.join(', ')}${more > 0 ? ` and ${count(more, 'field')} more` : ''}`;
  });
  return [
    `<details><summary>${waitingTitle}: ${formatNumber(steps.length)}</summary>`,
    '',
    ...items,
    ...moreItem(steps.length, maxWaiting),
    '',
    '</details>',
    '',
  ];
}

function rowsOf(review: DriftReview, drift: Drift, groupBy: GroupBy): readonly ChangeRow[] {
  const inherited = inheritedIn(drift, review.names);
  return groupSteps(review, groupBy).map((group) => rowOf(group, inherited(group.change), groupBy === 'change'));
}

function rowOf(group: ChangeGroup<DriftStep>, inherited: InheritedLookup, folds: boolean): ChangeRow {
  const { change, changes, fields } = group;
  const mark = fieldMark[change.impact].replaceAll(' ', '&nbsp;');
  const name = `**${shortName(stepName(group))}**`;
  const { shown, folded } = folds ? foldFields(fields) : { shown: fields, folded: [] };
  const ranked = byRisk(shown);
  const more = ranked.length - maxFields;
  const cell = [
    ...stepSentences(change),
    ...ranked.slice(0, maxFields).map((field) => `${pathCode(field)} ${valueCode(field, inherited, 3)}`),
    ...(more > 0 ? [`and ${count(more, 'field')} more`] : []),
    ...[foldedSentence(folded, sameAccess(change), (setting) => shortCode(setting, 60)) ?? []].flat(),
  ];
  return {
    amount: changes.length,
    full: `| ${mark} | ${name} | ${cell.join('<br>')} |`,
    brief: `| ${mark} | ${name} | ${fields.length === 0 ? '' : count(fields.length, 'field')} |`,
    details: detailLines(group, name, inherited),
  };
}

const maxFields = 3;

function detailLines(group: ChangeGroup<DriftStep>, name: string, inherited: InheritedLookup): readonly string[] {
  const { change, changes, fields } = group;
  const hasId = changes.length === 1 && change.name !== undefined && change.tenantId !== undefined;
  const subject = [name, ...(hasId ? [`\`${change.tenantId}\``] : []), ...placeParts(group)].join(', ');
  const sentences = stepSentences(change).join('; ');
  const title = sentences === '' ? subject : `${subject}: ${sentences}`;
  const rows = fields.map((field) => {
    const mark = field.origin === 'both' ? `${markOfField(field)}, also changed by a merge` : markOfField(field);
    return `| ${pathCode(field)} | ${valueCode(field, inherited, 100)} | ${mark} |`;
  });
  const members = changes.length === 1 ? [] : ['', sortedNames(changes).map(shortName).join(', ')];
  const head = rows.length === 0 ? [] : ['| Field | Declared → live | Access |', '|---|---|---|'];
  return [title, ...(rows.length === 0 ? [] : ['', ...head, ...rows]), ...members];
}

function valueCode(field: FieldChange, inherited: InheritedLookup, max: number): string {
  const words = stepWords(field, inherited(field), max).map((word) => shorten(visibleText(word.text), 300));
  return markdownCode(words.join(' '));
}
