/**
 * Run as a child process, bundled like the program itself: NODE_EXTRA_CA_CERTS is read at start only, and
 * @azure/identity looks at the environment of its process. Takes a file of cases, prints one result for each.
 */
import { readFileSync } from 'node:fs';
import { resolveGraphTarget } from '../../../src/graph/graphTarget.ts';
import { createTokenSource } from '../../../src/graph/identity/credentials.ts';
import { createGraphTransport } from '../../../src/graph/transport/transport.ts';
import { proxyAgentFor } from '../../../src/platform/http/proxy.ts';
import { retryingFor } from '../fakeGraph.ts';
import type { ProbeCase, ProbeResult } from './probeCase.ts';

async function probe({
  auth,
  env,
  cloud,
  graphUrl,
  tenantId,
  scopes = [],
  stopAfterMs,
  after,
}: ProbeCase): Promise<ProbeResult> {
  const prompts: string[] = [];
  const prompt = (text: string): number => prompts.push(text);
  const signal = stopAfterMs === undefined ? undefined : AbortSignal.timeout(stopAfterMs);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  try {
    const target = resolveGraphTarget({ cloud: cloud ?? 'global', apiVersion: 'v1.0', graphUrl });
    const tokens = createTokenSource({
      auth,
      target,
      env,
      tenantId,
      scopes,
      prompt,
      wallNow: Date.now,
      retry: { ...retryingFor(), signal },
    });
    if (after === 'send') {
      const agent = await proxyAgentFor(target.origin, env);
      const transport = createGraphTransport({ target, tokens, requestTimeoutMs: 10_000, agent });
      const { status, body } = await transport.send({ method: 'GET', path: '/organization' });
      return { token: undefined, status, body };
    }
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens?.token()));
    const token = new Set(all).size === 1 ? all[0] : 'several';
    if (after !== 'renew') return { token, prompts };
    return { token, prompts, renewed: await tokens?.renew(token ?? '') };
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return { token: undefined, prompts, code: code ?? '', message };
  }
}

const cases = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Readonly<Record<string, ProbeCase>>;
const results: Record<string, ProbeResult> = {};
const run = async (): Promise<void> => {
  for (const [name, one] of Object.entries(cases)) results[name] = await probe(one);
  process.stdout.write(JSON.stringify(results));
};
run().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
