declare const tenantIdBrand: unique symbol;

/** A tenant's GUID in lower case: two spellings of one tenant are one value. */
export type TenantId = string & { readonly [tenantIdBrand]: true };

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** The canonical tenant id, or undefined where the text is no GUID. */
export function parseTenantId(text: string): TenantId | undefined {
  return isGuid(text) ? (text.toLowerCase() as TenantId) : undefined;
}

/** Graph does not care about the case of a GUID, so neither does a comparison. Other text is left as it is. */
export function canonicalGuid(text: string): string {
  return isGuid(text) ? text.toLowerCase() : text;
}
