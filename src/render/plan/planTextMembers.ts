/* The partners that a change of a plan concerns, as text: the members of a group, and those that inherit a default. */
import type { Change } from '../../model/plan.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import type { TextPage } from '../text/colors.ts';
import { displayWidth, padTo, shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import { type ChangeGroup, type MemberEffect, memberEffects, memberEffectsNote, sortedNames } from './changeGroups.ts';
import { fieldIndent, sentenceIndents } from './planTextFields.ts';
import type { namesIn } from './planWording.ts';

export const maxNames = 12;
/** A reviewer of deletions needs more of the names. */
const maxDeleted = 40;

/** The names of a group; of deletions with different effects, a line for each. */
export function memberLines(group: ChangeGroup, nameOf: ReturnType<typeof namesIn>, page: TextPage): readonly string[] {
  const { change, changes } = group;
  if (changes.length === 1) return [];
  const shortNameOf = ({ tenantId }: Change): string =>
    tenantId === undefined ? '' : shorten(terminalText(nameOf(tenantId)), 36);
  const effects = memberEffects(group);
  if (effects.length > 0) return effectLines(effects, shortNameOf, page);
  const names = changes.flatMap(({ tenantId }) => (tenantId === undefined ? [] : [nameOf(tenantId)]));
  const limits = change.action === 'delete' ? { max: maxDeleted } : { max: maxNames, rows: 1 };
  return nameRows(names, { ...limits, width: page.width, indent: fieldIndent });
}

function effectLines(
  effects: readonly MemberEffect[],
  nameOf: (change: Change) => string,
  { colors, width }: TextPage,
): readonly string[] {
  const listed = effects.slice(0, maxDeleted);
  const columns = Math.max(...listed.map(({ change }) => displayWidth(nameOf(change)))) + 2;
  const rest = ' '.repeat(fieldIndent + columns);
  const lines = listed.flatMap(({ change, effect }) => {
    const line = padTo(nameOf(change), columns) + terminalText(effect);
    return wrapWords(line.split(/(?<=[,;]) /), width, { first: sentenceIndents.first, rest });
  });
  const more = effects.length - listed.length;
  const note = `${more > 0 ? `and ${formatNumber(more)} more. ` : ''}${memberEffectsNote((command) => command)}`;
  return [...lines, ...wrapText(note, width, sentenceIndents).map(colors.dim)];
}

export function heirLines({ inheritedBy = [] }: Change, width: number): readonly string[] {
  if (inheritedBy.length === 0) return [];
  const names = sortedNames(inheritedBy).map((name) => shorten(terminalText(name), 36));
  const sentence = `inherited by ${count(inheritedBy.length, 'partner')}: ${firstFew(names, 5)}`;
  return wrapText(sentence, width, sentenceIndents);
}
