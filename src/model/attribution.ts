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
