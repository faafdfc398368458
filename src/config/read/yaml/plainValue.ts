/*
 * Converts a YAML document to plain values with positions.
 *
 * The library's own conversion loses positions, and rejects legitimate anchors as alias bombs. Here an alias shares the
 * value of its anchor (no copy), a merge key adds missing members, and xtap counts the aliased values, so that an alias
 * bomb is an error before any code walks through it.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { formatPosition } from '../../../model/position.ts';
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
  readonly offsets: OffsetsBuilder;
  readonly aliases: Map<Alias, Node>;
  /** By name; undefined while the anchored value itself is being converted. */
  readonly anchors: Map<string, Anchor | undefined>;
  readonly say: (code: NewFinding['code'], message: string, offset: number) => void;
  count: number;
  aliased: number;
}

class AliasBomb extends Error {}

export function plainDocument(
  file: YamlFile,
  { contents, range }: ParsedDocument,
  report: ReportFinding,
): PlainDocument {
  const root = contents ? offsetOf(contents) : range[0];
  return plain({ file, root, report }, (to) => convert(contents, to));
}

/** A list whose entries are parsed during the conversion, so that their nodes are not kept. */
export interface LateList {
  readonly late: (offsets: OffsetsBuilder) => Iterable<unknown>;
  readonly offset: number;
}

/** A mapping as its members, whose values may include a late list. */
export interface LateMapping {
  readonly pairs: Iterable<Pair>;
  readonly offset: number;
}

export function plainMapping(file: YamlFile, { pairs, offset }: LateMapping, report: ReportFinding): PlainDocument {
  return plain({ file, root: offset, report }, (to) => convertMap(pairs, to));
}

function plain(
  { file, root, report }: { readonly file: YamlFile; readonly root: number; readonly report: ReportFinding },
  convertAll: (to: Conversion) => unknown,
): PlainDocument {
  let complete = true;
  const conversion: Conversion = {
    file,
    offsets: new Map(),
    aliases: new Map(),
    anchors: new Map(),
    say: (code, message, offset) => {
      complete = false;
      report({ code, message, position: file.positionAt(offset) });
    },
    count: 0,
    aliased: 0,
  };
  const places = placesOf({ offsets: conversion.offsets, root, positionAt: file.positionAt });
  try {
    const value = convertAll(conversion);
    return { value, places, complete };
  } catch (bomb) {
    if (!(bomb instanceof AliasBomb)) throw bomb;
    return { value: undefined, places, complete };
  }
}

function convert(node: unknown, to: Conversion): unknown {
  if (isConverted(node)) return node.converted;
  if (isAlias(node)) return followAlias(node, to);
  to.count += 1;
  if (isScalar(node)) {
    if (node.anchor) to.anchors.set(node.anchor, { value: node.value, node, size: 1 });
    return node.value;
  }
  if (isLate(node)) return convertList(node.late(to.offsets), to);
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

function isLate(node: unknown): node is LateList {
  return typeof node === 'object' && node !== null && 'late' in node;
}

function followAlias(alias: Alias, to: Conversion): unknown {
  const anchor = to.anchors.get(alias.source);
  const offset = offsetOf(alias);
  if (!anchor) {
    const inside = to.anchors.has(alias.source);
    const reason = inside ? 'lies inside its own anchor' : 'names no anchor written before it in this document';
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

function convertList(items: Iterable<unknown>, to: Conversion): readonly unknown[] {
  const value: unknown[] = [];
  const offsets: number[] = [];
  for (const item of items) {
    const converted = convert(item, to);
    noteNumber(value, String(value.length), item);
    value.push(converted);
    offsets.push(offsetOf(followed(item, to)));
  }
  to.offsets.set(value, offsets);
  return value;
}

/** A mapping under construction, with the offsets of its members. */
interface MappingBuilder {
  readonly value: Record<string, unknown>;
  readonly keys: Record<string, number>;
  readonly values: Record<string, number>;
}

function convertMap(pairs: Iterable<Pair>, to: Conversion): Record<string, unknown> {
  const builder: MappingBuilder = { value: {}, keys: {}, values: {} };
  const merges: Pair[] = [];
  for (const pair of pairs) {
    if (isMergeKey(pair.key)) merges.push(pair);
    else addMember(builder, pair, to);
  }
  for (const pair of merges) mergeInto(builder, pair, to);
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
    const first = formatPosition(to.file.positionAt(keys[key] ?? 0));
    const message = `\`${excerpt(key)}\` stands twice in this mapping, first at ${first}`;
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
