import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type { GuardLimits, UndeclaredPartners, UndeclaredSettings } from '../../model/desiredState.ts';
import type { Setting } from '../../model/fieldTable.ts';
import type { Position } from '../../model/position.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SettingValue } from './codecs/setting.ts';
import type { Places } from './yaml/places.ts';

/** A value and where it is written. */
export interface Located<T> {
  readonly value: T;
  readonly position: Position;
}

/** A setting as one place declares it. `position` is its key; `places` finds what lies inside of it. */
export interface SourceSetting {
  readonly row: Setting;
  readonly content: SettingValue;
  readonly position: Position;
  readonly places: Places;
}

export type SourceSettings = ReadonlyMap<string, SourceSetting>;

export interface SourceProfile {
  readonly name: string;
  readonly position: Position;
  readonly settings: SourceSettings;
  readonly complete: boolean;
}

/** What people write about a partner for each other. */
export interface PartnerLabels {
  readonly name?: string;
  readonly domain?: string;
  readonly owner?: string;
  readonly ticket?: string;
}

export interface SourcePartner {
  readonly position: Position;
  readonly tenantId?: Located<TenantId>;
  readonly state?: Located<'present' | 'absent'>;
  readonly labels: PartnerLabels;
  readonly domainPosition?: Position;
  readonly reviewBy?: Located<string>;
  readonly undeclaredSettings?: Located<UndeclaredSettings>;
  /** In the order in which they are named: later ones win. */
  readonly profiles: readonly Located<string>[];
  readonly settings: SourceSettings;
  /** False where something in it was wrong, so that a rule about what is missing must not speak. */
  readonly complete: boolean;
}

/** What the user wrote, over all files and documents, as far as it could be read; positions everywhere. */
export interface SourceConfiguration {
  readonly tenant?: Located<TenantId>;
  readonly cloud?: Located<Cloud>;
  readonly api?: Located<ApiVersion>;
  readonly undeclaredPartners?: Located<UndeclaredPartners>;
  readonly undeclaredSettings?: Located<UndeclaredSettings>;
  readonly guards: Partial<GuardLimits>;
  readonly protected: readonly Located<TenantId>[];
  readonly policy: SourceSettings;
  readonly default: SourceSettings;
  readonly profiles: ReadonlyMap<string, SourceProfile>;
  readonly partners: readonly SourcePartner[];
  /** Where each key that stands once stands, whether its value was right or not. */
  readonly once: ReadonlyMap<string, Position>;
  readonly files: readonly string[];
  /** False where a file could not be read as YAML: what is missing may be in there. */
  readonly complete: boolean;
}
