/* Every way to alter a JSON value, and the digests of an altered plan file, computed again. */
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planDigest, planIntegrity } from '../../../src/plan/digest.ts';

export type Path = readonly (string | number)[];

export function alterationsOf(
  value: Json,
  path: Path = [],
): readonly { path: Path; how: string; value: Json | undefined }[] {
  const here = (how: string, altered: Json | undefined) => ({ path, how, value: altered });
  const own = path.length === 0 ? [] : [here('removed', undefined), here('null', null), here('a list', ['x'])];
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const turned = [...list].reverse();
    return [
      ...own,
      here('longer', [...list, list[0] ?? 'x']),
      ...(list.length > 0 ? [here('shorter', list.slice(1)), here('emptied', [])] : []),
      ...(jsonEquals(turned, list) ? [] : [here('turned round', turned)]),
      ...list.flatMap((each, index) => alterationsOf(each, [...path, index])),
    ];
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).flatMap(([key, member]) => alterationsOf(member, [...path, key]));
    return [...own, here('with a member more', { ...value, extra: true }), ...members];
  }
  if (typeof value === 'boolean') return [...own, here('turned', !value)];
  if (typeof value === 'number')
    return [...own, here('more', value + 1), here('less', value - 1), here('text', `${value}`)];
  return [...own, here('longer', `${value}x`), here('upper case', String(value).toUpperCase()), here('true', true)];
}

export function altered(value: Json, path: Path, member: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return member ?? null;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const changed = list.map((each, index) => (index === key ? altered(each, rest, member) : each));
    return rest.length === 0 && member === undefined ? list.filter((_, index) => index !== key) : changed;
  }
  const object = value as JsonObject;
  const { [key]: old = null, ...others } = object;
  return rest.length === 0 && member === undefined ? others : { ...object, [key]: altered(old, rest, member) };
}

/** Like an attacker who recomputes the digests; a file that is too broken to have one keeps its old ones. */
export function resealed(file: JsonObject): JsonObject {
  const { integrity, ...rest } = file;
  const digested = { ...rest, digest: sumOr(file.digest ?? null, () => planDigest(file as unknown as Plan)) };
  return { ...digested, integrity: sumOr(integrity ?? null, () => planIntegrity(digested as unknown as Plan)) };
}

function sumOr(old: Json, sum: () => string): Json {
  try {
    return sum();
  } catch {
    return old;
  }
}
