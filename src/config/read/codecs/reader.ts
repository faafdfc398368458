/*
 * The shape of every codec of the configuration: an io-ts type that can also read an invalid value in part.
 *
 * io-ts returns a value or errors, never both. But the partners of a configuration with one invalid GUID may have other
 * errors, which the same run must report. So `read` reports each error and returns the valid rest. `validate`, `decode`
 * and `is` use it.
 *
 * Every reader has the JSON Schema of what it accepts, for editors. Checks that compare several values (duplicates,
 * unknown profiles, contradicting sides) are not in it: JSON Schema cannot express them, or only with messages that
 * are hard to understand.
 */
import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type DiagnosticCode, diagnosticCodes } from '../../../model/diagnosticCodes.ts';
import type { JsonObject } from '../../../model/json.ts';
import { excerpt } from '../../../platform/text.ts';
import type { Hint } from '../findings.ts';
import { sourceOf } from '../yaml/sourceNumbers.ts';
import { definition, type Schema } from './schema.ts';

/** An io-ts error with a code, a hint, and whether the key or the value is wrong. */
export interface DecodeError extends t.ValidationError {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: 'key' | 'value';
  readonly hint: Hint;
  /** What was meant is clear, and was read: nothing is missing because of this error. */
  readonly understood: boolean;
}

export type ReportDecodeError = (error: DecodeError) => void;

/** Where a value is read: its path, for positions and messages, and the receiver of its errors. */
export interface DecodeSite {
  readonly context: t.Context;
  readonly report: ReportDecodeError;
}

export type ReadValue<A> = (input: unknown, at: DecodeSite) => A | undefined;

/**
 * A decoder rather than a `t.Type`, since nothing is encoded: a reader of a subtype is then a reader of its supertype.
 */
export interface Reader<A> extends t.Decoder<unknown, A> {
  /** The value, or its valid part; undefined if no part is valid. Reports every error. */
  readonly read: ReadValue<A>;
  readonly schema: Schema;
}

export function reader<A>(name: string, schema: Schema | JsonObject, read: ReadValue<A>): Reader<A> {
  const validate = (input: unknown, context: t.Context): t.Validation<A> => {
    const errors: DecodeError[] = [];
    const value = read(input, { context, report: (error) => errors.push(error) });
    const isInvalid = errors.some(({ code }) => diagnosticCodes[code].severity === 'error');
    return isInvalid || value === undefined ? t.failures(errors) : t.success(value);
  };
  const is = (input: unknown): input is A => isRight(validate(input, []));
  return Object.assign(new t.Type<A, A, unknown>(name, is, validate, t.identity), {
    read,
    schema: typeof schema === 'function' ? schema : () => schema,
  });
}

/** A reader whose value is made from the value of another. */
export function made<A, B>(of: Reader<A>, make: (value: A) => B | undefined): Reader<B> {
  return reader(of.name, of.schema, (input, at) => {
    const read = of.read(input, at);
    return read === undefined ? undefined : make(read);
  });
}

/** The same reader. Its schema explains the value, and may have more members, such as the default. */
export function described<A>(of: Reader<A>, description: string, more: JsonObject = {}): Reader<A> {
  return reader(of.name, (definitions) => ({ description, ...of.schema(definitions), ...more }), of.read);
}

/** The same reader. Its schema is written once, under this name, and referred to. */
export function named<A>(name: string, of: Reader<A>): Reader<A> {
  return reader(of.name, definition(name, of.schema), of.read);
}

export type Output<R> = R extends Reader<infer A> ? A : never;

export interface NewDecodeError {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: Hint;
  readonly at?: 'key' | 'value';
  readonly understood?: true;
}

/** Reads a whole document. */
export function readRoot<A>(codec: Reader<A>, actual: unknown, report: ReportDecodeError): A | undefined {
  return codec.read(actual, { context: [{ key: '', type: codec, actual }], report });
}

/** The site of a member of a value, or of an entry of a list. */
export function below(at: DecodeSite, key: string, type: t.Decoder<unknown, unknown>, actual: unknown): DecodeSite {
  return { context: t.appendContext(at.context, key, type, actual), report: at.report };
}

/** Reports an error of the value at the site. Returns undefined, so that a reader can return the call. */
export function refuse({ context, report }: DecodeSite, error: NewDecodeError): undefined {
  const { code, message, hint, at = 'value', understood = false } = error;
  report({ value: context.at(-1)?.actual, context, code, message, hint, at, understood });
  return undefined;
}

/** The name of the value at the site in messages. */
export function nameOf({ context }: DecodeSite): string {
  const key = context.at(-1)?.key ?? '';
  if (key === '') return 'a document';
  const owner = context.at(-2)?.key ?? '';
  return Array.isArray(context.at(-2)?.actual) ? `an entry of \`${owner}\`` : `\`${excerpt(key)}\``;
}

/** A number as it is written: `007` and `1e3` come out of YAML as other digits. */
export function writtenNumber(input: number, { context }: DecodeSite): string {
  return sourceOf(context.at(-2)?.actual, context.at(-1)?.key ?? '') ?? String(input);
}

function typeOf(input: unknown, at: DecodeSite): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  switch (typeof input) {
    case 'string':
      return `the text "${excerpt(input)}"`;
    case 'object':
      return 'a mapping';
    case 'number':
      return `\`${writtenNumber(input, at)}\``;
    default:
      return `\`${String(input)}\``;
  }
}

/** Reports a value of the wrong type. YAML null has its own code, since authors write it by accident. */
export function refuseType(
  input: unknown,
  at: DecodeSite,
  {
    expected,
    hint,
    nullHint,
  }: { readonly expected: string; readonly hint?: string | undefined; readonly nullHint?: string | undefined },
): undefined {
  if (input === undefined) return undefined;
  if (input !== null) {
    const message = `${nameOf(at)} takes ${expected}, not ${typeOf(input, at)}`;
    return refuse(at, { code: 'wrong-type', message, hint });
  }
  const { context } = at;
  const inList = Array.isArray(context.at(-2)?.actual);
  return refuse(at, {
    code: 'null-value',
    message: `${nameOf(at)} has no value (YAML null)`,
    hint: nullHint ?? 'write a value, or delete the line',
    at: inList || context.length < 2 ? 'value' : 'key',
  });
}
