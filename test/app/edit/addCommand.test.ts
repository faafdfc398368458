import { chmodSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../../support/emulatorForEach.ts';
import { xtapIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { fabrikam, home, litware, proseware } from '../../support/tenants.ts';

const adatum = '10cc6eb4-46d9-4f4e-9c8b-ab0f7b1d9a4c';
const text = `# ours
version: 1
tenant: ${home}
profiles:
  supplier: { b2bDirectConnectInbound: blocked }
partners:
  # first
  - tenantId: ${fabrikam} # by contract
    inboundTrust: {isMfaAccepted: true}
  - tenantId: ${proseware}
    state: absent
# the end
`;

jest.setTimeout(60_000);

const emulator = emulatorForEach();
const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', text);
});

const xtap = xtapIn(folder, emulator);

const read = (file = 'configs/a.yaml'): string => readFileSync(join(folder.path, file), 'utf8');

it('adds a domain with its tenant, name and profile, and changes no other byte', async () => {
  chmodSync(join(folder.path, 'configs/a.yaml'), 0o640);
  expect(await xtap('add', 'Litware.example', '--profile', 'supplier')).toEqual({
    code: 0,
    stdout: `Added Litware  ${litware}  litware.example at configs/a.yaml:12.\n`,
    stderr: '',
  });
  const entry = `  - tenantId: ${litware}\n    domain: litware.example\n    name: Litware\n    profiles: [supplier]\n`;
  expect(read()).toBe(text.replace('# the end', `${entry}# the end`));
  expect(statSync(join(folder.path, 'configs/a.yaml')).mode & 0o777).toBe(0o640);
});

it('keeps the byte order mark of a file, and adds no mark to a new file', async () => {
  folder.write('configs/a.yaml', `\uFEFF${text}`);
  expect(await xtap('add', litware, '--name', 'L')).toMatchObject({ code: 0 });
  expect(read()).toBe(`\uFEFF${text.replace('# the end', `  - tenantId: ${litware}\n    name: L\n# the end`)}`);
  const other = '7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385';
  expect(await xtap('add', other, '--name', 'M', '--file', 'configs/b.yaml')).toMatchObject({ code: 0 });
  expect(read('configs/b.yaml')).toMatch(/^# yaml/);
});

it('leaves a comment at the end of the last entry with that entry', async () => {
  const commented = text.replace('    state: absent\n', '    state: absent\n    # the contract ended\n');
  folder.write('configs/a.yaml', commented);
  expect(await xtap('add', 'litware.example')).toMatchObject({ code: 0 });
  const entry = `  - tenantId: ${litware}\n    domain: litware.example\n    name: Litware\n`;
  expect(read()).toBe(commented.replace('# the end', `${entry}# the end`));
});

it('adds a tenant id with its name, or without network with a given name, and warns that nothing is managed', async () => {
  const { code, stdout, stderr } = await xtap('add', litware.toUpperCase());
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Added Litware  ${litware} at configs/a.yaml:12.\n` });
  expect(stderr).toContain('configs/a.yaml:12:5: warning[partner-without-settings]');
  const asked = emulator.requests.length;
  const other = '7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385';
  expect(await xtap('add', other, '--name', 'a: "b"\n#', '--file', 'configs/more.yaml')).toMatchObject({ code: 0 });
  expect(emulator.requests.length).toBe(asked);
  expect(read('configs/more.yaml')).toBe(
    `# yaml-language-server: $schema=./xtap.schema.json\npartners:\n  - tenantId: ${other}\n    name: "a: \\"b\\"\\n#"\n`,
  );
  expect(await xtap('validate')).toMatchObject({ code: 0 });
});

it('adds to a file that contains only comments', async () => {
  folder.write('configs/b.yaml', '# to come\n# (soon)');
  expect(await xtap('add', litware, '--name', 'L', '--file', 'configs/b.yaml')).toMatchObject({ code: 0 });
  expect(read('configs/b.yaml')).toBe(`# to come\n# (soon)\npartners:\n  - tenantId: ${litware}\n    name: L\n`);
});

it('writes the schema that a new file names for editors, unless it exists', async () => {
  const add = (tenantId: string, file: string) => xtap('add', tenantId, '--name', 'L', '--file', file);
  expect(await add(litware, 'configs/more/b.yaml')).toMatchObject({ code: 0 });
  expect(read('configs/more/b.yaml')).toContain('$schema=../xtap.schema.json');
  expect(JSON.parse(read('configs/xtap.schema.json'))).toMatchObject({ title: 'xtap configuration' });
  folder.write('configs/xtap.schema.json', '{}');
  expect(await add('7e31b5c8-46d2-4f09-8a9e-c0d7f1b2e385', 'configs/more/c.yaml')).toMatchObject({ code: 0 });
  expect(read('configs/xtap.schema.json')).toBe('{}');
});

it('continues without a name if it may not look names up, but not without a tenant', async () => {
  emulator.addFault('GET /tenantRelationships/* every 403');
  expect(await xtap('add', 'litware.example')).toMatchObject({ code: 77 });
  expect(read()).toBe(text);
  expect(await xtap('add', litware)).toMatchObject({ code: 0, stderr: expect.stringContaining('Names of partners') });
  expect(read()).not.toContain('name:');
});

it.each([
  [[fabrikam], 'configs/a.yaml:8:5: error[duplicate-partner]'],
  [['fabrikam.example'], 'configs/a.yaml:8:5: error[duplicate-partner]'],
  [[proseware], 'this is a tombstone'],
  [[home], 'error[home-tenant-as-partner]'],
  [['contoso.example'], 'error[home-tenant-as-partner]'],
  [['nobody.example'], 'error[unknown-domain]'],
  [['litware.example', '--profile', 'suplier'], 'did you mean `supplier`'],
])('refuses what would not be valid, and writes nothing: %j', async (words, reason) => {
  const { code, stderr } = await xtap('add', ...words);
  expect(code).toBe(65);
  expect(stderr).toContain(reason);
  expect(stderr).toContain('Nothing was written.');
  const [finding = ''] = stderr.toLowerCase().match(/(?<=error\[[^:]*: )[^:\n]{20}/) ?? [];
  expect(stderr.toLowerCase().split(finding)).toHaveLength(2);
  expect(read()).toBe(text);
});

it('refuses a missing operand, a file that is not YAML, and a folder without configuration', async () => {
  expect(await xtap('add')).toMatchObject({ code: 64 });
  expect(await xtap('add', litware, '--file', 'configs/a.txt')).toMatchObject({ code: 64 });
  expect(existsSync(join(folder.path, 'configs/a.txt'))).toBe(false);
  rmSync(join(folder.path, 'configs'), { recursive: true });
  expect(await xtap('add', litware)).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('There is no configuration to add to. `xtap pull` writes one'),
  });
});

it('reports why a path cannot be read, and not that there is no configuration', async () => {
  symlinkSync('nowhere.yaml', join(folder.path, 'configs/b.yaml'));
  expect(await xtap('add', litware, '--name', 'L')).toEqual({
    code: 65,
    stdout: '',
    stderr:
      'error[invalid-path]: configs/b.yaml does not exist\nerror[invalid-configuration]: The configuration has 1 error. No entry was added.\n',
  });
  expect(read()).toBe(text);
});

it('writes nothing if a file exists in place of a folder', async () => {
  folder.write('more', 'ours');
  expect(await xtap('add', litware, '--name', 'L', '--file', 'more/b.yaml')).toEqual({
    code: 65,
    stdout: '',
    stderr: 'error[invalid-path]: Cannot write more/b.yaml: more is a file. No entry was added. Name another file.\n',
  });
});

it('notes that a file outside the usual folder must be named', async () => {
  const add = async (tenant: string, file: string) => (await xtap('add', tenant, '--name', 'L', '--file', file)).stderr;
  const note =
    'more/b.yaml is not in configs: name it too wherever it counts, as in "xtap plan configs more/b.yaml".\n';
  expect(await add(litware, 'more/b.yaml')).toContain(note);
  expect(await xtap('validate', 'configs', 'more/b.yaml')).toMatchObject({ code: 0 });
  expect(await add(adatum, './configs/deep/b.yaml')).not.toContain('name it too');
  expect(await add(adatum.replace('1', '2'), 'configs/.b.yaml')).toContain('configs/.b.yaml is not in configs');
});

it('has no such note if the named file is the configuration', async () => {
  rmSync(join(folder.path, 'configs'), { recursive: true });
  folder.write('tenant.yaml', text);
  const { code, stderr } = await xtap('add', litware, '--name', 'L', '--file', 'tenant.yaml');
  expect(code).toBe(0);
  expect(stderr).not.toContain('name it too');
});

it.each([
  ['https://fabrikam.example', 'Run "xtap add fabrikam.example".'],
  ['https://www.fabrikam.example/contact?x=1', 'Run "xtap add www.fabrikam.example".'],
  ['user@Fabrikam.example', 'Run "xtap add fabrikam.example".'],
  ['mailto:user@fabrikam.example', 'Run "xtap add fabrikam.example".'],
  ['https://login.microsoftonline.com/fabrikam.example/v2.0', 'Run "xtap add fabrikam.example".'],
  [`https://login.microsoftonline.com/${litware}/v2.0`, `Run "xtap add ${litware}".`],
  [`{${litware}}`, `Run "xtap add ${litware}".`],
  ['https://login.microsoftonline.com/common', 'Give one id (a GUID) or one domain.'],
  [`${litware},${fabrikam}`, 'Give one id (a GUID) or one domain.'],
  ['fabrikam.example, litware.example', 'Give one id (a GUID) or one domain.'],
])('refuses %s, which is neither an id nor a domain, and says what to run', async (word, wayOut) => {
  const { code, stderr } = await xtap('add', word);
  expect(stderr).toContain('error[usage]: add takes the id of a tenant or one of its domains, not "');
  expect(stderr).toContain(wayOut);
  expect(code).toBe(64);
  expect(read()).toBe(text);
});
