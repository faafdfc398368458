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
  const { why, next } = adviceFor(request, response);
  return new XtapError(codeOf(status), sentences(`${request.method} ${url} ${answer}${idOf(requestId)}`, why), {
    next,
    httpStatus: status,
    ...(error?.message === undefined ? {} : { graphMessage: error.message }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error for an attempt without an answer, when the retry budget does not cover another one. */
export function faultProblem(fault: GraphFault): XtapError {
  const { method, url, requestId } = fault.details;
  const { why, next } = adviceForFault(fault);
  return new XtapError(
    fault.kind === 'not-json' ? 'bad-answer' : 'graph-request-failed',
    sentences(`${method} ${url} failed: ${fault.message}${idOf(requestId)}`, why),
    { next, ...(requestId === undefined ? {} : { requestId }), cause: fault },
  );
}

/** The error for a 2xx answer that is unusable. */
export function badAnswerProblem(response: GraphResponse, what: string): XtapError {
  const { url, requestId } = response;
  return new XtapError(
    'bad-answer',
    sentences(`GET ${url} gave an answer that cannot be used: ${what}${idOf(requestId)}`),
    { next: 'Run the command again.', ...(requestId === undefined ? {} : { requestId }) },
  );
}

interface Advice {
  /** A sentence about the cause. */
  readonly why?: string;
  readonly next: string;
}

function adviceForFault(fault: GraphFault): Advice {
  if (fault.kind === 'not-json')
    return { why: 'Something other than Graph may be answering.', next: 'Check --graph-url and the proxy.' };
  const certificate = certificateFault(fault);
  if (certificate !== undefined) return certificateAdvice[certificate];
  const absent = absentServer(fault);
  if (absent === undefined) return { next: 'Check the network, the proxy (HTTPS_PROXY) and --graph-url.' };
  if ('host' in absent) {
    return {
      why: `The host ${truncate(singleLine(absent.host))} does not exist.`,
      next: 'Check --graph-url, the proxy (HTTPS_PROXY) and the network.',
    };
  }
  const isGraph = isLoopbackHost(new URL(fault.details.url).hostname);
  return {
    why: `Nothing listens at ${absent.loopback}.`,
    next: isGraph
      ? 'Start the server there ("xtap emulate" starts an emulator), or check --graph-url.'
      : 'Check the proxy (HTTPS_PROXY).',
  };
}

/** About a certificate that xtap does not accept: it sends nothing to this server. */
const certificateAdvice: Readonly<Record<CertificateFault, Advice>> = {
  'unknown-authority': {
    why: 'xtap sent nothing to this server. Its certificate comes from an authority that this machine does not trust.',
    next: 'If a proxy of yours inspects TLS, write the authority of the proxy into a PEM file and name that file in NODE_EXTRA_CA_CERTS.',
  },
  'wrong-host': {
    why: 'xtap sent nothing to this server. Its certificate is for another host.',
    next: 'Check --graph-url and the proxy (HTTPS_PROXY).',
  },
  expired: {
    why: 'xtap sent nothing to this server.',
    next: 'Check the clock of this machine. If the clock is right, the operator of the server must renew the certificate.',
  },
  'not-yet-valid': { why: 'xtap sent nothing to this server.', next: 'Check the clock of this machine.' },
};

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'graph-unauthorized';
  return status === 403 ? 'graph-forbidden' : 'graph-request-failed';
}

/** https://learn.microsoft.com/graph/api/resources/azure-ad-auditlog-overview#what-licenses-do-i-need */
const licenceCode = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

function adviceFor(request: GraphRequest, response: GraphResponse): Advice {
  const { status, retryAfterMs } = response;
  if (status === 401 || status === 403) return adviceForRefusedToken(request, response);
  if (status === 404) return { next: 'Check the cloud, the API version and --graph-url.' };
  if (status >= 300 && status < 400) return { next: 'Give the final origin as --graph-url.' };
  if (status !== 429 && status < 500) return { next: '' };
  const serverWait = retryAfterMs === undefined ? '' : `Graph asks for a wait of ${Math.ceil(retryAfterMs / 1000)} s. `;
  return {
    why: `${serverWait}The retry budget has no room for another attempt.`,
    next: 'Try again later, or raise --retry-timeout.',
  };
}

function adviceForRefusedToken({ method, path }: GraphRequest, { status, refused, error }: GraphResponse): Advice {
  if (error?.code === licenceCode) {
    return {
      why: 'Graph gives the sign-in log only to tenants with Entra ID P1 or P2. A permission does not help.',
      next: '"xtap signins --source FILE" reads an export of the portal.',
    };
  }
  const permission = requiredPermission(method, path);
  const cliLimit = refused && azureCliLimit(refused, permission);
  if (status === 401) {
    const next = 'Sign in again, and check that the token is for this Graph.';
    return {
      why: 'Graph did not accept the token.',
      next: cliLimit === undefined ? next : `${next} ${cliLimit}`,
    };
  }
  if (cliLimit !== undefined) return { next: cliLimit };
  if (permission === undefined) return { why: 'The identity lacks a permission for this request.', next: '' };
  return {
    why: `The identity needs the permission ${permission} (with admin consent)${roleWords(path)}.`,
    next: '"xtap doctor" shows what it has.',
  };
}

function roleWords(path: string): string {
  const role = requiredRole(path);
  return role === undefined ? '' : `, and a signed-in person needs the role ${role} too`;
}

function idOf(requestId: string | undefined): string {
  return requestId === undefined ? '' : ` (request-id ${truncate(singleLine(requestId))})`;
}

function sentences(text: string, why?: string): string {
  const what = /[.!?…]$/.test(text) ? text : `${text}.`;
  return why === undefined ? what : `${what} ${why}`;
}
