import type { ApiVersion, Cloud } from './cloud.ts';
import type { Json } from './json.ts';
import type { Position } from './position.ts';
import type { TenantId } from './tenantId.ts';

export type UndeclaredPartners = 'report' | 'ignore' | 'delete';
export const undeclaredPartnersByStrictness: readonly UndeclaredPartners[] = ['delete', 'ignore', 'report'];
export type UndeclaredSettings = 'ignore' | 'report' | 'inherit';

/**
 * What the configuration says of one setting, canonical. `value`: the declared members alone, the rest is laid under
 * it while planning. `inherit`: the default applies. `absent`: the object behind the setting does not exist.
 */
export type Declaration =
  | { readonly state: 'value'; readonly value: Json; readonly position: Position }
  | { readonly state: 'inherit' | 'absent'; readonly position: Position };

/** By the name of the setting. */
export type Declarations = ReadonlyMap<string, Declaration>;

export interface DesiredPartner {
  readonly tenantId: TenantId;
  readonly state: 'present' | 'absent';
  readonly name?: string;
  readonly domain?: string;
  readonly domainPosition?: Position;
  readonly owner?: string;
  readonly ticket?: string;
  /** ISO date (YYYY-MM-DD). */
  readonly reviewBy?: string;
  readonly undeclaredSettings: UndeclaredSettings;
  /** With `undeclaredSettings: inherit` resolved: every inheritable setting that is not named is declared `inherit`. */
  readonly settings: Declarations;
  readonly position: Position;
}

export interface GuardLimits {
  readonly maxDeletes: number;
  readonly maxDeletePercent: number;
  readonly maxChangePercent: number;
}

export const guardLimitNames = [
  'maxDeletes',
  'maxDeletePercent',
  'maxChangePercent',
] as const satisfies readonly (keyof GuardLimits)[];

/** The file that sets each limit. A limit without a file is the usual one. */
export interface LimitFiles {
  readonly guards: Readonly<Partial<Record<keyof GuardLimits, string>>>;
  readonly protected: ReadonlyMap<TenantId, string>;
  readonly undeclaredPartners?: string;
}

/** What one file, or one document of it, limits. */
export interface GivenLimits {
  /** Undefined for the usual limits. */
  readonly file?: string | undefined;
  readonly guards: Partial<GuardLimits>;
  readonly protected: readonly TenantId[];
  readonly undeclaredPartners?: UndeclaredPartners | undefined;
}

/** A configuration, read, checked and resolved: profiles applied, short forms expanded, values canonical. */
export interface DesiredState {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly undeclaredPartners: UndeclaredPartners;
  /** What applies to partners that do not say it themselves. */
  readonly undeclaredSettings?: UndeclaredSettings;
  /** Where `undeclaredPartners` stands; the place to name for what it deletes. */
  readonly undeclaredPartnersPosition?: Position;
  readonly protected: ReadonlySet<TenantId>;
  readonly guards: GuardLimits;
  readonly limitFiles?: LimitFiles;
  /** Of a base: limits of files outside the given paths, as these files give them now. The head still has them. */
  readonly limitsKept?: readonly GivenLimits[];
  readonly policy: Declarations;
  readonly default: Declarations;
  readonly partners: readonly DesiredPartner[];
  /** The files it came from, as shown to people, sorted. */
  readonly files: readonly string[];
  /** What the user named: `configs/`, or several paths. */
  readonly label: string;
}

/** What partners are called; the last one to name a partner wins. */
export function declaredNames(
  configurations: readonly Pick<DesiredState, 'partners'>[],
): ReadonlyMap<TenantId, string> {
  const partners = configurations.flatMap((configuration) => configuration.partners);
  return new Map(partners.flatMap(({ tenantId, name }) => (name === undefined ? [] : [[tenantId, name] as const])));
}
