import type { Resource } from './plan.ts';
import type { TenantId } from './tenantId.ts';

/** What the audit log says of one drifted partner, or of the default or the policy. Names are third-party text. */
export interface Attribution {
  readonly tenantId?: TenantId;
  readonly resource?: Resource;
  /** Oldest first; `at` is an ISO time. */
  readonly events: readonly {
    readonly at: string;
    readonly activity: string;
    readonly who?: string;
    readonly application?: string;
  }[];
}

/** Why a part of the audit log was not read. */
export type UnreadReason = 'timeout' | 'interrupted' | 'no-permission' | 'failed';

/** The part of the audit log that was wanted and not read, or not completely: both are ISO times. */
export interface UnreadLog {
  readonly reason: UnreadReason;
  readonly from: string;
  readonly to: string;
}

/** What the audit log says, and what of it is missing. */
export interface AttributionReading {
  readonly attributions: readonly Attribution[];
  readonly notRead?: UnreadLog;
}
