/** Why no answer came. Node hides it at times: of several addresses tried, each has an error of its own. */
import { oneLine } from '../text.ts';

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

/** True where no connection came about (see `http.ts`), so that the server cannot have seen the request. */
export function neverConnected(error: unknown): boolean {
  return causes(error).some(({ syscall }) => syscall === 'connect');
}

/** Why the server's certificate was not accepted, if that is what happened. Another try would meet the same one. */
export function certificateFault(error: unknown): CertificateFault | undefined {
  const { code } = causes(error).find((cause) => certificateFaults.has(cause.code)) ?? {};
  return certificateFaults.get(code ?? '');
}

/** A server that is not there: a host name that does not exist, or a port of this machine where nothing listens. */
export type AbsentServer = { readonly host: string } | { readonly loopback: string };

/** Undefined for every fault that may pass: EAI_AGAIN, for instance, is a name server that does not answer now. */
export function absentServer(error: unknown): AbsentServer | undefined {
  for (const { code, address, port, hostname } of causes(error)) {
    if (code === 'ENOTFOUND') return { host: hostname };
    if (code === 'ECONNREFUSED' && isLoopbackAddress(address)) return { loopback: `${address}:${port}` };
  }
  return undefined;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** What only those understand who know Node from the inside. */
const inWords: readonly (readonly [RegExp, string])[] = [
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
  return oneLine(
    inWords.reduce((text, [theirs, ours]) => text.replace(theirs, ours), messages.at(-1) ?? String(error)),
  );
}

interface Cause {
  readonly message: string;
  readonly code: string;
  readonly syscall: string;
  readonly address: string;
  readonly port: string;
  readonly hostname: string;
}

/** By shape, not by class: an error may come from another realm (a worker, a test runner's sandbox). */
function causes(error: unknown): readonly Cause[] {
  const found: Cause[] = [];
  for (let current = error; typeof current === 'object' && current !== null && found.length < 8; ) {
    const own = (name: string): string => text(current as object, name);
    found.push({
      message: own('message'),
      code: own('code'),
      syscall: own('syscall'),
      address: own('address'),
      port: own('port'),
      hostname: own('hostname'),
    });
    const inner: unknown = Reflect.get(current, 'errors');
    current = Array.isArray(inner) ? inner[0] : Reflect.get(current, 'cause');
  }
  return found;
}

function text(error: object, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
