/*
 * Changes that are the same for several partners, shown once: the same action, fields, values, impact, origin and
 * profile. A plan for a person has groups, in the order of their risk, then of their names. The digest and JSON have
 * none, since groups depend on the wording only.
 *
 * Deletions form one group even if the partners have different settings and effects: a reviewer decides about the
 * partners. Each partner of such a group is listed with its effect.
 */
import { groupBy } from '../../model/groupBy.ts';
import { compareText } from '../../model/json.ts';
import {
  broadensAccess,
  type Cause,
  type Change,
  type ChangeReason,
  type FieldChange,
  type Impact,
  narrowsAccess,
  type Plan,
} from '../../model/plan.ts';
import type { StepKind } from '../../plan/drift/driftStep.ts';
import { byDanger } from '../review.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { byName, causeWords, changeName, declaredAt, impactMark, impactSign } from './planWording.ts';

export type GroupBy = 'change' | 'none';

/** What a group shows: a change of a plan, or a step of drift. */
export type GroupedPart = Pick<Change, 'resource' | 'tenantId' | 'name' | 'file' | 'line' | 'impact' | 'fields'> & {
  readonly action?: Change['action'];
  readonly kind?: StepKind;
};

export interface ChangeGroup<Part extends GroupedPart = Change> {
  /** The first change of the group; the others are equal to it. */
  readonly change: Part;
  /** One change, or at least three. By name. */
  readonly changes: readonly Part[];
  /** Of all changes together. */
  readonly impact: Impact;
  /** The fields of every change; empty for deletions whose fields differ. */
  readonly fields: readonly FieldChange[];
}

const smallestGroup = 3;

/** The riskiest first, then by name. With `none`, each change is a group of its own. */
export function groupChanges(plan: Plan, grouping: GroupBy, changes = plan.changes): readonly ChangeGroup[] {
  return groupEqual(byDanger(byName(changes)), grouping, keyOf);
}

/** Three or more parts with the same key are one group, at the place of the first. Every other part is alone. */
export function groupEqual<Part extends GroupedPart>(
  sorted: readonly Part[],
  grouping: GroupBy,
  partKey: (part: Part) => string,
): readonly ChangeGroup<Part>[] {
  return equalParts(sorted, grouping, partKey).map((changes) => ({
    change: changes[0],
    changes,
    impact: combinedImpact(changes),
    fields: commonFields(changes),
  }));
}

/** The groups of `groupEqual`: three or more parts each, or one. */
export function equalParts<Part extends object>(
  sorted: readonly Part[],
  grouping: GroupBy,
  partKey: (part: Part) => string,
): readonly (readonly [Part, ...Part[]])[] {
  const groups = grouping === 'none' ? [] : groupBy(sorted, partKey).filter(({ length }) => length >= smallestGroup);
  const grouped = new Map(groups.flatMap((group) => group.map((each) => [each, group])));
  return sorted.flatMap((part): readonly (readonly [Part, ...Part[]])[] => {
    const group = grouped.get(part);
    if (!group) return [[part]];
    return group[0] === part ? [group] : [];
  });
}

function combinedImpact(parts: readonly { readonly impact: Impact }[]): Impact {
  const [broadens, narrows] = [parts.some(broadensAccess), parts.some(narrowsAccess)];
  if (broadens) return narrows ? 'mixed' : 'broadens';
  return narrows ? 'narrows' : 'neutral';
}

function keyOf({ action, resource, impact, origin, fields, reasons }: Change): string {
  if (resource !== 'partner') return resource;
  if (action === 'delete') return action;
  return JSON.stringify([action, impact, origin, reasons, fields.map(fieldKey)]);
}

export function fieldKey({ path, before, after, impact, origin, profile }: FieldChange): readonly unknown[] {
  return [path, before, after, impact, origin, profile ?? null];
}

function commonFields([first, ...others]: readonly GroupedPart[]): readonly FieldChange[] {
  const keyOfFields = ({ fields }: GroupedPart): string => JSON.stringify(fields.map(fieldKey));
  return first && others.every((other) => keyOfFields(other) === keyOfFields(first)) ? first.fields : [];
}

/** What the changes broaden or narrow beyond their fields; of deletions, what any of them does. */
export function groupReasons({ changes }: ChangeGroup): readonly ChangeReason[] {
  return changes.find(({ reasons }) => reasons.length > 0)?.reasons ?? [];
}

/** `Fabrikam`, or `40 partners, the same change`. */
export function groupName({ change, changes }: ChangeGroup): string {
  if (changes.length === 1) return changeName(change);
  const same = { create: ', the same settings', update: ', the same change', delete: '' }[change.action];
  return `${count(changes.length, 'partner')}${same}`;
}

/** A partner of a group of deletions that lose different settings. */
export interface MemberEffect<Part extends GroupedPart = Change> {
  readonly change: Part;
  /** `▼ inboundTrust, tenantRestrictions`: its settings by their effect. */
  readonly effect: string;
}

export function memberEffectsNote(code: (command: string) => string): string {
  return `${code('xtap plan --group-by none')} shows every field.`;
}

/** Empty if one list of fields describes all changes. */
export function memberEffects<Part extends GroupedPart>({
  change,
  changes,
  fields,
}: ChangeGroup<Part>): readonly MemberEffect<Part>[] {
  const differs = changes.some((each) => each.impact !== change.impact || each.fields.length !== fields.length);
  return differs ? changes.map((each) => ({ change: each, effect: effectWords(each) })) : [];
}

function effectWords({ fields, impact }: GroupedPart): string {
  const parts = (['broadens', 'mixed', 'narrows'] as const).flatMap((effect) => {
    const settings = new Set(fields.flatMap((each) => (each.impact === effect ? settingOf(each) : [])));
    return settings.size === 0 ? [] : [`${impactSign[effect]} ${[...settings].join(', ')}`];
  });
  if (parts.length > 0) return parts.join('; ');
  return impact === 'neutral' ? 'the same access' : impactMark[impact];
}

export function settingOf({ path }: Pick<FieldChange, 'path'>): string {
  return path.split('.', 1)[0] ?? path;
}

/**
 * The line that decides the changes: a profile's, if one profile decides every field; else the entry of the partner,
 * also for a partner that is added: its entry is new, and its profile may be old. A group without a common profile has
 * no line.
 */
export function decidingPlace({ change, changes }: ChangeGroup<GroupedPart>): Cause {
  const ranked = change.fields.filter(({ impact }) => impact !== 'neutral');
  const [field] = [...ranked, ...change.fields];
  const isNew = change.action === 'create' || change.kind === 'missing';
  const isAdded = isNew && changes.length === 1 && change.file !== undefined;
  const profile = change.fields.every((each) => each.profile === field?.profile) ? field?.profile : undefined;
  if (field && profile !== undefined && !isAdded) {
    const { file, line } = field;
    return { ...(file !== undefined && { file }), ...(line !== undefined && { line }), profile };
  }
  if (changes.length > 1) return {};
  const { file, line } = change;
  return { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}

/** `profile supplier-mfa  configs/profiles.yaml:12`, or the scattered places; empty if the place is unknown. */
export function placeWords(group: ChangeGroup<GroupedPart>): string {
  const words = causeWords(decidingPlace(group));
  return words.length === 0 ? scatteredPlaces(group) : words.join('  ');
}

/**
 * The places of a group without a common profile: the first line and the number of the others. Also says what is
 * deleted because no file names it. Empty for a change that has one place, or none.
 */
export function scatteredPlaces({ change, changes }: ChangeGroup<GroupedPart>): string {
  const sorted = [...changes].sort((a, b) => compareText(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
  const lines = [...new Set(sorted.map(declaredAt).filter((place) => place !== ''))];
  const unnamed = changes.filter(({ file }) => file === undefined).length;
  const missing = change.action === 'delete' && unnamed > 0 ? 'not in the configuration' : '';
  if (lines.length === 0) return missing;
  if (changes.length === 1) return '';
  const [first = ''] = lines;
  const listed = lines.length > 1 ? `${first} and ${count(lines.length - 1, 'other line')}` : first;
  return missing === '' ? listed : `${listed}; ${formatNumber(unnamed)} ${missing}`;
}

/** A setting with fields that are not shown one by one. */
export interface FoldedSetting {
  readonly setting: string;
  readonly amount: number;
}

/**
 * The fields to show one by one, and the settings of the others: their effective access stays the same. One such field
 * is shown like any other.
 */
export function foldFields(fields: readonly FieldChange[]): {
  readonly shown: readonly FieldChange[];
  readonly folded: readonly FoldedSetting[];
} {
  const folded = fields.filter(({ impact, origin }) => impact === 'neutral' && origin !== 'both');
  if (folded.length < 2) return { shown: fields, folded: [] };
  const amounts = new Map<string, number>();
  for (const field of folded) amounts.set(settingOf(field), (amounts.get(settingOf(field)) ?? 0) + 1);
  return {
    shown: fields.filter((field) => !folded.includes(field)),
    folded: [...amounts].map(([setting, amount]) => ({ setting, amount })),
  };
}

/** `the same access: inboundTrust (2 fields)`; undefined if nothing is folded. `write`: escapes a name of a setting. */
export function foldedSentence(
  folded: readonly FoldedSetting[],
  same = 'the same access',
  write = (setting: string): string => setting,
): string | undefined {
  if (folded.length === 0) return undefined;
  const words = folded.map(({ setting, amount }) => `${write(setting)} (${count(amount, 'field')})`);
  return `${same}: ${words.join(', ')}`;
}

/** Default and policy first, then the names of the partners in the order of the alphabet. */
export function sortedNames(
  parts: readonly (Pick<Change, 'name' | 'tenantId'> & Partial<Pick<Change, 'resource'>>)[],
): readonly string[] {
  const isPartner = ({ resource = 'partner' }: Partial<Pick<Change, 'resource'>>): boolean => resource === 'partner';
  const names = parts.filter(isPartner).map((part) => changeName({ ...part, resource: 'partner' }));
  const others = parts.flatMap(({ resource }) => (resource && resource !== 'partner' ? changeName({ resource }) : []));
  return [...others, ...names.sort(compareText)];
}
