/**
 * Every type of the cross-tenant access policy with its properties, as the service knows them.
 *
 * This table belongs to the emulator alone. It was written from Microsoft's reference, with the names of the metadata
 * (CSDL), and shares no code with the program under test: if that program misreads the reference, the emulator rejects
 * its request. A test compares the table with Microsoft's metadata.
 */

/** The version segment of a request. */
export type ApiVersion = 'v1.0' | 'beta';

/** How a client may write a property. */
export type Writable =
  /** in POST, PUT and PATCH */
  | 'yes'
  /** on creation only: the key */
  | 'create'
  /** on creation only, by a person: 403 for the token of an application, 400 in a PATCH */
  | 'createByPerson'
  /** never: 400 */
  | 'no'
  /** a resource of its own, not a property */
  | 'navigation';

export interface PropertyRow {
  /** The type in the metadata's notation, for instance `Collection(graph.crossTenantAccessPolicyTarget)`. */
  readonly type: string;
  readonly writable: Writable;
  /** The property exists in beta only. */
  readonly betaOnly?: true;
  /** Missing in the metadata of the national clouds. The emulator assumes that the service supports it there, too. */
  readonly globalOnly?: true;
  /** A client may write null. */
  readonly nullable?: true;
}

export type TypeRow = Readonly<Record<string, PropertyRow>>;

const boolean = 'Edm.Boolean';
const text = 'Edm.String';
const b2bSetting = 'graph.crossTenantAccessPolicyB2BSetting';
const targetConfiguration = 'graph.crossTenantAccessPolicyTargetConfiguration';
const provider = 'graph.b2bIdentityProvidersType';
const consent = 'graph.inboundOutboundPolicyConfiguration';

const plain = (type: string): PropertyRow => ({ type, writable: 'yes' });
const inheritable = (type: string): PropertyRow => ({ type, writable: 'yes', nullable: true });
const readOnly = (type: string): PropertyRow => ({ type, writable: 'no' });
const globalOnly = (row: PropertyRow): PropertyRow => ({ ...row, globalOnly: true });
const betaOnly = (row: PropertyRow): PropertyRow => ({ ...row, betaOnly: true });

/** The settings that partner, default and template share. `row` makes the row of a type, with how it may be written. */
function b2bSettings(row: (type: string) => PropertyRow): TypeRow {
  return {
    b2bCollaborationInbound: row(b2bSetting),
    b2bCollaborationOutbound: row(b2bSetting),
    b2bDirectConnectInbound: row(b2bSetting),
    b2bDirectConnectOutbound: row(b2bSetting),
    inboundTrust: row('graph.crossTenantAccessPolicyInboundTrust'),
  };
}

function newerSettings(row: (type: string) => PropertyRow): TypeRow {
  return {
    tenantRestrictions: globalOnly(row('graph.crossTenantAccessPolicyTenantRestrictions')),
    m365CollaborationInbound: globalOnly(row('graph.crossTenantAccessPolicyM365CollaborationInboundSetting')),
    m365CollaborationOutbound: globalOnly(row('graph.crossTenantAccessPolicyM365CollaborationOutboundSetting')),
    appServiceConnectInbound: globalOnly(row('graph.crossTenantAccessPolicyAppServiceConnectSetting')),
  };
}

/** Every type that has properties. */
export const types: Readonly<Record<string, TypeRow>> = {
  crossTenantAccessPolicy: {
    displayName: plain(text),
    description: readOnly(text),
    allowedCloudEndpoints: globalOnly(plain(`Collection(${text})`)),
  },
  crossTenantAccessPolicyConfigurationDefault: {
    ...b2bSettings(plain),
    ...newerSettings(plain),
    automaticUserConsentSettings: readOnly(consent),
    invitationRedemptionIdentityProviderConfiguration: plain(
      'graph.defaultInvitationRedemptionIdentityProviderConfiguration',
    ),
    blockServiceProviderOutboundAccess: betaOnly(plain(boolean)),
    isServiceDefault: readOnly(boolean),
  },
  crossTenantAccessPolicyConfigurationPartner: {
    tenantId: { type: text, writable: 'create' },
    ...b2bSettings(inheritable),
    ...newerSettings(inheritable),
    // not nullable: its inherited form is an object with null members
    automaticUserConsentSettings: plain(consent),
    // one tool reports 403 for an application, whether it sends true or false
    isServiceProvider: { type: boolean, writable: 'createByPerson' },
    isInMultiTenantOrganization: globalOnly(readOnly(boolean)),
    blockServiceProviderOutboundAccess: betaOnly(plain(boolean)),
    deletedDateTime: betaOnly(readOnly('Edm.DateTimeOffset')),
    identitySynchronization: {
      type: 'graph.crossTenantIdentitySyncPolicyPartner',
      writable: 'navigation',
    },
  },
  crossTenantIdentitySyncPolicyPartner: {
    tenantId: { type: text, writable: 'create' },
    displayName: inheritable(text),
    userSyncInbound: plain('graph.crossTenantUserSyncInbound'),
    groupSyncInbound: betaOnly(plain('graph.crossTenantGroupSyncInbound')),
    roleEnabledGroupSyncInbound: betaOnly(plain('graph.crossTenantGroupSyncInbound')),
    externalCloudAuthorizedApplicationId: betaOnly(inheritable(text)),
    deletedDateTime: betaOnly(readOnly('Edm.DateTimeOffset')),
  },
  multiTenantOrganizationPartnerConfigurationTemplate: {
    ...b2bSettings((type) => globalOnly(inheritable(type))),
    automaticUserConsentSettings: globalOnly(plain(consent)),
    templateApplicationLevel: globalOnly(plain('graph.templateApplicationLevel')),
  },
  multiTenantOrganizationIdentitySyncPolicyTemplate: {
    userSyncInbound: globalOnly(plain('graph.crossTenantUserSyncInbound')),
    templateApplicationLevel: globalOnly(plain('graph.templateApplicationLevel')),
  },
  tenantInformation: {
    tenantId: readOnly(text),
    displayName: readOnly(text),
    defaultDomainName: readOnly(text),
    federationBrandName: readOnly(text),
  },
  crossTenantAccessPolicyB2BSetting: {
    usersAndGroups: plain(targetConfiguration),
    applications: plain(targetConfiguration),
  },
  crossTenantAccessPolicyTenantRestrictions: {
    usersAndGroups: globalOnly(plain(targetConfiguration)),
    applications: globalOnly(plain(targetConfiguration)),
    devices: globalOnly(inheritable('graph.devicesFilter')),
  },
  crossTenantAccessPolicyM365CollaborationInboundSetting: {
    users: globalOnly(plain(targetConfiguration)),
  },
  crossTenantAccessPolicyM365CollaborationOutboundSetting: {
    usersAndGroups: globalOnly(plain(targetConfiguration)),
  },
  crossTenantAccessPolicyAppServiceConnectSetting: {
    applications: globalOnly(plain(targetConfiguration)),
  },
  crossTenantAccessPolicyTargetConfiguration: {
    accessType: plain('graph.crossTenantAccessPolicyTargetConfigurationAccessType'),
    targets: plain('Collection(graph.crossTenantAccessPolicyTarget)'),
  },
  crossTenantAccessPolicyTarget: {
    target: plain(text),
    targetType: plain('graph.crossTenantAccessPolicyTargetType'),
  },
  crossTenantAccessPolicyInboundTrust: {
    isMfaAccepted: plain(boolean),
    isCompliantDeviceAccepted: plain(boolean),
    isHybridAzureADJoinedDeviceAccepted: plain(boolean),
  },
  inboundOutboundPolicyConfiguration: {
    inboundAllowed: inheritable(boolean),
    outboundAllowed: inheritable(boolean),
  },
  devicesFilter: {
    mode: globalOnly(plain('graph.crossTenantAccessPolicyTargetConfigurationAccessType')),
    rule: globalOnly(plain(text)),
  },
  crossTenantUserSyncInbound: { isSyncAllowed: plain(boolean) },
  crossTenantGroupSyncInbound: { isSyncAllowed: betaOnly(plain(boolean)) },
  defaultInvitationRedemptionIdentityProviderConfiguration: {
    primaryIdentityProviderPrecedenceOrder: plain(`Collection(${provider})`),
    fallbackIdentityProvider: plain(provider),
  },
};

/** Every enumeration, with the members that a client may write. */
export const enums: Readonly<Record<string, readonly string[]>> = {
  crossTenantAccessPolicyTargetConfigurationAccessType: ['allowed', 'blocked'],
  crossTenantAccessPolicyTargetType: ['user', 'group', 'application'],
  b2bIdentityProvidersType: [
    'azureActiveDirectory',
    'externalFederation',
    'socialIdentityProviders',
    'emailOneTimePasscode',
    'microsoftAccount',
    'defaultConfiguredIdp',
  ],
  templateApplicationLevel: ['none', 'newPartners', 'existingPartners'],
};

/** Enumerations whose value may be several members, separated by commas. */
export const flagEnums: readonly string[] = ['templateApplicationLevel'];

/** The clouds that `allowedCloudEndpoints` may name. */
export const cloudEndpoints: readonly string[] = [
  'microsoftonline.com',
  'microsoftonline.us',
  'partner.microsoftonline.cn',
];

/** Members that the service sends although the reference does not name them. A client may send them back. */
export const undocumentedMembers: Readonly<Record<string, readonly string[]>> = {
  crossTenantAccessPolicyInboundTrust: ['isCompliantNetworkAccepted'],
};

/** The row of a property if this version of the API has it. Names are case-sensitive. */
export function findProperty(typeName: string, name: string, version: ApiVersion): PropertyRow | undefined {
  const type = types[typeName];
  const row = type !== undefined && Object.hasOwn(type, name) ? type[name] : undefined;
  return row?.betaOnly === true && version !== 'beta' ? undefined : row;
}

/** The name of a type or enumeration of this table: `x` for `graph.x`, undefined for everything else. */
export function graphTypeName(type: string): string | undefined {
  return type.startsWith('graph.') ? type.slice('graph.'.length) : undefined;
}

/** The element type of `Collection(x)`, or undefined. */
export function elementType(type: string): string | undefined {
  return type.startsWith('Collection(') ? type.slice('Collection('.length, -1) : undefined;
}
