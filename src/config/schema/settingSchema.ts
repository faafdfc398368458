/* The JSON Schema of one setting, from its row in the field table. */
import { unset } from '../../model/canonical.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isLeaf, leavesBelow, membersOf, withMember } from '../../model/members.ts';
import type { Leaf, MemberBranch, MemberTree, Setting, SettingPlace } from '../../model/setting.ts';
import { allTargets, settingWords } from '../read/shortForms.ts';
import { annotations, closed, describe, guid, ignored, text } from './basicSchemas.ts';
import { targetConfigurationSchema } from './targetSchema.ts';

export function settingSchema(row: Setting, place: SettingPlace): JsonObject {
  const words = settingWords(row, place);
  const value = isLeaf(row.tree) ? leafSchema(row.tree.leaf) : branchSchema(row, row.tree);
  const others = [...(words.length === 0 ? [] : [{ enum: words }]), ...(row.nullMeans === undefined ? [] : [nothing])];
  const forms = others.length === 0 ? value : { anyOf: [...others, value] };
  return describe({ ...forms, examples: [...words, exampleOf(row)] }, summaryOf(row));
}

const unsupported: JsonObject = { description: "Microsoft's service does not support it yet.", type: 'null' };
const nothing: JsonObject = { type: 'null' };

function summaryOf({ summary, versions, documentation }: Setting): string {
  return `${summary}${versions.includes('v1.0') ? '' : ' Graph beta only.'}\n${documentation}`;
}

function branchSchema(row: Setting, node: MemberBranch): JsonObject {
  const keys = Object.keys(node.below);
  const properties = Object.entries(node.below).map(([key, child]) => [key, memberSchema(row, child)] as const);
  const repeated =
    node === row.tree
      ? {
          ...(row.ownEndpoint ? { tenantId: guid, ...ignored } : {}),
          ...Object.fromEntries((row.unsupported ?? []).map((key) => [key, unsupported])),
        }
      : {};
  return {
    ...closed({ ...Object.fromEntries(properties), ...repeated }),
    patternProperties: annotations,
    anyOf: keys.map((key) => ({ required: [key] })),
    ...(row.kind === 'access' ? { not: everyHalfUnset(keys) } : {}),
  };
}

function memberSchema(row: Setting, node: MemberTree): JsonObject {
  const summaries = leavesBelow(node).map(({ summary }) => summary);
  if (!isLeaf(node)) return describe(branchSchema(row, node), summaries.join('\n'));
  const leaf = leafSchema(node.leaf);
  const forms = row.inherits === 'null-members' ? { anyOf: [leaf, nothing] } : leaf;
  return describe(forms, node.only === 'beta' ? `${node.summary} Graph beta only.` : node.summary);
}

function everyHalfUnset(keys: readonly string[]): JsonObject {
  const properties = Object.fromEntries(keys.map((key) => [key, { const: unset }] as const));
  return { type: 'object', required: keys, properties };
}

function leafSchema(leaf: Leaf): JsonObject {
  switch (leaf.type) {
    case 'targetConfiguration':
      return targetConfigurationSchema(leaf.side);
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { enum: leaf.of };
    case 'order':
    case 'set':
      return { type: 'array', items: { enum: leaf.of } };
    case 'label':
      return text;
  }
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
