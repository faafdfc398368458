/* The live values that pull takes over into a configuration. */
import type { Impact } from './plan.ts';
import type { TenantId } from './tenantId.ts';

export interface AcceptedChanges {
  readonly added: readonly AcceptedPartner[];
  readonly changed: readonly AcceptedPartner[];
  readonly removed: readonly AcceptedPartner[];
  /** Names of settings. */
  readonly default: readonly string[];
  readonly policy: readonly string[];
  readonly defaultImpact: Impact;
  readonly policyImpact: Impact;
}

export interface AcceptedPartner {
  readonly tenantId: TenantId;
  readonly name?: string;
  /** Of the step from what was declared to what is live, as drift judges it. */
  readonly impact: Impact;
  /** The settings that change; missing for an entry that is added or removed. */
  readonly settings?: readonly string[];
  /** Of an added partner: a tombstone until now, so that the next apply would have deleted the partner. */
  readonly wasAbsent?: true;
}
