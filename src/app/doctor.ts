/*
 * The use case behind doctor: runs its checks in order. A failed check does not hide the others, unless they could only
 * fail for the same reason: without an identity, for example, they are skipped. And xtap reads nothing from a tenant
 * that is not the configured one.
 */
import { azureCliLimit } from '../graph/identity/azureCli.ts';
import { holderOf, isPersonalToken, readTokenClaims, type TokenClaims } from '../graph/identity/tokenClaims.ts';
import { readPolicy } from '../graph/readLive.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { DoctorCheck, DoctorReport } from '../model/doctorReport.ts';
import { type ErrorCode, XtapError } from '../model/errors.ts';
import type { GraphTransport } from '../model/graphPort.ts';
import { permissions } from '../model/permissions.ts';
import { checkOnline } from './checkOnline.ts';
import { type Connection, connect, type GraphOptions, requireTenant } from './connect.ts';
import { describeToken } from './describeToken.ts';
import { isoTime, type RunContext } from './runContext.ts';

type CheckResult = Pick<DoctorCheck, 'status' | 'message'>;

/** Failures after which the other checks could find nothing new, with the reason for skipping them. */
const skipReasons: Partial<Readonly<Record<ErrorCode, string>>> = {
  'credential-unavailable': 'not checked: there is no identity',
  'wrong-tenant': 'not checked: xtap reads nothing from another tenant',
  'graph-unauthorized': 'not checked: Graph did not accept the token',
  'graph-request-failed': 'not checked: an earlier request to Graph failed',
  'bad-answer': 'not checked: an earlier answer of Graph was not usable',
};

/** Entra ID refuses tokens at a clock skew above five minutes; a token valid for less may expire during a run. */
const fiveMinutesMs = 300_000;

export async function runDoctor(
  request: {
    readonly desired: DesiredState | undefined;
    readonly cloud: Cloud | undefined;
    readonly graph: GraphOptions;
  },
  runContext: RunContext,
): Promise<DoctorReport> {
  const { desired } = request;
  const where: { cloud: Cloud; apiVersion: ApiVersion } = desired ?? {
    cloud: request.cloud ?? 'global',
    apiVersion: 'v1.0',
  };
  const { connection, lastDate } = watchDates(
    await connect({ ...where, tenantId: desired?.tenantId }, { ...request.graph, namesSurplus: false }, runContext),
  );
  const checks: DoctorCheck[] = [];
  let claims: TokenClaims | undefined;
  let problem: ErrorCode | undefined;
  let skipReason: string | undefined;
  const steps: readonly (readonly [string, () => Promise<CheckResult>])[] = [
    ['endpoint', async () => ok(`${connection.target.origin} (${where.cloud}, ${where.apiVersion})`)],
    [
      'identity',
      async () => {
        claims = connection.tokens && readTokenClaims(await connection.tokens.token());
        return checkIdentity(connection, claims);
      },
    ],
    ...(usesGivenToken(runContext) ? ([['token', () => checkToken(connection, runContext)]] as const) : []),
    ['permissions', () => checkPermissions(connection)],
    ['tenant', () => checkTenant(connection, desired)],
    ['policy', () => checkPolicy(connection)],
    ['clock', async () => checkClock(lastDate(), runContext) ?? skipped(skipReason ?? 'Graph named no time')],
    ['domains', () => checkDomains(connection, desired)],
  ];
  for (const [check, step] of steps) {
    // The clock is checked also after a failure: a wrong clock may be the reason why Graph refused the token.
    if (skipReason !== undefined && (check !== 'clock' || problem === 'wrong-tenant')) {
      checks.push({ check, ...skipped(skipReason) });
      continue;
    }
    try {
      checks.push({ check, ...(await step()) });
    } catch (error) {
      if (!(error instanceof XtapError) || error.code === 'interrupted' || error.code === 'terminated') throw error;
      problem ??= error.code;
      skipReason ??= skipReasons[error.code];
      checks.push({ check, status: 'failed', message: error.message });
    }
  }
  return { checks, ...describeToken(claims), problem };
}

/** Records the time of the last answer of Graph, refusals included, in milliseconds since 1970. */
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

function checkIdentity({ tokens }: Connection, claims: TokenClaims | undefined): CheckResult {
  if (!tokens) return skipped('no token is needed on loopback');
  if (!claims) {
    return { status: 'warning', message: 'xtap has a token but cannot read its claims; it asks Graph for the tenant' };
  }
  const { applicationId = 'unknown', tenantId = 'unknown' } = claims;
  const holder = `application ${applicationId} in tenant ${tenantId}`;
  return ok(isPersonalToken(claims) ? `a person, signed in with ${holder}` : holder);
}

/** xtap renews every other token in time. */
function usesGivenToken({ env }: RunContext): boolean {
  return (env.XTAP_ACCESS_TOKEN ?? '').trim() !== '';
}

async function checkToken({ tokens }: Connection, { wallNow }: RunContext): Promise<CheckResult> {
  const { expiresAt } = (tokens && readTokenClaims(await tokens.token())) ?? {};
  if (expiresAt === undefined) return skipped('XTAP_ACCESS_TOKEN does not say when it expires');
  const [left, at] = [expiresAt - wallNow(), isoTime(expiresAt)];
  if (left >= fiveMinutesMs) return ok(`XTAP_ACCESS_TOKEN expires ${at}`);
  const expiry = left <= 0 ? `expired ${at}` : `expires ${at}, in less than five minutes`;
  const advice = 'set a new one, or unset it for an identity that renews its own (--auth)';
  return { status: 'warning', message: `XTAP_ACCESS_TOKEN ${expiry}: ${advice}` };
}

async function checkPermissions({ tokens }: Connection): Promise<CheckResult> {
  const holder = tokens && holderOf(await tokens.token());
  if (!holder) return skipped('there is no token that xtap can read');
  const granted = new Set(holder.permissions);
  if (granted.has(permissions.writePolicy)) return ok('the token may read and write the policy');
  if (granted.has(permissions.readPolicy)) {
    return ok(`the token may read the policy; apply also needs ${permissions.writePolicy}`);
  }
  const missing = `the token does not name ${permissions.readPolicy}, which plan and drift need`;
  // The policy check gives the full advice.
  const limit = azureCliLimit(holder) === undefined ? '' : '; the Azure CLI probably cannot get this permission';
  return { status: 'warning', message: `${missing}${limit}` };
}

async function checkTenant(connection: Connection, desired: DesiredState | undefined): Promise<CheckResult> {
  if (!desired) return skipped('there is no configuration to compare the tenant with');
  await requireTenant(connection, desired.tenantId);
  return ok(desired.tenantId);
}

async function checkPolicy({ context }: Connection): Promise<CheckResult> {
  await readPolicy(context);
  return ok('the cross-tenant access policy can be read');
}

function checkClock(date: number | undefined, { wallNow }: RunContext): CheckResult | undefined {
  if (date === undefined) return undefined;
  const skew = Math.round(Math.abs(wallNow() - date) / 1000);
  if (skew * 1000 < fiveMinutesMs) return ok(`${skew} s off`);
  return { status: 'warning', message: `the clock of this machine is ${skew} s off; Graph may refuse tokens` };
}

/** Domains that xtap could not check are a warning. */
async function checkDomains({ context }: Connection, desired: DesiredState | undefined): Promise<CheckResult> {
  if (!desired) return skipped('there is no configuration');
  const unchecked: string[] = [];
  const findings = await checkOnline(desired, context, { note: (text) => unchecked.push(text) });
  if (findings.length + unchecked.length === 0)
    return ok('every domain belongs to its tenant, and every application id that xtap can look up exists');
  const worst = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'warning';
  return { status: worst, message: [...findings.map(({ message }) => message), ...unchecked].join('; ') };
}

function skipped(message: string): CheckResult {
  return { status: 'skipped', message };
}

function ok(message: string): CheckResult {
  return { status: 'ok', message };
}
