/*
 * The field table: one row for each setting of the cross-tenant access policy that xtap manages. To add a setting of a
 * known kind, add a row; no other code changes.
 *
 * A row is plain data: a kind with a tree of members. The reader, the schema, the canonical form, the differ, the
 * impact and `pull` interpret kinds and do not know a setting by its name. They take the table as a parameter, so that
 * a test can add a row (test/property/newRow.test.ts). Rejected: a class per setting, and generating the rows from
 * Microsoft's metadata, which lacks impact, inheritance and the values that the service accepts.
 */
import { apiVersions, clouds } from './cloud.ts';
import type { Json } from './json.ts';
import type { IgnoredKey, MemberLeaf, Setting } from './setting.ts';

const reference = 'https://learn.microsoft.com/graph/api/resources/';
const partnerPage = `${reference}crosstenantaccesspolicyconfigurationpartner`;

const users: MemberLeaf = {
  leaf: { type: 'targetConfiguration', side: 'users' },
  summary: 'The users and groups that the setting allows or blocks.',
};
const applications: MemberLeaf = {
  leaf: { type: 'targetConfiguration', side: 'applications' },
  summary: 'The applications that the setting allows or blocks.',
};
const flag = (summary: string): MemberLeaf => ({ leaf: { type: 'flag', turningOn: 'broadens' }, summary });

const base = {
  places: ['partner', 'default'],
  versions: apiVersions,
  clouds,
  inherits: 'null',
  ownEndpoint: false,
  defaultTakesAllUsersOnly: false,
  documentation: partnerPage,
} as const satisfies Partial<Setting>;

const everybody = (accessType: 'allowed' | 'blocked'): Json => ({
  usersAndGroups: { accessType, targets: [{ target: 'AllUsers', targetType: 'user' }] },
  applications: { accessType, targets: [{ target: 'AllApplications', targetType: 'application' }] },
});

const access = { ...base, kind: 'access', tree: { below: { usersAndGroups: users, applications } } } as const;
const identityProviders = [
  'azureActiveDirectory',
  'externalFederation',
  'socialIdentityProviders',
  'emailOneTimePasscode',
  'microsoftAccount',
  'defaultConfiguredIdp',
];

export const fieldTable: readonly Setting[] = [
  {
    ...access,
    name: 'b2bCollaborationInbound',
    serviceDefault: everybody('allowed'),
    direction: 'inbound',
    service: 'collaboration',
    defaultTakesAllUsersOnly: true,
    summary: "Which of the partner's users may be guests here, and which applications they reach.",
  },
  {
    ...access,
    name: 'b2bCollaborationOutbound',
    serviceDefault: everybody('allowed'),
    direction: 'outbound',
    service: 'collaboration',
    summary: 'Which of your users may be guests at the partner, and which applications they reach there.',
  },
  {
    ...access,
    name: 'b2bDirectConnectInbound',
    serviceDefault: everybody('blocked'),
    direction: 'inbound',
    service: 'direct-connect',
    defaultTakesAllUsersOnly: true,
    summary: "Which of the partner's users reach shared channels here without a guest account.",
  },
  {
    ...access,
    name: 'b2bDirectConnectOutbound',
    serviceDefault: everybody('blocked'),
    direction: 'outbound',
    service: 'direct-connect',
    summary: "Which of your users reach the partner's shared channels without a guest account.",
  },
  {
    ...base,
    name: 'inboundTrust',
    serviceDefault: {
      isMfaAccepted: false,
      isCompliantDeviceAccepted: false,
      isHybridAzureADJoinedDeviceAccepted: false,
    },
    kind: 'flags',
    tree: {
      below: {
        isMfaAccepted: {
          ...flag("Your Conditional Access trusts the partner's multifactor authentication."),
          trusts: 'mfa',
        },
        isCompliantDeviceAccepted: {
          ...flag("Your Conditional Access trusts the partner's compliant-device claim."),
          trusts: 'device',
        },
        isHybridAzureADJoinedDeviceAccepted: {
          ...flag("Your Conditional Access trusts the partner's hybrid-joined-device claim."),
          trusts: 'device',
        },
      },
    },
    summary: 'Which claims of the partner about its users and devices your Conditional Access trusts.',
    documentation: `${reference}crosstenantaccesspolicyinboundtrust`,
  },
  {
    ...base,
    name: 'automaticUserConsentSettings',
    serviceDefault: { inboundAllowed: false, outboundAllowed: false },
    kind: 'flags',
    tree: {
      below: {
        inboundAllowed: flag("The partner's users are redeemed here without a consent prompt."),
        outboundAllowed: flag('Own users are redeemed at the partner without a consent prompt.'),
      },
    },
    places: ['partner'],
    inherits: 'null-members',
    summary: 'Whether invitations are redeemed without asking the user; both sides must allow it.',
    documentation: `${reference}inboundoutboundpolicyconfiguration`,
  },
  {
    ...access,
    name: 'tenantRestrictions',
    serviceDefault: everybody('blocked'),
    clouds: ['global'],
    direction: 'outbound',
    service: 'tenant-restrictions',
    defaultTakesAllUsersOnly: true,
    unsupported: ['devices'],
    summary: "Which accounts of the partner's tenant may be used on your networks and devices, and for what.",
    documentation: `${reference}crosstenantaccesspolicytenantrestrictions`,
  },
  {
    ...access,
    name: 'm365CollaborationInbound',
    tree: { below: { users } },
    carriesCapabilities: true,
    clouds: ['global'],
    direction: 'inbound',
    service: 'm365',
    defaultTakesAllUsersOnly: true,
    summary: "Which of the partner's users may take part in Microsoft 365 collaboration here.",
  },
  {
    ...access,
    name: 'm365CollaborationOutbound',
    tree: { below: { usersAndGroups: users } },
    carriesCapabilities: true,
    clouds: ['global'],
    direction: 'outbound',
    service: 'm365',
    summary: 'Which of your users may take part in Microsoft 365 collaboration at the partner.',
  },
  {
    ...access,
    name: 'appServiceConnectInbound',
    tree: { below: { applications } },
    carriesCapabilities: true,
    clouds: ['global'],
    direction: 'inbound',
    service: 'app-service',
    summary: "Which of the partner's applications may connect to services here.",
  },
  {
    ...base,
    name: 'blockServiceProviderOutboundAccess',
    kind: 'value',
    tree: {
      leaf: { type: 'flag', turningOn: 'narrows' },
      summary: 'True keeps your users from administering the partner.',
    },
    versions: ['beta'],
    setByGraph: false,
    inherits: 'never',
    summary: 'Whether your users are kept from acting as a service provider at the partner.',
  },
  {
    ...base,
    name: 'isServiceProvider',
    kind: 'value',
    tree: {
      leaf: { type: 'flag', turningOn: 'broadens' },
      summary: 'True makes the partner a service provider of this tenant.',
    },
    // Microsoft's Create page lists it, the Update page does not.
    places: ['creation'],
    setByGraph: false,
    reason: { code: 'service-provider', message: 'created as a Cloud Service Provider of this tenant' },
    otherOwner: 'a service provider',
    fact: 'serviceProvider',
    nullMeans: false,
    inherits: 'never',
    summary: 'Whether the partner is a service provider. xtap sends it only when it creates the partner.',
  },
  {
    ...base,
    name: 'identitySynchronization',
    kind: 'sync',
    tree: {
      below: {
        userSyncInbound: {
          below: {
            isSyncAllowed: {
              ...flag('The partner may create and update its users here.'),
              asksWithout: 'automaticUserConsentSettings.inboundAllowed',
            },
          },
        },
        groupSyncInbound: {
          below: {
            isSyncAllowed: { ...flag('The partner may create and update its groups here.'), only: 'beta' },
          },
        },
        displayName: { leaf: { type: 'label' }, summary: 'A label for people.' },
      },
    },
    places: ['partner'],
    inherits: 'never',
    ownEndpoint: true,
    // https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization
    writeRole: 'Security Administrator',
    summary: 'Cross-tenant synchronization from the partner; `absent` means no synchronization policy.',
    documentation: `${reference}crosstenantidentitysyncpolicypartner`,
  },
  {
    ...base,
    name: 'invitationRedemptionIdentityProviderConfiguration',
    kind: 'redemption',
    tree: {
      below: {
        primaryIdentityProviderPrecedenceOrder: {
          leaf: { type: 'order', of: identityProviders },
          summary: 'Identity providers in the order in which they are tried at redemption.',
        },
        fallbackIdentityProvider: {
          leaf: { type: 'choice', of: identityProviders },
          summary: 'The identity provider for users whom no provider of the order fits.',
        },
      },
    },
    places: ['default'],
    inherits: 'never',
    summary: 'With which identity providers a guest may redeem an invitation.',
    documentation: `${reference}invitationredemptionidentityproviderconfiguration`,
  },
  {
    ...base,
    name: 'allowedCloudEndpoints',
    opensOtherClouds: true,
    serviceDefault: [],
    kind: 'value',
    tree: {
      leaf: { type: 'set', of: ['microsoftonline.com', 'microsoftonline.us', 'partner.microsoftonline.cn'] },
      summary: 'Other clouds whose organizations may become partners.',
    },
    places: ['policy'],
    clouds: ['global'],
    inherits: 'never',
    summary: 'Other Microsoft clouds whose organizations can be added as partners.',
    documentation: `${reference}crosstenantaccesspolicy`,
  },
];

/** Properties that Graph's answers contain and that are not settings; every other key is a mistake. */
export const ignoredKeys: readonly IgnoredKey[] = [
  { name: 'id', why: 'read-only' },
  { name: 'isInMultiTenantOrganization', why: 'read-only' },
  { name: 'isServiceDefault', why: 'read-only' },
  { name: 'deletedDateTime', why: 'read-only' },
  { name: 'serviceProviderConstraints', why: 'read-only' },
  { name: 'crossCloudMeetingConfiguration', why: 'not-managed' },
  { name: 'protectedContentSharing', why: 'not-managed' },
];
