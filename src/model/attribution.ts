import type { Resource } from './plan.ts';
import type { TenantId } from './tenantId.ts';

/** The audit log's events for one drifted partner, the default or the policy. Names are third-party text. */
export interface Attribution {
  readonly tenantId?: TenantId;
  readonly resource?: Resource;
  /** Oldest first; `at` is an ISO time. */
  readonly events: readonly {
    readonly at: string;
    readonly activity: string;
    readonly who?: string;
    readonly application?: string;
    /** The request came from xtap: an apply or a correction. */
    readonly byXtap?: true;
  }[];
}

/** Why a part of the audit log was not read. */
export type UnreadReason = 'timeout' | 'interrupted' | 'no-permission' | 'failed';

/** The period of the audit log that was not read, or not completely. Both ends are ISO times. */
export interface UnreadLog {
  readonly reason: UnreadReason;
  readonly from: string;
  readonly to: string;
}

/** The events of the audit log, and the period that could not be read. */
export interface AttributionReading {
  readonly attributions: readonly Attribution[];
  readonly notRead?: UnreadLog;
}
