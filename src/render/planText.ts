/*
 * The plan for a terminal, in the layout of product.md section 4: a line per field with path, change and impact, so
 * that the eye runs down one column. Colour repeats what the signs say and adds nothing.
 *
 * The columns are the same for the whole plan. A value that does not fit beside its path goes below it, broken
 * between words only: a GUID is copied from here, so none is ever cut.
 */
import picocolors from 'picocolors';
import type { Change, FieldChange, Plan } from '../model/plan.ts';
import { displayWidth, padTo, shorten } from './displayWidth.ts';
import { terminalText } from './escape.ts';
import { fallbackOf, fieldWords, type Word } from './fieldWords.ts';
import { noteLines } from './planNotes.ts';
import { actionSign, changeName, count, firstFew, formatNumber, impactMark, summaryLine } from './wording.ts';
import { wrapText } from './wrapText.ts';

/** What a run knows beyond the plan: what was read. A plan from a file has none. */
export interface PlanContext {
  /** The configuration as it was named. */
  readonly label: string;
  readonly fileCount: number;
  readonly livePartners: number;
  /** Live partners that the configuration declares. */
  readonly declaredLive: number;
}

export interface PlanTextOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly context?: PlanContext;
  /** Method, URL and body of every request. */
  readonly showRequests?: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;

interface Layout {
  readonly colors: Colors;
  readonly width: number;
  readonly pathColumns: number;
  readonly markColumn: number;
  readonly showRequests: boolean;
}

interface Line {
  readonly field: FieldChange;
  readonly path: string;
  readonly words: readonly Word[];
  readonly columns: number;
}

/** Wider than this, the file name is too far from the name it belongs to. */
const widest = 120;
const fieldIndent = 6;
const mostTargets = 12;

export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const width = Math.max(40, Math.min(options.width, widest));
  const lines = plan.changes.map((change) => fieldLines(change, plan));
  const layout = { ...columnsOf(lines.flat(), width), colors, width, showRequests: options.showRequests ?? false };
  const changes = plan.changes.flatMap((change, index) => [...changeLines(change, lines[index] ?? [], layout), '']);
  return [
    ...headerLines(plan, options.context),
    '',
    ...changes,
    ...noteLines(plan, colors, width),
    ...verdictLines(plan, colors),
    '',
  ].join('\n');
}

function headerLines(plan: Plan, context: PlanContext | undefined): readonly string[] {
  const tenant = `Tenant ${plan.tenantId}  ${plan.cloud} ${plan.apiVersion}`;
  if (!context) return [tenant];
  const undeclared = context.livePartners - context.declaredLive;
  return [
    `${tenant}  ${terminalText(context.label)} (${count(context.fileCount, 'file')})`,
    `${count(context.livePartners, 'partner')} live: ${formatNumber(context.declaredLive)} declared, ${formatNumber(undeclared)} undeclared`,
  ];
}

function fieldLines(change: Change, plan: Plan): readonly Line[] {
  const fallback = fallbackOf(change, plan);
  return change.fields.map((field) => {
    const words = fieldWords(field, fallback, mostTargets).map((word) => ({ ...word, text: terminalText(word.text) }));
    return { field, path: terminalText(field.path), words, columns: wordColumns(words) };
  });
}

function columnsOf(lines: readonly Line[], width: number): Pick<Layout, 'pathColumns' | 'markColumn'> {
  const based = lines.some((line) => line.field.origin !== 'unknown');
  const room = width - (based ? 18 : 10) - fieldIndent - 2;
  // At least 22 columns are left for the value, `inherit (false) → true`; the few longer paths shift theirs.
  const widestPath = Math.min(40, room - 24);
  const pathColumns = lines.reduce((most, line) => Math.max(most, Math.min(displayWidth(line.path), widestPath)), 0);
  const fitting = lines.map((line) => inlineColumns(line, pathColumns)).filter((columns) => columns <= room);
  const used = fitting.reduce((most, columns) => Math.max(most, columns), pathColumns);
  return { pathColumns, markColumn: fieldIndent + used + 2 };
}

/** Columns of path and value side by side. */
function inlineColumns(line: Line, pathColumns: number): number {
  return Math.max(displayWidth(line.path), pathColumns) + 2 + line.columns;
}

function changeLines(change: Change, lines: readonly Line[], layout: Layout): readonly string[] {
  return [
    ...titleLines(change, layout),
    ...lines.flatMap((line) => fieldLine(line, layout)),
    ...heirLines(change, layout),
    ...(layout.showRequests ? requestLines(change, layout) : []),
  ];
}

function titleLines(change: Change, { colors, width }: Layout): readonly string[] {
  const paint = { create: colors.green, update: colors.blue, delete: colors.red }[change.action];
  const id = change.name !== undefined && change.tenantId !== undefined ? `  ${change.tenantId}` : '';
  const place = placeOf(change);
  const room = width - 4 - id.length;
  const name = shorten(terminalText(changeName(change)), Math.max(20, room));
  const used = 4 + displayWidth(name) + id.length;
  const painted = colors.bold(change.action === 'delete' ? paint(name) : name);
  const title = `  ${paint(actionSign[change.action])} ${painted}${colors.dim(id)}`;
  if (place === '') return [title];
  const gap = width - used - displayWidth(place);
  return gap >= 2 ? [`${title}${' '.repeat(gap)}${colors.dim(place)}`] : [title, `      ${colors.dim(place)}`];
}

function placeOf(change: Change): string {
  if (change.file === undefined) return change.action === 'delete' ? 'not in the configuration' : '';
  return terminalText(change.line === undefined ? change.file : `${change.file}:${change.line}`);
}

function fieldLine(line: Line, layout: Layout): readonly string[] {
  const columns = inlineColumns(line, layout.pathColumns);
  const inline = fieldIndent + columns + 2 <= layout.markColumn;
  const indent = ' '.repeat(fieldIndent);
  const rows: Row[] = inline
    ? [
        {
          text: `${indent}${padTo(line.path, layout.pathColumns + 2)}${paintWords(line.words, layout.colors)}`,
          columns: fieldIndent + columns,
        },
      ]
    : [{ text: indent + line.path, columns: fieldIndent + displayWidth(line.path) }, ...valueRows(line.words, layout)];
  return [...withMark(rows, markOf(line.field, layout.colors), layout), ...conflictLines(line.field, layout)];
}

interface Row {
  readonly text: string;
  readonly columns: number;
}

/** The mark stands in the first row that leaves its column free. */
function withMark(rows: readonly Row[], mark: string, { markColumn }: Layout): readonly string[] {
  if (mark === '') return rows.map((row) => row.text);
  const free = rows.findIndex((row) => row.columns + 2 <= markColumn);
  const place = (row: Row): string => `${row.text}${' '.repeat(markColumn - row.columns)}${mark}`;
  if (free === -1) return [...rows.map((row) => row.text), place({ text: '', columns: 0 })];
  return rows.map((row, index) => (index === free ? place(row) : row.text));
}

/** The value below its path: what was, then what will be; one target of a difference per row. */
function valueRows(words: readonly Word[], { colors, width }: Layout): readonly Row[] {
  const indent = fieldIndent + 2;
  const alone = indent + wordColumns(words) <= width;
  const rows: Word[][] = [];
  for (const word of words) {
    const row = rows.at(-1);
    const full = row && indent + wordColumns(row) + 1 + displayWidth(word.text) > width;
    const signed = word.tone === 'added' || word.tone === 'removed';
    if (!row || full || (!alone && (word.text === '→' || (signed && row.some((each) => each.tone))))) rows.push([word]);
    else row.push(word);
  }
  return rows.map((row) => ({
    text: `${' '.repeat(indent)}${paintWords(row, colors)}`,
    columns: indent + wordColumns(row),
  }));
}

function wordColumns(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + displayWidth(word.text) + 1, -1);
}

function paintWords(words: readonly Word[], colors: Colors): string {
  const paints = { added: colors.green, removed: colors.red, quiet: colors.dim };
  return words.map(({ text, tone }) => (tone === undefined ? text : paints[tone](text))).join(' ');
}

function paintImpact({ impact }: FieldChange, colors: Colors): string {
  const mark = impactMark[impact];
  if (mark === '') return '';
  return impact === 'narrows' ? colors.cyan(mark) : colors.yellow(mark);
}

function markOf(field: FieldChange, colors: Colors): string {
  const impact = paintImpact(field, colors);
  if (field.origin === 'unknown') return impact;
  const gap = impact === '' ? 12 : 12 - impactMark[field.impact].length;
  return `${impact}${' '.repeat(gap)}${field.origin === 'both' ? colors.red('both') : colors.dim(field.origin)}`;
}

/** Both sides changed: what somebody else did in the tenant is about to be overwritten, so this is never quiet. */
function conflictLines({ origin }: FieldChange, { colors, width }: Layout): readonly string[] {
  if (origin !== 'both') return [];
  const sentence = 'CONFLICT: changed in the configuration and in the tenant; applying overwrites the tenant.';
  const lines = wrapText(sentence, width, { first: ' '.repeat(fieldIndent + 2), rest: ' '.repeat(fieldIndent + 4) });
  return lines.map((line) => colors.bold(colors.red(line)));
}

function heirLines(change: Change, { width }: Layout): readonly string[] {
  const heirs = change.inheritedBy ?? [];
  if (heirs.length === 0) return [];
  const names = heirs.map((heir) => shorten(terminalText(heir.name ?? heir.tenantId), 36));
  const sentence = `inherited by ${count(heirs.length, 'partner')}: ${firstFew(names, 5)}`;
  return wrapText(sentence, width, { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) });
}

function requestLines(change: Change, { colors }: Layout): readonly string[] {
  return change.requests.flatMap((request) => {
    const body = request.body === undefined ? [] : JSON.stringify(request.body, null, 2).split('\n');
    return [`${request.method} ${request.url}`, ...body].map((line) => `      ${colors.dim(terminalText(line))}`);
  });
}

function verdictLines(plan: Plan, colors: Colors): readonly string[] {
  const digest = colors.dim(`Digest ${plan.digest}`);
  const unchanged = formatNumber(plan.summary.unchanged);
  if (plan.changes.length === 0) return [colors.bold(`No changes. ${unchanged} as configured.`), digest];
  return [colors.bold(summaryLine(plan)), `${unchanged} unchanged, not shown.`, digest];
}
