/*
 * The shape of every codec here: an io-ts type that can also be read leniently.
 *
 * io-ts gives a value or errors, never both. But a configuration with one bad GUID still has partners whose other
 * mistakes must be shown in the same run, so `read` reports each error and returns what is left. `validate`, `decode`
 * and `is` follow from it.
 */
import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { excerpt } from '../../../platform/text.ts';
import type { DiagnosticCode } from '../diagnosticCodes.ts';
import type { Hint } from '../findings.ts';

/** An io-ts error that also says what kind of mistake it is, whether key or value is at fault, and a way out. */
export interface DecodeError extends t.ValidationError {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: 'key' | 'value';
  readonly hint: Hint;
}

export type ReportDecodeError = (error: DecodeError) => void;
export type ReadValue<A> = (input: unknown, context: t.Context, report: ReportDecodeError) => A | undefined;

/** A decoder rather than a `t.Type`: nothing is encoded, and so a reader of part is a reader of the whole's type. */
export interface Reader<A> extends t.Decoder<unknown, A> {
  /** The value, or what is usable of it; undefined if nothing is. Every error has been reported. */
  readonly read: ReadValue<A>;
}

export function reader<A>(name: string, read: ReadValue<A>): Reader<A> {
  const validate = (input: unknown, context: t.Context): t.Validation<A> => {
    const errors: DecodeError[] = [];
    const value = read(input, context, (error) => errors.push(error));
    return errors.length > 0 || value === undefined ? t.failures(errors) : t.success(value);
  };
  const is = (input: unknown): input is A => isRight(validate(input, []));
  return Object.assign(new t.Type<A, A, unknown>(name, is, validate, t.identity), { read });
}

export type Output<R> = R extends Reader<infer A> ? A : never;

export interface Mistake {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: Hint;
  readonly at?: 'key' | 'value';
}

/** Reports a mistake of the value at `context`; always undefined, so that a reader can return it. */
export function refuse(context: t.Context, report: ReportDecodeError, mistake: Mistake): undefined {
  const { code, message, hint, at = 'value' } = mistake;
  report({ value: context.at(-1)?.actual, context, code, message, hint, at });
  return undefined;
}

/** How messages call the value at `context`. */
export function nameOf(context: t.Context): string {
  const key = context.at(-1)?.key ?? '';
  if (key === '') return 'a document';
  const owner = context.at(-2)?.key ?? '';
  return Array.isArray(context.at(-2)?.actual) ? `an entry of \`${owner}\`` : `\`${excerpt(key)}\``;
}

function typeOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  switch (typeof input) {
    case 'string':
      return `the text "${excerpt(input)}"`;
    case 'object':
      return 'a mapping';
    default:
      return `\`${String(input)}\``;
  }
}

/** A value of another type than expected; YAML null is told apart, since it is written by accident. */
export function refuseType(
  input: unknown,
  context: t.Context,
  report: ReportDecodeError,
  {
    expected,
    hint,
    nullHint,
  }: { readonly expected: string; readonly hint?: string | undefined; readonly nullHint?: string | undefined },
): undefined {
  if (input === undefined) return undefined;
  if (input !== null) {
    const message = `${nameOf(context)} takes ${expected}, not ${typeOf(input)}`;
    return refuse(context, report, { code: 'wrong-type', message, hint });
  }
  const inList = Array.isArray(context.at(-2)?.actual);
  return refuse(context, report, {
    code: 'null-value',
    message: `${nameOf(context)} has nothing behind it (YAML null)`,
    hint: nullHint ?? 'write a value, or delete the line',
    at: inList || context.length < 2 ? 'value' : 'key',
  });
}
