export interface Row {
  readonly section: string;
  readonly what: string;
  /** A ratio where `unit` is absent. */
  readonly value: number;
  readonly unit?: string;
  /** The goal, and whether it is an upper or a lower bound. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The figures from which it was computed. */
  readonly note?: string;
}

export type Verdict = 'met' | 'missed' | '';

export function verdictOf({ value, atMost, atLeast }: Row): Verdict {
  if (atMost === undefined && atLeast === undefined) return '';
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY)
    ? 'met'
    : 'missed';
}

/** A Markdown table, which is readable in a terminal, too. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['', 'measured', 'target', 'verdict', 'behind it'],
    ...rows.map((row) => [
      `${row.section}: ${row.what}`,
      `${format(row.value)}${row.unit === undefined ? ' ×' : ` ${row.unit}`}`,
      target(row),
      verdictOf(row),
      row.note ?? '',
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1), ''].join('\n');
}

function target({ atMost, atLeast }: Row): string {
  if (atMost !== undefined) return `≤ ${atMost}`;
  return atLeast === undefined ? '' : `≥ ${atLeast}`;
}

export function format(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(value < 1 ? 3 : 2);
}

export function seconds(milliseconds: number): string {
  return `${format(milliseconds / 1000)} s`;
}
