/* Numbers of people and sign-ins in sentences. What may be shown was decided before. */
import type { Figure } from '../../replay/figure.ts';
import { formatNumber } from '../text/amounts.ts';

export interface FigureWords {
  /** `214`, `at least 210`, `<5`; `some` without a number. */
  readonly total: (figure: Figure) => string;
  /** Behind a name in a list: ` 214`, ` 210+`, ` <5`; empty without a number. */
  readonly behind: (figure: Figure) => string;
}

/** `less` is how the format writes "less than". */
export function figureWords(less: string): FigureWords {
  const fewWords = `${less}5`;
  return {
    total: (figure) => {
      if (!('amount' in figure)) return figure.is === 'few' ? fewWords : 'some';
      return figure.is === 'exact' ? formatNumber(figure.amount) : `at least ${formatNumber(figure.amount)}`;
    },
    behind: (figure) => {
      if (!('amount' in figure)) return figure.is === 'few' ? ` ${fewWords}` : '';
      return ` ${formatNumber(figure.amount)}${figure.is === 'exact' ? '' : '+'}`;
    },
  };
}

/** The word follows the number that is shown: the singular beside a hidden one would give it away. */
function withNoun(shown: string, singular: string, plural: string): string {
  return `${shown} ${/^(?:at least )?1$/.test(shown) ? singular : plural}`;
}

export const peopleWords = (shown: string): string => withNoun(shown, 'person', 'people');
export const signInWords = (shown: string): string => withNoun(shown, 'sign-in', 'sign-ins');
export const guestWords = (shown: string): string => withNoun(shown, 'guest', 'guests');
