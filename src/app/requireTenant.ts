import { assertRightTenant, tenantOfGraph, tenantOfToken } from '../graph/identity/rightTenant.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Connection } from './connect.ts';

/** The tenant that answers is the one that is meant. Throws XtapError `wrong-tenant`. */
export async function requireTenant({ tokens, context }: Connection, expected: TenantId): Promise<void> {
  assertRightTenant(expected, (await tenantOfToken(tokens)) ?? (await tenantOfGraph(context)));
}
