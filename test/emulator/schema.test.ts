// Compares the emulator's table with two independent sources: Microsoft's metadata and its published types.
import type {
  CrossTenantAccessPolicyConfigurationDefault,
  CrossTenantAccessPolicyConfigurationPartner,
  CrossTenantAccessPolicyInboundTrust,
  CrossTenantAccessPolicyTargetConfiguration,
  CrossTenantAccessPolicyTenantRestrictions,
  CrossTenantIdentitySyncPolicyPartner,
  InboundOutboundPolicyConfiguration,
  TenantInformation,
} from '@microsoft/microsoft-graph-types';
import { cloudEndpoints, elementType, enums, graphTypeName, types } from '../../src/emulator/schema.ts';
import csdl from '../fixtures/csdl.json' with { type: 'json' };

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The properties of one type in a cloud's v1.0 metadata, according to the table. */
function tableFor(typeName: string, cloud: keyof typeof csdl.clouds): Record<string, string> {
  return Object.fromEntries(
    Object.entries(types[typeName] ?? {})
      .filter(([, row]) => row.betaOnly !== true && row.writable !== 'navigation')
      .filter(([, row]) => cloud === 'global' || row.globalOnly !== true)
      .map(([name, row]) => [name, row.type]),
  );
}

const clouds = ['global', 'usgov', 'china'] as const;
const cells = clouds.flatMap((cloud) => Object.keys(types).map((typeName) => ({ cloud, typeName })));

test.each(cells)('$typeName has the properties of the $cloud metadata, with their types', ({ cloud, typeName }) => {
  const metadata: Names = csdl.clouds[cloud].types;
  expect(tableFor(typeName, cloud)).toEqual(metadata[typeName] ?? {});
});

test('every type of the metadata that has properties is in the table, except those that are never sent', () => {
  const unsent = ['policyBase', 'policyDeletableItem', 'crossTenantAccessPolicyAuditRecord', 'policyTemplate'];
  const base = 'invitationRedemptionIdentityProviderConfiguration';
  const known = [...Object.keys(types), ...unsent, base];
  expect(Object.keys(csdl.clouds.global.types).filter((name) => !known.includes(name))).toEqual([]);
});

test('every enumeration has the members of the metadata, except unknownFutureValue', () => {
  const metadata = Object.entries(csdl.clouds.global.enums).map(([name, members]) => [
    name,
    members.filter((member) => member !== 'unknownFutureValue'),
  ]);
  expect(enums).toEqual(Object.fromEntries(metadata));
});

test('every type of a property is in the table', () => {
  const named = Object.values(types)
    .flatMap((type) => Object.values(type))
    .map((row) => graphTypeName(elementType(row.type) ?? row.type))
    .filter((name) => name !== undefined);
  expect(named.filter((name) => types[name] === undefined && enums[name] === undefined)).toEqual([]);
});

test('there are three clouds', () => {
  expect(cloudEndpoints).toEqual(['microsoftonline.com', 'microsoftonline.us', 'partner.microsoftonline.cn']);
});

// `satisfies Record<keyof T, 1>` fails to compile when Microsoft's types gain or lose a property.
const published = {
  crossTenantAccessPolicyConfigurationPartner: {
    automaticUserConsentSettings: 1,
    b2bCollaborationInbound: 1,
    b2bCollaborationOutbound: 1,
    b2bDirectConnectInbound: 1,
    b2bDirectConnectOutbound: 1,
    inboundTrust: 1,
    isInMultiTenantOrganization: 1,
    isServiceProvider: 1,
    tenantId: 1,
    tenantRestrictions: 1,
    identitySynchronization: 1,
  } satisfies Record<keyof CrossTenantAccessPolicyConfigurationPartner, 1>,
  crossTenantAccessPolicyConfigurationDefault: {
    automaticUserConsentSettings: 1,
    b2bCollaborationInbound: 1,
    b2bCollaborationOutbound: 1,
    b2bDirectConnectInbound: 1,
    b2bDirectConnectOutbound: 1,
    inboundTrust: 1,
    invitationRedemptionIdentityProviderConfiguration: 1,
    isServiceDefault: 1,
    tenantRestrictions: 1,
  } satisfies Record<Exclude<keyof CrossTenantAccessPolicyConfigurationDefault, 'id'>, 1>,
  crossTenantAccessPolicyTargetConfiguration: { accessType: 1, targets: 1 } satisfies Record<
    keyof CrossTenantAccessPolicyTargetConfiguration,
    1
  >,
  crossTenantAccessPolicyTenantRestrictions: { usersAndGroups: 1, applications: 1, devices: 1 } satisfies Record<
    keyof CrossTenantAccessPolicyTenantRestrictions,
    1
  >,
  crossTenantAccessPolicyInboundTrust: {
    isMfaAccepted: 1,
    isCompliantDeviceAccepted: 1,
    isHybridAzureADJoinedDeviceAccepted: 1,
  } satisfies Record<keyof CrossTenantAccessPolicyInboundTrust, 1>,
  inboundOutboundPolicyConfiguration: { inboundAllowed: 1, outboundAllowed: 1 } satisfies Record<
    keyof InboundOutboundPolicyConfiguration,
    1
  >,
  crossTenantIdentitySyncPolicyPartner: { tenantId: 1, displayName: 1, userSyncInbound: 1 } satisfies Record<
    keyof CrossTenantIdentitySyncPolicyPartner,
    1
  >,
  tenantInformation: {
    tenantId: 1,
    displayName: 1,
    defaultDomainName: 1,
    federationBrandName: 1,
  } satisfies Record<keyof TenantInformation, 1>,
};

test.each(Object.entries(published))("%s has every property of Microsoft's published types", (typeName, names) => {
  const known = Object.entries(types[typeName] ?? {}).filter(([, row]) => row.betaOnly !== true);
  expect(known.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(names)));
});
