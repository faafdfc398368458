/** Why no answer came. Node hides it at times: of several addresses tried, each has an error of its own. */
import { oneLine } from '../model/foreignText.ts';

const certificateCodes = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** True where no connection came about (see `http.ts`), so that the server cannot have seen the request. */
export function neverConnected(error: unknown): boolean {
  return causes(error).some(({ syscall }) => syscall === 'connect');
}

/** True where the server's certificate was not accepted: it will not be in a minute either. */
export function isUntrusted(error: unknown): boolean {
  return causes(error).some(({ code }) => certificateCodes.has(code));
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
}

/** By shape, not by class: an error may come from another realm (a worker, a test runner's sandbox). */
function causes(error: unknown): readonly Cause[] {
  const found: Cause[] = [];
  for (let current = error; typeof current === 'object' && current !== null && found.length < 8; ) {
    found.push({ message: text(current, 'message'), code: text(current, 'code'), syscall: text(current, 'syscall') });
    const inner: unknown = Reflect.get(current, 'errors');
    current = Array.isArray(inner) ? inner[0] : Reflect.get(current, 'cause');
  }
  return found;
}

function text(error: object, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}
