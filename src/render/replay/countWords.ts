/*
 * Counts of people in sentences. Where others than the owner of the file can read a sentence, a count below five is
 * hidden: it could point to a person.
 */
import { compareText } from '../../model/json.ts';
import { formatNumber } from '../text/amounts.ts';

/** A total and its divisions: by tenant, by application. The parts of a division may have people in common. */
export interface Whole {
  readonly amount: number;
  readonly divisions: readonly (readonly number[])[];
}

export interface CountWords {
  readonly of: (amount: number) => string;
  /** A total beside its parts. */
  readonly total: (whole: Whole) => string;
  /** A part beside others, where the same people are also counted by something else. */
  readonly part: (amount: number, whole: Whole) => string;
  /** What decides the order of a list: hidden counts are equal. */
  readonly rank: (amount: number) => number;
}

export const exactCounts: CountWords = {
  of: formatNumber,
  total: ({ amount }) => formatNumber(amount),
  part: formatNumber,
  rank: (amount) => amount,
};

const smallest = 5;
const isSmall = (amount: number): boolean => amount > 0 && amount < smallest;

/**
 * `less` is how the format writes "less than". A number that would reveal a hidden one is replaced by the number that
 * is certain without the hidden ones, rounded down: `at least 210` as a total, `210+` in a list.
 */
export function hiddenCounts(less: string): CountWords {
  const of = (amount: number): string => (isSmall(amount) ? `${less}${smallest}` : formatNumber(amount));
  const rounded = (amount: number): string => formatNumber(Math.max(1, amount - (amount % smallest)));
  return {
    of,
    total: (whole) => {
      const certain = certainOf(whole);
      return certain === undefined ? of(whole.amount) : `at least ${rounded(certain)}`;
    },
    part: (amount, whole) => {
      const certain = certainOf(whole);
      return certain === undefined || isSmall(amount) ? of(amount) : `${rounded(Math.min(amount, certain))}+`;
    },
    rank: (amount) => (isSmall(amount) ? 1 : amount),
  };
}

/** The most people first. */
export function mostFirst<Item>(
  items: readonly Item[],
  factsOf: (item: Item) => readonly [amount: number, id: string],
  { rank }: CountWords,
): readonly Item[] {
  return [...items].sort((a, b) => {
    const [[more, first], [less, second]] = [factsOf(a), factsOf(b)];
    return rank(less) - rank(more) || compareText(first, second);
  });
}

/** The part of a total that does not depend on hidden parts; undefined if no hidden part stands beside another part. */
function certainOf({ amount, divisions }: Whole): number | undefined {
  const telling = divisions.filter((parts) => parts.length > 1 && parts.some(isSmall));
  if (telling.length === 0) return undefined;
  return Math.min(...telling.map((parts) => certainBy(parts, amount)));
}

function certainBy(parts: readonly number[], amount: number): number {
  const hidden = parts.filter(isSmall).reduce((sum, part) => sum + part, 0);
  return Math.max(amount - hidden, ...parts.filter((part) => !isSmall(part)));
}

/** The word follows the number that is shown: the singular beside a hidden number would reveal it. */
function withNoun(shown: string, singular: string, plural: string): string {
  return `${shown} ${/^(?:at least )?1$/.test(shown) ? singular : plural}`;
}

export const peopleWords = (shown: string): string => withNoun(shown, 'person', 'people');
export const signInWords = (shown: string): string => withNoun(shown, 'sign-in', 'sign-ins');
export const guestWords = (shown: string): string => withNoun(shown, 'guest', 'guests');
