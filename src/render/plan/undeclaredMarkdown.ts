/*
 * The lists of undeclared entries and of ignored partners in a comment. An entry in full has all its values and names;
 * a brief one has their beginning. The brief list is short, since a comment never leaves it out.
 */
import type { Review } from '../review.ts';
import { firstFew } from '../text/amounts.ts';
import { shorten } from '../text/displayWidth.ts';
import { markdownText, visibleText } from '../text/escape.ts';
import { moreItem, shortCode, shortName } from '../text/markdown.ts';
import type { GroupBy } from './changeGroups.ts';
import type { PlanPurpose } from './planWording.ts';
import {
  entriesBeyond,
  groupTitle,
  memberNames,
  type UndeclaredGroup,
  type UndeclaredList,
  undeclaredLists,
  valuesWithin,
} from './undeclaredLists.ts';
import { silencedSentences } from './undeclaredWording.ts';

export interface UndeclaredMarkdown {
  /** The number of entries. */
  readonly grains: number;
  /** The lists with this many entries in full. */
  readonly lines: (grains: number) => readonly string[];
}

/** An alarm may contain only undeclared entries, so they are not folded. */
export function undeclaredMarkdown(
  review: Review,
  groupBy: GroupBy | undefined,
  purpose: PlanPurpose = 'plan',
): UndeclaredMarkdown {
  const lists = undeclaredLists(review, groupBy).map((list) => ({ ...list, groups: settingsFirst(list.groups) }));
  const tag = purpose === 'plan' ? '<details>' : '<details open>';
  const end = silencedSentences(review).flatMap((sentence) => [sentence, '']);
  const [first = 0] = lists.map(({ groups }) => groups.length);
  return {
    grains: lists.reduce((sum, { groups }) => sum + groups.length, 0),
    lines: (grains) => [
      ...lists.flatMap((list, index) => listLines(list, tag, index === 0 ? grains : grains - first)),
      ...end,
    ],
  };
}

const maxBrief = 10;

function listLines({ title, amount, groups, notes }: UndeclaredList, tag: string, grains: number): readonly string[] {
  if (groups.length === 0) return notes.flatMap((note) => [note, '']);
  const listed = Math.max(maxBrief, grains);
  return [
    `${tag}<summary>${title}: ${amount}</summary>`,
    '',
    ...groups.slice(0, listed).map((group, index) => entryItem(group, index < grains ? full : brief)),
    ...moreItem(entriesBeyond(groups, listed), 0),
    ...notes.flatMap((note) => ['', note]),
    '',
    '</details>',
    '',
  ];
}

interface EntryDetail {
  readonly columns: number;
  readonly names: number;
}

const brief: EntryDetail = { columns: 60, names: 10 };
const full: EntryDetail = { columns: 600, names: Number.POSITIVE_INFINITY };

/** A list may be cut, and what changed at a declared partner must not disappear behind new partners. */
function settingsFirst(groups: readonly UndeclaredGroup[]): readonly UndeclaredGroup[] {
  const isSetting = ([{ part }]: UndeclaredGroup): boolean => part !== undefined;
  return [...groups.filter(isSetting), ...groups.filter((group) => !isSetting(group))];
}

export function entryItem(group: UndeclaredGroup, { columns, names }: EntryDetail): string {
  const [{ tenantId, part, reason, mark, values }] = group;
  const code = (name: string): string => (name === tenantId ? `\`${name}\`` : shortName(name));
  const name = groupTitle(group);
  const id = group.length > 1 || tenantId === undefined || name === tenantId ? [] : [`\`${tenantId}\``];
  const title = [code(name), ...id, ...(part === undefined ? [] : [shortCode(part, 60)])].join(' ');
  const why = reason === undefined ? '' : `${markdownText(shorten(visibleText(reason), 100))}; `;
  const members = memberNames(group).map((each, index) =>
    each === group[index]?.tenantId ? `\`${each}\`` : shortName(each),
  );
  const of = group.length === 1 ? '' : `: ${firstFew(members, names)}`;
  return `- ${title}: ${why}${shortCode(valuesWithin(values, columns), columns)} (${mark})${of}`;
}
