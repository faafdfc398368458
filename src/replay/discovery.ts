/* The partners that are used: the result of `discover`. */
import type { Cloud } from '../model/cloud.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';

/** Why a tenant is not proposed. In the order of the outputs. */
export const notProposedReasons = [
  'declared',
  'ignored',
  'tombstone',
  'protected',
  'home',
  'consumer',
  'microsoft',
  'few-people',
  'apps-unknown',
  'type-unknown',
] as const;
export type NotProposedReason = (typeof notProposedReasons)[number];

/** Sign-ins that worked, in one direction. */
export interface SeenSignIns {
  readonly people: number;
  readonly signIns: number;
  readonly types: readonly SignInType[];
  /** By the application id of the client; the most people first. */
  readonly apps: readonly { readonly app: string; readonly people: number }[];
  readonly lastSeen: string;
}

export interface TenantEvidence {
  readonly inbound?: SeenSignIns;
  readonly outbound?: SeenSignIns;
  /** Guest accounts in this tenant. */
  readonly guests?: number;
}

export interface DiscoveredTenant {
  readonly tenantId: TenantId;
  readonly declared: boolean;
  readonly name?: string;
  readonly domain?: string;
  /** Undefined if it is not known. */
  readonly cloud?: Cloud;
  readonly evidence: TenantEvidence;
  /** Distinct people of both directions, or guests if there are more of them. */
  readonly people: number;
  /** The settings of a new entry; null if the tenant is not proposed. */
  readonly proposal: SettingValues | null;
  /** Of a tenant that is not proposed. */
  readonly reason?: NotProposedReason;
  readonly caveats: readonly string[];
}

/** Whether it is used and not declared, with a proposal or without enough evidence for one. */
export function isUndeclared({ proposal, reason }: Pick<DiscoveredTenant, 'proposal' | 'reason'>): boolean {
  return proposal !== null || reason === 'apps-unknown' || reason === 'type-unknown';
}

/** Guest accounts by mail domain. */
export interface GuestDomain {
  readonly domain: string;
  readonly guests: number;
  /** Undefined if the domain does not lead to a tenant. */
  readonly tenantId?: TenantId;
  readonly name?: string;
  readonly cloud?: Cloud;
}

export interface DiscoverySource {
  readonly source: 'sign-ins' | 'guests';
  /** `incomplete`: a part of the log was not read. */
  readonly state: 'read' | 'incomplete';
  readonly from?: string;
  readonly to?: string;
}

export interface Discovery {
  readonly sources: readonly DiscoverySource[];
  /** Proposed tenants first, the most people first. */
  readonly tenants: readonly DiscoveredTenant[];
  readonly unresolvedDomains: readonly Pick<GuestDomain, 'domain' | 'guests'>[];
}

/** Where the tenants of domains are looked up. */
export const lookupChoices = ['graph', 'public', 'off'] as const;
export type Lookup = (typeof lookupChoices)[number];
