/**
 * Reads the claims of an access token, without verifying them. Graph verifies the token; xtap uses the claims only to
 * refuse the wrong tenant early and to explain permissions. Some tokens are opaque or encrypted.
 */
import type { TokenHolder } from '../../model/graphPort.ts';

export interface TokenClaims {
  readonly tenantId: string | undefined;
  /** Application permissions (`roles`). */
  readonly roles: readonly string[];
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[];
  readonly applicationId: string | undefined;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** The latest time that a Date can hold, in seconds. */
const latestDate = 8.64e12;

/** Undefined if the token is not a readable JWT. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const payload = readPayload(token);
  if (payload === undefined) return undefined;
  const { tid, roles, scp, appid, azp, exp, sub, iss } = payload;
  return {
    tenantId: textOf(tid)?.toLowerCase() || undefined,
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    scopes: typeof scp === 'string' ? scp.split(' ').filter((scope) => scope !== '') : [],
    applicationId: textOf(appid) ?? textOf(azp),
    subject: textOf(sub),
    issuer: textOf(iss),
    expiresAt: typeof exp === 'number' && Math.abs(exp) < latestDate ? exp * 1000 : undefined,
  };
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}

/** Only the token of a person has delegated permissions. */
export function isPersonalToken({ scopes }: Pick<TokenClaims, 'scopes'>): boolean {
  return scopes.length > 0;
}

/** The application and the permissions of a token; undefined if the token is not a readable JWT. */
export function holderOf(token: string): TokenHolder | undefined {
  const claims = readTokenClaims(token);
  if (claims === undefined) return undefined;
  const { applicationId, roles, scopes } = claims;
  return { applicationId, permissions: [...roles, ...scopes] };
}

function readPayload(token: string): Readonly<Record<string, unknown>> | undefined {
  const segments = token.split('.');
  if (segments.length !== 3) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(segments[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
    return payload as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
