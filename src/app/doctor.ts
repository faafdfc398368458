/*
 * The use case behind doctor: one check after the other, each with what to do. A check that fails does not hide the
 * others, except where they could only fail for the same reason: without an identity, for instance, the first message is
 * the only one. And xtap reads nothing from a tenant that is not the configured one.
 */
import { azureCliLimit } from '../graph/identity/azureCli.ts';
import { holderOf, readTokenClaims } from '../graph/identity/tokenClaims.ts';
import { readPolicy } from '../graph/readLive.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { type ErrorCode, XtapError } from '../model/errors.ts';
import type { GraphTransport } from '../model/graphPort.ts';
import { permissions } from '../model/permissions.ts';
import { checkOnline } from './checkOnline.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import { requireTenant } from './requireTenant.ts';
import { isoTime, type RunContext } from './runContext.ts';

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

/** Failures after which the other checks say nothing new: why they are skipped. */
const stops: Partial<Readonly<Record<ErrorCode, string>>> = {
  'credential-unavailable': 'not checked: there is no identity',
  'wrong-tenant': 'not checked: xtap reads nothing from another tenant',
  'graph-unauthorized': 'not checked: Graph did not accept the token',
  'graph-request-failed': 'not checked: an earlier request to Graph failed',
  'bad-answer': 'not checked: an earlier answer of Graph was not usable',
};

/** Entra ID refuses tokens beyond five minutes of skew; one that is good for less may end in the middle of a run. */
const fiveMinutesMs = 300_000;

export async function examine(
  request: {
    readonly desired: DesiredState | undefined;
    readonly cloud: Cloud | undefined;
    readonly graph: GraphOptions;
  },
  runContext: RunContext,
): Promise<Examination> {
  const { desired } = request;
  const where: { cloud: Cloud; apiVersion: ApiVersion } = desired ?? {
    cloud: request.cloud ?? 'global',
    apiVersion: 'v1.0',
  };
  const { connection, lastDate } = watchDates(
    await connect({ ...where, tenantId: desired?.tenantId }, request.graph, runContext),
  );
  const checks: Check[] = [];
  let problem: ErrorCode | undefined;
  let stopped: string | undefined;
  const steps: readonly (readonly [string, () => Promise<Finding>])[] = [
    ['endpoint', async () => ok(`${connection.target.origin} (${where.cloud}, ${where.apiVersion})`)],
    ['identity', () => checkIdentity(connection)],
    ...(isBroughtAlong(runContext) ? ([['token', () => checkToken(connection, runContext)]] as const) : []),
    ['permissions', () => checkPermissions(connection)],
    ['tenant', () => checkTenant(connection, desired)],
    ['policy', () => checkPolicy(connection)],
    ['clock', async () => checkClock(lastDate(), runContext) ?? skipped(stopped ?? 'Graph named no time')],
    ['domains', () => checkDomains(connection, desired)],
  ];
  for (const [check, step] of steps) {
    // The clock is compared with answers that are there: a wrong clock is a reason to refuse a token.
    if (stopped !== undefined && (check !== 'clock' || problem === 'wrong-tenant')) {
      checks.push({ check, ...skipped(stopped) });
      continue;
    }
    try {
      checks.push({ check, ...(await step()) });
    } catch (error) {
      if (!(error instanceof XtapError) || error.code === 'interrupted' || error.code === 'terminated') throw error;
      problem ??= error.code;
      stopped ??= stops[error.code];
      checks.push({ check, status: 'failed', message: error.message });
    }
  }
  return { checks, problem };
}

/** The connection, and the time in the last answer of Graph, refusals included: milliseconds since 1970. */
function watchDates(connection: Connection): {
  readonly connection: Connection;
  readonly lastDate: () => number | undefined;
} {
  let last: number | undefined;
  const transport: GraphTransport = {
    ...connection.transport,
    send: async (request, options) => {
      const response = await connection.transport.send(request, options);
      last = response.date ?? last;
      return response;
    },
  };
  return {
    connection: { ...connection, transport, context: { ...connection.context, transport } },
    lastDate: () => last,
  };
}

async function checkIdentity({ tokens }: Connection): Promise<Finding> {
  if (!tokens) return skipped('no token is needed on loopback');
  const claims = readTokenClaims(await tokens.token());
  if (!claims) {
    return { status: 'warning', message: 'xtap has a token but cannot read its claims; it asks Graph for the tenant' };
  }
  return ok(`application ${claims.applicationId ?? 'unknown'} in tenant ${claims.tenantId ?? 'unknown'}`);
}

/** Every other token is renewed in time. */
function isBroughtAlong({ env }: RunContext): boolean {
  return (env.XTAP_ACCESS_TOKEN ?? '').trim() !== '';
}

async function checkToken({ tokens }: Connection, { wallNow }: RunContext): Promise<Finding> {
  const { expiresAt } = (tokens && readTokenClaims(await tokens.token())) ?? {};
  if (expiresAt === undefined) return skipped('XTAP_ACCESS_TOKEN does not say when it expires');
  const [left, at] = [expiresAt - wallNow(), isoTime(expiresAt)];
  if (left >= fiveMinutesMs) return ok(`XTAP_ACCESS_TOKEN expires ${at}`);
  const trouble = left <= 0 ? `expired ${at}` : `expires ${at}, in less than five minutes`;
  const wayOut = 'set a new one, or unset it for an identity that renews its own (--auth)';
  return { status: 'warning', message: `XTAP_ACCESS_TOKEN ${trouble}: ${wayOut}` };
}

async function checkPermissions({ tokens }: Connection): Promise<Finding> {
  const holder = tokens && holderOf(await tokens.token());
  if (!holder) return skipped('there is no token that xtap can read');
  const granted = new Set(holder.permissions);
  if (granted.has(permissions.writePolicy)) return ok('the token may read and write the policy');
  if (granted.has(permissions.readPolicy)) {
    return ok(`the token may read the policy; apply also needs ${permissions.writePolicy}`);
  }
  const lack = `the token does not name ${permissions.readPolicy}, which plan and drift need`;
  // The check of the policy says it all.
  const limit = azureCliLimit(holder) === undefined ? '' : '; the Azure CLI probably cannot get this permission';
  return { status: 'warning', message: `${lack}${limit}` };
}

async function checkTenant(connection: Connection, desired: DesiredState | undefined): Promise<Finding> {
  if (!desired) return skipped('there is no configuration to compare the tenant with');
  await requireTenant(connection, desired.tenantId);
  return ok(desired.tenantId);
}

async function checkPolicy({ context }: Connection): Promise<Finding> {
  await readPolicy(context);
  return ok('the cross-tenant access policy can be read');
}

function checkClock(date: number | undefined, { wallNow }: RunContext): Finding | undefined {
  if (date === undefined) return undefined;
  const skew = Math.round(Math.abs(wallNow() - date) / 1000);
  if (skew * 1000 < fiveMinutesMs) return ok(`${skew} s off`);
  return { status: 'warning', message: `the clock of this machine is ${skew} s off; Graph may refuse tokens` };
}

/** Domains that xtap could not check are a warning. */
async function checkDomains({ context }: Connection, desired: DesiredState | undefined): Promise<Finding> {
  if (!desired) return skipped('there is no configuration');
  const unchecked: string[] = [];
  const findings = await checkOnline(desired, context, { note: (text) => unchecked.push(text) });
  if (findings.length + unchecked.length === 0)
    return ok('every domain belongs to its tenant, and every application id that xtap can look up exists');
  const worst = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'warning';
  return { status: worst, message: [...findings.map(({ message }) => message), ...unchecked].join('; ') };
}

function skipped(message: string): Finding {
  return { status: 'skipped', message };
}

function ok(message: string): Finding {
  return { status: 'ok', message };
}
