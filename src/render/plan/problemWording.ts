/* Partners that cannot be planned, in words that every format shares. Plain text, not escaped. */

import type { Plan, Problem } from '../../model/plan.ts';
import { count } from '../text/amounts.ts';

type Problems = Pick<Plan, 'problems'>;

/** `2 partners cannot be planned`; undefined if all can. */
export function problemTitle({ problems }: Problems): string | undefined {
  return problems.length === 0 ? undefined : `${count(problems.length, 'partner')} cannot be planned`;
}

/** The same as a sentence; empty if all can. */
export function problemSentences(plan: Problems): readonly string[] {
  const title = problemTitle(plan);
  return title === undefined ? [] : [`${title}.`];
}

export function problemNote({ problems }: Problems): string {
  return problems.length === 1
    ? 'It gets no change, and apply sends nothing. Correct its entry, or leave it out with --only.'
    : 'They get no change, and apply sends nothing. Correct their entries, or leave them out with --only.';
}

/** The message names the partner and its id. */
export function problemWords({ code, message }: Problem): string {
  return `error[${code}]: ${message}`;
}
