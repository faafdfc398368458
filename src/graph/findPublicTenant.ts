/**
 * Asks the login host which tenant a domain belongs to, and in which cloud. The answer is public, so it needs no
 * identity. Source:
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
import { text } from 'node:stream/consumers';
import type { Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { isJsonObject, type JsonObject, parseUntrustedJson } from '../model/json.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import { reasonOf } from '../platform/http/networkFault.ts';
import { type Environment, proxyAgentFor } from '../platform/http/proxy.ts';
import { sendHttp } from '../platform/http/sendHttp.ts';

const timeoutMs = 30_000;

export interface PublicTenant {
  readonly tenantId: TenantId;
  /** Undefined if the answer does not say. */
  readonly cloud?: Cloud;
}

/** Undefined if the login host knows no such tenant. Throws XtapError `graph-request-failed` if it does not say. */
export async function findPublicTenant(
  authorityHost: string,
  name: string,
  { env, signal: stop }: { readonly env: Environment; readonly signal?: AbortSignal },
): Promise<PublicTenant | undefined> {
  const url = new URL(`${authorityHost}/${encodeURIComponent(name)}/v2.0/.well-known/openid-configuration`);
  const agent = await proxyAgentFor(url.href, env);
  const fail = (reason: string): XtapError =>
    new XtapError('graph-request-failed', `${url.origin} does not say which tenant ${name} is: ${reason}.`);
  try {
    const headers = { Accept: 'application/json' };
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = stop ? AbortSignal.any([timeout, stop]) : timeout;
    const { status, body } = await sendHttp(url, { method: 'GET', headers, signal, agent });
    const answer = parseUntrustedJson(await text(body));
    if (!isJsonObject(answer)) throw fail('its answer is not an object');
    if (status === 200) {
      const cloud = cloudOf(answer);
      return { tenantId: requireTenantIn(String(answer.issuer ?? ''), fail), ...(cloud && { cloud }) };
    }
    if (answer.error === 'invalid_tenant') return undefined;
    throw fail(`status ${status}`);
  } catch (error) {
    throw error instanceof XtapError ? error : fail(reasonOf(error));
  }
}

/** The US government has two clouds with one login host. */
function cloudOf({ cloud_instance_name: instance, tenant_region_sub_scope: scope }: JsonObject): Cloud | undefined {
  switch (instance) {
    case 'microsoftonline.com':
      return 'global';
    case 'microsoftonline.us':
      return scope === 'DOD' ? 'usgovdod' : 'usgov';
    case 'partner.microsoftonline.cn':
      return 'china';
    default:
      return undefined;
  }
}

/** The tenant is the first segment of the issuer's path. */
function requireTenantIn(issuer: string, fail: (reason: string) => XtapError): TenantId {
  const tenantId = parseTenantId(URL.canParse(issuer) ? (new URL(issuer).pathname.split('/')[1] ?? '') : '');
  if (tenantId === undefined) throw fail('its answer names no tenant');
  return tenantId;
}
