/*
 * The members of a setting are a tree (`tree` of a row). This file has the functions that walk it: the list of its
 * leaves, one step down, and reading and writing a value at a path.
 */
import type { ApiVersion } from './cloud.ts';
import { isJsonObject, type Json, memberOf } from './json.ts';
import { memoize } from './memoize.ts';
import type { Leaf, MemberBranch, MemberLeaf, MemberTree, Setting } from './setting.ts';

/** A leaf of the tree. The path is empty where the setting itself is the value. */
export interface Member extends MemberLeaf {
  readonly path: readonly string[];
}

/** The leaves of the tree, in the order of the table. */
export function membersOf(row: Setting): readonly Member[] {
  return leavesOf(row);
}

const leavesOf = memoize((row: Setting) => leavesBelow(row.tree));

/** The row without the members that a version of the API lacks: there, they are unknown members like any other. */
export const rowIn: (row: Setting, version: ApiVersion) => Setting = memoize((row, version) => {
  const isComplete = membersOf(row).every(({ only }) => only === undefined || only === version);
  return isComplete ? row : { ...row, tree: treeIn(row.tree, version) };
});

function treeIn(node: MemberTree, version: ApiVersion): MemberTree {
  if (isLeaf(node)) return node;
  const children = Object.entries(node.below).filter(
    ([, child]) => !isLeaf(child) || child.only === undefined || child.only === version,
  );
  return { below: Object.fromEntries(children.map(([key, child]) => [key, treeIn(child, version)])) };
}

/** The rows that one version of the API has, with the members that it has. */
export function tableOf(table: readonly Setting[], version: ApiVersion): readonly Setting[] {
  return table.filter((row) => row.versions.includes(version)).map((row) => rowIn(row, version));
}

export function leavesBelow(node: MemberTree, path: readonly string[] = []): readonly Member[] {
  if (isLeaf(node)) return [{ ...node, path }];
  return Object.entries(node.below).flatMap(([key, child]) => leavesBelow(child, [...path, key]));
}

export function isLeaf(node: MemberTree | undefined): node is MemberLeaf {
  return node !== undefined && 'leaf' in node;
}

/** The leaf of a setting that is a single value: not an object with members. */
export function ownLeaf({ tree }: Setting): Leaf | undefined {
  return isLeaf(tree) ? tree.leaf : undefined;
}

const nothing: MemberBranch = { below: {} };

/** The members of an object; a leaf, and what the table does not know, has none. */
export function branchAt(node: MemberTree | undefined): MemberBranch['below'] {
  return (node && !isLeaf(node) ? node : nothing).below;
}

export function childOf(node: MemberTree | undefined, key: string): MemberTree | undefined {
  const below = branchAt(node);
  return Object.hasOwn(below, key) ? below[key] : undefined;
}

/** The properties of the setting's own object, in the order of the table. */
export function keysOf(row: Setting): readonly string[] {
  return Object.keys(branchAt(row.tree));
}

/** The name of a member's leaf in plans and messages: `inboundTrust.isMfaAccepted`. */
export function pathOf(row: Setting, { path }: Pick<Member, 'path'>): string {
  return [row.name, ...path].join('.');
}

/** The value at a path; null where there is none. */
export function memberAt(value: Json, path: readonly string[]): Json {
  let found: Json = value;
  for (const key of path) found = isJsonObject(found) ? memberOf(found, key) : null;
  return found;
}

/** The value with one member replaced; null takes the member out. */
export function withMember(value: Json, [key, ...rest]: readonly string[], member: Json): Json {
  if (key === undefined) return member;
  const { [key]: before = null, ...others } = isJsonObject(value) ? value : {};
  const after = withMember(before, rest, member);
  return after === null ? others : { ...others, [key]: after };
}
