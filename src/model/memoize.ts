/*
 * Memoizes pure functions by object identity; `intern` makes equal values identical first.
 *
 * Most values of a tenant's partners occur many times. The readers intern them, which also saves memory, and the
 * results computed from them are then found by identity. Memoize only functions without other inputs whose results are
 * not mutated. For 10,000 partners this saves 17 % of the time of a plan.
 */

import type { Json } from './json.ts';

/** Maps an input to the result, or to the cache for the next input. */
interface Cache {
  readonly get: (input: unknown) => unknown;
  readonly has: (input: unknown) => boolean;
  readonly set: (input: unknown, value: unknown) => unknown;
}

type Compute<Inputs extends readonly unknown[], Result> = (...inputs: Inputs) => Result;

/** Computes the result once for the same inputs: identical objects, or equal primitive values. */
export function memoize<Inputs extends readonly unknown[], Result>(
  compute: Compute<Inputs, Result>,
): Compute<Inputs, Result> {
  return memoizeIn(compute, newWeakCache);
}

/**
 * For a function with a shorter life than its inputs: a plain Map instead of a WeakMap, which slows garbage collection.
 */
export function memoizeBriefly<Inputs extends readonly unknown[], Result>(
  compute: Compute<Inputs, Result>,
): Compute<Inputs, Result> {
  return memoizeIn(compute, () => new Map());
}

function memoizeIn<Inputs extends readonly unknown[], Result>(
  compute: Compute<Inputs, Result>,
  newCache: () => Cache,
): Compute<Inputs, Result> {
  const root = newCache();
  // Without a slice and a closure for each call: these calls are 6 % of a plan of 2,000 partners.
  return (...inputs) => {
    const last = inputs.length - 1;
    let cache = root;
    for (let index = 0; index < last; index += 1) cache = cacheBelow(cache, inputs[index], newCache);
    const input = inputs[last];
    const cached = cache.get(input) as Result | undefined;
    if (cached !== undefined || cache.has(input)) return cached as Result;
    const made = compute(...inputs);
    cache.set(input, made);
    return made;
  };
}

function cacheBelow(cache: Cache, input: unknown, newCache: () => Cache): Cache {
  const below = cache.get(input) as Cache | undefined;
  if (below !== undefined) return below;
  const made = newCache();
  cache.set(input, made);
  return made;
}

/**
 * Thousands of these exist, and most have only objects or only primitives as inputs: each map is created when needed.
 */
function newWeakCache(): Cache {
  let objects: WeakMap<object, unknown> | undefined;
  let others: Map<unknown, unknown> | undefined;
  return {
    get: (input) => (isObject(input) ? objects?.get(input) : others?.get(input)),
    has: (input) => (isObject(input) ? objects?.has(input) : others?.has(input)) === true,
    set: (input, value) => {
      if (isObject(input)) {
        objects ??= new WeakMap();
        objects.set(input, value);
      } else {
        others ??= new Map();
        others.set(input, value);
      }
    },
  };
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null;
}

/** Memoizes by the JSON text of the value, so that equal values that were read separately give one object. */
export function intern<Result extends Json>(compute: (value: Json) => Result): (value: Json) => Result {
  const byText = new Map<string, Result>();
  return (value) => {
    const text = JSON.stringify(value);
    const found = byText.get(text);
    if (found !== undefined) return found;
    const result = compute(value);
    byText.set(text, result);
    return result;
  };
}
