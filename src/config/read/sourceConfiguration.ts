import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type {
  GuardLimits,
  IgnoredPartner,
  SilenceableCode,
  UndeclaredPartners,
  UndeclaredSettings,
  UnmanagedResource,
  Waiver,
} from '../../model/desiredState.ts';
import type { Position } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { SettingValue } from './codecs/setting.ts';
import type { Places } from './yaml/places.ts';

/** A value and its position. */
export interface Located<T> {
  readonly value: T;
  readonly position: Position;
}

/** A label of an id. */
export interface SourceName {
  readonly id: TenantId;
  readonly label: string;
}

/** A setting as declared at one place. `position` is that of its key; `places` locates the values inside it. */
export interface SourceSetting {
  readonly row: Setting;
  readonly content: SettingValue;
  readonly position: Position;
  readonly places: Places;
  /** The profile that declares it, if a profile does. */
  readonly profile?: string;
}

export type SourceSettings = ReadonlyMap<string, SourceSetting>;

export interface SourceProfile {
  readonly name: string;
  readonly position: Position;
  readonly settings: SourceSettings;
  readonly complete: boolean;
}

/** Labels of a partner for readers of the configuration. */
export interface PartnerLabels {
  readonly name?: string;
  readonly domain?: string;
  readonly owner?: string;
  readonly ticket?: string;
  readonly notes?: string;
}

export interface SourcePartner {
  readonly position: Position;
  readonly tenantId?: Located<TenantId>;
  readonly state?: Located<'present' | 'absent'>;
  readonly labels: PartnerLabels;
  readonly domainPosition?: Position;
  readonly reviewBy?: Located<string>;
  readonly undeclaredSettings?: Located<UndeclaredSettings>;
  readonly unmanaged: readonly string[];
  /** In the order of the list: later ones override. */
  readonly profiles: readonly Located<string>[];
  readonly settings: SourceSettings;
  readonly waivers: readonly Waiver[];
  /** False if a part was invalid: then rules must not report missing keys. */
  readonly complete: boolean;
}

/** The configuration as written, over all files and documents, as far as it is readable, with positions. */
export interface SourceConfiguration {
  readonly tenant?: Located<TenantId>;
  readonly cloud?: Located<Cloud>;
  readonly api?: Located<ApiVersion>;
  readonly undeclaredPartners?: Located<UndeclaredPartners>;
  readonly undeclaredSettings?: Located<UndeclaredSettings>;
  readonly guards: Partial<GuardLimits>;
  readonly protected: readonly Located<TenantId>[];
  readonly ignored: readonly Located<IgnoredPartner>[];
  readonly unmanaged: readonly UnmanagedResource[];
  readonly silence: readonly SilenceableCode[];
  readonly names: readonly SourceName[];
  readonly policy: SourceSettings;
  readonly default: SourceSettings;
  readonly profiles: ReadonlyMap<string, SourceProfile>;
  readonly partners: readonly SourcePartner[];
  /** Of the first key `partners`. */
  readonly partnersPosition?: Position;
  readonly waivers: Readonly<Record<'default' | 'policy', readonly Waiver[]>>;
  /** The position of each key that may occur only once, also if its value was invalid. */
  readonly once: ReadonlyMap<string, Position>;
  readonly files: readonly string[];
  /** False if a file is not valid YAML: it may contain the keys that seem to be missing. */
  readonly complete: boolean;
}
