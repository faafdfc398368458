/*
 * The sign-ins file: cross-tenant sign-ins, reduced to what a replay needs. `signins` writes it; `replay` and
 * `discover` read it. A person is a number that means something in this file only.
 */
import type { ApiVersion, Cloud } from './cloud.ts';
import type { TenantId } from './tenantId.ts';

export const signInDirections = ['inbound', 'outbound'] as const;
export type SignInDirection = (typeof signInDirections)[number];

/** `unknown`: Graph named no type, or one that this version of xtap does not know. */
export const signInTypes = ['b2bCollaboration', 'b2bDirectConnect', 'unknown'] as const;
export type SignInType = (typeof signInTypes)[number];

/** `blocked-…`: which side's policy blocked the sign-in. `other`: it failed for another reason. */
export const signInOutcomes = ['ok', 'blocked-outbound', 'blocked-inbound', 'other'] as const;
export type SignInOutcome = (typeof signInOutcomes)[number];

export const signInKinds = ['interactiveUser', 'nonInteractiveUser'] as const;
export type SignInKind = (typeof signInKinds)[number];

/** Why a membership is unknown: too few people share it, or the members of the group could not be read. */
export const membershipReasons = ['small-cohort', 'group-not-resolved'] as const;
export type MembershipReason = (typeof membershipReasons)[number];

/** The sign-ins that xtap counts and does not judge, by reason. */
export const notJudgedReasons = [
  'serviceProvider',
  'microsoftSupport',
  'passthrough',
  'otherAccounts',
  'incomplete',
  'tenantRestriction',
] as const;
export type NotJudgedReason = (typeof notJudgedReasons)[number];

/** Sign-ins that a policy cannot tell apart. */
export interface SignInRow {
  /** The number of earlier policy changes that concern this tenant. Missing: the changes are not known. */
  readonly epoch?: number;
  readonly direction: SignInDirection;
  /** The other tenant. */
  readonly tenantId: TenantId;
  readonly type: SignInType;
  /** The client's application id. */
  readonly app: string;
  /** The resource's application id. */
  readonly resource: string;
  /** Ids that the policy names and the person belongs to, sorted; with `namesPeople` also the person's own id. */
  readonly in: readonly string[];
  /** Groups of which it is unknown whether the person is in them. */
  readonly inUnknown?: readonly UnknownMembership[];
  readonly outcome: SignInOutcome;
  /** A policy asked for MFA, whichever tenant's policy it was. Missing: the log does not say. */
  readonly mfaRequired?: boolean;
  /** Sorted numbers of people. A number is one person in the whole file. */
  readonly people: readonly number[];
  readonly signIns: number;
  /** The first and the last day, in UTC (`2026-11-30`). */
  readonly first: string;
  readonly last: string;
}

export interface UnknownMembership {
  readonly group: string;
  readonly reason: MembershipReason;
}

/** A span of the log. A `gap` could not be read: nothing is known about its sign-ins. */
export interface SignInCoverage {
  readonly kind: SignInKind;
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** Sign-ins that were read, also those that are not cross-tenant. */
  readonly events: number;
  readonly state: 'read' | 'gap';
  readonly reason?: string;
}

/** Ids whose members were looked up. `true`: all ids that the policy names; `false`: none. */
export type ResolvedIds = boolean | readonly string[];

export interface PolicyChange {
  readonly at: string;
  readonly resource: 'partner' | 'default' | 'policy';
  /** Of a partner only. */
  readonly tenantId?: TenantId;
}

export interface PolicyChanges {
  readonly state: 'read' | 'unknown';
  /** By time. */
  readonly changes: readonly PolicyChange[];
}

export interface SignInsFile {
  readonly formatVersion: 1;
  readonly kind: 'xtap-signins';
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly source: 'graph' | 'file';
  readonly apiVersion: ApiVersion;
  readonly from: string;
  readonly to: string;
  readonly createdAt: string;
  /** False if `coverage` has a gap or does not reach from `from` to `to`. */
  readonly complete: boolean;
  readonly coverage: readonly SignInCoverage[];
  /** `asOf` is missing where nothing was looked up. */
  readonly resolved: { readonly groups: ResolvedIds; readonly users: ResolvedIds; readonly asOf?: string };
  readonly policyChanges: PolicyChanges;
  /** The file contains ids of users that the policy names. */
  readonly namesPeople?: boolean;
  readonly rows: readonly SignInRow[];
  /** Numbers of sign-ins. */
  readonly notJudged: Readonly<Record<NotJudgedReason, number>>;
}

export function isResolved(ids: ResolvedIds, id: string): boolean {
  return typeof ids === 'boolean' ? ids : ids.includes(id);
}

/** Whether a change of the policy concerns the sign-ins with a tenant. */
export function concernsTenant(change: PolicyChange, tenantId: TenantId): boolean {
  return change.resource !== 'partner' || change.tenantId === tenantId;
}
