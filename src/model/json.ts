/** JSON as a value, read-only throughout. */
export type Json = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The member `name` of an object; null where it has none. For names that come from outside: `object[name]` would find
 * what every object inherits (`constructor`, `toString`).
 */
export function memberOf(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

/** Order of UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The one text of a JSON value: keys sorted, no white space. Equal values have equal texts. JSON.stringify writes it,
 * because a large plan takes a third of the time that walking it here takes.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, member: Json) => (isJsonObject(member) ? inOrder(member) : member));
}

/** Most objects come sorted already, and finding that out is cheaper than sorting. */
function inOrder(value: JsonObject): object {
  const keys = Object.keys(value);
  const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  return isSorted ? value : Object.fromEntries(keys.sort(compareText).map((key) => [key, value[key]]));
}

function isJsonArray(value: Json): value is JsonArray {
  return Array.isArray(value);
}

/** Whether two values have the same canonical text, without making it. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isJsonArray(a)) {
    return (
      isJsonArray(b) && a.length === b.length && a.every((element, index) => jsonEquals(element, b[index] ?? null))
    );
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key] ?? null, b[key] ?? null))
  );
}
