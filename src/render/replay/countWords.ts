/*
 * Counts of people in sentences. Where others than the owner of the file can read a sentence, a count below five is
 * hidden: it could point to a person.
 */
import { formatNumber } from '../text/amounts.ts';

export interface CountWords {
  readonly of: (amount: number) => string;
  /** A total beside its parts. */
  readonly total: (amount: number, parts: readonly number[]) => string;
  /** A part beside others, where the same people are also counted by something else. */
  readonly part: (amount: number, parts: readonly number[]) => string;
}

export const exactCounts: CountWords = { of: formatNumber, total: formatNumber, part: formatNumber };

const smallest = 5;
const isSmall = (amount: number): boolean => amount > 0 && amount < smallest;

/**
 * `less` is how the format writes "less than". A number that would give a hidden one away is rounded down: `at least
 * 210` as a total, `210+` in a list.
 */
export function hiddenCounts(less: string): CountWords {
  const of = (amount: number): string => (isSmall(amount) ? `${less}${smallest}` : formatNumber(amount));
  const rounded = (amount: number, parts: readonly number[]): string | undefined =>
    isSmall(amount) || !parts.some(isSmall) ? undefined : formatNumber(amount - (amount % smallest));
  const total = (amount: number, parts: readonly number[]): string => {
    const least = rounded(amount, parts);
    return least === undefined ? of(amount) : `at least ${least}`;
  };
  const part = (amount: number, parts: readonly number[]): string => {
    const least = rounded(amount, parts);
    return least === undefined ? of(amount) : `${least}+`;
  };
  return { of, total, part };
}
