/* Released entries and loosened rules for a terminal: live values, YAML to paste, and the rules. */
import type { Review } from '../review.ts';
import { formatNumber } from '../text/amounts.ts';
import type { Colors, TextPage } from '../text/colors.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import type { GroupBy } from './changeGroups.ts';
import { releasedAmounts } from './headline.ts';
import { loosenedLists, pasteHint, pasteLines, releasedNote } from './releasedWording.ts';
import { entriesBeyond, releasedGroups } from './undeclaredLists.ts';
import { groupLines } from './undeclaredText.ts';

const maxListed = 20;
const pasteIndent = ' '.repeat(6);

/** Empty if the plan releases nothing. */
export function releasedBlock(review: Review, grouping: GroupBy | undefined, page: TextPage): readonly string[] {
  const { colors, width } = page;
  const groups = releasedGroups(review, grouping);
  if (groups.length === 0) return [];
  const title = `No longer managed (${releasedAmounts(review)}). ${releasedNote}`;
  const pasted = pasteLines(review, width - pasteIndent.length);
  return [
    ...wrapText(title, width, { first: '', rest: '  ' }).map(colors.bold),
    ...groups.slice(0, maxListed).flatMap((group) => groupLines(group, '!', page)),
    ...moreLine(entriesBeyond(groups, maxListed)),
    ...(pasted.length === 0 ? [] : wrapText(pasteHint, width, { first: '  ', rest: '  ' })),
    ...pasted.map((line) => `${pasteIndent}${terminalText(line)}`),
  ];
}

/** Empty if the plan loosens no rule. */
export function loosenedBlock(review: Review, colors: Colors, width: number): readonly string[] {
  return loosenedLists(review).flatMap(({ title, lines }) => [
    ...wrapText(title, width, { first: '', rest: '  ' }).map(colors.bold),
    ...lines
      .slice(0, maxListed)
      .flatMap((line) => wrapText(terminalText(line), width, { first: '  ! ', rest: '      ' })),
    ...moreLine(lines.length - maxListed),
  ]);
}

function moreLine(more: number): readonly string[] {
  return more > 0 ? [`  … and ${formatNumber(more)} more (-o json=FILE has them)`] : [];
}
