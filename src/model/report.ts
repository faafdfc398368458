import type { Action, PlannedRequest, Resource } from './plan.ts';
import type { TenantId } from './tenantId.ts';

/** How one request of an apply ended. Exactly one of six; `unknown` only where nobody could find out. */
export type OutcomeStatus = 'applied' | 'already-satisfied' | 'stale' | 'failed' | 'unknown' | 'not-attempted';

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
  /** Why, for every status but `applied` and `already-satisfied`. */
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

export interface ApplyReport {
  readonly planDigest: string;
  /** Every outcome is applied or already-satisfied, and the written settings have been seen. */
  readonly converged: boolean;
  readonly summary: ReportSummary;
  readonly outcomes: readonly RequestOutcome[];
  /** Written settings that no read has shown, within the verify budget. */
  readonly notShown: readonly { readonly tenantId?: TenantId; readonly resource: Resource; readonly setting: string }[];
  /** Why there was no read to show them: then nothing is known of what is in `notShown`. */
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
