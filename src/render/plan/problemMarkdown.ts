/* Partners that cannot be planned, as lines of the alert above the changes of a pull request comment. */
import type { Review } from '../review.ts';
import { formatNumber } from '../text/amounts.ts';
import { shortCode } from '../text/markdown.ts';
import { declaredAt } from './planWording.ts';
import { problemNote, problemTitle } from './problemWording.ts';

/** `maxListed` and `columns` bound these lines, which a comment never leaves out. */
const maxListed = 10;
const columns = 600;

export function problemLines(review: Review): readonly string[] {
  const { problems } = review;
  const title = problemTitle(review);
  if (title === undefined) return [];
  const more = problems.length - maxListed;
  const items = problems.slice(0, maxListed).map((problem) => {
    const place = declaredAt(problem);
    return `\`${problem.code}\`: ${shortCode(problem.message, columns)}${place === '' ? '' : ` (${shortCode(place, 100)})`}`;
  });
  return [`**${title}.** ${problemNote(review)}`, ...items, ...(more > 0 ? [`… and ${formatNumber(more)} more`] : [])];
}
