/** The state of an emulated tenant: as a seed (plain JSON), and as the state model holds it. */
import { type AuditLog, eventsOf, logOf } from '../directory/auditLog.ts';
import type { JsonObject } from '../json.ts';
import { emptyLog, type SignInLog } from '../signIns/signInLog.ts';
import { allEntries, emptyStore, type KeyedStore, storeOf } from './keyedStore.ts';

/** A tenant that findTenantInformation can find. */
export interface DirectoryTenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly defaultDomainName: string;
  readonly federationBrandName: string | null;
  /** Its domains, with or without the default one. */
  readonly domains: readonly string[];
}

/** An application of the tenant; the portal calls it an enterprise application. */
export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

/** The two templates of a multi-tenant organization. */
export interface Templates {
  readonly multiTenantOrganizationPartnerConfiguration: JsonObject;
  readonly multiTenantOrganizationIdentitySynchronization: JsonObject;
}

/** The start state of an emulator: raw JSON as the service would store it. It is not checked. */
export interface TenantSeed {
  readonly tenantId: string;
  readonly displayName: string;
  readonly partners: readonly JsonObject[];
  readonly default: JsonObject;
  readonly policy: JsonObject;
  readonly directory: readonly DirectoryTenant[];
  readonly identitySynchronization: Readonly<Record<string, JsonObject>>;
  /** Undefined if they are unknown, for instance in a snapshot; requests for them are then denied. */
  readonly servicePrincipals?: readonly ServicePrincipal[];
  readonly deletedPartners?: readonly JsonObject[];
  readonly deletedSynchronizations?: readonly JsonObject[];
  readonly templates?: Templates;
  /** Newest first. */
  readonly auditEvents?: readonly JsonObject[];
  readonly signIns?: SignInLog;
  /** The ids of the users in each group of the tenant, by the id of the group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** The guests of the tenant. */
  readonly users?: readonly JsonObject[];
}

/** The complete true state, usable as the seed of another emulator. Partners are sorted by tenantId. */
export type TenantState = Required<Omit<TenantSeed, 'servicePrincipals'>> & Pick<TenantSeed, 'servicePrincipals'>;

/** The state as the state model holds it: immutable, with cheap changes and cheap paging. */
export interface Tenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly policy: JsonObject;
  readonly default: JsonObject;
  readonly partners: KeyedStore;
  readonly identitySynchronization: KeyedStore;
  readonly deletedPartners: KeyedStore;
  readonly deletedSynchronizations: KeyedStore;
  /** The partners that were deleted and not created again since. */
  readonly justDeleted: ReadonlySet<string>;
  readonly templates: Templates;
  readonly directory: readonly DirectoryTenant[];
  readonly servicePrincipals: readonly ServicePrincipal[] | undefined;
  readonly audit: AuditLog;
  readonly signIns: SignInLog;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly users: readonly JsonObject[];
}

export const untouchedTemplates: Templates = {
  multiTenantOrganizationPartnerConfiguration: {
    inboundTrust: null,
    automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    b2bCollaborationInbound: null,
    b2bCollaborationOutbound: null,
    b2bDirectConnectInbound: null,
    b2bDirectConnectOutbound: null,
    templateApplicationLevel: 'none',
  },
  multiTenantOrganizationIdentitySynchronization: {
    userSyncInbound: null,
    templateApplicationLevel: 'none',
  },
};

export function loadTenant(seed: TenantSeed): Tenant {
  const { signIns = emptyLog, ...others } = seed;
  const copy = structuredClone(others);
  return {
    tenantId: copy.tenantId.toLowerCase(),
    displayName: copy.displayName,
    policy: copy.policy,
    default: copy.default,
    partners: byTenantId(copy.partners),
    identitySynchronization: storeOf(Object.entries(copy.identitySynchronization)),
    deletedPartners: byTenantId(copy.deletedPartners ?? []),
    deletedSynchronizations: byTenantId(copy.deletedSynchronizations ?? []),
    justDeleted: new Set(),
    templates: copy.templates ?? untouchedTemplates,
    directory: copy.directory,
    servicePrincipals: copy.servicePrincipals,
    audit: logOf(copy.auditEvents ?? []),
    signIns,
    groups: copy.groups ?? {},
    users: copy.users ?? [],
  };
}

export function exportTenant(tenant: Tenant): TenantState {
  const copied = structuredClone({
    tenantId: tenant.tenantId,
    displayName: tenant.displayName,
    policy: tenant.policy,
    default: tenant.default,
    partners: sortedValues(tenant.partners),
    identitySynchronization: Object.fromEntries(
      sortedEntries(tenant.identitySynchronization).map(({ key, value }) => [key, value]),
    ),
    deletedPartners: sortedValues(tenant.deletedPartners),
    deletedSynchronizations: sortedValues(tenant.deletedSynchronizations),
    templates: tenant.templates,
    directory: tenant.directory,
    ...(tenant.servicePrincipals === undefined ? {} : { servicePrincipals: tenant.servicePrincipals }),
    auditEvents: eventsOf(tenant.audit),
    groups: tenant.groups,
    users: tenant.users,
  });
  return { ...copied, signIns: tenant.signIns };
}

function byTenantId(partners: readonly JsonObject[]): KeyedStore {
  return partners.length === 0 ? emptyStore : storeOf(partners.map((partner) => [String(partner.tenantId), partner]));
}

function sortedEntries(store: KeyedStore): ReturnType<typeof allEntries> {
  return [...allEntries(store)].sort((left, right) => (left.key < right.key ? -1 : 1));
}

function sortedValues(store: KeyedStore): readonly JsonObject[] {
  return sortedEntries(store).map((entry) => entry.value);
}
