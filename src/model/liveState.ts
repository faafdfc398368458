import type { ApiVersion, Cloud } from './cloud.ts';
import type { Json, JsonObject } from './json.ts';
import type { TenantId } from './tenantId.ts';

/** Canonical values by the name of the setting. A setting that is inherited or not there has no entry. */
export type SettingValues = Readonly<Record<string, Json>>;

export interface LivePartner {
  readonly tenantId: TenantId;
  readonly settings: SettingValues;
  readonly isServiceProvider: boolean;
  readonly isInMultiTenantOrganization: boolean;
  /** Members that no row of the field table knows, without annotations and nulls. Never written, shown on deletion. */
  readonly others: JsonObject;
}

/** A tenant's cross-tenant access policy as it is, complete or not at all. */
export interface LiveState {
  readonly source: 'graph' | 'snapshot';
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  /** Undefined only where a snapshot has none. */
  readonly policy: SettingValues | undefined;
  readonly default: SettingValues | undefined;
  /** By tenantId. */
  readonly partners: readonly LivePartner[];
}
