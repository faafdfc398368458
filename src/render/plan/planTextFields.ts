/*
 * The fields of a plan as text: path, change and impact in columns that are the same for the whole plan. A value that
 * does not fit beside its path goes below it, broken between words only. People copy GUIDs from here, so no GUID is
 * cut.
 */
import type { Json } from '../../model/json.ts';
import { memoizeBriefly } from '../../model/memoize.ts';
import type { FieldChange, Plan } from '../../model/plan.ts';
import type { Colors, TextPage } from '../text/colors.ts';
import { displayWidth, padTo } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import { fieldWords, inheritedLookups, type Word } from './fieldWords.ts';
import { impactMark } from './planWording.ts';

/** The words beside a field. */
export interface FieldMarks {
  readonly impactOf: (field: FieldChange) => string;
  readonly originOf: (field: FieldChange) => string;
  /** The sentence below a field that configuration and tenant both changed. */
  readonly conflict: string;
}

export const planMarks: FieldMarks = {
  impactOf: ({ impact }) => impactMark[impact],
  originOf: ({ origin }) => (origin === undefined || origin === 'unknown' ? '' : origin),
  conflict: 'CONFLICT: changed in the configuration and in the tenant; applying overwrites the tenant.',
};

export interface ColumnLayout extends TextPage {
  readonly marks: FieldMarks;
  readonly pathColumns: number;
  readonly markColumn: number;
}

export interface FieldLine {
  readonly field: FieldChange;
  readonly path: string;
  readonly words: readonly Word[];
  readonly columns: number;
}

export interface TextRow {
  readonly text: string;
  readonly columns: number;
}

export const fieldIndent = 6;
/** Of a sentence below the fields. */
export const sentenceIndents = { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent + 2) };
export const maxTargets = 12;

/** The lines of each change. Equal fields of different changes share one line, which is rendered once. */
export function linesOf(plan: Plan, changes = plan.changes): readonly (readonly FieldLine[])[] {
  const lookups = inheritedLookups(plan);
  const { names } = plan;
  const line = memoizeBriefly((field: FieldChange, before?: Json, after?: Json, word?: string) =>
    fieldLine(field, fieldWords(field, { before, after, words: { before: word }, names }, maxTargets)),
  );
  return changes.map((change) => {
    const inheritedOf = lookups(change);
    return change.fields.map((field) => {
      const { before, after, words } = inheritedOf(field);
      return line(field, before, after, words?.before);
    });
  });
}

export function fieldLine(field: FieldChange, fieldText: readonly Word[]): FieldLine {
  const words = fieldText.map((word) => ({ ...word, text: terminalText(word.text) }));
  return { field, path: terminalText(field.path), words, columns: wordColumns(words) };
}

export function columnsOf(
  lines: readonly FieldLine[],
  width: number,
  markColumns = planMarkColumns(lines),
): Pick<ColumnLayout, 'pathColumns' | 'markColumn'> {
  const room = width - markColumns - fieldIndent - 2;
  // At least 22 columns are left for the value, `inherit (false) → true`. The value of a longer path goes below it.
  const widestPath = Math.min(48, room - 24);
  const pathColumns = lines.reduce((max, line) => Math.max(max, Math.min(displayWidth(line.path), widestPath)), 0);
  const fitting = lines.map((line) => inlineColumns(line, pathColumns)).filter((columns) => columns <= room);
  const used = fitting.reduce((max, columns) => Math.max(max, columns), pathColumns);
  return { pathColumns, markColumn: fieldIndent + used + 2 };
}

function planMarkColumns(lines: readonly FieldLine[]): number {
  return lines.some(({ field: { origin } }) => origin !== undefined && origin !== 'unknown') ? 18 : 10;
}

/** Columns of path and value side by side. */
function inlineColumns(line: FieldLine, pathColumns: number): number {
  return Math.max(displayWidth(line.path), pathColumns) + 2 + line.columns;
}

export function fieldRows(line: FieldLine, layout: ColumnLayout): readonly string[] {
  const columns = inlineColumns(line, layout.pathColumns);
  const isAligned = displayWidth(line.path) <= layout.pathColumns;
  const inline = isAligned && fieldIndent + columns + 2 <= layout.markColumn;
  const indent = ' '.repeat(fieldIndent);
  const rows: TextRow[] = inline
    ? [
        {
          text: `${indent}${padTo(line.path, layout.pathColumns + 2)}${paintWords(line.words, layout.colors)}`,
          columns: fieldIndent + columns,
        },
      ]
    : [...pathRows(line.path, layout.width), ...valueRows(line.words, layout)];
  return [...withMark(rows, markOf(line.field, layout), layout), ...conflictLines(line.field, layout)];
}

/** A path that is too long for one row is broken after a dot. */
function pathRows(path: string, width: number): readonly TextRow[] {
  const rows: string[] = [];
  for (const part of path.split(/(?<=\.)/)) {
    const row = rows.at(-1);
    const fits = row !== undefined && fieldIndent + displayWidth(row + part) <= width;
    if (fits) rows[rows.length - 1] = row + part;
    else rows.push(part);
  }
  return rows.map((row) => ({
    text: ' '.repeat(fieldIndent) + row,
    columns: fieldIndent + displayWidth(row),
  }));
}

/** Puts the mark into the first row that leaves its column free. */
export function withMark(rows: readonly TextRow[], mark: string, { markColumn }: ColumnLayout): readonly string[] {
  if (mark === '') return rows.map((row) => row.text);
  const free = rows.findIndex((row) => row.columns + 2 <= markColumn);
  const place = (row: TextRow): string => `${row.text}${' '.repeat(markColumn - row.columns)}${mark}`;
  if (free === -1) return [...rows.map((row) => row.text), place({ text: '', columns: 0 })];
  return rows.map((row, index) => (index === free ? place(row) : row.text));
}

/** The value below its path: before, then after; one target of a difference per row. */
function valueRows(words: readonly Word[], { colors, width }: ColumnLayout): readonly TextRow[] {
  const indent = fieldIndent + 2;
  const alone = indent + wordColumns(words) <= width;
  const rows: Word[][] = [];
  for (const word of words) {
    const row = rows.at(-1);
    const full = row && indent + wordColumns(row) + 1 + displayWidth(word.text) > width;
    const signed = word.tone !== undefined && word.tone !== 'quiet';
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
  const paints = { added: colors.green, removed: colors.red, listed: String, quiet: colors.dim };
  return words.map(({ text, tone }) => (tone === undefined ? text : paints[tone](text))).join(' ');
}

export function paintImpact(
  { impact }: Pick<FieldChange, 'impact'>,
  colors: Colors,
  mark: string = impactMark[impact],
): string {
  if (mark === '' || impact === 'neutral') return mark;
  return impact === 'narrows' ? colors.cyan(mark) : colors.yellow(mark);
}

function markOf(field: FieldChange, { colors, marks }: ColumnLayout): string {
  const [impact, origin] = [marks.impactOf(field), marks.originOf(field)];
  const painted = paintImpact(field, colors, impact);
  if (origin === '') return painted;
  const gap = Math.max(2, 12 - impact.length);
  return `${painted}${' '.repeat(gap)}${origin === 'both' ? colors.red(origin) : colors.dim(origin)}`;
}

/** Configuration and tenant both changed: apply overwrites somebody's change, so a conflict has a line of its own. */
function conflictLines({ origin }: FieldChange, { colors, width, marks }: ColumnLayout): readonly string[] {
  if (origin !== 'both') return [];
  const lines = wrapText(marks.conflict, width, {
    first: ' '.repeat(fieldIndent + 2),
    rest: ' '.repeat(fieldIndent + 4),
  });
  return lines.map((line) => colors.bold(colors.red(line)));
}
