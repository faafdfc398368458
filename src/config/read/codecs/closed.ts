/*
 * Codecs of mappings and lists. A mapping is closed: an unknown key is an error that names it, because otherwise a
 * misspelt setting would silently not be managed.
 */
import * as t from 'io-ts';
import { isJsonObject } from '../../../model/json.ts';
import { excerpt } from '../../../platform/text.ts';
import { didYouMean } from '../didYouMean.ts';
import {
  type DecodeError,
  type Output,
  type Reader,
  type ReportDecodeError,
  reader,
  refuse,
  refuseType,
} from './reader.ts';
import { oneOf } from './scalars.ts';

export type Props = Readonly<Record<string, Reader<unknown>>>;
export type ClosedParts<P extends Props> = { readonly [K in keyof P]?: Output<P[K]> };

/** The valid content of a mapping. */
export interface ClosedValue<P extends Props, V> {
  /** The mapping itself, the key to the positions of its members. */
  readonly holder: object;
  readonly parts: ClosedParts<P>;
  /** The members whose keys come from the field table, in the order in which they are written. */
  readonly rows: ReadonlyMap<string, V>;
  /** False if a part of it was invalid. */
  readonly complete: boolean;
}

export interface ClosedOptions<P extends Props, V> {
  readonly expected: string;
  readonly parts: P;
  readonly rows?: ReadonlyMap<string, Reader<V>>;
  readonly required?: readonly (keyof P & string)[];
  /** Ignore Graph's annotations (`@odata.type`), which JSON copied from Graph may contain. */
  readonly annotations?: boolean;
  /** A more precise message for some unknown keys. */
  readonly explainKey?: (key: string) => { readonly code: DecodeError['code']; readonly message: string } | undefined;
  readonly nullHint?: string;
}

export function closed<P extends Props, V = never>(options: ClosedOptions<P, V>): Reader<ClosedValue<P, V>> {
  const { expected, parts: props, rows: rowReaders, required = [], annotations = false } = options;
  const keys = [...Object.keys(props), ...(rowReaders?.keys() ?? [])];

  const refuseKey = (key: string, context: t.Context, report: ReportDecodeError): void => {
    const explained = options.explainKey?.(key);
    const { code, message } = explained ?? {
      code: 'unknown-key',
      message: `\`${excerpt(key)}\` is not a key of ${expected}`,
    };
    const nearest = (): string | undefined =>
      didYouMean(key, keys) ?? (keys.length < 9 ? `it takes ${oneOf(keys)}` : undefined);
    const hint = explained ? undefined : nearest;
    refuse(context, report, { code, message, hint, at: 'key' });
  };

  const refuseMissing = (input: object, context: t.Context, report: ReportDecodeError): void => {
    for (const key of required) {
      if (Object.hasOwn(input, key)) continue;
      refuse(context, report, { code: 'missing-key', message: `${expected} needs \`${key}\`` });
    }
  };
  const isMember = (key: string): boolean => !(annotations && key.includes('@'));

  const self: Reader<ClosedValue<P, V>> = reader(expected, (input, context, report) => {
    if (!isJsonObject(input)) return refuseType(input, context, report, { expected, nullHint: options.nullHint });
    let complete = true;
    const note: ReportDecodeError = (error) => {
      complete = false;
      report(error);
    };
    const parts = new Map<string, unknown>();
    const rows = new Map<string, V>();
    const members = Object.keys(input).filter(isMember);
    for (const key of members) {
      const part = Object.hasOwn(props, key) ? props[key] : undefined;
      const row = rowReaders?.get(key);
      const below = t.appendContext(context, key, part ?? row ?? self, input[key]);
      if (part) setDefined(parts, key, part.read(input[key], below, note));
      else if (row) setDefined(rows, key, row.read(input[key], below, note));
      else refuseKey(key, below, note);
    }
    // An error may have been reported before, at another alias of the same value: then `note` was not called here.
    complete &&= parts.size + rows.size === members.length;
    refuseMissing(input, context, note);
    // Each part was read by the codec of its key, so it has the type of P there.
    return {
      holder: input,
      parts: Object.fromEntries(parts) as ClosedParts<P>,
      rows: orNone(rows),
      complete,
    };
  });
  return self;
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** All empty maps share one object. */
function orNone<V>(rows: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return rows.size === 0 ? none : rows;
}

function setDefined<V>(map: Map<string, V>, key: string, value: V | undefined): void {
  if (value !== undefined) map.set(key, value);
}

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
  return reader(expected, (input, context, report) => {
    if (!Array.isArray(input)) return refuseType(input, context, report, { expected });
    const entries: ListEntry<A>[] = [];
    for (const [position, value] of (input as readonly unknown[]).entries()) {
      const index = String(position);
      const read = of.read(value, t.appendContext(context, index, of, value), report);
      if (read !== undefined) entries.push({ value: read, index });
    }
    return { holder: input, entries };
  });
}

/** A mapping whose keys are names that the author chose. */
export function namedValues<A>(
  of: Reader<A>,
  expected: string,
): Reader<{ readonly holder: object; readonly entries: ReadonlyMap<string, A> }> {
  return reader(expected, (input, context, report) => {
    if (!isJsonObject(input)) return refuseType(input, context, report, { expected });
    const entries = new Map<string, A>();
    for (const key of Object.keys(input)) {
      const value: unknown = input[key];
      const read = of.read(value, t.appendContext(context, key, of, value), report);
      if (read !== undefined) entries.set(key, read);
    }
    return { holder: input, entries };
  });
}
