/*
 * The pieces of a pull request comment around its table: alerts and folded lists. Third-party text is shortened and
 * escaped here.
 */

import { countFindings } from '../../model/diagnostic.ts';
import type { Plan } from '../../model/plan.ts';
import { showFindings } from '../diagnostics/shownFindings.ts';
import type { Review } from '../review.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownCode, markdownText, visibleText } from '../text/escape.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import { allowanceSentences, approvalSentences } from './approvalWording.ts';
import { type GroupBy, type GroupedPart, sortedNames } from './changeGroups.ts';
import { changeTallies, noProfile, tallyCounts } from './changeTallies.ts';
import { declaredAt, guardSentence, impactMark, limitSentences, type PlanPurpose } from './planWording.ts';
import { problemLines } from './problemMarkdown.ts';
import {
  groupLines,
  ignoredLines,
  ignoredTitle,
  silencedSentences,
  type UndeclaredLine,
  undeclaredLines,
  undeclaredNotes,
  undeclaredTitle,
} from './undeclaredWording.ts';

const maxNames = 10;
const maxListed = 20;

/** The alerts above the table: the partners that a reviewer must look at, by name. */
export function alertBlocks(review: Review): readonly string[] {
  const { plan, deletions, conflicts, broadening, narrowing } = review;
  return [
    ...alert('CAUTION', [
      ...problemLines(review),
      ...guardLines(review),
      ...named('Deletes', deletions),
      ...named(
        'Conflict: changed in the configuration and in the tenant; applying overwrites the tenant in',
        conflicts,
      ),
    ]),
    ...alert('WARNING', [
      ...named('▲ Broadens access in', broadening),
      ...heirLines(review),
      ...approvalSentences(review),
    ]),
    ...alert('NOTE', [
      ...named('▼ Narrows access in', narrowing),
      ...allowanceSentences(review),
      ...limitSentences(plan),
    ]),
  ];
}

export function alert(kind: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`> [!${kind}]`, ...lines.map((line) => `> - ${line}`), ''];
}

/** `among`: words about some of them, which follow the number. */
export function named(title: string, changes: readonly GroupedPart[], among = ''): readonly string[] {
  if (changes.length === 0) return [];
  const names = firstFew(sortedNames(changes).map(shortName), maxNames);
  return [`**${title} ${formatNumber(changes.length)}${among === '' ? '' : ` (${among})`}:** ${names}`];
}

export function guardLines({ plan, refusals }: Review): readonly string[] {
  return refusals.map(({ result, partners }) => {
    const names = firstFew(partners.map(shortName), maxNames);
    const sentence = guardSentence(result, plan, (file) => shortCode(file, 100));
    return `**Refused by ${result.guard}:** ${sentence}${names === '' ? '' : ` (${names})`}`;
  });
}

function heirLines({ inheritances }: Review): readonly string[] {
  return inheritances.map(({ impact, partners }) => {
    const mark = impactMark[impact] === '' ? '' : ` (${impactMark[impact]})`;
    const names = sortedNames(partners).map(shortName);
    return `**The default settings change${mark}** for ${count(names.length, 'partner')}: ${firstFew(names, 5)}`;
  });
}

/** The profiles and settings that a long plan concerns, the most frequent ones by name. */
export function tallyBlock(plan: Plan): readonly string[] {
  const lines = changeTallies(plan).map(({ title, tallies }) => {
    const words = tallies.map(
      (each) => `${each.name === noProfile ? noProfile : shortCode(each.name, 60)} ${tallyCounts(each)}`,
    );
    return `- ${title}: ${firstFew(words, maxListed)}`;
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

export function warningBlock({ warnings }: Review): readonly string[] {
  if (warnings.length === 0) return [];
  const { listed, others } = showFindings(warnings, (warning) => warning);
  const lines = listed.map((warning) => {
    const place = warning.file === undefined ? '' : ` (${shortCode(declaredAt(warning), 100)})`;
    return `- ${shortCode(warning.code, 60)}: ${markdownText(shorten(visibleText(warning.message), 300))}${place}`;
  });
  const rest = others === undefined ? [] : [`- ${markdownText(shorten(visibleText(others), 300))}`];
  return [`**${count(countFindings(warnings), 'warning')}**`, '', ...lines, ...rest, ''];
}

/** The last list. Its marker is another one than that of the list before it, or Markdown would join the two. */
export function footLines(
  { tenantId, cloud, apiVersion, digest }: Plan,
  commit: string | undefined,
): readonly string[] {
  const at = commit === undefined ? [] : [`Commit ${/^[0-9a-f]{7,64}$/.test(commit) ? commit : shortCode(commit, 64)}`];
  const lines = [`Tenant \`${tenantId}\` (${cloud}, ${apiVersion})`, `Digest ${markdownCode(digest)}`, ...at];
  return [...lines.map((line) => `* ${line}`), ''];
}

/** An alarm may contain only undeclared entries, so they are not folded, and show more of each value. */
export function undeclaredBlock(
  review: Review,
  groupBy: GroupBy | undefined,
  purpose: PlanPurpose = 'plan',
): readonly string[] {
  const layout = purpose === 'plan' ? { tag: '<details>', columns: 60 } : { tag: '<details open>', columns: 300 };
  return [
    ...foldedLines(undeclaredTitle, undeclaredLines(review), { ...layout, groupBy, end: undeclaredNotes(review) }),
    ...foldedLines(ignoredTitle, ignoredLines(review), { ...layout, groupBy: 'none', end: [] }),
    ...silencedSentences(review).flatMap((sentence) => [sentence, '']),
  ];
}

/** The part of a comment that is never left out has two lists with this many lines. */
const maxUndeclared = 10;

interface FoldedLayout {
  readonly tag: string;
  readonly columns: number;
  readonly groupBy: GroupBy | undefined;
  /** Sentences after the list. */
  readonly end: readonly string[];
}

function foldedLines(
  title: string,
  lines: readonly UndeclaredLine[],
  { tag, columns, groupBy, end }: FoldedLayout,
): readonly string[] {
  if (lines.length === 0) return end.flatMap((sentence) => [sentence, '']);
  const groups = settingsFirst(groupLines(lines, groupBy));
  return [
    `${tag}<summary>${title}: ${formatNumber(lines.length)}</summary>`,
    '',
    ...groups.slice(0, maxUndeclared).map((line) => undeclaredItem(line, columns)),
    ...moreItem(groups.length, maxUndeclared),
    ...end.flatMap((sentence) => ['', sentence]),
    '',
    '</details>',
    '',
  ];
}

/** The list is cut, and what changed at a declared partner must not disappear behind new partners. */
function settingsFirst(lines: readonly UndeclaredLine[]): readonly UndeclaredLine[] {
  const isSetting = ({ part }: UndeclaredLine): boolean => part !== undefined;
  return [...lines.filter(isSetting), ...lines.filter((line) => !isSetting(line))];
}

function undeclaredItem(line: UndeclaredLine, columns: number): string {
  const { name, tenantId, part, reason, mark, values, members } = line;
  const id = tenantId === undefined || name === tenantId ? [] : [`\`${tenantId}\``];
  const who = name === tenantId ? `\`${name}\`` : shortName(name);
  const title = [who, ...id, ...(part === undefined ? [] : [shortCode(part, 60)])].join(' ');
  const why = reason === undefined ? '' : `${markdownText(shorten(visibleText(reason), 100))}; `;
  const of = members === undefined ? '' : `: ${firstFew(members.map(shortName), maxNames)}`;
  return `- ${title}: ${why}${shortCode(values.join('; '), columns)} (${mark})${of}`;
}
