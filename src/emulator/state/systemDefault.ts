import type { JsonObject } from '../json.ts';

const targetConfiguration = (accessType: string, target: string, targetType: string): JsonObject => ({
  accessType,
  targets: [{ target, targetType }],
});

const everybody = (accessType: string): JsonObject => ({
  usersAndGroups: targetConfiguration(accessType, 'AllUsers', 'user'),
  applications: targetConfiguration(accessType, 'AllApplications', 'application'),
});

/**
 * The default settings of a tenant that never changed them: collaboration allowed, direct connect blocked, no trust.
 */
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
  m365CollaborationInbound: { users: targetConfiguration('allowed', 'AllUsers', 'user') },
  m365CollaborationOutbound: { usersAndGroups: targetConfiguration('allowed', 'AllUsers', 'user') },
  appServiceConnectInbound: {
    applications: targetConfiguration('blocked', 'AllApplications', 'application'),
  },
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  invitationRedemptionIdentityProviderConfiguration: {
    primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'azureActiveDirectory', 'socialIdentityProviders'],
    fallbackIdentityProvider: 'defaultConfiguredIdp',
  },
};
