/**
 * Requests the identity token of a GitHub Actions job. For this token Entra ID issues an access token to a federated
 * application, so the pipeline needs no stored secret.
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
import { text } from 'node:stream/consumers';
import { XtapError } from '../../model/errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { isLoopbackHost } from '../../platform/http/loopback.ts';
import { absentServer, certificateFault, reasonOf } from '../../platform/http/networkFault.ts';
import { type Environment, proxyAgentFor } from '../../platform/http/proxy.ts';
import { type Agent, sendHttp } from '../../platform/http/sendHttp.ts';
import { readRetryAfter } from '../../platform/retry.ts';
import { type FailedAttempt, type RetryOptions, withRetries } from '../withRetries.ts';

const timeoutMs = 30_000;

/**
 * Throws XtapError `credential-unavailable`, or the signal's reason if the signal ends a wait. No message contains the
 * job's request token.
 */
export async function requestGithubAssertion(env: Environment, audience: string, retry: RetryOptions): Promise<string> {
  const url = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '');
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname)) {
    throw new XtapError(
      'credential-unavailable',
      `ACTIONS_ID_TOKEN_REQUEST_URL is plain http (${url.origin}): nothing was sent there.`,
    );
  }
  url.searchParams.set('audience', audience);
  const agent = await proxyAgentFor(url.href, env);
  // A stopped run asks for a token only to resolve requests in flight, so its aborted signal must not end the waits.
  const signal = retry.signal?.aborted === true ? undefined : retry.signal;
  const answer = await withRetries({ ...retry, signal }, () =>
    fetchAssertion(url, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', agent),
  );
  if ('refused' in answer) throw noTokenProblem(answer.refused);
  return answer.token;
}

async function fetchAssertion(
  url: URL,
  requestToken: string,
  agent: Agent | undefined,
): Promise<{ readonly token: string } | { readonly refused: string } | FailedAttempt> {
  const failure = (reason: string, retryAfterMs?: number): FailedAttempt => ({
    problem: noTokenProblem(reason),
    reason: `GitHub: ${reason}`,
    url: url.href,
    retryAfterMs,
  });
  try {
    const { status, isOk, header, body } = await sendHttp(url, {
      method: 'GET',
      headers: { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      agent,
    });
    const bodyText = await text(body);
    if (status === 429 || status >= 500)
      return failure(`status ${status}`, readRetryAfter(header('retry-after'), Date.now()));
    const token = isOk ? tokenIn(bodyText) : undefined;
    return token === undefined ? { refused: isOk ? 'an answer without "value"' : `status ${status}` } : { token };
  } catch (error) {
    if (certificateFault(error) !== undefined) return { refused: reasonOf(error) };
    return { ...failure(reasonOf(error)), isAbsent: absentServer(error) !== undefined };
  }
}

/** Throws SyntaxError if the text is not JSON. */
function tokenIn(text: string): string | undefined {
  const body: unknown = JSON.parse(text);
  return isJsonObject(body) && typeof body.value === 'string' ? body.value : undefined;
}

function noTokenProblem(reason: string): XtapError {
  return new XtapError('credential-unavailable', `GitHub gave no identity token (${reason}).`, {
    next: 'The job needs "permissions: id-token: write".',
  });
}
