/* What the JSON Schema of a setting says beyond its values: words, examples and explanations, from the field table. */
import { unset } from '../../../model/canonical.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { isLeaf, leavesBelow, membersOf, withMember } from '../../../model/members.ts';
import type { Leaf, MemberBranch, MemberTree, Setting } from '../../../model/setting.ts';
import { allTargets } from '../shortForms.ts';

const nothing: JsonObject = { type: 'null' };

/** @param words the words that the setting takes in place of a value */
export function settingSchema(row: Setting, words: readonly string[], value: JsonObject): JsonObject {
  const { summary, versions, documentation } = row;
  const description = `${summary}${versions.includes('v1.0') ? '' : ' Graph beta only.'}\n${documentation}`;
  const others = [...(words.length === 0 ? [] : [{ enum: words }]), ...(row.nullMeans === undefined ? [] : [nothing])];
  const forms = others.length === 0 ? value : { anyOf: [...others, value] };
  return { description, ...forms, examples: [...words, exampleOf(row)] };
}

/** An object declares at least one member; an access setting sets at least one half. */
export function branchSchema(row: Setting, { below }: MemberBranch, mapping: JsonObject): JsonObject {
  const keys = Object.keys(below);
  const allUnset = Object.fromEntries(keys.map((key) => [key, { const: unset }] as const));
  return {
    ...mapping,
    anyOf: keys.map((key) => ({ required: [key] })),
    ...(row.kind === 'access' && { not: { type: 'object', required: keys, properties: allUnset } }),
  };
}

export function memberSchema(row: Setting, node: MemberTree, value: JsonObject): JsonObject {
  const summaries = leavesBelow(node).map(({ summary }) => summary);
  if (!isLeaf(node)) return { description: summaries.join('\n'), ...value };
  const description = node.only === 'beta' ? `${node.summary} Graph beta only.` : node.summary;
  return { description, ...(row.inherits === 'null-members' ? { anyOf: [value, nothing] } : value) };
}

/** An example value of this setting, with its first member. */
function exampleOf(row: Setting): Json {
  const [first] = membersOf(row);
  if (!first) return {};
  return withMember({}, first.path, exampleLeaf(first.leaf));
}

function exampleLeaf(leaf: Leaf): Json {
  switch (leaf.type) {
    case 'targetConfiguration':
      return { allowed: [allTargets[leaf.side].target] };
    case 'flag':
      return true;
    case 'choice':
      return leaf.of[0] ?? '';
    case 'order':
    case 'set':
      return leaf.of.slice(0, 2);
    case 'label':
      return 'Fabrikam';
  }
}
