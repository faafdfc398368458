/**
 * The identity token of a GitHub Actions job, with which Entra ID issues an access token to a federated application:
 * a pipeline without a stored secret.
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
import { XtapError } from '../model/errors.ts';
import { isLoopbackHost } from './graphTarget.ts';
import { reasonOf } from './networkFault.ts';
import { type Environment, proxyDispatcher } from './proxy.ts';
import type { FetchDispatcher } from './proxyAgent.ts';

const timeoutMs = 30_000;
const attempts = 3;

/** Throws XtapError `credential-unavailable`; the job's request token is in no message. */
export async function requestGithubAssertion(env: Environment, audience: string): Promise<string> {
  const url = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '');
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname)) {
    throw new XtapError(
      'credential-unavailable',
      `ACTIONS_ID_TOKEN_REQUEST_URL is plain http (${url.origin}): nothing was sent there.`,
    );
  }
  url.searchParams.set('audience', audience);
  const dispatcher = await proxyDispatcher(url.href, env);
  let reason = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const answer = await ask(url, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', dispatcher);
    if ('token' in answer) return answer.token;
    reason = answer.reason;
    if (!answer.mayPass) break;
  }
  throw new XtapError(
    'credential-unavailable',
    `GitHub gave no identity token (${reason}). The job needs "permissions: id-token: write".`,
  );
}

type Answer = { readonly token: string } | { readonly reason: string; readonly mayPass: boolean };

async function ask(url: URL, requestToken: string, dispatcher: FetchDispatcher | undefined): Promise<Answer> {
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher && { dispatcher }),
    });
    const text = await response.text();
    if (!response.ok) return { reason: `status ${response.status}`, mayPass: response.status >= 500 };
    const body: unknown = JSON.parse(text);
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : undefined;
    return typeof value === 'string' ? { token: value } : { reason: 'an answer without "value"', mayPass: false };
  } catch (error) {
    return { reason: reasonOf(error), mayPass: true };
  }
}
