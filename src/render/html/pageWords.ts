/*
 * The words of a page by its purpose. A plan goes from live to planned, and drift from declared to live: the same parts
 * of the page show both.
 */
import type { Impact } from '../../model/plan.ts';
import { fieldMark } from '../drift/driftWording.ts';
import { impactMark, type PlanPurpose } from '../plan/planWording.ts';

export interface PageWords {
  readonly impact: Readonly<Record<Impact, string>>;
  /** The title of the section with the cards. */
  readonly cards: string;
  /** What a card is, in the plural. */
  readonly items: string;
  /** The head of the column with the values. */
  readonly step: string;
  /** Both sides of a step in the detail pane. */
  readonly sides: readonly [string, string];
  /** The words of the map: what a cell shows, and what a framed one means. */
  readonly mapNote: string;
  readonly mapFrame: string;
}

export const pageWords: Readonly<Record<PlanPurpose, PageWords>> = {
  plan: {
    impact: { ...impactMark, neutral: '= same' },
    cards: 'Changes',
    items: 'changes',
    step: 'Before → after',
    sides: ['Before: ', 'After: '],
    mapNote: 'Effective access after this plan: what holds, whether the partner sets it or inherits it.',
    mapFrame: 'Framed: this plan changes it, before → after',
  },
  drift: {
    impact: fieldMark,
    cards: 'Drift',
    items: 'differences',
    step: 'Declared → live',
    sides: ['Declared: ', 'Live: '],
    mapNote: 'Effective access in the tenant now, whether the partner sets it or inherits it.',
    mapFrame: 'Framed: not as declared, declared → live',
  },
};
