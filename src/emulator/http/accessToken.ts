/**
 * Checks the bearer token: it must be present and not expired, and its claims must contain the permission. Signatures
 * are not checked, because tests make their own tokens.
 */
import type { Actor } from '../directory/auditLog.ts';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { accessDenied, type Failure } from './failure.ts';

const anonymous: Actor = {
  kind: 'app',
  id: '00000000-0000-0000-0000-000000000000',
  name: 'unknown application',
};

function unauthenticated(message: string): Failure {
  return { status: 401, code: 'InvalidAuthenticationToken', message };
}

/** 401 as the service answers an expired token. */
export function tokenExpired(): Failure {
  return unauthenticated('Lifetime validation failed, the token is expired.');
}

/**
 * Checks the Authorization header.
 * @param accepted opaque tokens with every permission
 * @param needed permissions of which the token must have one; empty if no permission is needed
 * @param nowSeconds seconds since 1970
 */
export function checkToken(
  header: string | undefined,
  accepted: readonly string[],
  needed: readonly string[],
  nowSeconds: number,
): Failure | undefined {
  const token = bearerOf(header);
  if (token === undefined) return unauthenticated('Access token is empty.');
  if (accepted.includes(token)) return undefined;
  const claims = readClaims(token);
  if (claims === undefined) return unauthenticated('CompactToken parsing failed.');
  const expires = claims.exp;
  if (typeof expires !== 'number' || expires <= nowSeconds) return tokenExpired();
  const granted = [...listOf(claims.roles), ...String(claims.scp ?? '').split(' ')];
  if (needed.length === 0 || needed.some((name) => granted.includes(name))) return undefined;
  return accessDenied();
}

/** The actor in the audit log for a request with this Authorization header. */
export function actorOf(header: string | undefined): Actor {
  const claims = readClaims(bearerOf(header) ?? '');
  if (claims === undefined) return anonymous;
  const user = claims.upn ?? claims.preferred_username;
  if (typeof user === 'string') return { kind: 'user', id: String(claims.oid ?? ''), name: user };
  const name = String(claims.app_displayname ?? anonymous.name);
  return { kind: 'app', id: String(claims.appid ?? claims.azp ?? anonymous.id), name };
}

/** Whether the token is one of an application alone: such a token has no delegated permissions (`scp`). */
export function isApplicationToken(header: string | undefined): boolean {
  const claims = readClaims(bearerOf(header) ?? '');
  return claims !== undefined && (claims.idtyp === 'app' || claims.scp === undefined);
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function readClaims(token: string): JsonObject | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) as Json;
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
