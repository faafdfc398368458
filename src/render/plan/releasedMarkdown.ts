/* Released entries and loosened rules in a pull request comment: a warning, live values, and YAML to paste. */
import type { Review } from '../review.ts';
import { formatNumber } from '../text/amounts.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import { releaseSentences } from './headline.ts';
import {
  loosenedLists,
  pasteHint,
  pasteLines,
  type ReleasedLine,
  releasedLines,
  releasedNote,
} from './releasedWording.ts';

/** `maxListed`, `maxPasted` and `columns` bound this block, which a comment never leaves out. */
const maxListed = 10;
const columns = 60;

/** Shown above the changes. */
export function releasedBlock(review: Review): readonly string[] {
  const sentences = releaseSentences(review);
  if (sentences.length === 0) return [];
  return [
    '> [!WARNING]',
    ...sentences.map((line) => `> - **${line}**`),
    '',
    ...releasedList(review),
    ...loosenedList(review),
  ];
}

function releasedList(review: Review): readonly string[] {
  const lines = releasedLines(review);
  if (lines.length === 0) return [];
  const pasted = pasteLines(review);
  const paste = pasted.length === 0 ? [] : ['', pasteHint, '', '```yaml', ...pasted, '```'];
  return [
    `**No longer managed (${formatNumber(lines.length)}).** ${releasedNote}`,
    '',
    ...lines.slice(0, maxListed).map(listItem),
    ...moreItem(lines.length, maxListed),
    ...paste,
    '',
  ];
}

function listItem({ name, tenantId, part, mark, values }: ReleasedLine): string {
  const id = tenantId === undefined || name === tenantId ? '' : ` \`${tenantId}\``;
  return `- ${shortName(name)}${id} ${shortCode(part, columns)}: ${shortCode(values.join('; '), 2 * columns)} (${mark})`;
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
