/**
 * Computes the stored entity after a write. Microsoft documents that PATCH merges at the top level, but not whether it
 * replaces or merges inside a complex property. The emulator supports both, and the program must work with both.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { elementType, graphTypeName, type TypeRow, types } from '../schema.ts';
import { isGuid } from '../targetRules.ts';

export type NestedSemantics = 'replace' | 'merge';

/**
 * The stored entity after `body` was written.
 * @param nested how members that a complex property of the body omits are stored: null (replace) or unchanged (merge)
 */
export function overlay(stored: JsonObject, body: JsonObject, typeName: string, nested: NestedSemantics): JsonObject {
  const result: Record<string, Json> = { ...stored };
  for (const [name, value] of Object.entries(body)) {
    // The service may ignore a property that it does not know.
    if (name.startsWith('@') || !Object.hasOwn(types[typeName] ?? {}, name)) continue;
    result[name] = nextValue(value, stored[name], types[typeName]?.[name]?.type ?? '', nested);
  }
  return result;
}

function nextValue(sent: Json, stored: Json | undefined, type: string, nested: NestedSemantics): Json {
  // collections are always replaced as a whole
  if (isList(sent)) return sent.map((item) => nextValue(item, null, elementType(type) ?? '', nested));
  if (!isObject(sent)) return isGuid(sent) ? sent.toLowerCase() : sent;
  const before = nested === 'merge' && isObject(stored) ? stored : {};
  return nextObject(sent, before, types[graphTypeName(type) ?? ''] ?? {}, nested);
}

function nextObject(sent: JsonObject, before: JsonObject, rows: TypeRow, nested: NestedSemantics): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, row] of Object.entries(rows)) {
    const value = sent[name];
    result[name] = value === undefined ? (before[name] ?? null) : nextValue(value, before[name], row.type, nested);
  }
  for (const [name, value] of [...Object.entries(before), ...Object.entries(sent)]) {
    if (!Object.hasOwn(rows, name) && !name.startsWith('@')) result[name] = value;
  }
  return result;
}
