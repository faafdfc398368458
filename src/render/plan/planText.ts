/*
 * The plan for a terminal: a line per field, with path, change and impact in columns that a reader can scan. Colour
 * only repeats the signs.
 */

import picocolors from 'picocolors';
import { memoizeBriefly } from '../../model/memoize.ts';
import type { Change, ChangeReason, Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { replayBlock, replayHeadLines } from '../replay/replayText.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { type Review, reviewPlan } from '../review.ts';
import { count } from '../text/amounts.ts';
import type { TextPage } from '../text/colors.ts';
import { displayWidth } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { titleRows } from '../text/titleRows.ts';
import { digestLines, wrapText, wrapWords } from '../text/wrapText.ts';
import {
  type ChangeGroup,
  decidingPlace,
  type FoldedSetting,
  foldedSentence,
  foldFields,
  type GroupBy,
  groupChanges,
  groupName,
  groupReasons,
  placeWords,
} from './changeGroups.ts';
import { changeTallies, tallyCounts } from './changeTallies.ts';
import { configuredWords, liveWords, type PlanContext } from './countWording.ts';
import { withDistinctNames } from './distinctNames.ts';
import { headline } from './headline.ts';
import { conditionSentences, noteLines } from './planNotes.ts';
import {
  type ColumnLayout,
  columnsOf,
  type FieldLine,
  fieldRows,
  linesOf,
  paintImpact,
  planMarks,
  sentenceIndents,
  type TextRow,
  withMark,
} from './planTextFields.ts';
import { heirLines, memberLines } from './planTextMembers.ts';
import { actionSign, declaredAt, impactMark, namesIn, undoSentences } from './planWording.ts';
import { linesOfRequest } from './requestBlocks.ts';
import { silencedSentences } from './undeclaredWording.ts';

/** `brief`: one line for each change. `summary`: only the summary and the digest. */
export type PlanTextDetail = 'full' | 'brief' | 'summary';

export interface PlanTextOptions {
  readonly color: boolean;
  readonly width: number;
  readonly context?: PlanContext | undefined;
  /** Method, URL and body of every request. */
  readonly showRequests?: boolean | undefined;
  readonly consented?: GivenApproval | undefined;
  readonly detail?: PlanTextDetail | undefined;
  readonly groupBy?: GroupBy | undefined;
  readonly replay?: ReplayView | undefined;
  /** Hides counts of people below five. */
  readonly hidesCounts?: boolean | undefined;
}

export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const { hidesCounts = false, width } = options;
  const review = reviewPlan(plan, options.consented);
  if (options.detail === 'summary') {
    const summary = summaryLines(plan, options.context, { colors, width });
    return [
      ...(options.replay ? replayHeadLines(options.replay, { colors, width, hidesCounts }) : []),
      ...summary,
      '',
    ].join('\n');
  }
  const summary = summaryLines(plan, options.context, { colors, width }, review);
  const changes =
    options.detail === 'brief'
      ? briefLines(plan, options, { colors, width })
      : changeLines(plan, options, { colors, width });
  return [
    ...headerLines(plan, options.context, width),
    '',
    ...changes,
    ...noteLines(review, { colors, width, groupBy: options.groupBy }),
    ...(options.replay ? replayBlock(options.replay, { colors, width, hidesCounts }) : []),
    ...tallyLines(plan, width),
    ...summary,
    '',
  ].join('\n');
}

/** Every group of changes with its fields; each ends with an empty line. */
export function changeLines(
  plan: Plan,
  options: Pick<PlanTextOptions, 'groupBy' | 'showRequests'>,
  { colors, width }: TextPage,
): readonly string[] {
  const groups = groupChanges(plan, options.groupBy ?? 'change');
  const folds = groups.map(({ fields }) =>
    options.groupBy === 'none' ? { shown: fields, folded: [] } : foldFields(fields),
  );
  const shown = groups.map(({ change }, index) => ({ ...change, fields: folds[index]?.shown ?? [] }));
  const lines = linesOf(plan, shown);
  const showRequests = options.showRequests ?? false;
  const layout = { ...columnsOf(lines.flat(), width), colors, width, marks: planMarks };
  const rowsOf = memoizeBriefly((line: FieldLine) => fieldRows(line, layout));
  const names = namesIn(withDistinctNames(plan));
  return groups.flatMap((group, index) => [
    ...titleLines(group, layout),
    ...(lines[index] ?? []).flatMap((line) => rowsOf(line)),
    ...foldedLines(folds[index]?.folded ?? [], layout),
    ...groupReasons(group).flatMap((reason) => reasonLines(reason, layout)),
    ...heirLines(group.change, layout.width),
    ...memberLines(group, names, layout),
    ...(showRequests ? requestLines(group.change, layout) : []),
    '',
  ]);
}

/** One line for each change: sign, impact, name, id, and the place if the line has room for it; then its requests. */
function briefLines(
  plan: Plan,
  { showRequests = false }: Pick<PlanTextOptions, 'showRequests'>,
  page: TextPage,
): readonly string[] {
  const rows = groupChanges(plan, 'none').flatMap((group) => {
    const { change } = group;
    const gap = ' '.repeat(impactColumns - impactMark[change.impact].length);
    const mark = { text: `${paintImpact(change, page.colors)}${gap}`, columns: impactColumns };
    const [line = ''] = titleLines(group, page, mark, briefPlace);
    return [line, ...(showRequests ? requestLines(change, page) : [])];
  });
  return rows.length === 0 ? [] : [...rows, ''];
}

const impactColumns = 12;

export function headerLines(plan: Plan, context: PlanContext | undefined, width: number): readonly string[] {
  const tenant = `Tenant ${plan.tenantId}  ${plan.cloud} ${plan.apiVersion}`;
  const undo = undoSentences(plan).flatMap((sentence) => wrapText(sentence, width, { first: '', rest: '  ' }));
  if (!context) return [tenant, ...undo];
  const source = `${terminalText(context.label)} (${count(context.fileCount, 'file')})`;
  const fits = displayWidth(tenant) + 2 + displayWidth(source) <= width;
  return [...(fits ? [`${tenant}  ${source}`] : [tenant, source]), liveWords(context)];
}

function titleLines(
  group: ChangeGroup,
  page: TextPage,
  mark: TextRow = { text: '', columns: 0 },
  placeOf: (group: ChangeGroup) => string = placeText,
): readonly string[] {
  const { colors } = page;
  const { change, changes } = group;
  const paint = { create: colors.green, update: colors.blue, delete: colors.red }[change.action];
  const hasId = changes.length === 1 && change.name !== undefined;
  return titleRows(
    {
      lead: { text: `${paint(actionSign[change.action])} ${mark.text}`, columns: 2 + mark.columns },
      name: groupName(group),
      paintName: (name) => colors.bold(change.action === 'delete' ? paint(name) : name),
      tenantId: hasId ? change.tenantId : undefined,
      place: placeOf(group),
    },
    page,
  );
}

/** Without the profile, for which a single line has no room. */
function briefPlace(group: ChangeGroup): string {
  return terminalText(declaredAt(decidingPlace(group)));
}

function placeText(group: ChangeGroup): string {
  return terminalText(placeWords(group));
}

function foldedLines(folded: readonly FoldedSetting[], { colors, width }: TextPage): readonly string[] {
  const sentence = foldedSentence(folded);
  if (sentence === undefined) return [];
  return wrapText(terminalText(sentence), width, sentenceIndents).map(colors.dim);
}

function reasonLines(reason: ChangeReason, layout: ColumnLayout): readonly string[] {
  const rows = wrapText(reason.message, layout.width, sentenceIndents).map((text) => ({
    text,
    columns: displayWidth(text),
  }));
  return withMark(rows, paintImpact(reason, layout.colors), layout);
}

export function requestLines(change: Change, { colors }: Pick<ColumnLayout, 'colors'>): readonly string[] {
  return change.requests.flatMap(linesOfRequest).map((line) => `      ${colors.dim(terminalText(line))}`);
}

/** With a review also what is not shown, and what apply needs. */
function summaryLines(
  plan: Plan,
  context: PlanContext | undefined,
  { colors, width }: TextPage,
  review?: Review,
): readonly string[] {
  const indents = { first: '', rest: '  ' };
  const wrapped = (text: string): readonly string[] => wrapText(text, width, indents);
  const configured = [configuredWords(plan, context) ?? []].flat().map((words) => `${words}.`);
  const isEmpty = plan.changes.length === 0;
  // The sentence about silenced warnings stays together.
  const hidden = [
    ...(isEmpty ? [] : configured.flatMap((sentence) => sentence.split(' '))),
    ...(review ? silencedSentences(review) : []),
  ];
  return [
    ...wrapWords([headline(plan), ...(isEmpty ? configured : [])].join(' ').split(/(?<=[.,]) /), width, indents).map(
      colors.bold,
    ),
    ...(hidden.length === 0 ? [] : wrapWords(hidden, width, indents)),
    ...(review ? conditionSentences(review).flatMap(wrapped) : []),
    ...digestLines(plan.digest, width).map(colors.dim),
  ];
}

/** The profiles and settings that a long plan concerns: on one line if it has room for both. */
function tallyLines(plan: Plan, width: number): readonly string[] {
  const lists = changeTallies(plan).map(({ title, tallies }) => {
    const words = tallies.map((each) => `${terminalText(each.name)} ${tallyCounts(each)}`);
    return [`${title}:`, ...words.map((word, index) => (index === words.length - 1 ? word : `${word},`))];
  });
  const one = lists.map((words) => words.join(' ')).join('. ');
  if (displayWidth(one) <= width) return one === '' ? [] : [one];
  return lists.flatMap((words) => wrapWords(words, width, { first: '', rest: '  ' }));
}
