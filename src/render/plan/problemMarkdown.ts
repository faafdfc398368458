/* Partners that cannot be planned, as lines of the alert above the changes of a pull request comment. */
import type { Plan } from '../../model/plan.ts';
import { formatNumber } from '../text/amounts.ts';
import { shortCode } from '../text/markdown.ts';
import { declaredAt } from './planWording.ts';
import { problemNote, problemTitle } from './problemWording.ts';

/** `maxListed` and `columns` bound these lines, which a comment never leaves out. */
const maxListed = 10;
const columns = 600;

export function problemLines(plan: Plan): readonly string[] {
  const title = problemTitle(plan);
  if (title === undefined) return [];
  const more = plan.problems.length - maxListed;
  const items = plan.problems.slice(0, maxListed).map((problem) => {
    const place = declaredAt(problem);
    return `\`${problem.code}\`: ${shortCode(problem.message, columns)}${place === '' ? '' : ` (${shortCode(place, 100)})`}`;
  });
  return [`**${title}.** ${problemNote(plan)}`, ...items, ...(more > 0 ? [`… and ${formatNumber(more)} more`] : [])];
}
