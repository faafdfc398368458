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
import { shortCode, shortName } from '../text/markdown.ts';
import { allowanceSentences, approvalSentences } from './approvalWording.ts';
import { type GroupedPart, sortedNames } from './changeGroups.ts';
import { changeTallies, noProfile, tallyCounts } from './changeTallies.ts';
import { declaredAt, guardSentence, impactMark, limitSentences } from './planWording.ts';
import { problemLines } from './problemMarkdown.ts';

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

/** The partners that a change of the default concerns. */
export function heirLines({ inheritances }: Pick<Review, 'inheritances'>): readonly string[] {
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
  { tenantId, cloud, apiVersion, digest }: Pick<Plan, 'tenantId' | 'cloud' | 'apiVersion' | 'digest'>,
  commit: string | undefined,
): readonly string[] {
  const at = commit === undefined ? [] : [`Commit ${/^[0-9a-f]{7,64}$/.test(commit) ? commit : shortCode(commit, 64)}`];
  const lines = [`Tenant \`${tenantId}\` (${cloud}, ${apiVersion})`, `Digest ${markdownCode(digest)}`, ...at];
  return [...lines.map((line) => `* ${line}`), ''];
}
