/*
 * One field of a change in words: `false → true`, `+ Office365`, `inherit (false) → true`.
 *
 * A word is the smallest piece that is never broken, so every format wraps or leaves out whole targets and never cuts a
 * GUID. Two target configurations with the same accessType are shown as the difference of their targets. With different
 * access types the targets have opposite meanings, so both lists are shown.
 */
import { plannedDefaultsOf, withPlanned } from '../../access/effective.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import { guidsInText, labelOf } from '../../model/labels.ts';
import type { Change, FieldChange, Names, Plan } from '../../model/plan.ts';
import { shorten } from '../text/displayWidth.ts';

export interface Word {
  readonly text: string;
  /**
   * `listed`: added to or removed from a list of blocked targets, where the sign does not tell the effect on access.
   */
  readonly tone?: 'added' | 'removed' | 'listed' | 'quiet';
}

/** The default that a field inherits before and after this plan; undefined if it is unknown or nothing is inherited. */
export interface InheritedValues {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** What a side says instead of `inherit`, where the tenant is not a partner on this side. */
  readonly words?: { readonly before?: string | undefined; readonly after?: string | undefined };
  /** Labels of ids, shown beside them. */
  readonly names?: Names | undefined;
}

export type InheritedLookup = (field: FieldChange) => InheritedValues;

/** Looks up inherited values: before from the live default, after from the default that this plan will write. */
export function inheritedLookups(plan: Plan): (change: Change) => InheritedLookup {
  const planned = plannedDefaultsOf(plan.changes).default;
  const { names } = plan;
  return (change) => {
    const { basis } = change;
    const after = withPlanned(basis, planned);
    return (field) => ({
      names,
      words: { before: change.action === 'create' ? wordBeforeCreation(change, field, 'inherit') : undefined },
      before: field.before === 'inherit' ? valueAt(basis, field.path) : undefined,
      after: field.after === 'inherit' ? valueAt(after, field.path) : undefined,
    });
  };
}

/**
 * What applied to a tenant before it was a partner: the default, in the `word` of the command. While other clouds are
 * allowed, it may belong to one of them; then it had no access, and the field is judged from there.
 */
export function wordBeforeCreation({ reasons }: Pick<Change, 'reasons'>, { path }: FieldChange, word: string): string {
  const [setting] = path.split('.', 1);
  const isAccess = fieldTable.some(({ name, kind }) => name === setting && kind === 'access');
  const mayBeBlocked = isAccess && reasons.some(({ code }) => code === 'other-clouds');
  return mayBeBlocked ? `no access or ${word}` : word;
}

/** `max`: the number of targets of one list that are shown before "… and 12 more". */
export function fieldWords(field: FieldChange, inherited: InheritedValues, max: number): readonly Word[] {
  return withLabels(bareFieldWords(field, inherited, max), inherited.names);
}

/** Targets are compared by eye up to this number on each side; a longer list is shown as a difference. */
const fewTargets = 3;

/** A step from one value to the other, with both of its sides: `Office365 → AllApplications`. */
export function stepWords(field: FieldChange, inherited: InheritedValues, max: number): readonly Word[] {
  const [before, after] = [namedTargets(field.before), namedTargets(field.after)];
  if (!before || !after || before.accessType !== after.accessType) return fieldWords(field, inherited, max);
  if (Math.max(before.targets.length, after.targets.length) > fewTargets) return fieldWords(field, inherited, max);
  const type = before.accessType === 'allowed' ? [] : [{ text: `${before.accessType}:` }];
  const words = [...type, ...withCommas(before.targets), { text: '→' }, ...withCommas(after.targets)];
  return withLabels(words, inherited.names);
}

function bareFieldWords(field: FieldChange, inherited: InheritedValues, max: number): readonly Word[] {
  const [before, after] = [namedTargets(field.before), namedTargets(field.after)];
  if (before && after) return targetsWords(before, after, max);
  return [
    ...sideWords(field.before, inherited.before, max, inherited.words?.before),
    { text: '→' },
    ...sideWords(field.after, inherited.after, max, inherited.words?.after),
  ];
}

interface NamedTargets {
  readonly accessType: string;
  readonly targets: readonly string[];
}

/** The value as accessType and targets; undefined for any other value, also for an irregular live value. */
function namedTargets(value: Json): NamedTargets | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return undefined;
  const { accessType, targets } = value;
  if (typeof accessType !== 'string' || !Array.isArray(targets)) return undefined;
  const names = targets.map(targetName);
  const valid = names.filter((name) => name !== undefined);
  return valid.length === names.length ? { accessType, targets: valid } : undefined;
}

const keyword = /^(?:AllUsers|AllApplications|Office365)$/;

function targetName(raw: Json): string | undefined {
  if (!isJsonObject(raw) || Object.keys(raw).length !== 2) return undefined;
  const { target, targetType } = raw;
  if (typeof target !== 'string' || typeof targetType !== 'string') return undefined;
  return keyword.test(target) ? target : `${targetType} ${target}`;
}

function targetsWords(before: NamedTargets, after: NamedTargets, max: number): readonly Word[] {
  if (before.accessType === after.accessType) return differenceWords(before, after, max);
  if (before.targets.join() === after.targets.join()) {
    return [{ text: before.accessType }, { text: '→' }, ...listWords(after, max)];
  }
  return [...listWords(before, max), { text: '→' }, ...listWords(after, max)];
}

function differenceWords(before: NamedTargets, after: NamedTargets, max: number): readonly Word[] {
  const [had, has] = [new Set(before.targets), new Set(after.targets)];
  const added = after.targets.filter((target) => !had.has(target));
  const removed = before.targets.filter((target) => !has.has(target));
  const allows = after.accessType === 'allowed';
  const words = [
    ...limitTexts(added, max).map((text): Word => ({ text: `+ ${text}`, tone: allows ? 'added' : 'listed' })),
    ...limitTexts(removed, max).map((text): Word => ({ text: `- ${text}`, tone: allows ? 'removed' : 'listed' })),
  ];
  const separated = words.map((word, index) =>
    index === words.length - 1 ? word : { ...word, text: `${word.text},` },
  );
  // A target that is added to a list of blocked targets loses access, so "+" alone would be misread.
  return allows ? separated : [{ text: `${after.accessType}:` }, ...separated];
}

function listWords({ accessType, targets }: NamedTargets, max: number): readonly Word[] {
  return [{ text: `${accessType}:` }, ...withCommas(limitTexts(targets, max))];
}

function limitTexts(texts: readonly string[], max: number): readonly string[] {
  const more = texts.length - max;
  return more > 1 ? [...texts.slice(0, max), `… and ${more} more`] : texts;
}

function withCommas(texts: readonly string[]): readonly Word[] {
  if (texts.length === 0) return [{ text: 'no targets' }];
  return texts.map((text, index) => ({ text: index === texts.length - 1 ? text : `${text},` }));
}

function sideWords(value: Json, inherited: Json | undefined, max: number, word = 'inherit'): readonly Word[] {
  if (value !== 'inherit') return bareValueWords(value, max);
  if (inherited === undefined) return [{ text: word }];
  return [{ text: word }, ...inParentheses(bareValueWords(inherited, max))];
}

function inParentheses(words: readonly Word[]): readonly Word[] {
  const last = words.length - 1;
  return words.map(({ text }, index) => ({
    text: `${index === 0 ? '(' : ''}${text}${index === last ? ')' : ''}`,
    tone: 'quiet',
  }));
}

/** The words with the label of each id behind it, as a word of its own: an id and a long label may need two lines. */
function withLabels(words: readonly Word[], names: Names | undefined): readonly Word[] {
  if (!names) return words;
  return words.flatMap((word) => labelledWords(word, names));
}

/** A label is free text of the author or of a directory. */
const maxLabel = 60;

function labelledWords(word: Word, names: Names): readonly Word[] {
  const words: Word[] = [];
  let rest = word.text;
  for (const [id] of word.text.matchAll(guidsInText)) {
    const label = labelOf(id, names);
    if (label === undefined) continue;
    const end = rest.indexOf(id) + id.length;
    // A comma or a bracket stays with the label; the rest of a raw value is not quiet.
    const [closing = ''] = /^[,;)]*/.exec(rest.slice(end)) ?? [];
    words.push({ ...word, text: rest.slice(0, end) });
    words.push({ text: `(${shorten(label, maxLabel)})${closing}`, tone: 'quiet' });
    rest = rest.slice(end + closing.length);
  }
  return rest === '' ? words : [...words, { ...word, text: rest }];
}

/** The words of a single value. */
export function valueWords(value: Json, max: number, names?: Names): readonly Word[] {
  return withLabels(bareValueWords(value, max), names);
}

function bareValueWords(value: Json, max: number): readonly Word[] {
  const targets = namedTargets(value);
  if (targets) return listWords(targets, max);
  if (value === null) return [{ text: 'not set' }];
  if (typeof value === 'string') return [{ text: unquoted(value) }];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.length === 0 ? [{ text: '(empty)' }] : withCommas(limitTexts(value.map(unquoted), max));
  }
  return [{ text: JSON.stringify(value) }];
}

/** Without quotes unless the text would read as another type: `false` is a flag, `"false"` is a text. */
function unquoted(text: string): string {
  const isOtherwise = /^(?:true|false|null|inherit)$/i.test(text) || !Number.isNaN(Number(text));
  return /^[\w.@-]+$/.test(text) && !isOtherwise ? text : JSON.stringify(text);
}

export function valueAt(settings: Json, path: string): Json | undefined {
  let value: Json | undefined = settings;
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
