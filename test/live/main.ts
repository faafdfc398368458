/**
 * `npm run test:live -- TENANT`: measures the OPEN facts in a sandbox tenant, and writes live-facts.json and a page.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, connect } from '../../src/app/connect.ts';
import { version } from '../../src/app/runContext.ts';
import { findPublicTenant } from '../../src/graph/findPublicTenant.ts';
import { authorityOf } from '../../src/graph/graphTarget.ts';
import { type AuthKind, authKinds } from '../../src/graph/identity/credentialKind.ts';
import { assertRightTenant, tenantOfGraph, tenantOfToken } from '../../src/graph/identity/rightTenant.ts';
import { isPersonalToken, readTokenClaims } from '../../src/graph/identity/tokenClaims.ts';
import { createGraphTransport } from '../../src/graph/transport/transport.ts';
import { type Cloud, clouds } from '../../src/model/cloud.ts';
import { permissions } from '../../src/model/permissions.ts';
import { parseTenantId, type TenantId } from '../../src/model/tenantId.ts';
import { proxyAgentFor } from '../../src/platform/http/proxy.ts';
import { ciFailure, tenantGiven } from './conditions.ts';
import { factsJson, factsPage } from './factsFiles.ts';
import { openJournal } from './liveJournal.ts';
import { type LiveOptions, runLive } from './runLive.ts';

type Environment = LiveOptions['env'];

const requestTimeoutMs = 30_000;

/** Returns the exit code: 0 measured, 64 a condition failed, 1 an error. */
export async function main(words: readonly string[], env: Environment): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop.abort(new Error('The live suite was stopped. It cleaned up.')));
  }
  try {
    return await measure(words, env, stop.signal);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function measure(words: readonly string[], env: Environment, signal: AbortSignal): Promise<number> {
  const given = tenantGiven(env, words);
  if ('failure' in given) return refuse([given.failure]);
  const { tenantId } = given;
  const cloud: Cloud = clouds.find((name) => name === env.XTAP_CLOUD) ?? 'global';
  const connection = await connectTo(tenantId, cloud, { env, signal });
  const early = [
    ...ciFailure(env, connection.target.isLoopback),
    ...(await partnerFailures(tenantId, connection, env)),
  ];
  if (early.length > 0) return refuse(early);
  const token = await connection.tokens?.token();
  assertRightTenant(tenantId, (await tenantOfToken(connection.tokens)) ?? (await tenantOfGraph(connection.context)));
  const claims = token === undefined ? undefined : readTokenClaims(token);
  const result = await runLive({
    v1: connection.transport,
    beta: await betaOf(connection, env),
    journal: openJournal(join('.xtap', 'live')),
    partner: parseTenantId(env.XTAP_LIVE_PARTNER ?? ''),
    newTenantId: () => randomUUID() as TenantId,
    tenantExists: (id) => tenantExists(id, connection, env),
    sleep: async (milliseconds) => sleep(milliseconds),
    signal,
    env,
    isApplication: claims !== undefined && !isPersonalToken(claims),
    writesDefault: env.XTAP_LIVE_DEFAULT === '1',
    note: (text) => process.stderr.write(`${text}\n`),
    confirm: () => confirmTenant(tenantId, connection),
  });
  if ('failures' in result) return refuse(result.failures);
  const occasion = { measuredAt: new Date().toISOString(), cloud, version };
  writeFileSync('live-facts.json', factsJson(result, occasion));
  writeFileSync('live-facts.md', factsPage(result, occasion));
  process.stdout.write('Wrote live-facts.json and live-facts.md.\n');
  return 0;
}

function refuse(failures: readonly string[]): number {
  const lines = ['The live suite does not run, and changed nothing:', ...failures.map((failure) => `- ${failure}`)];
  process.stderr.write(`${lines.join('\n')}\n`);
  return 64;
}

function connectTo(
  tenantId: TenantId,
  cloud: Cloud,
  { env, signal }: { readonly env: Environment; readonly signal: AbortSignal },
): Promise<Connection> {
  const auth: AuthKind = authKinds.find((kind) => kind === env.XTAP_AUTH) ?? 'auto';
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  const clock = { wallNow: Date.now, monotonicNow: () => performance.now(), random: Math.random };
  return connect(
    { cloud, apiVersion: 'v1.0', tenantId },
    {
      graphUrl: env.XTAP_GRAPH_URL,
      requestTimeoutMs,
      retryTimeoutMs: 120_000,
      auth,
      scopes: [permissions.writePolicy],
    },
    { ...clock, env, cwd: process.cwd(), signal, note, sleep: async (milliseconds) => sleep(milliseconds) },
  );
}

/** The same identity in beta: a person does not sign in twice. */
async function betaOf({ target, tokens }: Connection, env: Environment): Promise<LiveOptions['beta']> {
  const agent = await proxyAgentFor(target.origin, env);
  return createGraphTransport({ target: { ...target, apiVersion: 'beta' }, tokens, requestTimeoutMs, agent });
}

/** An emulator has no login host, and all its tenants are its own. */
async function tenantExists(id: TenantId, { target }: Connection, env: Environment): Promise<boolean> {
  if (target.isLoopback && (env.AZURE_AUTHORITY_HOST ?? '') === '') return false;
  return (await findPublicTenant(authorityOf(target, env), id, { env })) !== undefined;
}

async function partnerFailures(
  tenantId: TenantId,
  connection: Connection,
  env: Environment,
): Promise<readonly string[]> {
  const name = env.XTAP_LIVE_PARTNER ?? '';
  if (name === '') return [];
  const partner = parseTenantId(name);
  if (partner === undefined) return ['XTAP_LIVE_PARTNER is not the id of a tenant.'];
  if (partner === tenantId) return ['XTAP_LIVE_PARTNER is the sandbox tenant itself.'];
  const isEmulator = connection.target.isLoopback && (env.AZURE_AUTHORITY_HOST ?? '') === '';
  if (isEmulator || (await tenantExists(partner, connection, env))) return [];
  return ['The login host does not know the tenant in XTAP_LIVE_PARTNER.'];
}

/** The person types the id, after the address was shown. */
async function confirmTenant(tenantId: TenantId, { target }: Connection): Promise<boolean> {
  process.stderr.write(`The live suite creates and deletes partners in tenant ${tenantId} at ${target.origin}.\n`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question('Type the id of the tenant to go on: ')).trim().toLowerCase() === tenantId;
  } finally {
    lines.close();
  }
}
