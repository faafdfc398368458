/*
 * The list of partners. A mapping in its place is one error. xtap reads the partners in it anyway, so that the same run
 * reports their own errors.
 */
import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import { isGuid } from '../../../model/tenantId.ts';
import { memberLike } from '../spelling.ts';
import { type ListEntry, type ListValue, list } from './list.ts';
import { below, type DecodeError, type DecodeSite, type Reader, reader, refuse } from './reader.ts';

export function partnerList<A>(partner: Reader<A>): Reader<ListValue<A>> {
  const entries = list(partner, 'a list of partners');
  return reader(entries.name, entries.schema, (input, at) => {
    if (!isJsonObject(input) || Object.keys(input).length === 0) return entries.read(input, at);
    const [key = ''] = Object.keys(input);
    const idKey = memberLike(input, 'tenantId');
    const isOne = idKey !== undefined;
    // A space that is missing after the dash is an error of the key, which the partner reports.
    if (!idKey?.startsWith('-')) {
      const hint = isOne ? 'begin each partner with a dash: `- tenantId: …`' : manyHint(input, key);
      const message = '`partners` takes a list of partners, not a mapping';
      refuse(at, { code: 'wrong-type', message, hint });
    }
    if (isOne) partner.read(input, at);
    return { holder: input, entries: isOne ? [] : read(input, partner, at) };
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

function read<A>(input: JsonObject, partner: Reader<A>, at: DecodeSite): readonly ListEntry<A>[] {
  return Object.entries(input).flatMap(([key, value]): readonly ListEntry<A>[] => {
    if (!isJsonObject(value)) return [];
    const { context } = below(at, key, partner, value);
    const report = (error: DecodeError): void => {
      // The key is the id, or its name: that is the error about the mapping.
      if (!(error.code === 'missing-key' && error.context.length === context.length)) at.report(error);
    };
    const found = partner.read(value, { context, report });
    return found === undefined ? [] : [{ value: found, index: key }];
  });
}
