import type { AuthKind } from '../../../src/graph/identity/credentialKind.ts';
import type { Cloud } from '../../../src/model/cloud.ts';

export interface ProbeCase {
  readonly auth: AuthKind;
  /** The whole environment of the case. */
  readonly env: Readonly<Record<string, string>>;
  readonly cloud?: Cloud;
  readonly graphUrl?: string;
  readonly tenantId?: string;
  readonly scopes?: readonly string[];
  /** Ends the wait for the token, as Ctrl-C does. */
  readonly stopAfterMs?: number;
  /** After the token: renew it, or send a request to Graph instead. */
  readonly after?: 'renew' | 'send';
}

export interface ProbeResult {
  readonly token: string | undefined;
  /** What the person was asked to do. */
  readonly prompts?: readonly string[];
  readonly renewed?: string | undefined;
  readonly status?: number;
  readonly body?: unknown;
  readonly code?: string;
  readonly message?: string;
}
