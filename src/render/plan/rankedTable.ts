/* A table of changes that loses detail in whole rows where a comment would be too long. */
import { count, formatNumber } from '../text/amounts.ts';

/**
 * One change, or a group of equal changes: its row with fields, its row without fields, and the table of all its
 * fields.
 */
export interface ChangeRow {
  /** The number of changes. */
  readonly amount: number;
  readonly full: string;
  readonly brief: string;
  readonly details: readonly string[];
}

interface TableWords {
  /** The first row; three columns. */
  readonly head: string;
  /** What a row is, in the singular: `change`. */
  readonly noun: string;
}

/**
 * The rows, most dangerous first, then their details, folded. Grains go to the changes in the order of the ranking:
 * first the name of each, then its fields, then its details.
 */
export function rankedTable(rows: readonly ChangeRow[], grains: number, { head, noun }: TableWords): readonly string[] {
  if (rows.length === 0) return [];
  const [named, described, detailed] = [1, 2, 3].map((level) =>
    Math.max(0, Math.min(rows.length, grains - rows.length * (level - 1))),
  ) as [number, number, number];
  const missing = amountOf(rows.slice(named));
  return [
    head,
    '|---|---|---|',
    ...rows.slice(0, named).map((row, index) => (index < described ? row.full : row.brief)),
    '',
    ...(missing > 0 ? [`**${formatNumber(missing)} more ${noun}s** are left out here: see the full plan.`, ''] : []),
    ...detailsOf(rows, detailed, noun),
  ];
}

function detailsOf(rows: readonly ChangeRow[], detailed: number, noun: string): readonly string[] {
  const left = amountOf(rows.slice(detailed));
  const amount = amountOf(rows.slice(0, detailed));
  if (detailed === 0) return ['Details are left out here, since the comment would be too long: see the full plan.', ''];
  return [
    `<details><summary>Every field of ${left > 0 ? `the first ${formatNumber(amount)} ${noun}s` : count(amount, noun)}</summary>`,
    '',
    ...rows.slice(0, detailed).flatMap((row) => [...row.details, '']),
    ...(left > 0 ? [`Details of ${count(left, noun)} more are left out here: see the full plan.`, ''] : []),
    '</details>',
    '',
  ];
}

export function amountOf(rows: readonly Pick<ChangeRow, 'amount'>[]): number {
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

/**
 * The grains of a table and of a list of undeclared entries in one comment. The names and the fields of the changes
 * come first, then the values of the entries, then the details of the changes.
 */
export function sharedGrains(
  grains: number,
  { rows, entries }: { readonly rows: number; readonly entries: number },
): { readonly table: number; readonly list: number } {
  const list = Math.max(0, Math.min(entries, grains - 2 * rows));
  return { table: grains - list, list };
}
