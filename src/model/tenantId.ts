declare const tenantIdBrand: unique symbol;

/** A tenant's GUID in lower case, so that different spellings of a tenant are equal. */
export type TenantId = string & { readonly [tenantIdBrand]: true };

/**
 * The tenant of personal Microsoft accounts.
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad' as TenantId;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** The canonical tenant id; undefined where the text is not a GUID. */
export function parseTenantId(text: string): TenantId | undefined {
  return isGuid(text) ? (text.toLowerCase() as TenantId) : undefined;
}

/** A GUID in lower case, because Graph ignores its case. Other text stays as it is. */
export function canonicalGuid(text: string): string {
  return isGuid(text) ? text.toLowerCase() : text;
}
