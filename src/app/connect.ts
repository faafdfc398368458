/*
 * The connection of a run to its tenant: target, identity, transport, the one retry budget, and the context of reads.
 */

import { type GraphTarget, resolveGraphTarget } from '../graph/graphTarget.ts';
import type { AuthKind } from '../graph/identity/credentialKind.ts';
import { createTokenSource } from '../graph/identity/credentials.ts';
import { assertRightTenant, tenantOfGraph, tenantOfToken } from '../graph/identity/rightTenant.ts';
import { isPersonalToken, readTokenClaims } from '../graph/identity/tokenClaims.ts';
import type { TokenSource } from '../graph/identity/tokenSource.ts';
import type { ReadContext } from '../graph/readGraph.ts';
import type { RetryOptions, RetryWait } from '../graph/withRetries.ts';
import { surplusPermissions } from '../model/activities.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import type { GraphTransport } from '../model/graphPort.ts';
import { permissions } from '../model/permissions.ts';
import type { TenantId } from '../model/tenantId.ts';
import { proxyAgentFor } from '../platform/http/proxy.ts';
import { createRetryBudget, type RetryBudget } from '../platform/retry.ts';
import { type RunContext, version } from './runContext.ts';

export interface GraphOptions {
  readonly graphUrl?: string | undefined;
  readonly requestTimeoutMs: number;
  readonly retryTimeoutMs: number;
  readonly auth: AuthKind;
  /** The delegated permissions that the sign-in of a person asks for; by default the one for reading. */
  readonly scopes?: readonly string[] | undefined;
  /** Whether a note names the delegated permissions of the token that the run does not need; true by default. */
  readonly namesSurplus?: boolean | undefined;
}

export interface Connection {
  readonly target: GraphTarget;
  readonly tokens: TokenSource | undefined;
  readonly transport: GraphTransport;
  readonly budget: RetryBudget;
  readonly context: ReadContext;
  /** The same identity and limits with another version of the API. */
  readonly contextOf: (apiVersion: ApiVersion) => ReadContext;
}

/** Sends nothing yet. Throws XtapError if the target or the variables of the credential are wrong. */
export async function connect(
  where: { readonly cloud: Cloud; readonly apiVersion: ApiVersion; readonly tenantId?: TenantId | undefined },
  options: GraphOptions,
  runContext: RunContext,
): Promise<Connection> {
  const { env, wallNow, monotonicNow, random, sleep, signal } = runContext;
  const target = resolveGraphTarget({ cloud: where.cloud, apiVersion: where.apiVersion, graphUrl: options.graphUrl });
  const retry: RetryOptions = {
    budget: createRetryBudget(options.retryTimeoutMs, { monotonicNow, random }),
    sleep,
    signal,
    onWait: waitNotes(runContext),
  };
  const { auth, scopes = [permissions.readPolicy] } = options;
  const prompt = runContext.prompt ?? runContext.note;
  const source = createTokenSource({ auth, target, env, tenantId: where.tenantId, scopes, prompt, wallNow, retry });
  const tokens = source && options.namesSurplus !== false ? namingSurplus(source, scopes, runContext) : source;
  // Loaded here, since Microsoft's client would slow down the start of offline commands.
  const { createGraphTransport } = await import('../graph/transport/transport.ts');
  const agent = await proxyAgentFor(target.origin, env);
  const userAgent = `xtap/${version}`;
  const transportOf = (apiVersion: ApiVersion): GraphTransport =>
    traced(
      createGraphTransport({
        target: { ...target, apiVersion },
        tokens,
        requestTimeoutMs: options.requestTimeoutMs,
        userAgent,
        agent,
      }),
      runContext.trace,
    );
  const transport = transportOf(target.apiVersion);
  const contextOf = (apiVersion: ApiVersion): ReadContext => ({ transport: transportOf(apiVersion), ...retry });
  return { target, tokens, transport, budget: retry.budget, context: { transport, ...retry }, contextOf };
}

/** Checks that the connected tenant is the expected one. Throws XtapError `wrong-tenant`. */
export async function requireTenant({ tokens, context }: Connection, expected: TenantId): Promise<void> {
  assertRightTenant(expected, (await tenantOfToken(tokens)) ?? (await tenantOfGraph(context)));
}

/** Throws XtapError `person-refused` if the token belongs to a person: for writes that no reviewer sees before. */
export async function requireApplication({ tokens }: Connection): Promise<void> {
  const claims = tokens && readTokenClaims(await tokens.token());
  if (claims === undefined || !isPersonalToken(claims)) return;
  throw new XtapError(
    'person-refused',
    'The token belongs to a person (it has delegated permissions), and drift --correct writes without a reviewer.',
    { notDone: 'Nothing was corrected.', next: 'Use the token of an application, or run xtap apply.' },
  );
}

/** A token source that names, once, the delegated permissions that the run does not need. */
function namingSurplus(
  tokens: TokenSource,
  scopes: readonly string[],
  { note }: Pick<RunContext, 'note'>,
): TokenSource {
  let isNamed = false;
  return {
    ...tokens,
    token: async () => {
      const token = await tokens.token();
      const surplus = isNamed ? [] : surplusPermissions(readTokenClaims(token)?.scopes ?? [], scopes);
      isNamed = true;
      if (surplus.length > 0)
        note(`The token of the signed-in person has permissions that this run does not need: ${surplus.join(', ')}.`);
      return token;
    },
  };
}

/** One line before each wait. Parallel reads fail for the same reason at the same time: one line covers all of them. */
function waitNotes({ note, monotonicNow }: Pick<RunContext, 'note' | 'monotonicNow'>): (wait: RetryWait) => void {
  const noted = new Map<string, number>();
  return ({ url, reason, milliseconds }) => {
    const at = monotonicNow();
    if (at < (noted.get(reason) ?? 0)) return;
    noted.set(reason, at + milliseconds);
    note(`Waiting ${(milliseconds / 1000).toFixed(1)} s before asking again (${reason}): ${url}`);
  };
}

/** Traces every request with its status and its request id; no body and no header, so no secret. */
function traced(transport: GraphTransport, trace: RunContext['trace']): GraphTransport {
  if (!trace) return transport;
  return {
    ...transport,
    send: async (request, options) => {
      const name = `${request.method} ${transport.origin}/${transport.apiVersion}${request.path}`;
      try {
        const response = await transport.send(request, options);
        trace(`${name} ${response.status} ${response.requestId ?? ''}`.trimEnd());
        return response;
      } catch (error) {
        trace(`${name} ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
  };
}
