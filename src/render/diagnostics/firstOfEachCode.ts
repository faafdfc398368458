/*
 * Limits a list of findings to the first five of each code and counts the others. A tenant with hundreds of partners
 * has hundreds of findings of one code in every plan; a complete list would hide a new finding of another code.
 */
import { formatNumber } from '../text/amounts.ts';

interface Coded {
  readonly code: string;
}

interface FirstOfEachCode<T> {
  readonly first: readonly T[];
  /** A line for each code with more findings: `and 117 more redundant-setting`. */
  readonly others: readonly string[];
}

const maxPerCode = 5;

export function firstOfEachCode<T extends Coded>(items: readonly T[]): FirstOfEachCode<T> {
  const counts = new Map<string, number>();
  const first = items.filter(({ code }) => {
    const amount = (counts.get(code) ?? 0) + 1;
    counts.set(code, amount);
    return amount <= maxPerCode;
  });
  const others = [...counts].flatMap(([code, amount]) =>
    amount > maxPerCode ? [`and ${formatNumber(amount - maxPerCode)} more ${code}`] : [],
  );
  return { first, others };
}
