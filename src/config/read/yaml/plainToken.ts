/*
 * Converts the syntax tree of plain YAML to values with offsets, without the library's documents and nodes.
 *
 * Plain are block and flow collections with a value for every key, scalars on one line, and comments. At the first
 * other thing (an anchor, an alias, a tag, a merge, a block scalar, a tab, an explicit or repeated key, an error) the
 * result is undefined, and the library composes the same tokens. So this code never decides a doubtful case. Scalars
 * are resolved by the tags of the library's own schema.
 */
import { CST, isScalar, type ScalarTag, Schema } from 'yaml';
import type { OffsetsBuilder } from './places.ts';
import { noteSource } from './sourceNumbers.ts';

/** A value, and the offset of its text. */
export interface Converted {
  readonly converted: unknown;
  readonly offset: number;
}

// One schema for all documents: one schema per document makes a file of many small documents slow. The core schema has
// no timestamps, so a date stays text, and so do `yes` and `no`.
export const schema = new Schema({ schema: 'core', merge: false, resolveKnownTags: false });

/** Undefined if the document is not plain. Then `offsets` may have some of its lists and mappings. */
export function convertPlain({ start, value, end }: CST.Document, offsets: OffsetsBuilder): Converted | undefined {
  try {
    requireWhite(start, { startsLine: true });
    requireWhite(end ?? [], { startsLine: true });
    return value && { converted: convertToken(value, offsets), offset: value.offset };
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** Thrown, since a deep tree must be left. One object, since an error for each piece would need a stack trace. */
const notPlain = new (class NotPlain extends Error {})();

function requirePlain(condition: boolean): asserts condition {
  if (!condition) throw notPlain;
}

function convertToken(token: CST.Token, offsets: OffsetsBuilder): unknown {
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      if (token.end) requireWhite(token.end);
      return token.type === 'scalar' ? resolvePlain(token.source) : unquote(token);
    case 'block-map':
      return convertMapping(token.items, { offsets, indent: token.indent });
    case 'block-seq':
      return convertList(token.items, { offsets });
    case 'flow-collection': {
      const [last, ...rest] = token.end;
      const isMapping = token.start.source === '{';
      requirePlain(last?.source === (isMapping ? '}' : ']'));
      requireWhite(rest);
      return isMapping ? convertMapping(token.items, { offsets }) : convertList(token.items, { offsets, isFlow: true });
    }
    default:
      throw notPlain;
  }
}

interface TokenMember {
  readonly start: readonly CST.SourceToken[];
  readonly key?: CST.Token | null | undefined;
  readonly sep?: readonly CST.SourceToken[] | undefined;
  readonly value?: CST.Token | undefined;
}

/** `indent` is that of a block mapping; a flow mapping has none. */
function convertMapping(
  members: readonly TokenMember[],
  { offsets, indent }: { readonly offsets: OffsetsBuilder; readonly indent?: number },
): Record<string, unknown> {
  const mapping: Record<string, unknown> = {};
  const keys: number[] = [];
  const values: number[] = [];
  const isFlow = indent === undefined;
  for (const [index, { start, key, sep, value }] of members.entries()) {
    requireWhite(start, { startsLine: !isFlow, hasComma: isFlow && index > 0 });
    if (!(key || sep || value) && index === members.length - 1) break;
    requirePlain(key !== undefined && key !== null && sep !== undefined && value !== undefined);
    requirePlain(isFlow ? !isBlock(value) : 'indent' in key && key.indent === indent);
    // A mapping begins in its own line.
    requirePlain(!isBlock(value) || sep.some(({ type }) => type === 'newline'));
    requireWhite(sep, { indicator: 'map-value-ind' });
    const name = keyOf(key);
    requirePlain(!Object.hasOwn(mapping, name));
    const converted = convertToken(value, offsets);
    mapping[name] = converted;
    noteNumber(mapping, name, { converted, value });
    keys.push(key.offset);
    values.push(value.offset);
  }
  offsets.set(mapping, keys.concat(values));
  return mapping;
}

function convertList(
  entries: readonly TokenMember[],
  { offsets, isFlow = false }: { readonly offsets: OffsetsBuilder; readonly isFlow?: boolean },
): readonly unknown[] {
  const list: unknown[] = [];
  const starts: number[] = [];
  for (const [index, { start, key, sep, value }] of entries.entries()) {
    requirePlain(!(key || sep));
    const isRest = value === undefined && index === entries.length - 1;
    if (isFlow) requireWhite(start, { hasComma: index > 0 });
    else requireWhite(start, { startsLine: true, ...(!isRest && { indicator: 'seq-item-ind' }) });
    if (isRest) break;
    requirePlain(value !== undefined && !(isFlow && isBlock(value)));
    const converted = convertToken(value, offsets);
    noteNumber(list, String(list.length), { converted, value });
    list.push(converted);
    starts.push(value.offset);
  }
  offsets.set(list, starts);
  return list;
}

function isBlock({ type }: CST.Token): boolean {
  return type === 'block-map' || type === 'block-seq';
}

function noteNumber(
  holder: object,
  key: string,
  { converted, value }: { readonly converted: unknown; readonly value: CST.Token },
): void {
  if (typeof converted === 'number' && 'source' in value) noteSource(holder, key, converted, value.source);
}

/** The library's limit of a key is 1,024 characters. Keys that JavaScript orders before others are not plain. */
function keyOf(key: CST.Token): string {
  requirePlain(CST.isScalar(key) && key.type !== 'block-scalar' && key.type !== 'alias' && !key.end);
  const { type, source } = key;
  requirePlain(source.length < 1000);
  const name = type === 'scalar' ? requireScalar(source) : unquote(key);
  requirePlain(!(name === '__proto__' || name === '<<' || /^\d/.test(name)));
  return name;
}

interface White {
  /** A comment may be at the very beginning. */
  readonly startsLine?: boolean;
  /** Must be there, once. */
  readonly indicator?: CST.SourceToken['type'];
  /** A comma must be there, once. */
  readonly hasComma?: boolean;
}

/** Only white space without tabs, comments after white space, and what is wanted. */
function requireWhite(tokens: readonly CST.SourceToken[], wanted: White = {}): void {
  let isSpaced = wanted.startsLine === true;
  let missing = (wanted.indicator ? 1 : 0) + (wanted.hasComma ? 1 : 0);
  for (const { type, source } of tokens) {
    if (type === 'space') requirePlain(!source.includes('\t'));
    else if (type === 'comment') requirePlain(isSpaced);
    else if (type !== 'newline') {
      requirePlain(type === wanted.indicator || (type === 'comma' && wanted.hasComma === true));
      missing -= 1;
    }
    isSpaced = type === 'space' || type === 'newline';
  }
  requirePlain(missing === 0);
}

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** How null, booleans and numbers begin, in all of their spellings. */
const mayBeOther = /^[~nNtTfF\d.+-]/;
const badStart = /^[\t,%|>@`]/;

function requireScalar(source: string): string {
  requirePlain(source !== '' && !source.includes('\n') && !badStart.test(source));
  return source;
}

function resolvePlain(source: string): unknown {
  requireScalar(source);
  if (!mayBeOther.test(source) || guid.test(source)) return source;
  const tag = schema.tags.find((each) => each.default === true && isScalarTag(each) && each.test?.test(source));
  if (!tag || !isScalarTag(tag)) return source;
  const resolved = tag.resolve(source, reject, {});
  return isScalar(resolved) ? resolved.value : resolved;
}

function isScalarTag(tag: (typeof schema.tags)[number]): tag is ScalarTag {
  return !tag.collection;
}

function unquote(token: CST.FlowScalar): string {
  const { type, source } = token;
  requirePlain(!source.includes('\n'));
  const inner = source.slice(1, -1);
  const isSimple = !inner.includes(type === 'double-quoted-scalar' ? '\\' : "'") && source.length > 1;
  if (isSimple && source.at(-1) === source[0]) return inner;
  return CST.resolveAsScalar(token, true, reject).value;
}

function reject(): never {
  throw notPlain;
}
