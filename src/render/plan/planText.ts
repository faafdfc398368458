/*
 * The plan for a terminal: a line per field, with path, change and impact in columns that a reader can scan. Colour
 * only repeats the signs.
 */

import picocolors from 'picocolors';
import { memoizeBriefly } from '../../model/memoize.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { displayWidth, shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import {
  type ChangeGroup,
  decidingPlace,
  differingFields,
  foldFields,
  type GroupBy,
  groupChanges,
  groupName,
  placeWords,
} from './changeGroups.ts';
import { withDistinctNames } from './distinctNames.ts';
import { headline } from './headline.ts';
import { noteLines } from './planNotes.ts';
import {
  type ColumnLayout,
  columnsOf,
  type FieldLine,
  fieldIndent,
  fieldRows,
  linesOf,
  paintImpact,
  type TextRow,
  withMark,
} from './planTextFields.ts';
import { actionSign, extraEffectsIn, impactMark, namesIn } from './planWording.ts';

/** What the run has read to make the plan; not known for a plan from a file. */
export interface PlanContext {
  /** The paths of the configuration, as given. */
  readonly label: string;
  readonly fileCount: number;
  readonly livePartners: number;
  /** The number of live partners that the configuration declares. */
  readonly declaredLive: number;
}

/** `brief`: one line for each change. `summary`: only the summary and the digest. */
export type PlanTextDetail = 'full' | 'brief' | 'summary';

export interface PlanTextOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly context?: PlanContext | undefined;
  /** Method, URL and body of every request. */
  readonly showRequests?: boolean | undefined;
  readonly consented?: GivenApproval | undefined;
  readonly detail?: PlanTextDetail | undefined;
  readonly groupBy?: GroupBy | undefined;
}

/** In wider lines, the file name would be too far from the name of its partner. */
const widest = 140;

export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const width = Math.max(40, Math.min(options.width, widest));
  const summary = summaryLines(plan, colors, width);
  if (options.detail === 'summary') return [...summary, ''].join('\n');
  const changes =
    options.detail === 'brief' ? briefLines(plan, { colors, width }) : fullLines(plan, options, { colors, width });
  return [
    ...headerLines(plan, options.context, width),
    '',
    ...changes,
    ...noteLines(plan, { colors, width, consented: options.consented }),
    ...summary,
    '',
  ].join('\n');
}

interface Page {
  readonly colors: Colors;
  readonly width: number;
}

function fullLines(plan: Plan, options: PlanTextOptions, { colors, width }: Page): readonly string[] {
  const groups = groupChanges(plan, options.groupBy ?? 'change');
  const folds = groups.map(({ fields }) =>
    options.groupBy === 'none' ? { shown: fields, folded: undefined } : foldFields(fields),
  );
  const shown = groups.map(({ change }, index) => ({ ...change, fields: folds[index]?.shown ?? [] }));
  const lines = linesOf(plan, shown);
  const layout = { ...columnsOf(lines.flat(), width), colors, width, showRequests: options.showRequests ?? false };
  const rowsOf = memoizeBriefly((line: FieldLine) => fieldRows(line, layout));
  const extraEffect = extraEffectsIn(plan);
  const names = namesIn(withDistinctNames(plan));
  return groups.flatMap((group, index) => [
    ...titleLines(group, layout),
    ...(lines[index] ?? []).flatMap((line) => rowsOf(line)),
    ...sentenceLines([folds[index]?.folded, differingFields(group)], layout).map(colors.dim),
    ...extraEffectLines(group.change, extraEffect(group.change), layout),
    ...heirLines(group.change, layout),
    ...memberLines(group, names, layout),
    ...(layout.showRequests ? requestLines(group.change, layout) : []),
    '',
  ]);
}

function sentenceLines(sentences: readonly (string | undefined)[], { width }: Page): readonly string[] {
  const indents = { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) };
  return sentences.flatMap((sentence) =>
    sentence === undefined ? [] : wrapText(terminalText(sentence), width, indents),
  );
}

const maxNames = 12;
/** A reviewer of deletions needs more of the names. */
const maxDeleted = 40;

/** The names of a group. */
function memberLines(
  { change, changes }: ChangeGroup,
  nameOf: ReturnType<typeof namesIn>,
  page: Page,
): readonly string[] {
  if (changes.length === 1) return [];
  const names = changes.flatMap(({ tenantId }) =>
    tenantId === undefined ? [] : [shorten(terminalText(nameOf(tenantId)), 36)],
  );
  const max = change.action === 'delete' ? maxDeleted : maxNames;
  const more = names.length - max;
  const last = Math.min(names.length, max) - 1;
  const words = [
    ...names.slice(0, max).map((name, index) => (index === last ? name : `${name},`)),
    ...(more > 0 ? [`and ${formatNumber(more)} more`] : []),
  ];
  return wrapWords(words, page.width, { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) });
}

/** One line for each change: sign, impact, name, id, and the place if the line has room for it. */
function briefLines(plan: Plan, page: Page): readonly string[] {
  const rows = groupChanges(plan, 'none').map((group) => {
    const { change } = group;
    const gap = ' '.repeat(impactColumns - impactMark[change.impact].length);
    return (
      titleLines(group, page, { text: `${paintImpact(change, page.colors)}${gap}`, columns: impactColumns })[0] ?? ''
    );
  });
  return rows.length === 0 ? [] : [...rows, ''];
}

const impactColumns = 12;

function headerLines(plan: Plan, context: PlanContext | undefined, width: number): readonly string[] {
  const tenant = `Tenant ${plan.tenantId}  ${plan.cloud} ${plan.apiVersion}`;
  if (!context) return [tenant];
  const undeclared = context.livePartners - context.declaredLive;
  const source = `${terminalText(context.label)} (${count(context.fileCount, 'file')})`;
  const fits = displayWidth(tenant) + 2 + displayWidth(source) <= width;
  return [
    ...(fits ? [`${tenant}  ${source}`] : [tenant, source]),
    `${count(context.livePartners, 'partner')} live: ${formatNumber(context.declaredLive)} declared, ${formatNumber(undeclared)} undeclared`,
  ];
}

function titleLines(
  group: ChangeGroup,
  { colors, width }: Page,
  mark: TextRow = { text: '', columns: 0 },
): readonly string[] {
  const { change, changes } = group;
  const paint = { create: colors.green, update: colors.blue, delete: colors.red }[change.action];
  const hasId = changes.length === 1 && change.name !== undefined && change.tenantId !== undefined;
  const id = hasId ? `  ${change.tenantId}` : '';
  const place = placeText(group);
  const lead = 4 + mark.columns;
  const name = shorten(terminalText(groupName(group)), Math.max(12, width - lead - id.length));
  const used = lead + displayWidth(name) + id.length;
  const painted = colors.bold(change.action === 'delete' ? paint(name) : name);
  const title = `  ${paint(actionSign[change.action])} ${mark.text}${painted}${colors.dim(id)}`;
  if (place === '') return [title];
  const gap = width - used - displayWidth(place);
  return gap >= 2 ? [`${title}${' '.repeat(gap)}${colors.dim(place)}`] : [title, `      ${colors.dim(place)}`];
}

function placeText(group: ChangeGroup): string {
  const words = placeWords(decidingPlace(group));
  if (words !== '') return terminalText(words);
  return group.change.action === 'delete' && group.change.file === undefined ? 'not in the configuration' : '';
}

function extraEffectLines(change: Change, reason: string | undefined, layout: ColumnLayout): readonly string[] {
  if (reason === undefined) return [];
  const indents = { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) };
  const rows = wrapText(reason, layout.width, indents).map((text) => ({ text, columns: displayWidth(text) }));
  return withMark(rows, paintImpact(change, layout.colors), layout);
}

function heirLines(change: Change, { width }: ColumnLayout): readonly string[] {
  const heirs = change.inheritedBy ?? [];
  if (heirs.length === 0) return [];
  const names = heirs.map((heir) => shorten(terminalText(heir.name ?? heir.tenantId), 36));
  const sentence = `inherited by ${count(heirs.length, 'partner')}: ${firstFew(names, 5)}`;
  return wrapText(sentence, width, { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) });
}

function requestLines(change: Change, { colors }: ColumnLayout): readonly string[] {
  return change.requests.flatMap((request) => {
    const body = request.body === undefined ? [] : JSON.stringify(request.body, null, 2).split('\n');
    return [`${request.method} ${request.url}`, ...body].map((line) => `      ${colors.dim(terminalText(line))}`);
  });
}

function summaryLines(plan: Plan, colors: Colors, width: number): readonly string[] {
  const digest = wrapText(`Digest ${plan.digest}`, width, { first: '', rest: '' }).map((line) => colors.dim(line));
  const bold = (text: string): readonly string[] =>
    wrapText(text, width, { first: '', rest: '  ' }).map((line) => colors.bold(line));
  const unchanged = formatNumber(plan.summary.unchanged);
  if (plan.changes.length === 0) return [...bold(`${headline(plan)} ${unchanged} as configured.`), ...digest];
  const hidden = plan.summary.unchanged > 0 ? [`${unchanged} unchanged, not shown.`] : [];
  return [...bold(headline(plan)), ...hidden, ...digest];
}
