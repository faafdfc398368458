import type { Json } from './json.ts';
import type { Action, PlannedRequest, Resource } from './plan.ts';
import type { TenantId } from './tenantId.ts';

/** The result of one request of an apply. `unknown`: the answer was lost, and reading did not show the result. */
export const outcomeStatuses = ['applied', 'already-satisfied', 'stale', 'failed', 'unknown', 'not-attempted'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

export interface RequestOutcome {
  readonly tenantId?: TenantId;
  readonly resource: Resource;
  readonly action: Action;
  readonly method: PlannedRequest['method'];
  /** Relative, as in the plan. */
  readonly url: string;
  readonly status: OutcomeStatus;
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** The reason, for every status except `applied` and `already-satisfied`. */
  readonly error?: string;
}

export interface CallCounts {
  readonly get: number;
  readonly post: number;
  readonly patch: number;
  readonly put: number;
  readonly delete: number;
  readonly retries: number;
}

export interface ReportSummary {
  readonly applied: number;
  readonly alreadySatisfied: number;
  readonly stale: number;
  readonly failed: number;
  readonly unknown: number;
  readonly notAttempted: number;
}

/** A live member beside written values that the plan neither declares nor sends. xtap leaves it as it is. */
export interface ReportedAddition {
  readonly tenantId?: TenantId;
  readonly resource: Resource;
  /** `inboundTrust.isCompliantNetworkAccepted` */
  readonly path: string;
  readonly value: Json;
}

export interface HiddenWrite {
  readonly tenantId?: TenantId;
  readonly resource: Resource;
  readonly setting: string;
  /** `b2bCollaborationInbound.applications`: halves that the write was to remove and the last read shows. */
  readonly kept?: readonly string[];
}

export interface ApplyReport {
  readonly planDigest: string;
  /** Every outcome is applied or already-satisfied, and a read after the last write showed the written settings. */
  readonly converged: boolean;
  readonly summary: ReportSummary;
  readonly outcomes: readonly RequestOutcome[];
  /** Written settings that no read showed before the verification timeout. */
  readonly notShown: readonly HiddenWrite[];
  /** Undefined if there are none. */
  readonly added?: readonly ReportedAddition[];
  /** Why there was no read after the last write. The state of the settings in `notShown` is then unknown. */
  readonly unverified?: string;
  readonly calls: CallCounts;
}

export function isDone({ status }: Pick<RequestOutcome, 'status'>): boolean {
  return status === 'applied' || status === 'already-satisfied';
}

export function summarizeOutcomes(outcomes: readonly RequestOutcome[]): ReportSummary {
  const count = (status: OutcomeStatus): number => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    applied: count('applied'),
    alreadySatisfied: count('already-satisfied'),
    stale: count('stale'),
    failed: count('failed'),
    unknown: count('unknown'),
    notAttempted: count('not-attempted'),
  };
}
