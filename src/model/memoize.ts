/*
 * Partners are much alike: most of their values occur many times over. Whoever reads them makes equal ones the same
 * object, which costs less memory, too; and from then on, what follows from some values is worked out once and found
 * again by who they are. Only for functions that have no other inputs, and whose results nobody changes.
 */

import type { Json } from './json.ts';

/** By an input: what comes of it if it is the last one, else the next of these. */
interface Cache {
  readonly get: (input: unknown) => unknown;
  readonly has: (input: unknown) => boolean;
  readonly set: (input: unknown, value: unknown) => unknown;
}

type Compute<Inputs extends readonly unknown[], Result> = (...inputs: Inputs) => Result;

/** Works each result out once for the same inputs: the same objects, or equal primitive values. */
export function memoize<Inputs extends readonly unknown[], Result>(
  compute: Compute<Inputs, Result>,
): Compute<Inputs, Result> {
  return memoizeIn(compute, newWeakCache);
}

/** The same for a function that is gone before its inputs are. Maps that let go of their keys cost a collection more. */
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
  return (...inputs) => {
    let kept = root;
    for (const input of inputs.slice(0, -1)) kept = computeOnce(kept, input, newCache);
    return computeOnce(kept, inputs.at(-1), () => compute(...inputs));
  };
}

function computeOnce<Value>(cache: Cache, input: unknown, make: () => Value): Value {
  const cached = cache.get(input) as Value | undefined;
  if (cached !== undefined || cache.has(input)) return cached as Value;
  const made = make();
  cache.set(input, made);
  return made;
}

/** Most inputs are of one sort only, and thousands of these are made: so neither map is there before it is needed. */
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

/** The same for values that were read one by one: equal are those with the same text, and what comes of them is one. */
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
