/**
 * The tenants that an emulator can start with. The sample resembles a tenant that has been in use for years: settings
 * in every spelling, partners that other tools created, an old partner without the newer properties, unknown members,
 * and more tenants in the directory than partners in the policy.
 */
import type { Json, JsonObject } from '../json.ts';
import { emptyPartner } from './partners.ts';
import { systemDefault } from './systemDefault.ts';
import type { DirectoryTenant, ServicePrincipal, TenantSeed } from './tenantState.ts';

const homeTenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const microsoftSupport = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3';

const users = (accessType: string, ...ids: readonly string[]): JsonObject => ({
  accessType,
  targets: ids.map((target) => ({ target, targetType: target === 'AllUsers' ? 'user' : 'group' })),
});

const apps = (accessType: string, ...ids: readonly string[]): JsonObject => ({
  accessType,
  targets: ids.map((target) => ({ target, targetType: 'application' })),
});

const b2bSetting = (usersAndGroups: JsonObject, applications: JsonObject): JsonObject => ({
  usersAndGroups,
  applications,
});

const allowAll = b2bSetting(users('allowed', 'AllUsers'), apps('allowed', 'AllApplications'));
const blockAll = b2bSetting(users('blocked', 'AllUsers'), apps('blocked', 'AllApplications'));

const trust = (mfa: boolean, device: boolean, hybrid: boolean): JsonObject => ({
  isMfaAccepted: mfa,
  isCompliantDeviceAccepted: device,
  isHybridAzureADJoinedDeviceAccepted: hybrid,
});

const consent = (inboundAllowed: boolean, outboundAllowed: boolean): JsonObject => ({
  inboundAllowed,
  outboundAllowed,
});

const partner = (tenantId: string, settings: Readonly<Record<string, Json>>): JsonObject => ({
  ...emptyPartner(),
  ...settings,
  tenantId,
});

const knownTenant = (tenantId: string, displayName: string, label: string): DirectoryTenant => ({
  tenantId,
  displayName,
  defaultDomainName: `${label}.example`,
  federationBrandName: null,
  domains: [`${label}.example`, `${label}.onmicrosoft.example`],
});

const directory: readonly DirectoryTenant[] = [
  knownTenant(homeTenant, 'Contoso', 'contoso'),
  {
    ...knownTenant('90e29127-71ad-49c7-9ce8-db3f41ea06f1', 'Fabrikam', 'fabrikam'),
    federationBrandName: 'Fabrikam, Inc.',
  },
  knownTenant('3d0f5dec-5d3d-455c-8016-e2af1ae4d31a', 'Proseware', 'proseware'),
  knownTenant('8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11', 'Woodgrove Bank', 'woodgrove'),
  knownTenant('1c7b2f64-9a0e-4c55-8d21-6f4f0c9e3b72', 'Northwind Traders', 'northwind'),
  knownTenant('c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96', 'A. Datum', 'adatum'),
  knownTenant('e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524', 'Tailspin Toys', 'tailspin'),
  knownTenant('a4e0c9b1-7f3d-4826-95ea-d3c1b2f06e58', 'Relecloud Managed Services', 'relecloud'),
  knownTenant('5b8e7d92-0c4f-4a31-8e6b-f2a9c7d05e13', 'Contoso Retail', 'contosoretail'),
  knownTenant('d71f6e20-83a5-4b9c-a1d4-59e0f8b3c267', 'Graphic Design Institute', 'graphicdesign'),
  knownTenant(microsoftSupport, 'Microsoft Services', 'msservices'),
  // tenants that are not partners
  knownTenant('2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064', 'Litware', 'litware'),
  knownTenant('7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385', 'Adventure Works', 'adventureworks'),
  knownTenant('b06d4f1a-e927-4c58-93b1-a5f8d2c7e049', 'Wingtip Toys', 'wingtip'),
];

/** The applications that the sample's inbound settings name. */
const servicePrincipals: readonly ServicePrincipal[] = [
  ['5e0a3c7d-92b4-4f16-8d3e-a1c6f7b20948', 'f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538', 'Supplier portal'],
  ['c81d6b02-4fa9-47e5-b3c0-6d2e95f8a713', '9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57', 'Expense reports'],
  ['0f7e42a9-d53c-4b81-9e6a-38b5c1d07f24', '2b6f9d04-c8e1-4735-a09d-f7e3b5d2814c', 'Project rooms'],
].map(([id = '', appId = '', displayName = '']) => ({ id, appId, displayName }));

const partners: readonly JsonObject[] = [
  partner('90e29127-71ad-49c7-9ce8-db3f41ea06f1', {
    inboundTrust: { ...trust(false, false, false), isCompliantNetworkAccepted: false },
    b2bCollaborationInbound: b2bSetting(
      users('allowed', 'AllUsers'),
      apps('allowed', 'f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538'),
    ),
  }),
  partner('3d0f5dec-5d3d-455c-8016-e2af1ae4d31a', {
    b2bCollaborationInbound: allowAll,
    b2bCollaborationOutbound: allowAll,
    inboundTrust: trust(true, false, false),
  }),
  partner('8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11', {
    b2bCollaborationInbound: b2bSetting(
      users('allowed', '0d9c4f7e-1b26-4e58-a3c9-84f5d6e2b170', '6a2e8b13-c5d4-4970-bf81-e7093d5c2a46'),
      apps('allowed', 'Office365', '9c5f1e38-7a04-4db2-86ef-b1d3c0a92e57'),
    ),
    b2bDirectConnectInbound: blockAll,
    b2bDirectConnectOutbound: blockAll,
    inboundTrust: trust(true, true, true),
    automaticUserConsentSettings: consent(false, false),
    tenantRestrictions: { devices: null, ...allowAll },
  }),
  // a partial block: one group is blocked, and all other users have the access of the default
  partner('1c7b2f64-9a0e-4c55-8d21-6f4f0c9e3b72', {
    b2bCollaborationInbound: b2bSetting(
      users('blocked', '4e7d1a95-60b8-43fc-92d7-5c8fa3e0b614'),
      apps('blocked', 'AllApplications'),
    ),
    b2bDirectConnectInbound: b2bSetting(
      users('allowed', '4e7d1a95-60b8-43fc-92d7-5c8fa3e0b614'),
      apps('blocked', '2b6f9d04-c8e1-4735-a09d-f7e3b5d2814c'),
    ),
    b2bCollaborationOutbound: { usersAndGroups: users('blocked', 'AllUsers'), applications: null },
  }),
  partner('c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96', {
    inboundTrust: trust(true, true, false),
    automaticUserConsentSettings: consent(true, true),
    b2bCollaborationInbound: allowAll,
  }),
  partner('e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524', {
    m365CollaborationInbound: { users: users('allowed', 'AllUsers') },
    m365CollaborationOutbound: { usersAndGroups: users('blocked', 'AllUsers') },
    appServiceConnectInbound: { applications: apps('allowed', 'AllApplications') },
    crossCloudMeetingConfiguration: { inboundAllowed: true, outboundAllowed: null },
    blockServiceProviderOutboundAccess: true,
  }),
  partner('a4e0c9b1-7f3d-4826-95ea-d3c1b2f06e58', {
    isServiceProvider: true,
    b2bCollaborationInbound: allowAll,
  }),
  partner('5b8e7d92-0c4f-4a31-8e6b-f2a9c7d05e13', {
    isInMultiTenantOrganization: true,
    automaticUserConsentSettings: consent(true, true),
    inboundTrust: trust(true, true, true),
  }),
  // created before network trust, Microsoft 365 and tenant restrictions existed: the newer keys are missing
  {
    tenantId: 'd71f6e20-83a5-4b9c-a1d4-59e0f8b3c267',
    isServiceProvider: null,
    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: null, isHybridAzureADJoinedDeviceAccepted: null },
    b2bCollaborationOutbound: null,
    b2bCollaborationInbound: b2bSetting(users('allowed', 'AllUsers'), apps('allowed', 'Office365')),
    b2bDirectConnectOutbound: null,
    b2bDirectConnectInbound: null,
  },
  partner(microsoftSupport, { b2bDirectConnectInbound: allowAll }),
];

/** A tenant without a domain of its own, as a sandbox has it. */
const sandboxTenant: DirectoryTenant = {
  ...knownTenant(homeTenant, 'Contoso', 'contoso'),
  defaultDomainName: 'contoso.onmicrosoft.com',
  domains: ['contoso.onmicrosoft.com'],
};

const emptySeed: TenantSeed = {
  tenantId: homeTenant,
  displayName: 'Contoso',
  partners: [],
  default: systemDefault,
  policy: {
    id: '5f9d2c1e-7b34-4e0a-9c86-d4a1b8e3f270',
    displayName: 'CrossTenantAccessPolicy',
    allowedCloudEndpoints: [],
  },
  directory: [sandboxTenant, ...directory.filter(({ tenantId }) => tenantId !== homeTenant)],
  servicePrincipals,
  identitySynchronization: {},
};

const sampleSeed: TenantSeed = {
  ...emptySeed,
  directory,
  partners,
  default: {
    ...systemDefault,
    isServiceDefault: false,
    b2bCollaborationOutbound: b2bSetting(users('allowed', 'AllUsers'), apps('allowed', 'Office365')),
  },
  policy: { ...emptySeed.policy, allowedCloudEndpoints: ['microsoftonline.us'] },
  identitySynchronization: {
    'c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96': {
      tenantId: 'c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96',
      displayName: 'A. Datum',
      userSyncInbound: { isSyncAllowed: true },
    },
  },
};

/**
 * The seed of a name, or the given seed. `empty` has no partners, the system default, and the directory of the sample.
 */
export function seedOf(seed: TenantSeed | 'sample' | 'empty'): TenantSeed {
  if (seed === 'sample') return sampleSeed;
  return seed === 'empty' ? emptySeed : seed;
}
