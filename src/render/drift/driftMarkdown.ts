/*
 * Drift as Markdown, for the issue and the summary of a run: what is more open than declared first, then a table from
 * declared to live, then what waits and what is undeclared. It loses detail in whole rows, as the plan does.
 */

import type { FieldChange, Plan } from '../../model/plan.ts';
import { countDrift, type Drift, driftedSteps } from '../../plan/drift/describeDrift.ts';
import type { DriftStep } from '../../plan/drift/driftStep.ts';
import { type ChangeGroup, foldedSentence, foldFields, type GroupBy, sortedNames } from '../plan/changeGroups.ts';
import { pathCode, placeParts } from '../plan/changeRows.ts';
import { liveWords, type PlanContext } from '../plan/countWording.ts';
import { withDistinctNames } from '../plan/distinctNames.ts';
import { type InheritedLookup, stepWords } from '../plan/fieldWords.ts';
import { alert, footLines, guardLines, named, undeclaredBlock, warningBlock } from '../plan/planMarkdownParts.ts';
import { changeName, limitSentences } from '../plan/planWording.ts';
import { problemLines } from '../plan/problemMarkdown.ts';
import { type ChangeRow, rankedTable } from '../plan/rankedTable.ts';
import { releasedBlock } from '../plan/releasedMarkdown.ts';
import { byRisk, type DriftReview, reviewDrift } from '../review.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownCode, markdownText, visibleText } from '../text/escape.ts';
import { fitLimit, githubCommentLimit } from '../text/fitLimit.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import {
  driftTitle,
  fieldMark,
  groupSteps,
  markOfField,
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
  /** The last line of the run. */
  readonly sentence: string;
  /** Who changed it, and the report of a correction; empty ones are left out. */
  readonly sections: readonly string[];
}

export function renderDriftMarkdown(plan: Plan, drift: Drift, options: DriftMarkdownOptions): string {
  const named = withDistinctNames(plan);
  const steps = drift.steps.map((step) => ({ ...step, ...nameOf(step, named) }));
  const shown = { ...drift, steps };
  const review = reviewDrift(named, shown);
  const rows = rowsOf(review, drift, options.groupBy);
  const sections = options.sections.filter((section) => section !== '').map((section) => `${section.trimEnd()}\n`);
  const [head, tail] = [headOf(review, drift, options), [...sections, ...tailOf(review, options)]];
  const render = (grains: number): string => [...head, ...rankedTable(rows, grains, driftTable), ...tail].join('\n');
  return fitLimit(render, rows.length * 3, options.limit ?? githubCommentLimit);
}

const driftTable = { head: '| Access | Where | Declared → live |', noun: 'difference' };

/** Partners with equal labels get a part of their id. */
function nameOf({ tenantId }: DriftStep, { changes }: Plan): { readonly name?: string } {
  const name = changes.find((change) => change.tenantId === tenantId)?.name;
  return tenantId === undefined || name === undefined ? {} : { name };
}

function headOf(review: DriftReview, drift: Drift, { context, sentence }: DriftMarkdownOptions): readonly string[] {
  const read = context
    ? [`${shortCode(context.label, 100)} (${count(context.fileCount, 'file')}); ${liveWords(context)}.`, '']
    : [];
  return [
    `## xtap drift: ${driftTitle(countDrift(drift))}`,
    '',
    `**${sentence}**`,
    '',
    ...read,
    ...alert('CAUTION', [...problemLines(review), ...guardLines(review)]),
    ...alert('WARNING', [
      ...named('▲ More open than declared', review.opened, countedApart(review.opened)),
      ...listed('▲ Undeclared, with more access than the default', sortedNames(review.undeclaredOpened)),
      ...listed('▲ Ignored, with more access than the default', sortedNames(review.ignoredOpened)),
    ]),
    ...alert('NOTE', [
      ...named('▼ Tighter than declared', review.tightened, countedApart(review.tightened)),
      ...howTo(drift),
      ...limitSentences(review.plan, 'drift'),
    ]),
    ...waitingBlock(review),
    ...releasedBlock(review),
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

function howTo(drift: Drift): readonly string[] {
  const { undeclaredPartners } = countDrift(drift);
  return [
    ...(driftedSteps(drift).length === 0
      ? []
      : [
          'To revert the drift, apply the configuration. To keep it, put it into the configuration with a pull request.',
        ]),
    ...(undeclaredPartners === 0
      ? []
      : ['To keep an undeclared partner, declare it. To delete it, declare it with `state: absent`.']),
  ];
}

const maxNames = 10;

function listed(title: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const distinct = [...new Set(names)];
  const more = distinct.length - maxNames;
  const shown = distinct.slice(0, maxNames).map(shortName).join(', ');
  return [`**${title} ${formatNumber(names.length)}:** ${shown}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`];
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
  return groupSteps(review, groupBy).map((group) => rowOf(group, inherited, groupBy === 'change'));
}

function rowOf(group: ChangeGroup<DriftStep>, inherited: InheritedLookup, folds: boolean): ChangeRow {
  const { change, changes, fields } = group;
  const mark = fieldMark[change.impact].replaceAll(' ', '&nbsp;');
  const name = `**${shortName(stepName(group))}**`;
  const { shown, folded } = folds ? foldFields(fields) : { shown: fields, folded: [] };
  const ranked = byRisk(shown);
  const more = ranked.length - maxFields;
  const cell = [
    ...stepSentences(change).map(markdownText),
    ...ranked.slice(0, maxFields).map((field) => `${pathCode(field)} ${valueCode(field, inherited, 3)}`),
    ...(more > 0 ? [`and ${count(more, 'field')} more`] : []),
    ...[foldedSentence(folded, (setting) => shortCode(setting, 60)) ?? []].flat(),
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
  const title = [
    name,
    ...(hasId ? [`\`${change.tenantId}\``] : []),
    ...placeParts(group),
    ...stepSentences(change).map(markdownText),
  ].join(', ');
  const rows = fields.map((field) => {
    const mark = field.origin === 'both' ? `${markOfField(field)}, also changed by a merge` : markOfField(field);
    return `| ${pathCode(field)} | ${valueCode(field, inherited, 100)} | ${mark} |`;
  });
  const members = changes.length === 1 ? [] : ['', sortedNames(changes).map(shortName).join(', ')];
  const head = rows.length === 0 ? [] : ['| Field | Declared → live | Access |', '|---|---|---|'];
  return [title, '', ...head, ...rows, ...members];
}

function valueCode(field: FieldChange, inherited: InheritedLookup, max: number): string {
  const words = stepWords(field, inherited(field), max).map((word) => shorten(visibleText(word.text), 300));
  return markdownCode(words.join(' '));
}

function tailOf(review: DriftReview, { commit, groupBy }: DriftMarkdownOptions): readonly string[] {
  return [...undeclaredBlock(review, groupBy, 'drift'), ...warningBlock(review), ...footLines(review.plan, commit)];
}
