/**
 * Codecs for the members of Graph's answers that xtap relies on. They are few, because unknown members, missing keys
 * and nulls are normal in Graph. xtap checks them, because a partner without a readable tenantId would look absent.
 */
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';

const tenantId = new t.Type<TenantId, string>(
  'a tenant id (GUID)',
  (value): value is TenantId => typeof value === 'string' && parseTenantId(value) === value,
  (value, context) => {
    const parsed = typeof value === 'string' ? parseTenantId(value) : undefined;
    return parsed === undefined ? t.failure(value, context) : t.success(parsed);
  },
  (value) => value,
);

const flag = t.union([t.boolean, t.null, t.undefined], 'true, false or null');
const text = t.union([t.string, t.null, t.undefined], 'text or null');

/** The members of a partner that are not settings. */
export const partnerHead = t.type({
  tenantId,
  isInMultiTenantOrganization: flag,
});

/** https://learn.microsoft.com/graph/api/resources/tenantinformation */
export const tenantInformation = t.type({
  tenantId,
  displayName: text,
  defaultDomainName: text,
  federationBrandName: text,
});

export const applicationNames = t.type({ displayName: text });

const actor = t.union([t.UnknownRecord, t.null, t.undefined], 'an actor or null');

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
export const directoryAudit = t.type({
  activityDateTime: t.string,
  activityDisplayName: text,
  category: text,
  result: text,
  initiatedBy: t.union([t.type({ user: actor, app: actor }), t.null, t.undefined], 'user and app'),
  targetResources: t.union([t.array(t.unknown), t.null, t.undefined], 'a list'),
  additionalDetails: t.unknown,
});

export type DirectoryAudit = t.TypeOf<typeof directoryAudit>;

export type DecodeResult<T> = { readonly value: T } | { readonly complaint: string };

/** The decoded value, or one complaint that names the member and the expected type. */
export function decode<A>(codec: t.Decoder<unknown, A>, value: unknown): DecodeResult<A> {
  const result = codec.decode(value);
  if (!isLeft(result)) return { value: result.right };
  const context = result.left[0]?.context ?? [];
  const path = context.map(({ key }) => key).filter((key) => key !== '' && !/^\d+$/.test(key));
  const expected = context.at(path.length === 0 ? 0 : 1)?.type.name ?? codec.name;
  return { complaint: path.length === 0 ? 'it is not an object' : `"${path[0]}" is not ${expected}` };
}

/** The complaint about a value, or undefined if the value is valid. */
export function complaintOf(codec: t.Decoder<unknown, unknown>, value: unknown): string | undefined {
  const decoded = decode(codec, value);
  return 'complaint' in decoded ? decoded.complaint : undefined;
}
