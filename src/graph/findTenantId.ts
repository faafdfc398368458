/**
 * Asks the login host which tenant a domain or an id belongs to. The answer is public, so it needs no identity. Source:
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
import { text } from 'node:stream/consumers';
import { XtapError } from '../model/errors.ts';
import { isJsonObject, parseUntrustedJson } from '../model/json.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import { reasonOf } from '../platform/http/networkFault.ts';
import { type Environment, proxyAgentFor } from '../platform/http/proxy.ts';
import { sendHttp } from '../platform/http/sendHttp.ts';

const timeoutMs = 30_000;

/** Undefined if the login host knows no such tenant. Throws XtapError `graph-request-failed` if it does not say. */
export async function findTenantId(
  authorityHost: string,
  name: string,
  env: Environment,
): Promise<TenantId | undefined> {
  const url = new URL(`${authorityHost}/${encodeURIComponent(name)}/v2.0/.well-known/openid-configuration`);
  const agent = await proxyAgentFor(url.href, env);
  const fail = (reason: string): XtapError =>
    new XtapError('graph-request-failed', `${url.origin} does not say which tenant ${name} is: ${reason}.`);
  try {
    const headers = { Accept: 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, body } = await sendHttp(url, { method: 'GET', headers, signal, agent });
    const answer = parseUntrustedJson(await text(body));
    if (!isJsonObject(answer)) throw fail('its answer is not an object');
    if (status === 200) return requireTenantIn(String(answer.issuer ?? ''), fail);
    if (answer.error === 'invalid_tenant') return undefined;
    throw fail(`status ${status}`);
  } catch (error) {
    throw error instanceof XtapError ? error : fail(reasonOf(error));
  }
}

/** The tenant is the first segment of the issuer's path. */
function requireTenantIn(issuer: string, fail: (reason: string) => XtapError): TenantId {
  const tenantId = parseTenantId(URL.canParse(issuer) ? (new URL(issuer).pathname.split('/')[1] ?? '') : '');
  if (tenantId === undefined) throw fail('its answer names no tenant');
  return tenantId;
}
