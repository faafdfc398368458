/*
 * Partners are much alike: most of their values occur many times over. Whoever reads them makes equal ones the same
 * object, which costs less memory, too; and from then on, what follows from some values is worked out once and found
 * again by who they are. Only for functions that have no other inputs, and whose results nobody changes.
 */

import type { Json } from './json.ts';

/** What was found for some first inputs: the result, where they are all, else what came with the next one. */
interface Level<Result> {
  readonly objects: WeakMap<object, Level<Result>>;
  readonly others: Map<unknown, Level<Result>>;
  result?: { readonly is: Result };
}

/** Works each result out once for the same inputs: the same objects, or equal primitive values. */
export function remembered<Inputs extends readonly unknown[], Result>(
  compute: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result {
  const root = level<Result>();
  return (...inputs) => {
    let at = root;
    for (const input of inputs) at = next(at, input);
    at.result ??= { is: compute(...inputs) };
    return at.result.is;
  };
}

/** The same for values that were read one by one: equal are those with the same text, and what comes of them is one. */
export function rememberedByText<Result extends Json>(compute: (value: Json) => Result): (value: Json) => Result {
  const known = new Map<string, Result>();
  return (value) => {
    const text = JSON.stringify(value);
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(value);
    known.set(text, result);
    return result;
  };
}

function level<Result>(): Level<Result> {
  return { objects: new WeakMap(), others: new Map() };
}

function next<Result>({ objects, others }: Level<Result>, input: unknown): Level<Result> {
  const isObject = typeof input === 'object' && input !== null;
  const known = isObject ? objects.get(input) : others.get(input);
  if (known) return known;
  const made = level<Result>();
  if (isObject) objects.set(input, made);
  else others.set(input, made);
  return made;
}
