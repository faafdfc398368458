import type { ApplyReport, RequestOutcome } from '../../../src/model/report.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { digest, tenant } from './samplePlan.ts';

export function outcome(number: number, part: Partial<RequestOutcome> = {}): RequestOutcome {
  return {
    tenantId: tenant(number),
    resource: 'partner',
    action: 'update',
    method: 'PATCH',
    url: `/policies/crossTenantAccessPolicy/partners/${tenant(number)}`,
    status: 'applied',
    httpStatus: 204,
    requestId: `request-${number}`,
    ...part,
  };
}

export function reportOf(outcomes: readonly RequestOutcome[], notShown: ApplyReport['notShown'] = []): ApplyReport {
  const amount = (status: RequestOutcome['status']) => outcomes.filter((each) => each.status === status).length;
  return {
    planDigest: digest,
    converged: notShown.length === 0 && amount('applied') + amount('already-satisfied') === outcomes.length,
    summary: {
      applied: amount('applied'),
      alreadySatisfied: amount('already-satisfied'),
      stale: amount('stale'),
      failed: amount('failed'),
      unknown: amount('unknown'),
      notAttempted: amount('not-attempted'),
    },
    outcomes,
    notShown,
    calls: { get: 4, post: 0, patch: outcomes.length, put: 0, delete: 0, retries: 1 },
  };
}

/** One outcome of every kind, and a write that reads do not show. */
export const sampleReport: ApplyReport = reportOf(
  [
    outcome(1),
    outcome(2, { status: 'already-satisfied', method: 'POST', action: 'create', httpStatus: 409 }),
    outcome(3, { status: 'stale', error: 'inboundTrust was changed by somebody else since the plan was made' }),
    outcome(4, { status: 'failed', httpStatus: 403, error: 'Authorization_RequestDenied: Insufficient privileges' }),
    outcome(5, { status: 'unknown', error: 'the connection was lost, and so was the read that followed' }),
    outcome(6, { status: 'not-attempted', error: 'depends on the change of the default settings' }),
  ],
  [{ tenantId: tenant(1), resource: 'partner', setting: 'inboundTrust' }],
);

export function names(tenantId: TenantId): string {
  return tenantId === tenant(4) ? 'Woodgrove Bank' : tenantId;
}
