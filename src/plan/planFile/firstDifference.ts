import { isJsonObject, type Json, jsonEquals } from '../../model/json.ts';
import type { JsonPath } from '../../model/shape.ts';

/**
 * The path of the first difference between two different values, in the order of `a`'s members; members that only `b`
 * has come last. The path is as deep as both values allow.
 */
export function findFirstDifference(a: Json, b: Json): JsonPath {
  const [x, y] = [membersOf(a), membersOf(b)];
  if (x === undefined || y === undefined || Array.isArray(a) !== Array.isArray(b)) return [];
  const keys = [...x.keys(), ...[...y.keys()].filter((key) => !x.has(key))];
  const differing = keys.find((key) => {
    const [mine, other] = [x.get(key), y.get(key)];
    return mine === undefined || other === undefined || !jsonEquals(mine, other);
  });
  if (differing === undefined) return [];
  const [mine, other] = [x.get(differing), y.get(differing)];
  return [differing, ...(mine === undefined || other === undefined ? [] : findFirstDifference(mine, other))];
}

function membersOf(value: Json): ReadonlyMap<string | number, Json | undefined> | undefined {
  if (Array.isArray(value)) return new Map((value as readonly Json[]).entries());
  return isJsonObject(value) ? new Map(Object.entries(value)) : undefined;
}
