import type { JsonObject } from '../../../model/json.ts';
import { parseTenantId, type TenantId } from '../../../model/tenantId.ts';
import { excerpt } from '../../../platform/text.ts';
import { didYouMean } from '../didYouMean.ts';
import { sameSpelling } from '../spelling.ts';
import { guidMistake, isPlaceholder } from './guidMistake.ts';
import { type DecodeSite, nameOf, type Reader, reader, refuse, refuseType, writtenNumber } from './reader.ts';
import { definition, type Schema } from './schema.ts';

export interface TextOptions {
  readonly nullHint?: string | undefined;
}

/** Any text. A number is an error and not converted, since 007 and 1e3 would change. */
export const text: Reader<string> = reader('text', { type: 'string' }, (input, at) =>
  typeof input === 'string' ? input : refuseType(input, at, { expected: 'text', hint: quoted(input, at) }),
);

function quoted(input: unknown, at: DecodeSite): string | undefined {
  if (typeof input === 'number') return `put it in quotes: \`"${writtenNumber(input, at)}"\``;
  return typeof input === 'boolean' ? `put it in quotes: \`"${input}"\`` : undefined;
}

/** Text that says something. */
export const filledText: Reader<string> = reader('text', { type: 'string', pattern: '\\S' }, (input, at) => {
  const read = text.read(input, at);
  if (read === undefined || read.trim() !== '') return read;
  return refuse(at, {
    code: 'empty-value',
    message: `${nameOf(at)} is empty`,
    hint: 'write text',
  });
});

export const guidSchema: Schema = definition('guid', () => ({
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'A GUID.',
}));

/** The id of anything in a directory. */
export const objectId: Reader<TenantId> = reader('id', guidSchema, (input, at) => {
  if (typeof input !== 'string') return refuseType(input, at, { expected: 'a GUID' });
  const id = isPlaceholder(input) ? undefined : parseTenantId(input);
  return id ?? refuse(at, { code: 'bad-guid', ...guidMistake(input, { id: 'the id', beside: [] }), at: 'key' });
});

export function flag({ nullHint }: TextOptions = {}): Reader<boolean> {
  return reader('true or false', { type: 'boolean' }, (input, at) => {
    if (typeof input === 'boolean') return input;
    const word = typeof input === 'string' ? booleanWords.get(input.toLowerCase()) : undefined;
    const hint = word && `write \`${word}\` without quotes`;
    return refuseType(input, at, { expected: '`true` or `false`', hint, nullHint });
  });
}

const booleanWords: ReadonlyMap<string, string> = new Map([
  ...['true', 'yes', 'on', 'y'].map((word) => [word, 'true'] as const),
  ...['false', 'no', 'off', 'n'].map((word) => [word, 'false'] as const),
]);

export function choice<const W extends string>(words: readonly W[], { nullHint }: TextOptions = {}): Reader<W> {
  const expected = oneOf(words);
  return reader(expected, { enum: words }, (input, at) => {
    const match = words.find((word) => word === input);
    if (match !== undefined) return match;
    if (typeof input !== 'string') return refuseType(input, at, { expected, nullHint });
    const message = `${nameOf(at)} takes ${expected}, not "${excerpt(input)}"`;
    const meant = words.find((word) => sameSpelling(word, input));
    if (meant === undefined)
      return refuse(at, { code: 'unknown-value', message, hint: () => didYouMean(input, words) });
    refuse(at, { code: 'unknown-value', message, hint: `write \`${meant}\``, understood: true });
    return meant;
  });
}

/** Exactly this number, such as the version of the format. */
export function exactly<N extends number>(number: N, hint: string): Reader<N> {
  return reader(String(number), { const: number }, (input, at) => {
    if (input === number) return number;
    if (typeof input !== 'number') return refuseType(input, at, { expected: `\`${number}\``, hint });
    return refuse(at, {
      code: 'unknown-value',
      message: `${nameOf(at)} takes \`${number}\`, not \`${writtenNumber(input, at)}\``,
      hint,
    });
  });
}

export function wholeNumber(max: number): Reader<number> {
  const expected = max === Number.MAX_SAFE_INTEGER ? 'a whole number from 0' : `a whole number from 0 to ${max}`;
  return reader(expected, { type: 'integer', minimum: 0, maximum: max }, (input, at) => {
    if (typeof input !== 'number') return refuseType(input, at, { expected });
    if (Number.isInteger(input) && input >= 0 && input <= max) return input;
    return refuse(at, {
      code: 'unknown-value',
      message: `${nameOf(at)} takes ${expected}, not \`${writtenNumber(input, at)}\``,
    });
  });
}

export const tenantId: Reader<TenantId> = reader('tenant id', guidSchema, (input, at) => {
  // 32 digits without a letter are a number to YAML.
  const written = typeof input === 'number' ? writtenNumber(input, at) : input;
  if (typeof written !== 'string') return refuseType(input, at, { expected: 'a GUID' });
  // Only an entry of `partners` has keys for a domain and a name.
  const isEntry = sameSpelling('tenantId', at.context.at(-1)?.key ?? '');
  const beside = isEntry ? (['domain', 'name'] as const) : [];
  const id = isPlaceholder(written) ? undefined : parseTenantId(written);
  if (id !== undefined) return id;
  return refuse(at, { code: 'bad-guid', ...guidMistake(written, { id: 'the id of the tenant', beside }) });
});

const domainName = /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;
const domainSchema: JsonObject = { type: 'string', pattern: domainName.source };

export const domain: Reader<string> = reader('domain', domainSchema, (input, at) => {
  if (typeof input !== 'string') return refuseType(input, at, { expected: 'a domain name' });
  if (input.length <= 253 && domainName.test(input)) return input.toLowerCase();
  const message = `"${excerpt(input)}" is not a domain name`;
  return refuse(at, { code: 'bad-domain', message, hint: 'write it like `fabrikam.com`' });
});

const isoDate = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const dateSchema: JsonObject = { type: 'string', format: 'date', pattern: isoDate.source };

export const date: Reader<string> = reader('date', dateSchema, (input, at) => {
  if (typeof input !== 'string') return refuseType(input, at, { expected: 'a date (YYYY-MM-DD)' });
  if (isoDate.test(input) && isRealDay(input)) return input;
  const message = `"${excerpt(input)}" is not a day in the form YYYY-MM-DD`;
  return refuse(at, { code: 'bad-date', message, hint: dateHint(input) });
});

/** Days that the text can mean: `03/04/2027` is two. */
function dateHint(input: string): string | undefined {
  const days = possibleDays(input).filter(isRealDay);
  return days.length === 0 ? undefined : `write ${orList([...new Set(days)].map((day) => `\`${day}\``))}`;
}

function possibleDays(input: string): readonly string[] {
  const day = (year: string, month: string, date: string): string =>
    [year, month.padStart(2, '0'), date.padStart(2, '0')].join('-');
  const [, year = '', month = '', date = ''] =
    /^(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ]\d.*)?$/.exec(input.slice(0, 40)) ?? [];
  if (year !== '') return [day(year, month, date)];
  const [, first = '', second = '', last = ''] = /^(\d\d?)[-/.](\d\d?)[-/.](\d{4})$/.exec(input) ?? [];
  return last === '' ? [] : [day(last, first, second), day(last, second, first)];
}

function isRealDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

export function oneOf(words: readonly string[]): string {
  return orList(words.map((word) => `\`${word}\``));
}

/** `a, b or c` */
export function orList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
