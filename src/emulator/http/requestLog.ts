/** What the emulator remembers of each request. */
import { createHash } from 'node:crypto';
import type { Json } from '../json.ts';
import type { IncomingRequest } from './wire.ts';

export interface LoggedRequest {
  readonly requestId: string;
  /** ISO time of arrival. */
  readonly at: string;
  readonly method: string;
  readonly version: string;
  /** Without version and query, for instance `/policies/crossTenantAccessPolicy/default`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed; the text itself if it is not JSON; undefined without a body. */
  readonly body: Json | undefined;
  /** `authorization` is replaced by its hash. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined until the answer is sent, and always if the connection was broken. */
  readonly status: number | undefined;
  /** The fault rules that affected the request. */
  readonly faults: readonly string[];
}

/** A request that may not be answered yet. */
export type Logged = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

export function logEntry(incoming: IncomingRequest, faults: readonly string[], now: number): Logged {
  const { requestId, method, version, path, query, text } = incoming;
  const headers = Object.entries(incoming.headers).map(([name, value = '']): [string, string] => [
    name,
    name === 'authorization' ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value,
  ]);
  return {
    requestId,
    at: new Date(now).toISOString(),
    method,
    version,
    path,
    query: Object.fromEntries(query),
    body: parseBody(text),
    headers: Object.fromEntries(headers),
    status: undefined,
    faults,
  };
}

/** JSON, or the text itself; undefined without a body. */
export function parseBody(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
