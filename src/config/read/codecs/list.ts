/* Codecs of lists, and of mappings whose keys the author chooses. */
import { isJsonObject } from '../../../model/json.ts';
import { excerpt } from '../../../platform/text.ts';
import { below, type Reader, reader, refuseType } from './reader.ts';
import type { Schema } from './schema.ts';

export interface ListEntry<A> {
  readonly value: A;
  /** The index in the written list. Invalid items of it have no entry. */
  readonly index: string;
}

export interface ListValue<A> {
  readonly holder: object;
  readonly entries: readonly ListEntry<A>[];
}

export function list<A>(of: Reader<A>, expected: string): Reader<ListValue<A>> {
  const schema: Schema = (definitions) => ({ type: 'array', items: of.schema(definitions) });
  return reader(expected, schema, (input, at) => {
    if (!Array.isArray(input)) return refuseType(input, at, { expected, hint: listHint(input) });
    const entries: ListEntry<A>[] = [];
    for (const [position, value] of (input as readonly unknown[]).entries()) {
      const index = String(position);
      const read = of.read(value, below(at, index, of, value));
      if (read !== undefined) entries.push({ value: read, index });
    }
    return { holder: input, entries };
  });
}

function listHint(input: unknown): string | undefined {
  if (typeof input === 'string') {
    const isEntry = /^-[^\s-]/.test(input);
    return isEntry ? 'a space is missing after the dash' : `write \`[${excerpt(input)}]\``;
  }
  return isJsonObject(input) ? 'begin each entry with a dash: `- `' : undefined;
}

const anyKey: Reader<string> = reader('key', {}, (input) => (typeof input === 'string' ? input : undefined));

/** A mapping whose keys are names that the author chose, or what the reader `keys` accepts. */
export function namedValues<A, K extends string = string>(
  of: Reader<A>,
  expected: string,
  keys: Reader<K> = anyKey as Reader<K>,
): Reader<{ readonly holder: object; readonly entries: ReadonlyMap<K, A> }> {
  const schema: Schema = (definitions) => ({
    type: 'object',
    ...(keys !== anyKey && { propertyNames: keys.schema(definitions) }),
    additionalProperties: of.schema(definitions),
  });
  return reader(expected, schema, (input, at) => {
    if (!isJsonObject(input)) return refuseType(input, at, { expected });
    const entries = new Map<K, A>();
    for (const key of Object.keys(input)) {
      const value: unknown = input[key];
      const member = below(at, key, of, value);
      const name = keys.read(key, member);
      const read = of.read(value, member);
      if (read !== undefined && name !== undefined) entries.set(name, read);
    }
    return { holder: input, entries };
  });
}
