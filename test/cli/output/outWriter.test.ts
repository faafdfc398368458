import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../../support/emulatorForEach.ts';
import { runIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { versionAndTenant, woodgrove } from '../../support/tenants.ts';

const partner = woodgrove;
const configuration = `${versionAndTenant}undeclaredPartners: ignore
undeclaredSettings: ignore
partners:
  - { tenantId: ${partner}, inboundTrust: { isMfaAccepted: false } }
`;

const emulator = emulatorForEach();
const folder = folderForEach();
beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
});

const drift = (...words: readonly string[]) =>
  runIn(folder.path, ['drift', '--no-attribution', ...words], emulator.url);
const full = ['-o', 'json=/dev/full', '-o', 'markdown=report.md'];

test('the other files are written even if one cannot be written', async () => {
  const { stderr } = await drift(...full);
  expect(stderr).toContain('Cannot write /dev/full: no space is left.');
  expect(readFileSync(join(folder.path, 'report.md'), 'utf8')).toContain('## xtap drift');
});

test('the exit code of the printed result is kept', async () => {
  const { code, stdout } = await drift('--format', 'json', ...full);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ summary: { update: 1 } });
});

test('a successful correction whose file cannot be written exits with 1, with its report on stdout', async () => {
  const { code, stdout } = await drift('--correct', '--format', 'json', ...full);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ correction: { converged: true, summary: { applied: 1 } } });
});
