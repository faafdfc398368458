import type { ApiVersion, Cloud } from './cloud.ts';
import type { Json } from './json.ts';
import type { Position } from './position.ts';
import type { TenantId } from './tenantId.ts';

export type UndeclaredPartners = 'report' | 'ignore' | 'delete';
export const undeclaredPartnersByStrictness: readonly UndeclaredPartners[] = ['delete', 'ignore', 'report'];
/** From the loosest to the strictest. */
export const undeclaredSettingsByStrictness = ['ignore', 'broader', 'report', 'inherit'] as const;
export type UndeclaredSettings = (typeof undeclaredSettingsByStrictness)[number];

/** What `unmanaged` accepts at the top of a configuration. */
export const unmanagedResources = ['default', 'policy'] as const;
export type UnmanagedResource = (typeof unmanagedResources)[number];

/** The warnings that `silence` accepts: none of them is about safety. */
export const silenceableCodes = ['redundant-setting', 'partner-without-settings', 'review-overdue'] as const;
export type SilenceableCode = (typeof silenceableCodes)[number];

/** `default`: access broader than the tenant default is a difference for drift. `any`: it is not. */
export const ignoredAccess = ['default', 'any'] as const;

/** A partner that others manage: xtap sends nothing to it and never deletes it. */
export interface IgnoredPartner {
  readonly tenantId: TenantId;
  readonly reason: string;
  readonly access: (typeof ignoredAccess)[number];
}

/**
 * The declaration of one setting. `value`: only the declared members, canonical; the planner adds the others.
 * `inherit`: the default applies. `absent`: the object of the setting's own endpoint does not exist.
 */
export type Declaration = DeclarationPlace &
  (
    | { readonly state: 'value'; readonly value: Json; readonly position: Position }
    | { readonly state: 'inherit' | 'absent'; readonly position: Position }
  );

interface DeclarationPlace {
  /** The profile that declares the setting; undefined if the resource itself declares it. */
  readonly profile?: string;
  /** Members that are not on the line of the setting, by path: `isMfaAccepted`, `userSyncInbound.isSyncAllowed`. */
  readonly members?: ReadonlyMap<string, Position>;
}

/** Excuses a finding of one rule on one subject, until a day. */
export interface Waiver {
  readonly rule: string;
  readonly reason: string;
  /** ISO date (YYYY-MM-DD): the last day, in UTC. */
  readonly until: string;
  /** A label of the author, not evidence. */
  readonly approvedBy?: string;
  readonly position: Position;
}

/** Whether a waiver excuses more than the earlier waivers of the same subject: another rule, or a later end. */
export function isNewWaiver({ rule, until }: Waiver, earlier: readonly Waiver[]): boolean {
  return !earlier.some((other) => other.rule === rule && other.until >= until);
}

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
  readonly notes?: string;
  /** ISO date (YYYY-MM-DD). */
  readonly reviewBy?: string;
  readonly undeclaredSettings: UndeclaredSettings;
  /** Names of settings whose undeclared members are accepted as they are. */
  readonly unmanaged: ReadonlySet<string>;
  /** With `undeclaredSettings: inherit`, every inheritable setting without a declaration is declared `inherit` here. */
  readonly settings: Declarations;
  readonly waivers?: readonly Waiver[];
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

/** The file that sets each limit. A limit without a file has its default value. */
export interface LimitFiles {
  readonly guards: Readonly<Partial<Record<keyof GuardLimits, string>>>;
  readonly protected: ReadonlyMap<TenantId, string>;
  readonly ignored: ReadonlyMap<TenantId, string>;
  readonly undeclaredPartners?: string;
}

/** The limits that one file, or one document of it, sets. */
export interface GivenLimits {
  /** Undefined for the default limits. */
  readonly file?: string | undefined;
  readonly guards: Partial<GuardLimits>;
  readonly protected: readonly TenantId[];
  readonly ignored: readonly IgnoredPartner[];
  readonly undeclaredPartners?: UndeclaredPartners | undefined;
}

/** A configuration after reading, checking and resolving: profiles applied, short forms expanded, values canonical. */
export interface DesiredState {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly undeclaredPartners: UndeclaredPartners;
  /** What applies to partners that do not say it themselves, and to the tenant default and the policy root. */
  readonly undeclaredSettings: UndeclaredSettings;
  /** Resources that are not watched. */
  readonly unmanaged: ReadonlySet<UnmanagedResource>;
  readonly ignored: ReadonlyMap<TenantId, IgnoredPartner>;
  readonly silence: ReadonlySet<SilenceableCode>;
  /** Labels of users, groups, applications and tenants by id; the branded form is that of every id here. */
  readonly names: ReadonlyMap<TenantId, string>;
  /** The position of `undeclaredPartners`: reported as the cause of the deletions that it makes. */
  readonly undeclaredPartnersPosition?: Position;
  readonly protected: ReadonlySet<TenantId>;
  readonly guards: GuardLimits;
  readonly limitFiles?: LimitFiles;
  /** In a base: limits of files outside the given paths, with their current values. They also apply to the head. */
  readonly limitsKept?: readonly GivenLimits[];
  readonly policy: Declarations;
  readonly default: Declarations;
  /** The waivers of `default` and of `policy`; those of partners are on the partners. */
  readonly waivers?: Readonly<Record<'default' | 'policy', readonly Waiver[]>>;
  readonly partners: readonly DesiredPartner[];
  /** The lines of these keys, for findings that no line of a setting decides. */
  readonly keyPositions?: Readonly<Partial<Record<'tenant' | 'default' | 'policy' | 'partners', Position>>>;
  /** The names of its files as shown to the user, sorted. */
  readonly files: readonly string[];
  /** The paths that the user named: `configs/`, or several. */
  readonly sourceName: string;
}

/**
 * The names of partners; if several configurations name a partner, the last one counts, and a name counts before a
 * label.
 */
export function declaredNames(
  configurations: readonly Pick<DesiredState, 'partners' | 'names'>[],
): ReadonlyMap<TenantId, string> {
  const labels = configurations.flatMap(({ names }) => [...names]);
  const partners = configurations.flatMap((configuration) => configuration.partners);
  const own = partners.flatMap(({ tenantId, name }) => (name === undefined ? [] : [[tenantId, name] as const]));
  return new Map([...labels, ...own]);
}
