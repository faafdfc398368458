/**
 * The identity token of a GitHub Actions job, with which Entra ID issues an access token to a federated application:
 * a pipeline without a stored secret.
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
import { XtapError } from '../model/errors.ts';
import { isJsonObject } from '../model/json.ts';
import { readRetryAfter } from '../model/retry.ts';
import { isLoopbackHost } from './graphTarget.ts';
import { isUntrusted, reasonOf } from './networkFault.ts';
import { type Environment, proxyDispatcher } from './proxy.ts';
import type { FetchDispatcher } from './proxyAgent.ts';
import { type Failure, type Retrying, retried } from './retried.ts';

const timeoutMs = 30_000;

/**
 * Throws XtapError `credential-unavailable`, or the signal's reason where that ends a wait. The job's request token is
 * in no message.
 */
export async function requestGithubAssertion(env: Environment, audience: string, retrying: Retrying): Promise<string> {
  const url = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '');
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname)) {
    throw new XtapError(
      'credential-unavailable',
      `ACTIONS_ID_TOKEN_REQUEST_URL is plain http (${url.origin}): nothing was sent there.`,
    );
  }
  url.searchParams.set('audience', audience);
  const dispatcher = await proxyDispatcher(url.href, env);
  // A stopped run that still asks is settling what is in flight: then nothing cuts the waits short.
  const signal = retrying.signal?.aborted === true ? undefined : retrying.signal;
  const answer = await retried({ ...retrying, signal }, () =>
    ask(url, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', dispatcher),
  );
  if ('refused' in answer) throw noToken(answer.refused);
  return answer.token;
}

async function ask(
  url: URL,
  requestToken: string,
  dispatcher: FetchDispatcher | undefined,
): Promise<{ readonly token: string } | { readonly refused: string } | Failure> {
  const failure = (reason: string, retryAfterMs?: number): Failure => ({
    problem: noToken(reason),
    reason: `GitHub: ${reason}`,
    url: url.href,
    retryAfterMs,
  });
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher && { dispatcher }),
    });
    const text = await response.text();
    const { ok, status, headers } = response;
    if (status === 429 || status >= 500)
      return failure(`status ${status}`, readRetryAfter(headers.get('retry-after'), Date.now()));
    const token = ok ? tokenIn(text) : undefined;
    return token === undefined ? { refused: ok ? 'an answer without "value"' : `status ${status}` } : { token };
  } catch (error) {
    return isUntrusted(error) ? { refused: reasonOf(error) } : failure(reasonOf(error));
  }
}

/** Throws SyntaxError where the text is not JSON. */
function tokenIn(text: string): string | undefined {
  const body: unknown = JSON.parse(text);
  return isJsonObject(body) && typeof body.value === 'string' ? body.value : undefined;
}

function noToken(reason: string): XtapError {
  return new XtapError(
    'credential-unavailable',
    `GitHub gave no identity token (${reason}). The job needs "permissions: id-token: write".`,
  );
}
