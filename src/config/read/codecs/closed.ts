/*
 * The codec of a mapping. A mapping is closed: an unknown key is an error that names it, because otherwise a
 * misspelt setting would silently not be managed. A key that differs from a known key only in its spelling is one
 * error, and its value is read under the known key: otherwise it would hide the errors below it until the next run.
 */
import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import { excerpt } from '../../../platform/text.ts';
import { didYouMean } from '../didYouMean.ts';
import { memberLike } from '../spelling.ts';
import { keySlip, refuseSpelling, spellingOf, withIntended } from './keySpelling.ts';
import {
  below,
  type DecodeError,
  type DecodeSite,
  type Output,
  type Reader,
  reader,
  refuse,
  refuseType,
} from './reader.ts';
import { oneOf } from './scalars.ts';
import type { Schema } from './schema.ts';

export type Props = Readonly<Record<string, Reader<unknown>>>;
export type ClosedParts<P extends Props> = { readonly [K in keyof P]?: Output<P[K]> };

/** The valid content of a mapping. */
export interface ClosedValue<P extends Props, V> {
  /** The mapping itself, the key to the positions of its members. */
  readonly holder: object;
  readonly parts: ClosedParts<P>;
  /** The members whose keys come from the field table, in the order in which they are written. */
  readonly rows: ReadonlyMap<string, V>;
  /** False if a part of it is missing, because it was invalid. */
  readonly complete: boolean;
  /** Keys that were written wrong, and the known key that each of them probably means. Missing where there are none. */
  readonly misspelt?: ReadonlyMap<string, string>;
}

export interface ClosedOptions<P extends Props, V> {
  readonly expected: string;
  readonly parts: P;
  readonly rows?: ReadonlyMap<string, Reader<V>>;
  readonly required?: readonly (keyof P & string)[];
  /** Keys whose absence a rule reports: a misspelt key counts as one of them. */
  readonly expectedByRules?: readonly (keyof P & string)[];
  /** Ignore Graph's annotations (`@odata.type`), which JSON copied from Graph may contain. */
  readonly annotations?: boolean;
  /** Keys whose values xtap ignores: people keep anchors and remarks under `x-…`, and name the file's schema. */
  readonly free?: 'x-' | 'x- or $schema';
  /** Members that xtap does not read: silently, or with a warning. */
  readonly passOver?: (key: string, value: unknown) => PassedOver | undefined;
  /** The schemas of the members that `passOver` accepts. */
  readonly passedOver?: JsonObject;
  /** A more precise message for some unknown keys. */
  readonly explainKey?: (key: string) => { readonly code: DecodeError['code']; readonly message: string } | undefined;
  readonly nullHint?: string;
}

export type PassedOver =
  | 'silently'
  | { readonly code: DecodeError['code']; readonly message: string; readonly hint?: string };

export function closed<P extends Props, V = never>(options: ClosedOptions<P, V>): Reader<ClosedValue<P, V>> {
  const { expected, parts: props, rows: rowReaders, annotations, required = [], expectedByRules = [] } = options;
  const knownKeys = [...Object.keys(props), ...(rowReaders?.keys() ?? [])];
  const partOf = (key: string): Reader<unknown> | undefined => (Object.hasOwn(props, key) ? props[key] : undefined);
  const isMember = (key: string): boolean => !(annotations && isAnnotation(key)) && !isFree(key, options.free);
  const wanted = [...required, ...expectedByRules];
  const isKnown = (key: string): boolean => partOf(key) !== undefined || rowReaders?.has(key) === true;

  const refuseKey = (key: string, at: DecodeSite): void => {
    const explained = options.explainKey?.(key);
    const { code, message } = explained ?? {
      code: 'unknown-key',
      message: `\`${excerpt(key)}\` is not a key of ${expected}`,
    };
    const nearest = (): string | undefined =>
      keySlip(key, knownKeys) ??
      didYouMean(key, knownKeys) ??
      (knownKeys.length < 9 ? `it takes ${oneOf(knownKeys)}` : undefined);
    refuse(at, { code, message, hint: explained ? undefined : nearest, at: 'key' });
  };

  const refuseMissing = (meant: ReadonlySet<string>, missing: readonly string[], at: DecodeSite) => {
    for (const key of missing) {
      if (meant.has(key) || !required.includes(key)) continue;
      refuse(at, { code: 'missing-key', message: `${expected} needs \`${key}\`` });
    }
  };

  const isPassedOver = (key: string, holder: JsonObject, at: DecodeSite): boolean => {
    const passed = options.passOver?.(key, holder[key]);
    if (passed === undefined || passed === 'silently') return passed !== undefined;
    refuse(below(at, key, self, holder[key]), { ...passed, at: 'key', understood: true });
    return true;
  };

  const readMember = (written: string, holder: JsonObject, { spelling, at, into }: MemberReading): void => {
    const key = spelling?.get(written) ?? written;
    const part = partOf(key);
    const member = part ?? rowReaders?.get(key);
    const value = holder[written];
    const memberAt = below(at, written, member ?? self, value);
    if (key !== written) refuseSpelling(written, { key, expected, isRepeated: Object.hasOwn(holder, key) }, memberAt);
    if (member) setFirst(part ? into.parts : into.rows, key, member.read(value, memberAt));
    else {
      into.unknown.push(written);
      refuseKey(written, memberAt);
    }
  };

  const read = (input: JsonObject, outer: DecodeSite): ClosedValue<P, V> => {
    let complete = true;
    const report = (error: DecodeError): void => {
      complete &&= error.understood;
      outer.report(error);
    };
    const at: DecodeSite = { ...outer, report };
    const keys = Object.keys(input).filter((key) => isMember(key) && !isPassedOver(key, input, at));
    const spelling = spellingOf(keys, knownKeys, isKnown);
    const into: MemberReading['into'] = { parts: new Map(), rows: new Map(), unknown: [] };
    for (const written of keys) readMember(written, input, { spelling, at, into });
    const { parts, rows, unknown } = into;
    // Other errors may have been reported before, at another alias of the same value: then nothing is noted here.
    complete &&= parts.size + rows.size === keys.length;
    const missing = wanted.filter((key) => memberLike(input, key) === undefined);
    const meant = missing.length === 0 ? spelling : withIntended(spelling, { unknown, missing, knownKeys });
    refuseMissing(new Set(meant?.values()), missing, at);
    return {
      holder: input,
      // Each value was read by the reader of its key, so it has the type of that reader.
      parts: Object.fromEntries(parts) as ClosedParts<P>,
      rows: orNone(rows as ReadonlyMap<string, V>),
      complete,
      ...(meant && { misspelt: meant }),
    };
  };

  const self: Reader<ClosedValue<P, V>> = reader(expected, schemaOf(options), (input, at) => {
    if (isJsonObject(input)) return read(input, at);
    const hint = typeof input === 'string' ? keySlip(input, knownKeys) : undefined;
    return refuseType(input, at, { expected, hint, nullHint: options.nullHint });
  });
  return self;
}

function isFree(key: string, free: ClosedOptions<Props, never>['free']): boolean {
  return free !== undefined && (key.startsWith('x-') || (key === '$schema' && free === 'x- or $schema'));
}

function schemaOf<P extends Props, V>(options: ClosedOptions<P, V>): Schema {
  const { parts, rows = none, required, annotations, free, passedOver } = options;
  const $schema = { description: 'For editors; xtap ignores it.' };
  const patterns = { ...(annotations && { '@': true }), ...(free && { '^x-': true }) };
  return (definitions) => ({
    type: 'object',
    properties: {
      ...Object.fromEntries([...Object.entries(parts), ...rows].map(([key, { schema }]) => [key, schema(definitions)])),
      ...passedOver,
      ...(free === 'x- or $schema' && { $schema }),
    },
    additionalProperties: false,
    ...((annotations || free) && { patternProperties: patterns }),
    ...(required && { required }),
  });
}

/**
 * Alone (`@odata.type`) or after a property name (`targets@odata.type`). In answers of Graph every key with an `@` is
 * an annotation, as OData defines it; in a file of a person, another such key is a mistake.
 */
export function isAnnotation(key: string): boolean {
  return key.includes('@') && /^[^@]*@(?:odata|microsoft\.graph)\./.test(key);
}

interface MemberReading {
  readonly spelling: ReadonlyMap<string, string> | undefined;
  readonly at: DecodeSite;
  readonly into: {
    readonly parts: Map<string, unknown>;
    readonly rows: Map<string, unknown>;
    readonly unknown: string[];
  };
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** All empty maps share one object. */
function orNone<V>(rows: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return rows.size === 0 ? none : rows;
}

/** Of a key that is written twice, in two spellings, the first counts. */
function setFirst<V>(map: Map<string, V>, key: string, value: V | undefined): void {
  if (value !== undefined && !map.has(key)) map.set(key, value);
}
