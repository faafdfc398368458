/* Released entries and loosened rules for a terminal: live values, YAML to paste, and the rules. */
import type { Review } from '../review.ts';
import { formatNumber } from '../text/amounts.ts';
import type { Colors } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import {
  loosenedLists,
  pasteHint,
  pasteLines,
  type ReleasedLine,
  releasedLines,
  releasedNote,
} from './releasedWording.ts';

const maxListed = 20;
const pasteIndent = ' '.repeat(6);

/** Empty if the plan releases nothing. */
export function releasedBlock(review: Review, colors: Colors, width: number): readonly string[] {
  const lines = releasedLines(review);
  if (lines.length === 0) return [];
  const title = `No longer managed (${formatNumber(lines.length)}). ${releasedNote}`;
  const pasted = pasteLines(review, width - pasteIndent.length);
  return [
    ...wrapText(title, width, { first: '', rest: '  ' }).map(colors.bold),
    ...lines.slice(0, maxListed).flatMap((line) => entryLines(line, colors, width)),
    ...moreLine(lines.length),
    ...(pasted.length === 0 ? [] : wrapText(pasteHint, width, { first: '  ', rest: '  ' })),
    ...pasted.map((line) => `${pasteIndent}${terminalText(line)}`),
  ];
}

function entryLines(
  { name, tenantId, part, mark, impact, values }: ReleasedLine,
  colors: Colors,
  width: number,
): readonly string[] {
  const id = tenantId === undefined || name === tenantId ? '' : `  ${tenantId}`;
  const subject = `${shorten(terminalText(name), 36)}${id}  ${terminalText(part)}`;
  const paint = impact === 'broadens' || impact === 'mixed' ? colors.yellow : colors.dim;
  const live = values.map((value) => shorten(terminalText(value), 200)).join('; ');
  return [
    ...wrapWords([...subject.split(' '), '', mark], width, { first: '  ! ', rest: '      ' }).map(paint),
    ...wrapText(live, width, { first: '      ', rest: '      ' }),
  ];
}

/** Empty if the plan loosens no rule. */
export function loosenedBlock(review: Review, colors: Colors, width: number): readonly string[] {
  return loosenedLists(review).flatMap(({ title, lines }) => [
    ...wrapText(title, width, { first: '', rest: '  ' }).map(colors.bold),
    ...lines
      .slice(0, maxListed)
      .flatMap((line) => wrapText(terminalText(line), width, { first: '  ! ', rest: '      ' })),
    ...moreLine(lines.length),
  ]);
}

function moreLine(amount: number): readonly string[] {
  return amount > maxListed ? [`  … and ${formatNumber(amount - maxListed)} more (-o json=FILE has them)`] : [];
}
