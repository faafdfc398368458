/*
 * Released entries and loosened rules in words that every format shares: the live values, YAML to paste that removes
 * the access, and the rules that the change loosens. Plain text, not escaped.
 */

import { leavesOf } from '../../model/canonical.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import { membersOf } from '../../model/members.ts';
import type { Impact, Loosened, Names, Released } from '../../model/plan.ts';
import { type Setting, unsetWord } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { Review } from '../review.ts';
import { count } from '../text/amounts.ts';
import { yamlLines } from '../text/yamlLines.ts';
import { valueWords } from './fieldWords.ts';

export const accessMark: Readonly<Record<Impact, string>> = {
  broadens: '▲ broader than the default',
  narrows: '▼ narrower than the default',
  mixed: '▲▼ broader and narrower than the default, or unknown',
  neutral: 'same access as the default',
};

export function partOf({ setting, member = '' }: PartName): string {
  return member === '' ? setting : `${setting}.${member}`;
}

interface PartName {
  readonly setting: string;
  readonly member: string | undefined;
}

const maxTargets = 3;

export function liveValues(
  { setting, member, value }: Pick<Released, 'setting' | 'member' | 'value'>,
  names?: Names,
): readonly string[] {
  if (setting !== undefined)
    return member === undefined ? settingValues(setting, value, names) : [valueText(value, names)];
  const settings = isJsonObject(value) ? Object.entries(value) : [];
  if (settings.length === 0) return ['inherits every setting'];
  return settings.map(([name, own]) => `${name} (${settingValues(name, own, names).join('; ')})`);
}

function settingValues(name: string, value: Json, names: Names | undefined): readonly string[] {
  const row = rowOf(name);
  const leaves = row ? [...leavesOf(row, value)] : [];
  if (leaves.length === 0) return [valueText(value, names)];
  return leaves.map(([path, leaf]) => {
    const text = valueText(leaf, names);
    return path === name ? text : `${path.slice(name.length + 1)} ${text}`;
  });
}

function valueText(value: Json, names?: Names): string {
  return valueWords(value, maxTargets, names)
    .map(({ text }) => text)
    .join(' ');
}

function rowOf(name: string): Setting | undefined {
  return fieldTable.find((row) => row.name === name);
}

export const releasedNote = 'xtap sends nothing for these entries, and the tenant keeps these values.';
export const pasteHint = 'To keep managing them, restore their lines. To remove the broader access, write:';

const maxPasted = 10;

/** YAML that removes broader access: a tombstone, `inherit`, or a flag that is off. Empty if nothing gives access. */
export function pasteLines({ releasedAccess }: Pick<Review, 'releasedAccess'>, width?: number): readonly string[] {
  const byPartner = new Map<TenantId, Released[]>();
  for (const each of releasedAccess) {
    if (each.tenantId) byPartner.set(each.tenantId, [...(byPartner.get(each.tenantId) ?? []), each]);
  }
  const entries = [...byPartner].map(([tenantId, parts]) => [
    `- tenantId: ${tenantId}`,
    ...removalLines(parts, width === undefined ? undefined : width - 2).map((line) => `  ${line}`),
  ]);
  const more = entries.length - maxPasted;
  return [
    ...entries.slice(0, maxPasted).flat(),
    ...(more > 0 ? [`# … and the same for ${count(more, 'more partner')}`] : []),
  ];
}

/** The lines for the entry of one partner. */
function removalLines(parts: readonly Released[], width: number | undefined): readonly string[] {
  return [...new Set(parts.map(({ setting }) => setting))].flatMap((setting): readonly string[] => {
    if (setting === undefined) return ['state: absent'];
    const row = rowOf(setting);
    if (!row) return [];
    const members = parts.filter((each) => each.setting === setting).flatMap(({ member }) => member ?? []);
    if (members.length > 0) return memberLines(row, members, width);
    const word = unsetWord(row);
    return [word === undefined ? `# ${setting}: the value that you want` : `${setting}: ${word}`];
  });
}

/** A target configuration has no value that means "off", so a person must choose one. */
function memberLines(row: Setting, names: readonly string[], width = Number.POSITIVE_INFINITY): readonly string[] {
  const members = membersOf(row).filter(({ path }) => names.includes(path.join('.')));
  const flags = members.flatMap(({ path, leaf }) =>
    leaf.type === 'flag' ? [[path, leaf.turningOn === 'narrows'] as const] : [],
  );
  const others = members.filter(({ leaf }) => leaf.type !== 'flag');
  return [
    ...(flags.length === 0 ? [] : flagLines(row, flags, width)),
    ...others.map(({ path }) => `# ${row.name}: add ${path.join('.')}, with the value that you want`),
  ];
}

function flagLines(
  { name }: Setting,
  flags: readonly (readonly [path: readonly string[], value: boolean])[],
  width: number,
): readonly string[] {
  const value = Object.fromEntries(flags.map(([[key = '', ...rest], flag]) => [key, nested(rest, flag)]));
  const comment = `# add this to its ${name}`;
  const lines = yamlLines(name, value, width);
  const line = `${lines[0]}  ${comment}`;
  return lines.length === 1 && line.length <= width ? [line] : [comment, ...lines];
}

function nested([key, ...rest]: readonly string[], value: boolean): Json {
  return key === undefined ? value : { [key]: nested(rest, value) };
}

/** Loosened rules under a sentence that says when they take effect. */
export interface LoosenedList {
  readonly title: string;
  readonly lines: readonly string[];
}

export function loosenedLists({
  loosenedLimits,
  loosenedRules,
}: Pick<Review, 'loosenedLimits' | 'loosenedRules'>): readonly LoosenedList[] {
  const lists = [
    {
      title:
        'Looser limits. This run still uses the stricter limits of the base; the looser limits take effect with the next change:',
      lines: loosenedLimits.map(loosenedLine),
    },
    { title: 'Looser or other rules, in effect with this change:', lines: loosenedRules.map(loosenedLine) },
  ];
  return lists.filter(({ lines }) => lines.length > 0);
}

function loosenedLine({ what, tenantId, name, before, after }: Loosened): string {
  const subject = name === undefined ? tenantId : `${name} (${tenantId})`;
  if (before === undefined && after === undefined) return `${what}: ${subject ?? 'an entry'} was removed from the list`;
  if (what === 'ignored' && before === undefined)
    return `ignored: ${subject ?? 'a partner'} is now managed by others (access: ${valueText(after ?? null)})`;
  if (before === undefined)
    return `${what}${subject === undefined ? '' : ` of ${subject}`}: + ${valueText(after ?? null)}`;
  const step = `${valueText(before)} → ${after === undefined ? 'removed' : valueText(after)}`;
  return `${what}${subject === undefined ? '' : ` of ${subject}`}: ${step}`;
}
