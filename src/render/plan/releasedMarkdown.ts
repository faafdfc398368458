/* Released entries and loosened rules in a pull request comment: a warning, live values, and YAML to paste. */
import type { Review } from '../review.ts';
import { moreItem, shortCode } from '../text/markdown.ts';
import type { GroupBy } from './changeGroups.ts';
import { releasedAmounts, releaseSentences } from './headline.ts';
import { loosenedLists, pasteHint, pasteLines, releasedNote } from './releasedWording.ts';
import { entriesBeyond, releasedGroups } from './undeclaredLists.ts';
import { entryItem } from './undeclaredMarkdown.ts';

/** `maxListed`, `maxPasted` and `columns` bound this block, which a comment never leaves out. */
const maxListed = 10;
const columns = 60;

/** Shown above the changes. */
export function releasedBlock(review: Review, grouping: GroupBy | undefined): readonly string[] {
  const sentences = releaseSentences(review);
  if (sentences.length === 0) return [];
  return [
    '> [!WARNING]',
    ...sentences.map((line) => `> - **${line}**`),
    '',
    ...releasedList(review, grouping),
    ...loosenedList(review),
  ];
}

function releasedList(review: Review, grouping: GroupBy | undefined): readonly string[] {
  const groups = releasedGroups(review, grouping);
  if (groups.length === 0) return [];
  const pasted = pasteLines(review);
  const paste = pasted.length === 0 ? [] : ['', pasteHint, '', '```yaml', ...pasted, '```'];
  return [
    `**No longer managed (${releasedAmounts(review)}).** ${releasedNote}`,
    '',
    ...groups.slice(0, maxListed).map((group) => entryItem(group, { columns: 2 * columns, names: maxListed })),
    ...moreItem(entriesBeyond(groups, maxListed), 0),
    ...paste,
    '',
  ];
}

function loosenedList(review: Review): readonly string[] {
  return loosenedLists(review).flatMap(({ title, lines }) => [
    title,
    '',
    ...lines.slice(0, maxListed).map((line) => `- ${shortCode(line, 2 * columns)}`),
    ...moreItem(lines.length, maxListed),
    '',
  ]);
}
