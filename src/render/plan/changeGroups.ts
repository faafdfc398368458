/*
 * Changes that are the same for several partners, shown once: the same action, fields, values, impact, origin and
 * profile. A plan for a person has groups, in the order of their risk, then of their names. The digest and JSON have
 * none, since groups depend on the wording only.
 *
 * Deletions form a group even if the partners have different settings: a reviewer decides about the partners.
 */
import { compareText } from '../../model/json.ts';
import type { Cause, Change, FieldChange, Plan } from '../../model/plan.ts';
import { count } from '../text/amounts.ts';
import { byDanger, changeName, declaredAt, extraEffectsIn } from './planWording.ts';

export type GroupBy = 'change' | 'none';

export interface ChangeGroup {
  /** The change that stands for all of the group. */
  readonly change: Change;
  /** One change, or at least three. By name. */
  readonly changes: readonly Change[];
  /** The fields that all changes have, with the same values. */
  readonly fields: readonly FieldChange[];
}

const smallestGroup = 3;

/** The riskiest first, then by name. With `none`, each change is a group of its own. */
export function groupChanges(plan: Plan, groupBy: GroupBy, changes = plan.changes): readonly ChangeGroup[] {
  const extraEffect = extraEffectsIn(plan);
  const byKey = new Map<string, Change[]>();
  const sorted = byDanger([...changes].sort((a, b) => compareText(changeName(a), changeName(b))));
  for (const change of sorted) {
    const key = groupBy === 'none' ? '' : keyOf(change, extraEffect(change));
    const group = byKey.get(key) ?? [];
    group.push(change);
    byKey.set(key, group);
  }
  const isGroup = (changes: readonly Change[]): boolean => groupBy === 'change' && changes.length >= smallestGroup;
  const grouped = new Map([...byKey.values()].filter(isGroup).flatMap((group) => group.map((each) => [each, group])));
  return sorted.flatMap((change): readonly ChangeGroup[] => {
    const group = grouped.get(change);
    if (!group) return [aloneInGroup(change)];
    return group[0] === change ? [{ change, changes: group, fields: commonFields(group) }] : [];
  });
}

export function aloneInGroup(change: Change): ChangeGroup {
  return { change, changes: [change], fields: change.fields };
}

function keyOf(change: Change, extraEffect = ''): string {
  const { action, resource, impact, origin, fields } = change;
  if (resource !== 'partner') return resource;
  const values = action === 'delete' ? [] : fields.map(fieldKey);
  return JSON.stringify([action, impact, origin, extraEffect, values]);
}

function fieldKey({ path, before, after, impact, origin, profile }: FieldChange): readonly unknown[] {
  return [path, before, after, impact, origin, profile ?? null];
}

function commonFields([first, ...others]: readonly Change[]): readonly FieldChange[] {
  const keys = others.map(({ fields }) => new Set(fields.map((field) => JSON.stringify(fieldKey(field)))));
  return (first?.fields ?? []).filter((field) => keys.every((has) => has.has(JSON.stringify(fieldKey(field)))));
}

/** `Fabrikam`, or `40 partners, the same change`. */
export function groupName({ change, changes }: ChangeGroup): string {
  if (changes.length === 1) return changeName(change);
  const same = { create: ', the same settings', update: ', the same change', delete: '' }[change.action];
  return `${count(changes.length, 'partner')}${same}`;
}

/** The settings of a group of deletions that not all of its partners have. */
export function differingFields({ change, changes, fields }: ChangeGroup): string | undefined {
  return changes.length > 1 && fields.length < Math.max(...changes.map((each) => each.fields.length))
    ? `${change.action === 'delete' ? 'the other settings' : 'other fields'} differ: see JSON, or --group-by none`
    : undefined;
}

/**
 * The line that decides the changes: a profile's, if one profile decides every field; else the entry of the partner. A
 * group without a common profile has no line.
 */
export function decidingPlace({ change, changes }: ChangeGroup): Cause {
  const ranked = change.fields.filter(({ impact }) => impact !== 'neutral');
  const [field] = [...ranked, ...change.fields];
  if (field?.profile !== undefined && change.fields.every(({ profile }) => profile === field.profile)) {
    const { file, line, profile } = field;
    return { ...(file !== undefined && { file }), ...(line !== undefined && { line }), profile };
  }
  if (changes.length > 1) return {};
  const { file, line } = change;
  return { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}

/** `profile supplier-mfa  configs/profiles.yaml:12`; empty if the place is unknown. */
export function placeWords(place: Cause): string {
  return [...(place.profile === undefined ? [] : [`profile ${place.profile}`]), declaredAt(place)]
    .filter((part) => part !== '')
    .join('  ');
}

/**
 * The fields to show one by one, and the others in a sentence: their effective access stays the same. One such field
 * is shown like any other.
 */
export function foldFields(fields: readonly FieldChange[]): {
  readonly shown: readonly FieldChange[];
  readonly folded: string | undefined;
} {
  const folded = fields.filter(({ impact, origin }) => impact === 'neutral' && origin !== 'both');
  if (folded.length < 2) return { shown: fields, folded: undefined };
  const settings = new Map<string, number>();
  for (const { path } of folded) {
    const [setting = ''] = path.split('.');
    settings.set(setting, (settings.get(setting) ?? 0) + 1);
  }
  const words = [...settings].map(([setting, amount]) => `${setting} (${count(amount, 'field')})`);
  return { shown: fields.filter((field) => !folded.includes(field)), folded: `the same access: ${words.join(', ')}` };
}
