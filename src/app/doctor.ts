/*
 * The use case behind doctor: one check after the other, each with what to do; a failing one hides none of the others.
 * But nothing is read of a tenant that is not the one that is meant.
 */
import { policyPath, readPolicy } from '../graph/readLive.ts';
import { anyObject, read } from '../graph/reads.ts';
import { readTokenClaims } from '../graph/tokenClaims.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { type ErrorCode, XtapError } from '../model/errors.ts';
import { permissions } from '../model/permissions.ts';
import { checkOnline } from './checkOnline.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import { requireTenant } from './requireTenant.ts';
import { isoTime, type Surroundings } from './surroundings.ts';

export interface Check {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
}

export interface Examination {
  readonly checks: readonly Check[];
  /** Of the first check that failed. */
  readonly problem: ErrorCode | undefined;
}

type Finding = Pick<Check, 'status' | 'message'>;

/** Entra ID refuses tokens beyond five minutes of skew; one that is good for less may end in the middle of a run. */
const fiveMinutesMs = 300_000;

export async function examine(
  request: {
    readonly desired: DesiredState | undefined;
    readonly cloud: Cloud | undefined;
    readonly graph: GraphOptions;
  },
  surroundings: Surroundings,
): Promise<Examination> {
  const { desired } = request;
  const where: { cloud: Cloud; apiVersion: ApiVersion } = desired ?? {
    cloud: request.cloud ?? 'global',
    apiVersion: 'v1.0',
  };
  const connection = await connect({ ...where, tenantId: desired?.tenantId }, request.graph, surroundings);
  const checks: Check[] = [];
  let problem: ErrorCode | undefined;
  const steps: readonly (readonly [string, () => Promise<Finding>])[] = [
    ['endpoint', async () => ok(`${connection.target.origin} (${where.cloud}, ${where.apiVersion})`)],
    ['identity', () => checkIdentity(connection)],
    ...(isBroughtAlong(surroundings) ? ([['token', () => checkToken(connection, surroundings)]] as const) : []),
    ['permissions', () => checkPermissions(connection)],
    ['tenant', () => checkTenant(connection, desired)],
    ['policy', () => checkPolicy(connection)],
    ['clock', () => checkClock(connection, surroundings)],
    ['domains', () => checkDomains(connection, desired)],
  ];
  for (const [check, step] of steps) {
    if (problem === 'wrong-tenant') {
      checks.push({ check, status: 'skipped', message: 'another tenant is not read' });
      continue;
    }
    try {
      checks.push({ check, ...(await step()) });
    } catch (error) {
      if (!(error instanceof XtapError) || error.code === 'interrupted' || error.code === 'terminated') throw error;
      problem ??= error.code;
      checks.push({ check, status: 'failed', message: error.message });
    }
  }
  return { checks, problem };
}

async function checkIdentity({ tokens }: Connection): Promise<Finding> {
  if (!tokens) return { status: 'skipped', message: 'no token is needed on loopback' };
  const claims = readTokenClaims(await tokens.token());
  if (!claims) return { status: 'warning', message: 'a token was issued, but cannot be read; Graph names the tenant' };
  return ok(`application ${claims.applicationId ?? 'unknown'} in tenant ${claims.tenantId ?? 'unknown'}`);
}

/** Every other token is renewed in time. */
function isBroughtAlong({ env }: Surroundings): boolean {
  return (env.XTAP_ACCESS_TOKEN ?? '').trim() !== '';
}

async function checkToken({ tokens }: Connection, { now }: Surroundings): Promise<Finding> {
  const { expiresAt } = (tokens && readTokenClaims(await tokens.token())) ?? {};
  if (expiresAt === undefined) return { status: 'skipped', message: 'XTAP_ACCESS_TOKEN does not say when it expires' };
  const [left, at] = [expiresAt - now(), isoTime(expiresAt)];
  if (left >= fiveMinutesMs) return ok(`XTAP_ACCESS_TOKEN expires ${at}`);
  const trouble = left <= 0 ? `expired ${at}` : `expires ${at}, in less than five minutes`;
  const wayOut = 'set a new one, or unset it for an identity that renews its own (--auth)';
  return { status: 'warning', message: `XTAP_ACCESS_TOKEN ${trouble}: ${wayOut}` };
}

async function checkPermissions({ tokens }: Connection): Promise<Finding> {
  const claims = tokens && readTokenClaims(await tokens.token());
  if (!claims) return { status: 'skipped', message: 'there is no readable token' };
  const granted = new Set([...claims.roles, ...claims.scopes]);
  const reads = granted.has(permissions.readPolicy) || granted.has(permissions.writePolicy);
  if (!reads)
    return {
      status: 'warning',
      message: `the token does not name ${permissions.readPolicy}, which plan and drift need`,
    };
  if (granted.has(permissions.writePolicy)) return ok('may read and write the policy');
  return ok(`may read the policy; apply needs ${permissions.writePolicy} as well`);
}

async function checkTenant(connection: Connection, desired: DesiredState | undefined): Promise<Finding> {
  if (!desired) return { status: 'skipped', message: 'no configuration says which tenant is meant' };
  await requireTenant(connection, desired.tenantId);
  return ok(desired.tenantId);
}

async function checkPolicy({ context }: Connection): Promise<Finding> {
  await readPolicy(context);
  return ok('the cross-tenant access policy can be read');
}

async function checkClock({ context }: Connection, { now }: Surroundings): Promise<Finding> {
  const { date } = await read(context, { method: 'GET', path: policyPath }, anyObject);
  if (date === undefined) return { status: 'skipped', message: 'the answer has no date' };
  const skew = Math.round(Math.abs(now() - date) / 1000);
  if (skew * 1000 < fiveMinutesMs) return ok(`${skew} s off`);
  return { status: 'warning', message: `this machine's clock is ${skew} s off; tokens may be refused` };
}

/** What could not be checked is no success. */
async function checkDomains({ context }: Connection, desired: DesiredState | undefined): Promise<Finding> {
  if (!desired) return { status: 'skipped', message: 'no configuration' };
  const unchecked: string[] = [];
  const findings = await checkOnline(desired, context, { note: (text) => unchecked.push(text) });
  if (findings.length + unchecked.length === 0)
    return ok('every domain and application id is what it should be, as far as can be seen');
  const worst = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'warning';
  return { status: worst, message: [...findings.map(({ message }) => message), ...unchecked].join('; ') };
}

function ok(message: string): Finding {
  return { status: 'ok', message };
}
