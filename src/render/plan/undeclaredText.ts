/* The lists of undeclared entries and of ignored partners as text: live values, and the names of equal entries. */
import { broadensAccess } from '../../model/plan.ts';
import type { TextPage } from '../text/colors.ts';
import { shorten } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapText, wrapWords } from '../text/wrapText.ts';
import { fieldIndent } from './planTextFields.ts';
import { groupTitle, memberNames, type UndeclaredGroup, type UndeclaredList, valuesWithin } from './undeclaredLists.ts';

/** Empty if the list has neither entries nor notes. */
export function undeclaredBlock({ title, amount, groups, notes }: UndeclaredList, page: TextPage): readonly string[] {
  const { colors, width } = page;
  const first = groups.length === 0 ? '' : '  ';
  const head = groups.length === 0 ? [] : wrapText(`${title} (${amount}):`, width, { first: '', rest: '  ' });
  return [
    ...head.map(colors.bold),
    ...groups.flatMap((group) => groupLines(group, '?', page)),
    ...notes.flatMap((note) => wrapText(note, width, { first, rest: '  ' })),
  ];
}

const indents = { first: ' '.repeat(fieldIndent), rest: ' '.repeat(fieldIndent) };

/** One entry, or equal entries with their names. */
export function groupLines(group: UndeclaredGroup, sign: string, page: TextPage): readonly string[] {
  const { colors, width } = page;
  const [{ tenantId, part, reason, mark, impact, values }] = group;
  const name = groupTitle(group);
  const id = group.length > 1 || tenantId === undefined || name === tenantId ? [] : [tenantId];
  const live = valuesWithin(
    values.map((value) => shorten(terminalText(value), 200)),
    part === undefined ? 240 : 600,
  );
  const isShort = part !== undefined && live.length <= 20;
  const words = [part, isShort ? live : undefined, reason].flatMap((word) =>
    word === undefined ? [] : [terminalText(word)],
  );
  const line = [...[shorten(terminalText(name), 36), ...id, ...words].join('  ').split(' '), '', mark];
  const paint = broadensAccess({ impact }) ? colors.yellow : (text: string): string => text;
  return [
    ...wrapWords(line, width, { first: `  ${sign} `, rest: '      ' }).map(paint),
    ...(isShort ? [] : wrapText(live, width, indents)),
    ...memberRows(group, page),
  ];
}

/** As many as an entry of equal partners shows, and their rows. */
const maxMembers = 40;
const maxRows = 7;
/** This many ids are shown in full. */
const fewIds = 5;

/** Of many partners without a name, the first part of the id, which is enough to find it. */
function memberRows(group: UndeclaredGroup, { width }: TextPage): readonly string[] {
  if (group.length === 1) return [];
  const names = memberNames(group).map((name, index) =>
    group.length > fewIds && name === group[index]?.tenantId ? `${name.slice(0, 8)}…` : name,
  );
  return nameRows(names, { max: maxMembers, rows: maxRows, width, indent: fieldIndent });
}
