/*
 * A tenant with hundreds of partners has hundreds of findings of one kind, which are the same in every plan: shown in
 * full they hide the one that is new. So of each code the first few are shown, in their order, and the rest is counted.
 */
import { formatNumber } from '../text/amounts.ts';

interface Coded {
  readonly code: string;
}

interface FirstOfEachCode<T> {
  readonly first: readonly T[];
  /** `and 117 more redundant-setting`, a line for each code with more. */
  readonly others: readonly string[];
}

const max = 5;

export function firstOfEachCode<T extends Coded>(items: readonly T[]): FirstOfEachCode<T> {
  const counts = new Map<string, number>();
  const shown = items.filter(({ code }) => {
    const amount = (counts.get(code) ?? 0) + 1;
    counts.set(code, amount);
    return amount <= max;
  });
  const more = [...counts].flatMap(([code, amount]) =>
    amount > max ? [`and ${formatNumber(amount - max)} more ${code}`] : [],
  );
  return { first: shown, others: more };
}
