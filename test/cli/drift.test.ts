/* `drift` against the emulator: the exit code, the last line and the counts are one decision. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, trust } from '../support/builders.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, woodgrove } from '../support/tenants.ts';

const emulator = emulatorForEach({ seed: 'empty', facts: factsOfSynchronization });
const folder = folderForEach();

async function xtap(...words: readonly string[]) {
  return runIn(folder.path, words, emulator.url);
}

function declare(partners: readonly string[], head = 'undeclaredSettings: ignore\n'): void {
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\n${head}partners:\n${partners.join('')}`);
}

const lastLine = (stdout: string): string => stdout.trimEnd().split('\n').at(-1) ?? '';
const mfa = (id: string, name: string) =>
  `  - { tenantId: ${id}, name: ${name}, inboundTrust: { isMfaAccepted: true } }\n`;

test('a tenant as declared has not drifted', async () => {
  declare([mfa(fabrikam, 'Fabrikam')]);
  await xtap('apply', '--yes', '--allow-broadening');
  const { code, stdout } = await xtap('drift');
  expect(code).toBe(0);
  expect(lastLine(stdout)).toBe('No changes: the tenant is as declared. 1 partner as configured.');
});

test('what somebody tightened by hand is tighter, although apply would broaden it', async () => {
  declare([mfa(fabrikam, 'Fabrikam')]);
  await xtap('apply', '--yes', '--allow-broadening');
  emulator.portalEdit(fabrikam, { inboundTrust: trust(false) });
  const { code, stdout } = await xtap('drift', '--no-attribution');
  expect(code).toBe(2);
  expect(stdout).toMatch(/inboundTrust\.isMfaAccepted +true → false +▼ tighter/);
  expect(stdout).not.toContain('broadens');
  expect(lastLine(stdout)).toBe('Drift: 1 tighter than declared. Exit 2.');
});

test('undeclared partners alone are counted in the last line, which does not say "No changes"', async () => {
  declare([`  - { tenantId: ${fabrikam}, name: Fabrikam }\n`]);
  await xtap('apply', '--yes');
  emulator.portalEdit(woodgrove, { tenantId: woodgrove, b2bDirectConnectInbound: open });
  const { code, stdout } = await xtap('drift', '--no-attribution');
  expect(code).toBe(2);
  expect(lastLine(stdout)).toBe('Drift: 1 partner undeclared. Exit 2.');
  const json = JSON.parse((await xtap('drift', '--no-attribution', '--format', 'json')).stdout);
  expect(json.drift).toMatchObject({ undeclaredPartners: 1, moreOpen: 1 });
});

test('the last line after a correction counts what had drifted, and what is left', async () => {
  declare([
    mfa(fabrikam, 'Fabrikam'),
    `  - { tenantId: ${woodgrove}, name: Woodgrove, inboundTrust: { isMfaAccepted: false } }\n`,
  ]);
  await xtap('apply', '--yes', '--allow-broadening');
  emulator.portalEdit(woodgrove, { inboundTrust: trust(true) });
  const all = await xtap('drift', '--correct', '--no-attribution');
  expect(all.code).toBe(0);
  expect(lastLine(all.stdout)).toBe('No drift after the correction.');

  emulator.portalEdit(woodgrove, { inboundTrust: trust(true) });
  emulator.portalEdit(fabrikam, { inboundTrust: trust(false) });
  const some = await xtap('drift', '--correct', '--no-attribution');
  expect(some.code).toBe(2);
  const [before, after] = ['1 more open, 1 tighter than declared', '1 tighter than declared'];
  const { stdout } = await xtap('drift', '--correct', '--no-attribution', '--quiet', '--width', '120');
  expect(some.stdout).toContain(`\nBefore the correction: ${before}.\n`);
  expect(lastLine(some.stdout)).toBe(`Drift: after the correction, ${after}. Exit 2.`);
  expect(lastLine(stdout)).toBe(`Drift: after the correction as before it, ${after}. Exit 2.`);
});

test('an exceeded guard ends with 3, which the last line says', async () => {
  declare([mfa(fabrikam, 'Fabrikam')], 'undeclaredPartners: delete\nguards: { maxDeletes: 0 }\n');
  emulator.portalEdit(woodgrove, { tenantId: woodgrove });
  emulator.portalEdit(fabrikam, { tenantId: fabrikam, inboundTrust: trust(true) });
  const { code, stdout } = await xtap('drift', '--no-attribution');
  expect(code).toBe(3);
  expect(stdout).toContain('Refused: 1 guard exceeded. A correction sends nothing.');
  expect(lastLine(stdout)).toBe('Drift: 1 partner undeclared. Exit 3.');
});

test('the plan that drift writes can be applied', async () => {
  declare([mfa(fabrikam, 'Fabrikam')]);
  await xtap('apply', '--yes', '--allow-broadening');
  emulator.portalEdit(fabrikam, { inboundTrust: trust(false) });
  const { code } = await xtap('drift', '-o', 'json=drift.json');
  expect(code).toBe(2);
  const { digest, attribution } = JSON.parse(readFileSync(join(folder.path, 'drift.json'), 'utf8'));
  expect(attribution).toHaveLength(1);
  expect((await xtap('apply', 'drift.json', '--expect-digest', digest)).code).toBe(0);
  expect((await xtap('drift')).code).toBe(0);
});

test('with --quiet, the text is the digest and the last line', async () => {
  declare([mfa(fabrikam, 'Fabrikam')]);
  const { stdout } = await xtap('drift', '--quiet', '--no-attribution');
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/ .*/, '')),
  ).toEqual(['Digest', 'Drift:']);
});

test('undeclared partners have the name that the directory knows, which is not in the digest', async () => {
  declare([`  - { tenantId: ${fabrikam}, name: Fabrikam }\n`], '');
  await xtap('apply', '--yes');
  emulator.portalEdit(woodgrove, { tenantId: woodgrove });
  const { stdout } = await xtap('drift', '--no-attribution');
  const named = JSON.parse((await xtap('drift', '--no-attribution', '--format', 'json')).stdout);
  const name = named.directoryNames[woodgrove];
  expect(stdout).toContain(`? ${name}  ${woodgrove}`);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'The name of 1 undeclared partner is from the directory, not from the configuration.',
  );
  emulator.addFault('GET /tenantRelationships/** every 403');
  const unnamed = JSON.parse((await xtap('drift', '--no-attribution', '--format', 'json')).stdout);
  expect(unnamed).not.toHaveProperty('directoryNames');
  expect(unnamed.driftDigest).toBe(named.driftDigest);
});
