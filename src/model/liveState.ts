import type { ApiVersion, Cloud } from './cloud.ts';
import type { Json, JsonObject } from './json.ts';
import type { TenantId } from './tenantId.ts';

/** Canonical values by the name of the setting. An inherited or missing setting has no entry. */
export type SettingValues = Readonly<Record<string, Json>>;

export interface LivePartner {
  readonly tenantId: TenantId;
  readonly settings: SettingValues;
  /** What Graph takes only in the request that creates a partner, without the values that it sets by itself. */
  readonly onCreation: SettingValues;
  readonly isInMultiTenantOrganization: boolean;
  /** Members that the field table does not know, without annotations and nulls. Shown on deletion, never written. */
  readonly others: JsonObject;
}

/** A tenant's complete live cross-tenant access policy. A read that fails in part gives no LiveState. */
export interface LiveState {
  readonly source: 'graph' | 'snapshot';
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  /** Undefined only if a snapshot does not contain it. */
  readonly policy: SettingValues | undefined;
  readonly default: SettingValues | undefined;
  /** The `id` of the policy root, if Graph sent one. */
  readonly policyId?: string;
  /** True if Graph reports that the tenant default was never changed. */
  readonly isServiceDefault?: boolean;
  /** Settings of partners that were not read. */
  readonly unread?: readonly string[];
  /** Sorted by tenantId. */
  readonly partners: readonly LivePartner[];
}

/** Everything of a partner that a request of xtap can have written. */
export function writtenValues({ settings, onCreation }: LivePartner): SettingValues {
  return { ...settings, ...onCreation };
}

/** Lays values over others. An inherited setting has no entry. */
export function overlaySettings(values: SettingValues | undefined, over: SettingValues | null): SettingValues {
  return Object.fromEntries(Object.entries({ ...values, ...over }).filter(([, value]) => value !== null));
}
