/** Everything that xtap does with Graph, once, in the emulator's sample tenant. */
import type { Emulator } from '../../../src/emulator/http/server.ts';
import type { Folder } from '../temporaryFolder.ts';
import { datum, fabrikam, home, litware, proseware, woodgrove } from '../tenants.ts';
import type { Version } from './describedApi.ts';

const beta = (version: Version, text: string): string => (version === 'beta' ? text : '');

const configuration = (version: Version, partners: string): string => `version: 1
tenant: ${home}
api: ${version}
undeclaredPartners: ignore
undeclaredSettings: ignore
unmanaged: [default, policy]
guards: { maxDeletes: 9, maxDeletePercent: 100, maxChangePercent: 100 }
policy: { allowedCloudEndpoints: [microsoftonline.us, partner.microsoftonline.cn] }
default:
  inboundTrust: { isMfaAccepted: true }
  invitationRedemptionIdentityProviderConfiguration: { fallbackIdentityProvider: emailOneTimePasscode }
${beta(version, '  blockServiceProviderOutboundAccess: true\n')}partners:
${partners}`;

const first = (version: Version): string => `
  - tenantId: ${fabrikam}
    inboundTrust: { isMfaAccepted: true }
    tenantRestrictions: { usersAndGroups: allowed, applications: { allowed: [Office365] } }
${beta(version, '    blockServiceProviderOutboundAccess: true\n')}
  - tenantId: ${litware}
    isServiceProvider: true
    b2bDirectConnectInbound: { applications: { allowed: [Office365] }, usersAndGroups: unset }
    automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: false }
    m365CollaborationInbound: { users: allowed }
    m365CollaborationOutbound: { usersAndGroups: allowed }
    appServiceConnectInbound: { applications: allowed }
    identitySynchronization:
      displayName: Litware
      userSyncInbound: { isSyncAllowed: true }
${beta(version, '      groupSyncInbound: { isSyncAllowed: true }\n')}
  - tenantId: ${woodgrove}
    inboundTrust: inherit
    automaticUserConsentSettings: inherit
  - tenantId: ${datum}
    identitySynchronization: absent
  - { tenantId: ${proseware}, state: absent }
`;

const second = `
  - tenantId: ${litware}
    identitySynchronization: { displayName: Litware Inc., userSyncInbound: { isSyncAllowed: false } }
`;
const third = `  - { tenantId: ${litware}, state: absent }\n`;

interface Stage {
  readonly folder: Pick<Folder, 'write'>;
  readonly emulator: Emulator;
  /** Runs a command, which ends with 0. */
  readonly xtap: (line: string) => Promise<void>;
}

/** Every kind of declaration: a creation, a change, an inherited setting, a removed synchronization, a deletion. */
export const everyKind = (version: Version): string => configuration(version, first(version));

export async function wholeLoop(version: Version, { folder, emulator, xtap }: Stage): Promise<void> {
  folder.write('1.yaml', everyKind(version));
  folder.write('2.yaml', configuration(version, second));
  folder.write('3.yaml', configuration(version, third));
  await xtap(`pull --dir pulled --api ${version}`);
  await xtap('plan 1.yaml -o json=plan.json');
  await xtap('apply plan.json --allow-broadening --undo undo.json');
  await xtap('apply undo.json --allow-broadening');
  await xtap('apply 1.yaml --yes --allow-broadening');
  await xtap('apply 2.yaml --yes --allow-broadening');
  emulator.portalEdit(litware, { identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } });
  await xtap('drift 2.yaml --correct');
  emulator.portalEdit(litware, { inboundTrust: { isMfaAccepted: true } });
  await xtap('drift 2.yaml');
  await xtap('apply 3.yaml --yes --allow-broadening');
  await xtap(`explain ${fabrikam} 1.yaml`);
  await xtap('validate 1.yaml --online');
  await xtap('check 1.yaml --online --fail-on none');
  await xtap('doctor 1.yaml');
  await xtap('signins 1.yaml -o month.signins.json');
}
