/**
 * Makes sure that a configuration is never planned against another tenant. The token's `tid` costs no request and is
 * checked before any read. Without a readable `tid`, one small read gives the tenant.
 */
import { XtapError } from '../../model/errors.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import { badAnswerProblem } from '../graphProblem.ts';
import { type ReadContext, readGraph } from '../readGraph.ts';
import { readTokenClaims } from './tokenClaims.ts';
import type { TokenSource } from './tokenSource.ts';

/** The tenant that the token was issued for; undefined without a token or a readable `tid`. */
export async function tenantOfToken(tokens: TokenSource | undefined): Promise<TenantId | undefined> {
  if (tokens === undefined) return undefined;
  return parseTenantId(readTokenClaims(await tokens.token())?.tenantId ?? '');
}

/** The tenant whose data Graph returns. */
export async function tenantOfGraph(context: ReadContext): Promise<TenantId> {
  const request = { method: 'GET', path: '/organization', query: { $select: 'id' } } as const;
  const response = await readGraph(context, request, (body) =>
    organizationId(body) === undefined ? 'it names no organization' : undefined,
  );
  const tenantId = organizationId(response.body);
  if (tenantId === undefined) throw badAnswerProblem(response, 'it names no organization');
  return tenantId;
}

/** Throws XtapError `wrong-tenant`. */
export function assertRightTenant(expected: TenantId, actual: TenantId): void {
  if (expected === actual) return;
  throw new XtapError(
    'wrong-tenant',
    `This run is for tenant ${expected}, as the configuration, the saved plan or --tenant says, but the identity belongs to tenant ${actual}.`,
    { next: `Sign in to ${expected}, or correct the id of the tenant.` },
  );
}

function organizationId(body: unknown): TenantId | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  const id: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'id') : undefined;
  return typeof id === 'string' ? parseTenantId(id) : undefined;
}
