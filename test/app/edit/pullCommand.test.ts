import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/cli/main.ts';
import { emulatorForEach, factsOfSynchronization } from '../../support/emulatorForEach.ts';
import { recordingIo, xtapIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { fabrikam, home, partnerId, versionAndTenant } from '../../support/tenants.ts';

const golden = join(__dirname, '..', '..', 'golden', 'pull', 'xtap.yaml');

jest.setTimeout(60_000);

const emulator = emulatorForEach({ facts: factsOfSynchronization });
const folder = folderForEach();

const xtap = xtapIn(folder, emulator);

const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');
const lookUps = () => emulator.requests.filter(({ path }) => path.startsWith('/tenantRelationships'));

it('writes the sample tenant as a person would', async () => {
  expect(await xtap('pull')).toEqual({
    code: 0,
    stdout: `Tenant ${home}: 10 partners.
  wrote configs/xtap.yaml
  wrote configs/xtap.schema.json
Entries: 10 added.
`,
    stderr: '',
  });
  if (process.env.XTAP_UPDATE_GOLDEN) writeFileSync(golden, read('configs/xtap.yaml'));
  expect(read('configs/xtap.yaml')).toBe(readFileSync(golden, 'utf8'));
  expect(JSON.parse(read('configs/xtap.schema.json'))).toMatchObject({ title: 'xtap configuration' });
});

it.each([[[]], [['--split']], [['--api', 'beta']]])(
  'leaves nothing to validate, plan or pull again: %j',
  async (flags) => {
    expect((await xtap('pull', ...flags)).code).toBe(0);
    expect(await xtap('validate')).toMatchObject({ code: 0, stderr: '' });
    expect(await xtap('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await xtap('drift', '--no-attribution')).toMatchObject({ code: 0 });
    expect(await xtap('pull')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('configs matches the tenant: nothing to change.'),
    });
  },
);

it('proposes profiles from equal settings, in a new configuration and in one that exists', async () => {
  const shared = { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } };
  for (const digit of [1, 2, 3]) emulator.portalEdit(partnerId(digit), shared);
  const proposed = `New profiles. Give each a name that says what it is for:
  profile-1  3 partners
`;
  expect((await xtap('pull', '--profiles', '--dir', 'new')).stdout).toContain(proposed);
  await xtap('pull');
  const { stdout } = await xtap('pull', '--profiles');
  expect(stdout).toBe(`Tenant ${home}: 13 partners.
  changed configs/xtap.yaml
The settings of all partners stay the same.
${proposed}`);
  expect(read('configs/xtap.yaml')).toBe(read('new/xtap.yaml'));
  expect(await xtap('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(JSON.parse((await xtap('pull', '--profiles', '--format', 'json')).stdout)).toMatchObject({ profiles: [] });
});

it('names what it accepts from the portal, and with --dry-run writes nothing', async () => {
  await xtap('pull');
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
  const before = read('configs/xtap.yaml');
  const dry = await xtap('pull', '--dry-run', '--snapshot', 'live.json', '--dir', 'configs');
  const accepts = `  ~ Fabrikam  ${fabrikam}  inboundTrust  ▲ more open than declared
▲ 1 entry accepts, or may accept, more access than was declared.
With these entries, the configuration accepts what is live. To revert it instead, use xtap apply.
`;
  expect(dry).toEqual({
    code: 0,
    stdout: `Tenant ${home}: 10 partners.
  would write live.json
  would change configs/xtap.yaml
Entries: 1 to change.
${accepts}Nothing was written (--dry-run).
`,
    stderr: '',
  });
  expect(read('configs/xtap.yaml')).toBe(before);
  expect(existsSync(join(folder.path, 'live.json'))).toBe(false);
  expect((await xtap('pull')).stdout).toBe(
    `Tenant ${home}: 10 partners.\n  changed configs/xtap.yaml\nEntries: 1 changed.\n${accepts}`,
  );
  expect(read('configs/xtap.yaml')).not.toBe(before);
});

it('edits settings that were changed in the portal, and reports it as JSON', async () => {
  await xtap('pull', '--split');
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
  const { stdout } = await xtap('pull', '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    entries: { added: 0, changed: 1, removed: 0 },
    created: [],
    changed: ['configs/partners/fabrikam.yaml'],
    removed: [],
  });
  expect(await xtap('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
});

it('writes the schema as soon as a new file points to it, into a configuration that has none', async () => {
  mkdirSync(join(folder.path, 'configs'));
  writeFileSync(join(folder.path, 'configs', 'a.yaml'), versionAndTenant);
  expect(await xtap('pull', '--split')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('  wrote configs/xtap.schema.json\n'),
  });
  expect(read('configs/partners/fabrikam.yaml')).toContain('$schema=../xtap.schema.json');
  expect(await xtap('pull')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to change') });
});

it('continues without names if it may not look them up, with one note', async () => {
  emulator.addFault('GET /tenantRelationships/* every 403');
  const { code, stderr } = await xtap('pull');
  expect(code).toBe(0);
  expect(stderr).toBe('Names of partners were not looked up: that needs CrossTenantInformation.ReadBasic.All.\n');
  expect(lookUps()).toHaveLength(1);
  expect(read('configs/xtap.yaml')).not.toMatch(/names:|Fabrikam/);
});

it('writes only a private snapshot, and from it the same YAML without network', async () => {
  expect(await xtap('pull', '--snapshot', 'live.json')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder.path, 'configs'))).toBe(false);
  expect(statSync(join(folder.path, 'live.json')).mode & 0o777).toBe(0o600);
  const asked = emulator.requests.length;
  expect(await xtap('pull', '--live', 'live.json', '--dir', 'offline')).toMatchObject({ code: 0, stderr: '' });
  expect(emulator.requests.length).toBe(asked);
  const withoutNames = readFileSync(golden, 'utf8')
    .replace(/(tenantId: \S+) #.*/g, '$1')
    .replace(/\nnames:[\s\S]*$/, '');
  expect(read('offline/xtap.yaml')).toBe(withoutNames);
});

it('refuses another tenant, a broken configuration and another API version, and writes nothing', async () => {
  mkdirSync(join(folder.path, 'configs'));
  const write = (text: string) => writeFileSync(join(folder.path, 'configs', 'a.yaml'), text);
  const other = 'version: 1\ntenant: 00000000-0000-4000-8000-000000000001\n';
  write(other);
  expect(await xtap('pull')).toMatchObject({ code: 77 });
  expect(await xtap('pull', '--api', 'beta')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('--api beta'),
  });
  expect(read('configs/a.yaml')).toBe(other);
  write(`${other}partner: []\n`);
  expect(await xtap('pull')).toMatchObject({ code: 65, stderr: expect.stringContaining('unknown-key') });
  expect(await xtap('pull', '--dir', 'configs/a.yaml')).toMatchObject({ code: 64 });
  expect(existsSync(join(folder.path, 'configs', 'xtap.schema.json'))).toBe(false);
});

it.each([
  ['declares cloud: usgov', 'cloud: usgov\n', 'china'],
  ['declares none, which is cloud: global', '', 'usgov'],
])('reads nothing of another cloud than the configuration %s', async (_, declared, asked) => {
  const text = `${versionAndTenant}${declared}`;
  folder.write('configs/a.yaml', text);
  expect(await xtap('pull', '--cloud', asked)).toMatchObject({
    code: 64,
    stderr: expect.stringMatching(`--cloud ${asked} differs from configs, .*cloud: ${declared ? 'usgov' : 'global'}`),
  });
  expect(emulator.requests).toEqual([]);
  expect(read('configs/a.yaml')).toBe(text);
});

it('writes a snapshot of another cloud, since that does not change the configuration', async () => {
  folder.write('configs/a.yaml', versionAndTenant);
  expect(await xtap('pull', '--snapshot', 'live.json', '--cloud', 'usgov')).toMatchObject({ code: 0 });
  expect(JSON.parse(read('live.json'))).toMatchObject({ cloud: 'usgov' });
});

it('writes to a folder without YAML, and refuses one with an unreadable file, like every command', async () => {
  folder.write('configs/README.md', 'ours\n');
  expect(await xtap('pull')).toMatchObject({ code: 0 });
  folder.write('latin/a.yaml', '');
  writeFileSync(join(folder.path, 'latin/a.yaml'), Buffer.from([0xe4]));
  expect(await xtap('pull', '--dir', 'latin')).toEqual({
    code: 65,
    stdout: '',
    stderr: `latin/a.yaml:1:1: error[not-text]: latin/a.yaml is not UTF-8 text: it has the invalid byte 0xE4 here
    save it as UTF-8
error[invalid-configuration]: The configuration has 1 error. No file was written.
`,
  });
  mkdirSync(join(folder.path, 'broken'));
  symlinkSync('nowhere.yaml', join(folder.path, 'broken/a.yaml'));
  expect(await xtap('pull', '--dir', 'broken')).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('does not exist\nerror[invalid-path]: Cannot read broken.'),
  });
});

it('writes nothing if a file exists in place of a folder, or a folder in place of a file', async () => {
  folder.write('configs/partners', 'ours');
  mkdirSync(join(folder.path, 'folder'));
  const everything = ['pull', '--dir', 'configs', '--split'];
  expect(await xtap(...everything, '--snapshot', 'live.json')).toEqual({
    code: 65,
    stdout: '',
    stderr:
      'error[invalid-path]: Cannot write configs/partners/a-datum.yaml: configs/partners is a file. No file was written. Name another file.\n',
  });
  for (const [snapshot, why] of [
    ['folder', 'it is a folder'],
    ['configs/partners/made/live.json', 'configs/partners is a file'],
  ] as const) {
    expect(await xtap('pull', '--dir', 'other', '--snapshot', snapshot)).toMatchObject({
      code: 65,
      stderr: `error[invalid-path]: Cannot write ${snapshot}: ${why}. No file was written. Name another file.\n`,
    });
  }
  expect(readdirSync(folder.path, { recursive: true }).sort()).toEqual(['configs', 'configs/partners', 'folder']);
});

it('writes the snapshot after the YAML, so that an existing snapshot is not from a failed run', async () => {
  const tooLong = `${'long'.repeat(100)}.json`;
  const { code, stderr } = await xtap('pull', '--dir', 'configs', '--snapshot', tooLong);
  expect([code, stderr]).toEqual([1, expect.stringContaining('the name is too long')]);
  expect(existsSync(join(folder.path, 'configs/xtap.yaml'))).toBe(true);
});

it('removes the temporary files that a killed run has left, in every folder that it writes', async () => {
  await xtap('pull', '--split');
  const left = '.xtap-0a1b2c3d-0000-4000-8000-000000000000.tmp';
  const folders = readdirSync(join(folder.path, 'configs'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath }) => parentPath);
  for (const each of new Set(folders)) writeFileSync(join(each, left), 'half a conf');
  expect((await xtap('pull')).code).toBe(0);
  expect(readdirSync(join(folder.path, 'configs'), { encoding: 'utf8', recursive: true }).join()).not.toContain('.tmp');
});

it('reports the files written before the file system failed', async () => {
  const { code, stderr } = await xtap('pull', '--dir', 'configs', '--snapshot', '/dev/full');
  expect(code).toBe(1);
  expect(stderr).toContain(
    'Written before that: configs/xtap.yaml, configs/xtap.schema.json. The other files are as they were.',
  );
  expect(read('configs/xtap.yaml')).toBe(readFileSync(golden, 'utf8'));
});

it('writes nothing when it is interrupted before the first file', async () => {
  await xtap('pull', '--snapshot', 'live.json');
  const io = recordingIo(folder.path, {
    onStopSignal: (listener) => {
      listener('SIGINT');
      return () => undefined;
    },
  });
  expect(await run(['pull', '--live', 'live.json'], io)).toBe(130);
  expect(io.written.stderr).toContain('Interrupted before anything was written.');
  expect(existsSync(join(folder.path, 'configs'))).toBe(false);
});
