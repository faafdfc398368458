/*
 * Converts a YAML document to plain values with positions.
 *
 * The library's own conversion loses positions, and rejects legitimate anchors as alias bombs. Here an alias shares the
 * value of its anchor (no copy), a merge key adds missing members, and xtap counts the aliased values, so that an alias
 * bomb is an error before any code walks through it.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, Pair } from 'yaml';
import { formatPosition } from '../../../model/position.ts';
import type { Steps } from '../../../platform/steps.ts';
import { excerpt } from '../../../platform/text.ts';
import type { NewFinding, ReportFinding } from '../findings.ts';
import { maxCount } from '../sourceFile.ts';
import type { ParsedDocument, YamlFile } from './parseYaml.ts';
import { isMergeKey, keyText, memberOffsets, type OffsetsBuilder, offsetOf, type Places, placesOf } from './places.ts';
import type { Converted } from './plainToken.ts';
import { noteSource } from './sourceNumbers.ts';

export interface PlainDocument {
  readonly value: unknown;
  readonly places: Places;
  /** False if a part could not be converted: then further findings would be unreliable. */
  readonly complete: boolean;
}

interface Anchor {
  readonly value: unknown;
  readonly node: Node;
  /** The number of its nodes, including those of its aliases. */
  readonly size: number;
}

interface Conversion {
  readonly file: YamlFile;
  readonly root: number;
  readonly offsets: OffsetsBuilder;
  readonly aliases: Map<Alias, Node>;
  /** By name; undefined while the anchored value itself is being converted. */
  readonly anchors: Map<string, Anchor | undefined>;
  readonly say: (code: NewFinding['code'], message: string, offset: number) => void;
  complete: boolean;
  count: number;
  aliased: number;
}

class AliasBomb extends Error {}

export function plainDocument(
  file: YamlFile,
  { contents, range }: ParsedDocument,
  report: ReportFinding,
): PlainDocument {
  const to = startConversion(file, contents ? offsetOf(contents) : range[0], report);
  try {
    return endConversion(to, convert(contents, to));
  } catch (error) {
    return afterBomb(to, error);
  }
}

/** A mapping with a list whose entries are parsed while they are converted, so that their nodes are not kept. */
export interface LongMapping {
  readonly before: readonly Pair[];
  readonly key: unknown;
  /** A few entries each. */
  readonly batches: (offsets: OffsetsBuilder) => Iterable<readonly unknown[]>;
  readonly after: readonly Pair[];
  /** The offsets of the mapping and of the list. */
  readonly offset: number;
  readonly list: number;
}

export function* plainMapping(file: YamlFile, mapping: LongMapping, report: ReportFinding): Steps<PlainDocument> {
  const to = startConversion(file, mapping.offset, report);
  try {
    return endConversion(to, yield* convertLong(mapping, to));
  } catch (error) {
    return afterBomb(to, error);
  }
}

function startConversion(file: YamlFile, root: number, report: ReportFinding): Conversion {
  const conversion: Conversion = {
    file,
    root,
    offsets: new Map(),
    aliases: new Map(),
    anchors: new Map(),
    say: (code, message, offset) => {
      conversion.complete = false;
      report({ code, message, position: file.positionAt(offset) });
    },
    complete: true,
    count: 0,
    aliased: 0,
  };
  return conversion;
}

function endConversion({ file, root, offsets, complete }: Conversion, value: unknown): PlainDocument {
  return { value, places: placesOf({ offsets, root, positionAt: file.positionAt }), complete };
}

function afterBomb(to: Conversion, error: unknown): PlainDocument {
  if (!(error instanceof AliasBomb)) throw error;
  return endConversion(to, undefined);
}

function convert(node: unknown, to: Conversion): unknown {
  if (isConverted(node)) return node.converted;
  if (isAlias(node)) return followAlias(node, to);
  to.count += 1;
  if (isScalar(node)) {
    if (node.anchor) to.anchors.set(node.anchor, { value: node.value, node, size: 1 });
    return node.value;
  }
  if (!(isMap(node) || isSeq(node))) return null;
  const before = to.count;
  if (node.anchor) to.anchors.set(node.anchor, undefined);
  const value = isMap(node) ? convertMap(node.items, to) : convertList(node.items, to);
  if (node.anchor) to.anchors.set(node.anchor, { value, node, size: to.count - before + 1 });
  return value;
}

function isConverted(node: unknown): node is Converted {
  return typeof node === 'object' && node !== null && 'converted' in node;
}

function followAlias(alias: Alias, to: Conversion): unknown {
  const anchor = to.anchors.get(alias.source);
  const offset = offsetOf(alias);
  if (!anchor) {
    const inside = to.anchors.has(alias.source);
    const reason = inside ? 'is inside its own anchor' : 'has no anchor before it in this document';
    to.say('bad-alias', `the alias \`*${excerpt(alias.source)}\` ${reason}`, offset);
    return undefined;
  }
  to.aliases.set(alias, anchor.node);
  to.count += anchor.size;
  to.aliased += anchor.size;
  const max = maxCount('aliasedValues', to.file.characters);
  if (to.aliased > max) {
    to.say('too-complex', `aliases expand to more than ${max} values`, offset);
    throw new AliasBomb();
  }
  return anchor.value;
}

/** A list under construction, with the offsets of its entries. */
interface ListBuilder {
  readonly value: unknown[];
  readonly starts: number[];
}

function convertList(items: readonly unknown[], to: Conversion): readonly unknown[] {
  const builder: ListBuilder = { value: [], starts: [] };
  for (const item of items) addEntry(builder, item, to);
  to.offsets.set(builder.value, builder.starts);
  return builder.value;
}

function addEntry({ value, starts }: ListBuilder, item: unknown, to: Conversion): void {
  const converted = convert(item, to);
  noteNumber(value, String(value.length), item);
  value.push(converted);
  starts.push(offsetOf(followed(item, to)));
}

/** A mapping under construction, with the offsets of its members. */
interface MappingBuilder {
  readonly value: Record<string, unknown>;
  readonly keys: Record<string, number>;
  readonly values: Record<string, number>;
  readonly merges: Pair[];
}

function startMapping(): MappingBuilder {
  return { value: {}, keys: {}, values: {}, merges: [] };
}

function convertMap(pairs: readonly Pair[], to: Conversion): Record<string, unknown> {
  const builder = startMapping();
  addMembers(builder, pairs, to);
  return endMapping(builder, to);
}

function* convertLong(
  { before, key, batches, after, list }: LongMapping,
  to: Conversion,
): Steps<Record<string, unknown>> {
  const builder = startMapping();
  addMembers(builder, before, to);
  const entries: ListBuilder = { value: [], starts: [] };
  for (const batch of batches(to.offsets)) {
    for (const item of batch) addEntry(entries, item, to);
    yield;
  }
  to.offsets.set(entries.value, entries.starts);
  const partners: Converted = { converted: entries.value, offset: list };
  addMembers(builder, [new Pair(key, partners), ...after], to);
  return endMapping(builder, to);
}

function addMembers(builder: MappingBuilder, pairs: readonly Pair[], to: Conversion): void {
  for (const pair of pairs) {
    if (isMergeKey(pair.key)) builder.merges.push(pair);
    else addMember(builder, pair, to);
  }
}

function endMapping(builder: MappingBuilder, to: Conversion): Record<string, unknown> {
  for (const pair of builder.merges) mergeInto(builder, pair, to);
  const { value, keys, values } = builder;
  to.offsets.set(value, Object.values(keys).concat(Object.values(values)));
  return value;
}

function addMember({ value, keys, values }: MappingBuilder, pair: Pair, to: Conversion): void {
  const key = convertKey(pair.key, to);
  if (key === undefined) {
    to.say('wrong-type', 'a key must be plain text', offsetOf(pair.key));
    return;
  }
  if (Object.hasOwn(value, key)) {
    if (/^-\w/.test(key)) {
      to.say('yaml-syntax', 'a space is missing after the dash', offsetOf(pair.key));
      return;
    }
    const first = formatPosition(to.file.positionAt(keys[key] ?? 0));
    const message = `\`${excerpt(key)}\` occurs twice in this mapping, first at ${first}`;
    to.say('duplicate-key', message, offsetOf(pair.key));
    return;
  }
  setOwn(value, key, convert(pair.value, to));
  noteNumber(value, key, pair.value);
  setOwn(keys, key, offsetOf(followed(pair.key, to)));
  setOwn(values, key, offsetOf(followed(pair.value ?? pair.key, to)));
}

function noteNumber(holder: object, key: string, node: unknown): void {
  if (isScalar(node) && typeof node.value === 'number') noteSource(holder, key, node.value, node.source);
}

function followed(node: unknown, { aliases }: Conversion): unknown {
  return isAlias(node) ? aliases.get(node) : node;
}

function convertKey(key: unknown, to: Conversion): string | undefined {
  if (!isAlias(key)) {
    if (isScalar(key) && key.anchor) convert(key, to);
    return keyText(key);
  }
  followAlias(key, to);
  return keyText(to.aliases.get(key));
}

function mergeInto(builder: MappingBuilder, pair: Pair, to: Conversion): void {
  const from = convert(pair.value, to);
  const sources: readonly unknown[] = Array.isArray(from) ? from : [from];
  for (const source of sources) {
    if (typeof source === 'object' && source !== null && !Array.isArray(source)) addMissing(builder, source, to);
    else if (source !== undefined) {
      to.say('bad-merge', '`<<` merges mappings, and lists of mappings', offsetOf(pair.value ?? pair.key));
    }
  }
}

function addMissing({ value, keys, values }: MappingBuilder, source: object, { offsets }: Conversion): void {
  for (const [key, member] of Object.entries(source)) {
    if (Object.hasOwn(value, key)) continue;
    const offset = memberOffsets(offsets, source, key);
    setOwn(value, key, member);
    setOwn(keys, key, offset?.key ?? 0);
    setOwn(values, key, offset?.value ?? 0);
  }
}

/** Also for the key `__proto__`, which an assignment would not store. */
function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
