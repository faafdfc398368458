/** Why no answer came. The reason may lie deep in an error: if Node tries several addresses, each has its own error. */
import { singleLine, truncate } from '../text.ts';
import { isLoopbackAddress } from './loopback.ts';

/**
 * When a request failed. `not-connected`: before it was connected, so the server cannot have seen the request.
 * `lost`: later, so the request may have arrived.
 */
export type FaultPhase = 'not-connected' | 'lost';

/** The error that `sendHttp` rejects with. Its cause is Node's own error. */
export class NetworkFault extends Error {
  readonly phase: FaultPhase;

  constructor(phase: FaultPhase, cause: unknown) {
    super(phase === 'lost' ? 'connection lost' : 'no connection', { cause });
    this.name = 'NetworkFault';
    this.phase = phase;
  }
}

/** True if no connection was established, so that the server cannot have seen the request. */
export function neverConnected(error: unknown): boolean {
  return error instanceof NetworkFault && error.phase === 'not-connected';
}

export type CertificateFault = 'unknown-authority' | 'wrong-host' | 'expired' | 'not-yet-valid';

const certificateFaults: ReadonlyMap<string, CertificateFault> = new Map([
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-host'],
  ['HOSTNAME_MISMATCH', 'wrong-host'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown-authority'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'unknown-authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-authority'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown-authority'],
]);

/** Why xtap did not accept the server's certificate. Undefined for any other error. A retry would fail the same way. */
export function certificateFault(error: unknown): CertificateFault | undefined {
  const { code } = causes(error).find((cause) => certificateFaults.has(cause.code)) ?? {};
  return certificateFaults.get(code ?? '');
}

/** A host name that does not exist, or a port of this machine on which no server listens. */
export type AbsentServer = { readonly host: string } | { readonly loopback: string };

/** Undefined for every fault that may pass. For example, EAI_AGAIN means that the name server does not answer now. */
export function absentServer(error: unknown): AbsentServer | undefined {
  for (const { code, address, port, hostname } of causes(error)) {
    if (code === 'ENOTFOUND') return { host: hostname };
    if (code === 'ECONNREFUSED' && isLoopbackAddress(address)) return { loopback: `${address}:${port}` };
  }
  return undefined;
}

/** Messages of Node's internals, and plain words for them. */
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/^socket hang up$/, 'the connection ended without an answer'],
  [/^aborted$/, 'the connection ended before the answer was whole'],
  [/^Parse Error: /, 'the answer is not HTTP/1.1: '],
  [/^.*:SSL routines:[^:]*:([^:]+):.*$/s, 'TLS failed: $1'],
];

/** The innermost reason, in one line: `connect ECONNREFUSED 127.0.0.1:9`. */
export function reasonOf(error: unknown): string {
  const messages = causes(error)
    .map(({ message, code }) => message || code)
    .filter((message) => message !== '');
  return truncate(
    singleLine(
      plainWords.reduce((text, [theirs, ours]) => text.replace(theirs, ours), messages.at(-1) ?? String(error)),
    ),
  );
}

interface FaultCause {
  readonly message: string;
  readonly code: string;
  readonly address: string;
  readonly port: string;
  readonly hostname: string;
}

/**
 * The chain of causes. Read by shape, not by class: an error of Node may come from another realm (a test's sandbox).
 */
function causes(error: unknown): readonly FaultCause[] {
  const chain: FaultCause[] = [];
  for (let current = error; typeof current === 'object' && current !== null && chain.length < 8; ) {
    const own = (name: string): string => text(current as object, name);
    chain.push({
      message: own('message'),
      code: own('code'),
      address: own('address'),
      port: own('port'),
      hostname: own('hostname'),
    });
    const inner: unknown = Reflect.get(current, 'errors');
    current = Array.isArray(inner) ? inner[0] : Reflect.get(current, 'cause');
  }
  return chain;
}

function text(error: object, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
