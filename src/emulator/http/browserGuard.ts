/*
 * Any page in a browser on this machine can send requests to 127.0.0.1: from its own origin, or under a name of its own
 * that resolves to 127.0.0.1 (DNS rebinding). The emulator may hold a snapshot of a real tenant, so it answers neither.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Browsers name the origin of a page, and the host as the page wrote it. Graph's clients send no origin. */
export function isFromWebPage({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '127.0.0.1').replace(/:\d+$/, '');
  return headers.origin !== undefined || !/^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/i.test(host);
}

export function refuseWebPage(response: ServerResponse): void {
  const message = 'The emulator does not answer web pages: it takes requests to 127.0.0.1 without an Origin header.';
  response.writeHead(403, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code: 'Authorization_RequestDenied', message } }));
}
