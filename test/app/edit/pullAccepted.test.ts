/* What pull says about an existing configuration: whatever it takes over from the tenant, it names and counts once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { displayWidth } from '../../../src/render/text/displayWidth.ts';
import { trust } from '../../support/builders.ts';
import { emulatorForEach } from '../../support/emulatorForEach.ts';
import { xtapIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { home, proseware, versionAndTenant, woodgrove } from '../../support/tenants.ts';

jest.setTimeout(60_000);

const emulator = emulatorForEach();
const folder = folderForEach();
const xtap = xtapIn(folder, emulator);

const ids = Array.from({ length: 45 }, (_, index) => `90e29127-71ad-49c7-9ce8-0000000001${10 + index}`);
const next = 'With these entries, the configuration accepts what is live. To revert it instead, use xtap apply.\n';

it('shows forty partners with the same change as one group of at most a dozen lines', async () => {
  for (const id of ids) emulator.portalEdit(id, { inboundTrust: trust(true) });
  await xtap('pull');
  for (const id of ids.slice(0, 40)) emulator.portalEdit(id, { inboundTrust: trust(false) });
  emulator.portalEdit(woodgrove, { b2bDirectConnectOutbound: null });
  const { stdout } = await xtap('pull', '--dry-run', '--width', '100');
  expect(stdout).toContain('Entries: 41 to change.\n  ~ ');
  const lines = stdout.slice(stdout.indexOf('  ~ 40 partners  inboundTrust  ▼ tighter than declared\n')).split('\n');
  const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('      '));
  expect(end).toBeGreaterThan(1);
  expect(end).toBeLessThanOrEqual(12);
  expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(100);
  expect(stdout).toContain(`  ~ Woodgrove Bank  ${woodgrove}  b2bDirectConnectOutbound\n`);
});

it('counts a partner that was declared absent as added, in words and in numbers, whether it writes or not', async () => {
  await xtap('pull');
  const file = join(folder.path, 'configs', 'xtap.yaml');
  const declared = readFileSync(file, 'utf8');
  const entry = new RegExp(`  - tenantId: ${proseware}[^]*?\n\n`);
  folder.write(
    'configs/xtap.yaml',
    declared.replace(
      entry,
      `  - { tenantId: ${proseware}, state: absent }

`,
    ),
  );
  emulator.portalEdit(woodgrove, null);
  const rows = `  + Proseware  ${proseware}  declared absent until now (state: absent)
      ▲ broader than the default
  - Woodgrove Bank  ${woodgrove}  ▲▼ more open and tighter than declared, or
      unknown
▲ 2 entries accept, or may accept, more access than was declared.
${next}`;
  const tenant = `Tenant ${home}: 9 partners.
`;
  expect((await xtap('pull', '--dry-run')).stdout).toBe(
    `${tenant}  would change configs/xtap.yaml
Entries: 1 to add, 1 to remove.
${rows}Nothing was written (--dry-run).
`,
  );
  const dry = JSON.parse((await xtap('pull', '--dry-run', '--format', 'json')).stdout) as Record<string, unknown>;
  const written = JSON.parse((await xtap('pull', '--format', 'json')).stdout) as Record<string, unknown>;
  expect(written).toEqual({ ...dry, dryRun: false });
  expect(written).toMatchObject({
    entries: { added: 1, changed: 0, removed: 1 },
    accepted: {
      added: [{ tenantId: proseware, name: 'Proseware', impact: 'broadens', wasAbsent: true }],
      changed: [],
      removed: [{ tenantId: woodgrove, name: 'Woodgrove Bank', impact: 'mixed' }],
    },
  });
});

it('says of the default and of settings that were not declared whether they give more access', async () => {
  folder.write('configs/a.yaml', `${versionAndTenant}default: { inboundTrust: { isMfaAccepted: false } }\n`);
  await xtap('pull');
  emulator.portalEdit('default', { inboundTrust: trust(true) });
  emulator.portalEdit(proseware, { automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: null } });
  const { stdout } = await xtap('pull', '--dry-run');
  expect(stdout).toContain(`Entries: 1 to change.
  ~ Proseware  ${proseware}  automaticUserConsentSettings  ▲ more open than
      declared
  ~ default  inboundTrust  ▲ more open than declared
▲ 2 entries accept, or may accept, more access than was declared.
`);
});
