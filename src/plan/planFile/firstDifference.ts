import { isJsonObject, type Json, jsonEquals } from '../../model/json.ts';

type JsonPath = readonly (string | number)[];

/**
 * Where two values that differ do so first, in the order of `a`'s members; what only `b` has comes last. The path is
 * as deep as both values go.
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

/** `fields[0].after`, and `x["a b"]` for a name that somebody made up. */
export function jsonPath(path: JsonPath): string {
  const steps = path.map((step) =>
    typeof step === 'string' && /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return steps.join('').replace(/^\./, '');
}
