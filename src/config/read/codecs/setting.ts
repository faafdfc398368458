/*
 * Builds the codec of a setting from its row in the field table: from the members and their leaves. Its result has only
 * the declared members and is canonical (members in the order of the table, GUIDs in lower case, targets sorted and
 * unique): `canonicalValue` returns it unchanged, as a test checks.
 */

import { unset } from '../../../model/canonical.ts';
import { isJsonObject, type Json } from '../../../model/json.ts';
import { isLeaf, keysOf, membersOf, ownLeaf } from '../../../model/members.ts';
import { memoize } from '../../../model/memoize.ts';
import type { Leaf, MemberBranch, MemberTree, Setting, SettingPlace } from '../../../model/setting.ts';
import { excerpt } from '../../../platform/text.ts';
import { didYouMean } from '../didYouMean.ts';
import { accessTypes, fullTargetConfiguration, settingWords } from '../shortForms.ts';
import { sameSpelling } from '../spelling.ts';
import { closed, isAnnotation, type PassedOver, type Props } from './closed.ts';
import { ignoredSchemas, passOverIgnored } from './ignoredKeys.ts';
import { keySlip } from './keySpelling.ts';
import { leafName, leafReader } from './leaf.ts';
import { explainMisplacedMember } from './misplaced.ts';
import { type DecodeError, type DecodeSite, nameOf, type Reader, reader, refuse, refuseType } from './reader.ts';
import { orList, tenantId } from './scalars.ts';
import type { Schema } from './schema.ts';
import { branchSchema, memberSchema, settingSchema } from './settingSchema.ts';

/** `raw` is the value as written, the key to the positions inside it. */
export type SettingValue =
  | { readonly state: 'value'; readonly value: Json; readonly raw: unknown }
  | { readonly state: 'inherit' | 'absent'; readonly raw: unknown };

/** @param others the keys beside the setting: inside the setting, they have the wrong indentation */
export function setting(row: Setting, place: SettingPlace, others: readonly string[] = []): Reader<SettingValue> {
  const words = settingWords(row, place);
  const own = ownLeaf(row);
  const nullHint = nullAdvice(words);
  const expected = orList([...words.map((word) => `\`${word}\``), own ? leafName(own) : 'a mapping']);
  const value = isLeaf(row.tree)
    ? leafReader(row, row.tree.leaf, nullHint)
    : branch({ row, words, others, nullHint }, row.tree, []);
  // Many partners have equal values. Each distinct valid value is decoded once and shared.
  const decoded = new Map<string, Json>();
  const read: Reader<SettingValue>['read'] = (input, at) => {
    const nulls = readNulls(row, place, input);
    if (nulls) return nulls;
    if (typeof input === 'string' && (words.includes(input) || !own || input === 'inherit')) {
      return readWord({ row, place, words, expected }, input, at);
    }
    if (!own && !isJsonObject(input)) return refuseType(input, at, { expected, nullHint });
    const text = JSON.stringify(input);
    let isValid = true;
    const report = (error: DecodeError): void => {
      isValid = false;
      at.report(error);
    };
    const members = decoded.get(text) ?? value.read(input, { ...at, report });
    if (members === undefined) return undefined;
    if (isValid) decoded.set(text, members);
    return { state: 'value', value: members, raw: input };
  };
  const schema: Schema = (definitions) => settingSchema(row, words, value.schema(definitions));
  return reader(row.name, schema, readOnce(read));
}

/** Null where it has a meaning of its own. */
function readNulls(row: Setting, place: SettingPlace, input: unknown): SettingValue | undefined {
  if (input === null && row.nullMeans !== undefined) return { state: 'value', value: row.nullMeans, raw: input };
  return place === 'partner' && saysInherit(row, input) ? { state: 'inherit', raw: input } : undefined;
}

/** Graph writes an inherited `automaticUserConsentSettings` as an object whose members are null. */
function saysInherit(row: Setting, input: unknown): boolean {
  if (row.inherits !== 'null-members' || !isJsonObject(input)) return false;
  const members = Object.entries(input).filter(([key]) => !isAnnotation(key));
  return members.length > 0 && members.every(([key, value]) => value === null && keysOf(row).includes(key));
}

/** Reads a value that aliases share only once, so that its errors are reported once. */
function readOnce(read: Reader<SettingValue>['read']): Reader<SettingValue>['read'] {
  const done = new WeakMap<object, SettingValue | 'invalid'>();
  return (input, at) => {
    if (typeof input !== 'object' || input === null) return read(input, at);
    const earlier = done.get(input);
    if (earlier !== undefined) return earlier === 'invalid' ? undefined : earlier;
    const value = read(input, at);
    done.set(input, value ?? 'invalid');
    return value;
  };
}

const valueOfWord = memoize((row: Setting, word: string): SettingValue => {
  if (word === 'inherit' || word === 'absent') return { state: word, raw: word };
  const accessType = accessTypes.find((type) => type === word) ?? 'blocked';
  const configurations = membersOf(row).flatMap(({ path: [key = ''], leaf }) =>
    leaf.type === 'targetConfiguration' ? [[key, fullTargetConfiguration(leaf.side, accessType)] as const] : [],
  );
  return { state: 'value', value: Object.fromEntries(configurations), raw: word };
});

interface SettingWords {
  readonly row: Setting;
  readonly place: SettingPlace;
  readonly words: readonly string[];
  readonly expected: string;
}

function readWord(wanted: SettingWords, input: string, at: DecodeSite): SettingValue | undefined {
  const { row, place, words, expected } = wanted;
  if (words.includes(input)) return valueOfWord(row, input);
  if (input === 'inherit') return refuseInherit(row, place, at);
  const message = `\`${row.name}\` takes ${expected}, not "${excerpt(input)}"`;
  const meant = words.find((word) => sameSpelling(word, input));
  if (meant === undefined) {
    const hint = (): string | undefined => keySlip(input, keysOf(row)) ?? didYouMean(input, words);
    return refuse(at, { code: 'unknown-value', message, hint });
  }
  refuse(at, { code: 'unknown-value', message, hint: `write \`${meant}\``, understood: true });
  return valueOfWord(row, meant);
}

function refuseInherit(row: Setting, place: SettingPlace, at: DecodeSite): undefined {
  const message =
    row.inherits === 'never'
      ? `\`${row.name}\` is never inherited`
      : `in \`${place}\` there is nothing to inherit from`;
  const hint = row.ownEndpoint
    ? 'write `absent` for none, or delete the line to leave it unmanaged'
    : 'write a value, or delete the line to leave it unmanaged';
  return refuse(at, { code: 'not-inheritable', message, hint });
}

/** YAML null is ambiguous, so it is an error; the hint gives the ways to write each meaning. */
function nullAdvice(words: readonly string[]): string {
  const others = 'a value, or delete the line to leave it unmanaged';
  if (words.includes('inherit')) return `write \`inherit\` (the default policy applies) or ${others}`;
  return words.includes('absent') ? `write \`absent\` (there is none) or ${others}` : `write ${others}`;
}

function nullMemberAdvice(row: Setting, leaf?: Leaf): string {
  const others = 'a value, or delete the line to leave this member unmanaged';
  const isHalf = leaf?.type === 'targetConfiguration' && keysOf(row).length > 1;
  return isHalf ? `write \`unset\` (requests leave this half out) or ${others}` : `write ${others}`;
}

function unsetAdvice(row: Setting, words: readonly string[]): string {
  const inherit = words.includes('inherit') ? `\`${row.name}: inherit\`, or ` : '';
  return `write ${inherit}a value for a half`;
}

interface Branching {
  readonly row: Setting;
  /** The words that the setting takes. */
  readonly words: readonly string[];
  readonly others: readonly string[];
  readonly nullHint: string;
}

/** The members of one object, such as `isSyncAllowed` below `userSyncInbound`. */
function branch(setting: Branching, node: MemberBranch, path: readonly string[]): Reader<Json> {
  const { row, words, others, nullHint } = setting;
  const depth = path.length;
  const readerAt = (key: string, child: MemberTree): Reader<Json> => {
    const value = isLeaf(child)
      ? leafReader(row, child.leaf, nullMemberAdvice(row, child.leaf))
      : branch({ ...setting, nullHint: nullMemberAdvice(row) }, child, [...path, key]);
    return reader(value.name, (definitions) => memberSchema(row, child, value.schema(definitions)), value.read);
  };
  const rows = new Map(Object.entries(node.below).map(([key, child]) => [key, readerAt(key, child)]));
  const keys = [...rows.keys()];
  // Graph repeats the partner's id in an object with its own endpoint; a rule compares the two.
  const parts: Props = {
    ...(row.ownEndpoint && depth === 0 ? { tenantId } : {}),
    ...(depth === 0 ? Object.fromEntries((row.unsupported ?? []).map((key) => [key, nullOnly])) : {}),
  };
  const expected = `\`${path.at(-1) ?? row.name}\``;
  const explainKey = explainMisplacedMember(row, path, others);
  const passOver = depth === 0 ? (key: string, value: unknown) => passOverMember(row, key, value) : () => undefined;
  const passedOver = row.ownEndpoint && depth === 0 ? ignoredSchemas : {};
  const options = { expected, parts, rows, annotations: true, nullHint, explainKey, passOver, passedOver };
  const mapping = closed<Props, Json>(options);
  const schema: Schema = (definitions) => branchSchema(row, node, mapping.schema(definitions));
  return reader(expected, schema, (input, at) => {
    const read = mapping.read(input, at);
    if (!read?.complete) return undefined;
    if (read.rows.size === 0) return refuse(at, { code: 'empty-value', message: `${nameOf(at)} declares nothing` });
    if (keys.every((key) => read.rows.get(key) === unset)) {
      const what = keys.length === 1 ? 'its only half' : 'both halves';
      const message = `${nameOf(at)} leaves ${what} unset, so it declares nothing`;
      return refuse(at, { code: 'empty-value', message, hint: unsetAdvice(row, words) });
    }
    return Object.fromEntries(keys.flatMap((key) => (read.rows.has(key) ? [[key, read.rows.get(key) ?? null]] : [])));
  });
}

/**
 * A null member beside a value is undeclared where Graph writes null members; an object of its own has Graph's keys.
 */
function passOverMember(row: Setting, key: string, value: unknown): PassedOver | undefined {
  if (row.inherits === 'null-members' && value === null && keysOf(row).includes(key)) return 'silently';
  return row.ownEndpoint ? passOverIgnored(key, value) : undefined;
}

/** A property that Graph has and the service does not support yet. */
const nullOnlySchema = { description: "Microsoft's service does not support it yet.", type: 'null' };
const nullOnly: Reader<null> = reader('null', nullOnlySchema, (input, at) => {
  if (input === null) return input;
  const message = `${nameOf(at)} is not supported by Microsoft's service yet, so it takes only null`;
  return refuse(at, { code: 'unknown-key', message, hint: 'delete it', at: 'key' });
});
