/*
 * Canonical form: one spelling for all values with the same meaning. Values are made canonical before they are
 * compared, so that the differ needs no special cases.
 *
 * Graph spells "inherited" as null, as a missing key or as an object whose members are null; it reorders targets,
 * changes the case of GUIDs and adds annotations. In canonical form an inherited setting is null, a set one is an
 * object without null members, and targets are sorted and unique. Unknown members stay (without annotations), because a
 * write must not remove a member that xtap does not know.
 *
 * Graph takes an access setting with one TargetConfiguration alone, and does not say what that means. In canonical form
 * the other one is missing. Where a configuration declares it, and where a plan shows it, it is the word `unset`.
 */

import { canonicalJson, compareText, isJsonObject, type Json, type JsonObject, jsonEquals, memberOf } from './json.ts';
import { branchAt, childOf, isLeaf, keysOf } from './members.ts';
import type { Leaf, MemberTree, Setting } from './setting.ts';
import { canonicalGuid } from './tenantId.ts';

/** The canonical value of a setting; null where it is inherited or missing. Never throws, whatever `raw` is. */
export function canonicalValue(row: Setting, raw: unknown): Json {
  const value = withoutAnnotations(raw);
  return canonicalNode(row.tree, value);
}

/**
 * Lays `over` upon `under`, member by member: `under` provides the members that `over` does not have. A
 * TargetConfiguration, a list and a flag are one value each, but unknown members of a TargetConfiguration or of its
 * targets are kept. Both values are canonical; null has no members.
 */
export function overlay(row: Setting, over: Json, under: Json): Json {
  return withoutUnset(row, overlayMembers(row.tree, over, under));
}

/** A TargetConfiguration of a set value that is not set itself. */
export const unset = 'unset';

/** A complete value as a configuration declares it: the TargetConfigurations that it does not set are `unset`. */
export function withUnset(row: Setting, value: Json): Json {
  if (row.kind !== 'access' || !isJsonObject(value)) return value;
  const missing = keysOf(row).flatMap((key) => (Object.hasOwn(value, key) ? [] : [[key, unset]]));
  if (missing.length === 0) return value;
  const all: JsonObject = { ...value, ...Object.fromEntries(missing) };
  return Object.fromEntries(keysInOrder(row.tree, all).map((key) => [key, memberOf(all, key)]));
}

/** The value without its members that are `unset`; null if nothing is left. */
function withoutUnset(row: Setting, value: Json): Json {
  if (row.kind !== 'access' || !isJsonObject(value) || !Object.values(value).includes(unset)) return value;
  const set = Object.entries(value).filter(([, member]) => member !== unset);
  return set.length === 0 ? null : Object.fromEntries(set);
}

/**
 * Completes `value` with the flags that only `fallback`, its default, sets. Members that are set stay as they are, and
 * unknown members of the default are not copied. A TargetConfiguration that is not set is not inherited.
 */
export function filledFrom(row: Setting, value: Json, fallback: Json): Json {
  if (row.kind === 'access' || !isJsonObject(value) || !isJsonObject(fallback)) return value;
  const missing = Object.entries(fallback).filter(([key]) => childOf(row.tree, key) && !Object.hasOwn(value, key));
  return overlay(row, value, Object.fromEntries(missing));
}

/** The leaves of a canonical value by path (`inboundTrust.isMfaAccepted`); unknown members are one leaf each. */
export function leavesOf(row: Setting, value: Json): ReadonlyMap<string, Json> {
  const leaves = new Map<string, Json>();
  collectLeaves(row.tree, value, row.name, leaves);
  return leaves;
}

/** The value without `@odata.…` and other annotations, at every depth; undefined becomes null. */
export function withoutAnnotations(raw: unknown): Json {
  return hasNoAnnotations(raw) ? raw : removeAnnotations(raw);
}

/** Nearly all values have no annotations, and then they need not be copied. */
function hasNoAnnotations(raw: unknown): raw is Json {
  if (Array.isArray(raw)) return raw.every(hasNoAnnotations);
  if (isJsonObject(raw)) return Object.keys(raw).every((key) => !key.includes('@') && hasNoAnnotations(raw[key]));
  return raw !== undefined;
}

function removeAnnotations(raw: unknown): Json {
  if (Array.isArray(raw)) return raw.map(removeAnnotations);
  if (isJsonObject(raw)) {
    const kept: [string, Json][] = [];
    for (const key of Object.keys(raw)) if (!key.includes('@')) kept.push([key, removeAnnotations(raw[key])]);
    return Object.fromEntries(kept);
  }
  return raw === undefined ? null : (raw as Json);
}

/** Known properties in the table's order, then unknown ones by name. Request bodies and plans use this order. */
function keysInOrder(node: MemberTree, ...values: readonly Json[]): readonly string[] {
  const found = new Set<string>();
  for (const value of values) if (isJsonObject(value)) for (const key of Object.keys(value)) found.add(key);
  const keys: string[] = [];
  for (const key of Object.keys(branchAt(node))) if (found.delete(key)) keys.push(key);
  return found.size === 0 ? keys : [...keys, ...[...found].sort(compareText)];
}

/** `node`: undefined for what the table does not know, which stays as it is. */
function canonicalNode(node: MemberTree | undefined, value: Json): Json {
  if (node === undefined) return value;
  if (isLeaf(node)) return canonicalLeaf(node.leaf, value);
  if (!isJsonObject(value)) return value;
  const entries: [string, Json][] = [];
  for (const key of keysInOrder(node, value)) {
    const member = canonicalNode(childOf(node, key), memberOf(value, key));
    if (member !== null) entries.push([key, member]);
  }
  return entries.length === 0 ? null : reuseObject(entries, value);
}

function canonicalLeaf(leaf: Leaf, value: Json): Json {
  switch (leaf.type) {
    case 'targetConfiguration':
      return canonicalTargetConfiguration(value);
    case 'set':
      return value === null ? [] : Array.isArray(value) ? uniqueSorted(value) : value;
    default:
      return value;
  }
}

function canonicalTargetConfiguration(raw: Json): Json {
  if (!isJsonObject(raw)) return raw;
  const { accessType, targets, ...others } = raw;
  const entries: [string, Json][] = [
    ['accessType', accessType ?? null],
    ['targets', Array.isArray(targets) ? canonicalTargets(targets) : (targets ?? null)],
    ...Object.entries(others).sort(([a], [b]) => compareText(a, b)),
  ];
  const present = entries.filter(([, member]) => member !== null);
  return present.length === 0 ? null : reuseObject(present, raw);
}

function canonicalTargets(raw: readonly Json[]): readonly Json[] {
  const targets = uniqueSorted(raw.map(canonicalTarget));
  return targets.length === raw.length && targets.every((target, index) => target === raw[index]) ? raw : targets;
}

function canonicalTarget(raw: Json): Json {
  if (!isJsonObject(raw)) return raw;
  const { target = null, targetType = null, ...others } = raw;
  const members = { target: typeof target === 'string' ? canonicalGuid(target) : target, targetType, ...others };
  return reuseObject(
    Object.entries(members).filter(([, member]) => member !== null),
    raw,
  );
}

/** Returns the given object where it already has exactly these members, so that memory holds it once. */
function reuseObject(entries: readonly (readonly [string, Json])[], given: JsonObject): JsonObject {
  const keys = Object.keys(given);
  const isGiven =
    keys.length === entries.length &&
    entries.every(([key, member], index) => keys[index] === key && given[key] === member);
  return isGiven ? given : Object.fromEntries(entries);
}

function uniqueSorted(values: readonly Json[]): readonly Json[] {
  if (values.length < 2) return values;
  const byText = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}

function overlayMembers(node: MemberTree, over: Json, under: Json): Json {
  if (!isJsonObject(over) || !isJsonObject(under)) return over ?? under;
  if (jsonEquals(over, under)) return under;
  if (isLeaf(node)) return node.leaf.type === 'targetConfiguration' ? overlayTargetConfiguration(over, under) : over;
  const entries = keysInOrder(node, over, under).map((key): [string, Json] => {
    const child = childOf(node, key);
    const [upper, lower] = [memberOf(over, key), memberOf(under, key)];
    return [key, child ? overlayMembers(child, upper, lower) : (upper ?? lower)];
  });
  return reuseObject(entries, under);
}

/** Access type and targets are one value. Unknown members stay, also those of targets that stay. */
function overlayTargetConfiguration(over: JsonObject, under: JsonObject): Json {
  if (!hasUnknownMembers(under)) return over;
  const { accessType: _type, targets: liveTargets = null, ...others } = under;
  const { targets = null } = over;
  if (!Array.isArray(targets) || !Array.isArray(liveTargets))
    return canonicalTargetConfiguration({ ...others, ...over });
  const liveByKey = new Map((liveTargets as readonly Json[]).map((target) => [targetKey(target), target]));
  const kept = (targets as readonly Json[]).map((target) => {
    const old = liveByKey.get(targetKey(target)) ?? liveByKey.get(targetKey(withoutType(target))) ?? null;
    return isJsonObject(old) && isJsonObject(target) ? { ...old, ...target } : target;
  });
  return canonicalTargetConfiguration({ ...others, ...over, targets: kept });
}

const targetConfigurationKeys = ['accessType', 'targets'];
const targetKeys = ['target', 'targetType'];

/** Whether a TargetConfiguration, or one of its targets, has a member besides the two that Graph documents. */
function hasUnknownMembers(value: JsonObject): boolean {
  const { targets = null } = value;
  const targetList: readonly Json[] = Array.isArray(targets) ? targets : [];
  return (
    hasMembersBeside(value, targetConfigurationKeys) ||
    targetList.some((target) => hasMembersBeside(target, targetKeys))
  );
}

function hasMembersBeside(value: Json, documented: readonly string[]): boolean {
  return isJsonObject(value) && Object.keys(value).some((key) => !documented.includes(key));
}

/** Graph may return a target without its type. An id belongs to one object, so it is the same target. */
function withoutType(target: Json): Json {
  return isJsonObject(target) ? { target: memberOf(target, 'target') } : target;
}

function targetKey(target: Json): string {
  return canonicalJson(isJsonObject(target) ? [target.target ?? null, target.targetType ?? null] : target);
}

function collectLeaves(node: MemberTree, value: Json, path: string, into: Map<string, Json>): void {
  if (value === null) return;
  if (isLeaf(node) || !isJsonObject(value)) {
    into.set(path, value);
    return;
  }
  for (const key of keysInOrder(node, value)) {
    const child = childOf(node, key);
    const member = memberOf(value, key);
    if (child) collectLeaves(child, member, `${path}.${key}`, into);
    else into.set(`${path}.${key}`, member);
  }
}
