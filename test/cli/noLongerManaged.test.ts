/*
 * Removing a setting from the YAML sends nothing; every command and format lists the access that is no longer managed.
 */
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Plan } from '../../src/model/plan.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant, woodgrove } from '../support/tenants.ts';

const before = `${versionAndTenant}undeclaredSettings: report
guards: { maxDeletes: 1 }
protected: [${fabrikam}]
partners:
  - tenantId: ${fabrikam}
    name: Fabrikam
    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: true }
    b2bCollaborationInbound: { usersAndGroups: allowed, applications: { allowed: [Office365] } }
  - { tenantId: ${woodgrove}, name: Woodgrove Bank, b2bDirectConnectInbound: allowed }
`;
const after = `${versionAndTenant}guards: { maxDeletes: 500 }
partners:
  - { tenantId: ${fabrikam}, name: Fabrikam, inboundTrust: { isMfaAccepted: true } }
`;

const emulator = emulatorForEach({ seed: 'empty', facts: factsOfSynchronization });
const folder = folderForEach();
beforeEach(async () => {
  folder.write('before.yaml', before);
  folder.write('after.yaml', after);
  expect((await xtap('apply', 'before.yaml', '--yes', '--allow-broadening')).code).toBe(0);
});

const xtap = xtapIn(folder, emulator);
const withBase = ['after.yaml', '--base', 'before.yaml'];

test('plan lists settings that are no longer managed and loosened rules, and exits with 0', async () => {
  const { code, stdout } = await xtap('plan', ...withBase, '--format', 'json');
  const plan = JSON.parse(stdout) as Plan;
  expect([code, plan.changes]).toEqual([0, []]);
  expect(plan.released.map(({ name, setting, member, impact }) => [name, setting, member, impact])).toEqual([
    ['Woodgrove Bank', undefined, undefined, 'broadens'],
    ['Fabrikam', 'b2bCollaborationInbound', undefined, 'narrows'],
    ['Fabrikam', 'inboundTrust', 'isCompliantDeviceAccepted', 'broadens'],
    ['Fabrikam', 'inboundTrust', 'isHybridAzureADJoinedDeviceAccepted', 'broadens'],
  ]);
  expect(plan.loosened).toEqual([
    { what: 'protected', tenantId: fabrikam, name: 'Fabrikam' },
    { what: 'guards.maxDeletes', before: 1, after: 500 },
    { what: 'undeclaredSettings', before: 'report', after: 'broader' },
  ]);
});

test('a saved plan contains both lists, and can be applied', async () => {
  const { stdout } = await xtap('plan', ...withBase, '--format', 'json');
  expect(readPlanFile(stdout, fieldTable)).toEqual(JSON.parse(stdout));
  folder.write('plan.json', stdout);
  expect((await xtap('apply', 'plan.json')).stdout).toContain('No longer managed (1 partner and 2 settings).');
});

test.each([
  ['plan', 'text'],
  ['plan', 'markdown'],
  ['plan', 'html'],
  ['plan', 'github'],
  ['drift', 'text'],
  ['drift', 'markdown'],
  ['drift', 'html'],
  ['drift', 'github'],
  ['apply', 'text'],
])('%s as %s names the partners and does not say "no changes"', async (command, format) => {
  const words = command === 'apply' ? ['--yes'] : command === 'drift' ? ['--no-attribution'] : [];
  const { stdout } = await xtap(command, ...withBase, '--format', format, ...words);
  expect(stdout).toMatch(/no longer managed/i);
  for (const word of ['Woodgrove Bank', 'Fabrikam', 'guards.maxDeletes']) expect(stdout).toContain(word);
  expect(stdout).not.toMatch(/no changes/i);
});

test('pasting the suggested lines reverts the access', async () => {
  const { stdout } = await xtap('plan', ...withBase);
  expect(stdout).toContain(`- tenantId: ${woodgrove}\n        state: absent\n`);
  const flags = ['isCompliantDeviceAccepted: false', 'isHybridAzureADJoinedDeviceAccepted: false'];
  expect(stdout).toContain(`inboundTrust:\n          ${flags.join('\n          ')}\n`);
  const wide = await xtap('plan', ...withBase, '--width', '140');
  expect(wide.stdout).toContain(`inboundTrust: { ${flags.join(', ')} }  # add this to its inboundTrust`);
  folder.write('after.yaml', `${after}  - tenantId: ${woodgrove}\n    state: absent\n`);
  const again = JSON.parse((await xtap('plan', ...withBase, '--format', 'json')).stdout) as Plan;
  expect([again.summary.delete, again.released.map(({ tenantId }) => tenantId)]).toEqual([
    1,
    [fabrikam, fabrikam, fabrikam],
  ]);
});

test('the stricter limits of the base still apply, and the text says so', async () => {
  const absent = (id: string) => `  - { tenantId: ${id}, state: absent }\n`;
  folder.write(
    'after.yaml',
    `${versionAndTenant}guards: { maxDeletes: 500 }\npartners:\n${absent(fabrikam)}${absent(woodgrove)}`,
  );
  const { code, stdout } = await xtap('plan', ...withBase);
  expect(code).toBe(3);
  expect(stdout).toContain('This run still uses the stricter limits of the base');
  expect(stdout).toContain('maxDeletes: 2 deletions, the limit is 1.');
});

test('a base of another tenant is reported', async () => {
  folder.write('before.yaml', before.replace('6babcaad-604b', '7babcaad-604b'));
  const { stdout } = await xtap('plan', ...withBase, '--format', 'json');
  const { released, loosened } = JSON.parse(stdout) as Plan;
  expect([released, loosened[0]]).toEqual([
    [],
    {
      what: 'tenant',
      before: '7babcaad-604b-40ac-a9d7-9fd97c0b779f',
      after: home,
    },
  ]);
});

test('with --only, only that partner is listed', async () => {
  const { stdout } = await xtap('plan', ...withBase, '--only', woodgrove, '--format', 'json');
  const { released, loosened } = JSON.parse(stdout) as Plan;
  expect(released.map(({ tenantId }) => tenantId)).toEqual([woodgrove]);
  expect(loosened.map(({ what }) => what)).toEqual(['guards.maxDeletes', 'undeclaredSettings']);
});

test('identity synchronization that only the base declares is read and listed', async () => {
  const sync = `    identitySynchronization: { userSyncInbound: { isSyncAllowed: true } }
    automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: false }
`;
  const partner = `${versionAndTenant}partners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: true }\n`;
  folder.write('before.yaml', `${partner}${sync}`);
  folder.write('after.yaml', partner);
  expect((await xtap('apply', 'before.yaml', '--yes', '--allow-broadening')).code).toBe(0);
  const { stdout } = await xtap('plan', ...withBase, '--format', 'json');
  const { released } = JSON.parse(stdout) as Plan;
  expect(released.map(({ setting, impact }) => [setting, impact])).toEqual([
    ['automaticUserConsentSettings', 'broadens'],
    ['identitySynchronization', 'broadens'],
  ]);
  expect((await xtap('plan', ...withBase)).stdout).toContain('identitySynchronization: absent\n');
});
