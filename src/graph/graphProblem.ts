/** The errors of Graph requests: the request, Graph's answer, its request id, and what to do next. */
import { type ErrorCode, XtapError } from '../model/errors.ts';
import type { GraphFault, GraphRequest, GraphResponse } from '../model/graphPort.ts';
import { requiredPermission, requiredRole } from '../model/permissions.ts';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import { absentServer, type CertificateFault, certificateFault } from '../platform/http/networkFault.ts';
import { singleLine, truncate } from '../platform/text.ts';
import { azureCliLimit } from './identity/azureCli.ts';

/** The error for a non-2xx answer that ends the run. */
export function refusalProblem(request: GraphRequest, response: GraphResponse): XtapError {
  const { status, url, error, requestId } = response;
  const errorText = [error?.code, truncate(singleLine(error?.message ?? ''))].filter(
    (part) => part !== undefined && part !== '',
  );
  const answer = [`answered ${status}`, errorText.join(': ')].filter((part) => part !== '').join(' ');
  return new XtapError(
    codeOf(status),
    joinSentences(`${request.method} ${url} ${answer}${idOf(requestId)}`, adviceFor(request, response)),
    {
      httpStatus: status,
      ...(error?.message === undefined ? {} : { graphMessage: error.message }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  );
}

/** The error for an attempt without an answer, when the retry budget does not cover another one. */
export function faultProblem(fault: GraphFault): XtapError {
  const { method, url, requestId } = fault.details;
  const advice = adviceForFault(fault);
  return new XtapError(
    fault.kind === 'not-json' ? 'bad-answer' : 'graph-request-failed',
    joinSentences(`${method} ${url} failed: ${fault.message}${idOf(requestId)}`, advice),
    { ...(requestId === undefined ? {} : { requestId }), cause: fault },
  );
}

/** The error for a 2xx answer that is unusable. */
export function badAnswerProblem(response: GraphResponse, what: string): XtapError {
  const { url, requestId } = response;
  return new XtapError(
    'bad-answer',
    joinSentences(
      `GET ${url} gave an answer that cannot be used: ${what}${idOf(requestId)}`,
      'xtap uses no part of it.',
    ),
    requestId === undefined ? {} : { requestId },
  );
}

function adviceForFault(fault: GraphFault): string {
  if (fault.kind === 'not-json') return 'Something other than Graph may be answering: check --graph-url and the proxy.';
  const certificate = certificateFault(fault);
  if (certificate !== undefined) return `xtap sent nothing to this server. ${certificateAdvice[certificate]}`;
  const absent = absentServer(fault);
  if (absent === undefined) return 'Check the network, the proxy (HTTPS_PROXY) and --graph-url.';
  if ('host' in absent) {
    return `The host ${truncate(singleLine(absent.host))} does not exist. Check --graph-url, the proxy (HTTPS_PROXY) and the network.`;
  }
  const isGraph = isLoopbackHost(new URL(fault.details.url).hostname);
  const advice = isGraph
    ? 'Start the server there ("xtap emulate" starts an emulator), or check --graph-url.'
    : 'Check the proxy (HTTPS_PROXY).';
  return `Nothing listens at ${absent.loopback}. ${advice}`;
}

/** What to do about a certificate that xtap does not accept. */
const certificateAdvice: Readonly<Record<CertificateFault, string>> = {
  'unknown-authority':
    'Its certificate comes from an authority that this machine does not trust. If a proxy of yours inspects TLS, write the authority of the proxy into a PEM file and name that file in NODE_EXTRA_CA_CERTS.',
  'wrong-host': 'Its certificate is for another host. Check --graph-url and the proxy (HTTPS_PROXY).',
  expired:
    'Check the clock of this machine. If the clock is right, the operator of the server must renew the certificate.',
  'not-yet-valid': 'Check the clock of this machine.',
};

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'graph-unauthorized';
  return status === 403 ? 'graph-forbidden' : 'graph-request-failed';
}

/** https://learn.microsoft.com/graph/api/resources/azure-ad-auditlog-overview#what-licenses-do-i-need */
const licenceCode = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

function adviceFor(request: GraphRequest, response: GraphResponse): string {
  const { status, retryAfterMs } = response;
  if (status === 401 || status === 403) return adviceForRefusedToken(request, response);
  if (status === 404) return 'Check the cloud, the API version and --graph-url.';
  if (status >= 300 && status < 400) return 'Give the final origin as --graph-url.';
  if (status === 429 || status >= 500) {
    const serverWait =
      retryAfterMs === undefined ? '' : `Graph asks for a wait of ${Math.ceil(retryAfterMs / 1000)} s. `;
    return `${serverWait}The retry budget has no room for another attempt: try again later, or raise --retry-timeout.`;
  }
  return '';
}

function adviceForRefusedToken({ method, path }: GraphRequest, { status, refused, error }: GraphResponse): string {
  if (error?.code === licenceCode) {
    return 'Graph gives the sign-in log only to tenants with Entra ID P1 or P2. A permission does not help; "xtap signins --source FILE" reads an export of the portal.';
  }
  const permission = requiredPermission(method, path);
  const cliLimit = refused && azureCliLimit(refused, permission);
  if (status === 401) {
    const advice = 'Graph did not accept the token. Sign in again, and check that the token is for this Graph.';
    return cliLimit === undefined ? advice : `${advice} ${cliLimit}`;
  }
  if (cliLimit !== undefined) return cliLimit;
  return permission === undefined
    ? 'The identity lacks a permission for this request.'
    : `The identity needs the permission ${permission} (with admin consent)${roleWords(path)}. "xtap doctor" shows what it has.`;
}

function roleWords(path: string): string {
  const role = requiredRole(path);
  return role === undefined ? '' : `, and a signed-in person needs the role ${role} too`;
}

function idOf(requestId: string | undefined): string {
  return requestId === undefined ? '' : ` (request-id ${truncate(singleLine(requestId))})`;
}

function joinSentences(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
