/*
 * Tenants of any size to measure with: a configuration in the compact form people write, and the live state it is
 * compared with. The same numbers give the same bytes, so figures of two runs are about the same work.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Size {
  readonly partners: number;
  /** How many live partners differ from the configuration, spread evenly. */
  readonly changes: number;
}

export interface BenchTenant {
  /** The whole configuration as one file. */
  readonly oneFile: string;
  /** The same with a file for each partner, and one file for the common part. */
  readonly folder: string;
  /** The live state as `xtap pull --snapshot` writes it; the emulator's seed, too. */
  readonly snapshot: string;
  readonly partnerIds: readonly string[];
  readonly changedIds: readonly string[];
}

export const homeTenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';

/** Writes a tenant below `directory`. */
export function writeTenant(directory: string, { partners, changes }: Size): BenchTenant {
  const numbers = Array.from({ length: partners }, (_, index) => index);
  const isChanged = (index: number): boolean =>
    Math.floor(((index + 1) * changes) / partners) > Math.floor((index * changes) / partners);
  const folder = join(directory, 'partners');
  mkdirSync(folder, { recursive: true });
  const oneFile = join(directory, 'partners.yaml');
  const snapshot = join(directory, 'live.json');
  writeFileSync(oneFile, `${shared}partners:\n${numbers.map(declaration).join('')}`);
  writeFileSync(join(folder, 'shared.yaml'), shared);
  for (const index of numbers) {
    writeFileSync(join(folder, `partner-${index}.yaml`), `partners:\n${declaration(index)}`);
  }
  const live = {
    formatVersion: 1,
    tenantId: homeTenant,
    cloud: 'global',
    apiVersion: 'v1.0',
    policy: { displayName: 'CrossTenantAccessPolicy', allowedCloudEndpoints: [] },
    default: { isServiceDefault: false, ...liveDefault },
    partners: numbers.map((index) => livePartner(index, isChanged(index))),
  };
  writeFileSync(snapshot, JSON.stringify(live));
  return {
    oneFile,
    folder,
    snapshot,
    partnerIds: numbers.map(partnerId),
    changedIds: numbers.filter(isChanged).map(partnerId),
  };
}

/** A configuration of new partners alone, for an empty tenant. */
export function writeNewPartners(directory: string, count: number): string {
  return writeConfiguration(
    directory,
    shared,
    Array.from({ length: count }, (_, index) => declaration(index)),
  );
}

/** The same of partners whose multifactor authentication is trusted, and nothing else. */
export function writeSmallPartners(directory: string, count: number): string {
  const small = (index: number): string =>
    [
      `  - tenantId: ${partnerId(index)}`,
      `    name: Partner ${index}`,
      '    inboundTrust: { isMfaAccepted: true }',
      '',
    ].join('\n');
  return writeConfiguration(
    directory,
    head,
    Array.from({ length: count }, (_, index) => small(index)),
  );
}

function writeConfiguration(directory: string, start: string, declarations: readonly string[]): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'new.yaml');
  writeFileSync(file, `${start}partners:\n${declarations.join('')}`);
  return file;
}

const head = `version: 1
tenant: ${homeTenant}
`;

const shared = `${head}profiles:
  supplier:
    b2bCollaborationInbound:
      usersAndGroups: allowed
      applications: { allowed: [Office365] }
    b2bDirectConnectInbound: blocked
  customer:
    b2bCollaborationOutbound: allowed
    automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true }
`;

/** Every third partner has targets of its own. */
function declaration(index: number): string {
  const lines = [
    `  - tenantId: ${partnerId(index)}`,
    `    name: Partner ${index}`,
    `    profiles: [${profileOf(index)}]`,
    `    owner: team-${index % 17}@contoso.example`,
    '    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false }',
    ...(index % 3 === 0
      ? [
          '    b2bDirectConnectOutbound:',
          `      usersAndGroups: { allowed: [{ group: ${guid('group', index)} }] }`,
          `      applications: { allowed: [Office365, ${guid('application', index)}] }`,
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function profileOf(index: number): 'supplier' | 'customer' {
  return index % 2 === 0 ? 'supplier' : 'customer';
}

const users = (accessType: string, target: string, targetType = 'user') => ({
  accessType,
  targets: [{ target, targetType }],
});
const applications = (accessType: string, ...targets: readonly string[]) => ({
  accessType,
  targets: targets.map((target) => ({ target, targetType: 'application' })),
});
const open = { usersAndGroups: users('allowed', 'AllUsers'), applications: applications('allowed', 'AllApplications') };
const closed = {
  usersAndGroups: users('blocked', 'AllUsers'),
  applications: applications('blocked', 'AllApplications'),
};

const liveDefault = {
  inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
  b2bCollaborationInbound: open,
  b2bCollaborationOutbound: { ...open, applications: applications('allowed', 'Office365') },
  b2bDirectConnectInbound: open,
  b2bDirectConnectOutbound: closed,
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  tenantRestrictions: { devices: null, ...closed },
  invitationRedemptionIdentityProviderConfiguration: {
    primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'azureActiveDirectory', 'socialIdentityProviders'],
    fallbackIdentityProvider: 'defaultConfiguredIdp',
  },
};

/** As Graph spells it: every key, and null for what is inherited. */
function livePartner(index: number, isChanged: boolean): Readonly<Record<string, unknown>> {
  const isSupplier = profileOf(index) === 'supplier';
  return {
    tenantId: partnerId(index),
    isServiceProvider: false,
    isInMultiTenantOrganization: false,
    inboundTrust: {
      isMfaAccepted: !isChanged,
      isCompliantDeviceAccepted: false,
      isHybridAzureADJoinedDeviceAccepted: false,
    },
    b2bCollaborationInbound: isSupplier
      ? {
          usersAndGroups: users('allowed', 'AllUsers'),
          applications: applications('allowed', isChanged ? guid('stray', index) : 'Office365'),
        }
      : null,
    b2bCollaborationOutbound: isSupplier ? null : open,
    b2bDirectConnectInbound: isSupplier ? closed : null,
    b2bDirectConnectOutbound:
      index % 3 === 0
        ? {
            usersAndGroups: users('allowed', guid('group', index), 'group'),
            applications: applications('allowed', guid('application', index), 'Office365'),
          }
        : null,
    automaticUserConsentSettings: isSupplier
      ? { inboundAllowed: null, outboundAllowed: null }
      : { inboundAllowed: true, outboundAllowed: true },
    tenantRestrictions: null,
    m365CollaborationInbound: null,
    m365CollaborationOutbound: null,
    appServiceConnectInbound: null,
  };
}

function partnerId(index: number): string {
  return guid('partner', index);
}

function guid(of: string, index: number): string {
  const digits = createHash('sha256').update(`${of} ${index}`).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
