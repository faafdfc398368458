/*
 * The list of partners. A mapping in its place is one error. xtap reads the partners in it anyway, so that the same run
 * reports their own errors.
 */
import * as t from 'io-ts';
import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import { isGuid } from '../../../model/tenantId.ts';
import { memberLike } from '../spelling.ts';
import { type ListEntry, type ListValue, list } from './list.ts';
import { type Reader, type ReportDecodeError, reader, refuse } from './reader.ts';

export function partnerList<A>(partner: Reader<A>): Reader<ListValue<A>> {
  const entries = list(partner, 'a list of partners');
  return reader(entries.name, entries.schema, (input, context, report) => {
    if (!isJsonObject(input) || Object.keys(input).length === 0) return entries.read(input, context, report);
    const [key = ''] = Object.keys(input);
    const idKey = memberLike(input, 'tenantId');
    const isOne = idKey !== undefined;
    // A space that is missing after the dash is an error of the key, which the partner reports.
    if (!idKey?.startsWith('-')) {
      const hint = isOne ? 'begin each partner with a dash: `- tenantId: …`' : manyHint(input, key);
      const message = '`partners` takes a list of partners, not a mapping';
      refuse(context, report, { code: 'wrong-type', message, hint });
    }
    if (isOne) partner.read(input, context, report);
    return { holder: input, entries: isOne ? [] : read(input, partner, context, report) };
  });
}

function manyHint(input: JsonObject, key: string): string {
  const inner = input[key];
  const id = isGuid(key)
    ? key
    : isJsonObject(inner ?? null) && memberLike(inner as JsonObject, 'tenantId')
      ? undefined
      : '…';
  return id === undefined
    ? `begin each partner with a dash, and write \`name: ${key}\` in it`
    : `begin each partner with a dash: \`- tenantId: ${id}\``;
}

function read<A>(
  input: JsonObject,
  partner: Reader<A>,
  context: t.Context,
  report: ReportDecodeError,
): readonly ListEntry<A>[] {
  return Object.entries(input).flatMap(([key, value]): readonly ListEntry<A>[] => {
    if (!isJsonObject(value)) return [];
    const below = t.appendContext(context, key, partner, value);
    const found = partner.read(value, below, (error) => {
      // The key is the id, or its name: that is the error about the mapping.
      if (!(error.code === 'missing-key' && error.context.length === below.length)) report(error);
    });
    return found === undefined ? [] : [{ value: found, index: key }];
  });
}
