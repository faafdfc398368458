import type { JsonObject } from '../json.ts';

const half = (accessType: string, target: string, targetType: string): JsonObject => ({
  accessType,
  targets: [{ target, targetType }],
});

const everybody = (accessType: string): JsonObject => ({
  usersAndGroups: half(accessType, 'AllUsers', 'user'),
  applications: half(accessType, 'AllApplications', 'application'),
});

/** The default settings of a tenant that never changed them: collaboration open, direct connect closed, nothing trusted. */
export const systemDefault: JsonObject = {
  isServiceDefault: true,
  inboundTrust: {
    isMfaAccepted: false,
    isCompliantDeviceAccepted: false,
    isHybridAzureADJoinedDeviceAccepted: false,
  },
  b2bCollaborationOutbound: everybody('allowed'),
  b2bCollaborationInbound: everybody('allowed'),
  b2bDirectConnectOutbound: everybody('blocked'),
  b2bDirectConnectInbound: everybody('blocked'),
  tenantRestrictions: { devices: null, ...everybody('blocked') },
  m365CollaborationInbound: { users: half('allowed', 'AllUsers', 'user') },
  m365CollaborationOutbound: { usersAndGroups: half('allowed', 'AllUsers', 'user') },
  appServiceConnectInbound: {
    applications: half('blocked', 'AllApplications', 'application'),
  },
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  invitationRedemptionIdentityProviderConfiguration: {
    primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'azureActiveDirectory', 'socialIdentityProviders'],
    fallbackIdentityProvider: 'defaultConfiguredIdp',
  },
};
