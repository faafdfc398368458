/*
 * A number of people or sign-ins, as a reader may see it. The owner of the sign-ins file sees every number. Everybody
 * else sees no number of fewer than five people, since it could point to a person.
 */

export type Figure =
  | { readonly is: 'exact' | 'atLeast'; readonly amount: number }
  /** `few`: one to four. `hidden`: no number may be shown, whatever it is. */
  | { readonly is: 'few' | 'hidden' };

export type Audience = 'owner' | 'everybody';

/** The smallest number that may be shown. */
export const smallestShown: Readonly<Record<Audience, number>> = { owner: 0, everybody: 5 };

const few: Figure = { is: 'few' };
export const hidden: Figure = { is: 'hidden' };
export const exactly = (amount: number): Figure => ({ is: 'exact', amount });

/** Without the rows that are hidden. Rounded down, so that nobody takes it for an exact number. */
export function atLeast(amount: number): Figure {
  const { everybody } = smallestShown;
  return { is: 'atLeast', amount: Math.max(1, amount - (amount % everybody)) };
}

/** A number that no other number contains. */
export function figureOf(amount: number, audience: Audience): Figure {
  return amount > 0 && amount < smallestShown[audience] ? few : exactly(amount);
}

export function isNone(figure: Figure): boolean {
  return figure.is === 'exact' && figure.amount === 0;
}

/** What decides the order of a list: numbers that are not shown are equal. */
export function rankOf(figure: Figure): number {
  return 'amount' in figure ? figure.amount : 0;
}

export interface Total {
  readonly amount: number;
  /** Every part is in the amount. */
  readonly isWhole: boolean;
}

/** A total beside its parts: what is certain without the hidden ones. */
export function totalOf({ amount, isWhole }: Total, parts: readonly Figure[]): Figure {
  if (isWhole) return exactly(amount);
  const [only, ...others] = parts;
  return amount === 0 && others.length === 0 && only?.is === 'few' ? few : atLeast(amount);
}

/** The total of parts that have nobody in common. */
export function sumOf(parts: readonly Figure[]): Figure {
  const amount = parts.reduce((sum, part) => sum + rankOf(part), 0);
  return totalOf({ amount, isWhole: parts.every(({ is }) => is === 'exact') }, parts);
}
