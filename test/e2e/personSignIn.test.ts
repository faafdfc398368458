import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { makeCertificates } from '../support/identity/certificates.ts';
import { type FakeAuthority, startFakeAuthority } from '../support/identity/fakeAuthority.ts';
import { browserScript } from '../support/identity/fakeSignIn.ts';
import { type Run, xtap } from '../support/program.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { home } from '../support/tenants.ts';

/* The built program signs a person in: a loopback OpenID endpoint, an emulator that checks tokens, and no Azure. */

let authority: FakeAuthority;
let emulator: Emulator;
let folder: Folder;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = temporaryFolder();
  const keys = join(folder.path, 'keys');
  mkdirSync(keys);
  const certificates = makeCertificates(keys);
  authority = await startFakeAuthority(certificates);
  emulator = await startEmulator({ requireToken: true });
  folder.write('bin/xdg-open', browserScript(process.execPath, certificates.authorityFile));
  chmodSync(join(folder.path, 'bin/xdg-open'), 0o755);
  env = {
    PATH: `${join(folder.path, 'bin')}:${process.env.PATH ?? ''}`,
    NODE_EXTRA_CA_CERTS: certificates.authorityFile,
    AZURE_AUTHORITY_HOST: authority.url,
    AZURE_CLIENT_ID: 'app-person',
    XTAP_GRAPH_URL: emulator.url,
  };
}, 60_000);

afterAll(async () => {
  await Promise.all([authority.close(), emulator.close()]);
  folder.remove();
});

const run = (...words: readonly string[]): Promise<Run> => xtap(words, { cwd: folder.path, env });
const scopesAsked = (): readonly string[] =>
  authority.asked.flatMap(({ url }) => new URL(url, authority.url).searchParams.get('scope') ?? []);

it('takes the tenant of a person from the sign-in, and keeps no token', async () => {
  const { code, stdout, stderr } = await run('init', '--auth', 'browser', '--dir', 'first');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`Tenant ${home}: 10 partners.`) });
  expect(stderr).toContain('xtap opens a browser window: sign in there.');
  expect(readFileSync(join(folder.path, 'first', 'xtap.yaml'), 'utf8')).toContain(`tenant: ${home}`);
  expect(readdirSync(folder.path).sort()).toEqual(['.gitignore', 'bin', 'first', 'keys']);
  expect(scopesAsked().join(' ')).toContain('https://graph.microsoft.com/Policy.Read.All');
  expect(scopesAsked().join(' ')).not.toContain('ReadWrite');
});

it('shows the device code also with --quiet, and describes the person without a name', async () => {
  const { code, stdout, stderr } = await run('doctor', '--auth', 'device', '--quiet');
  expect(code).toBe(0);
  expect(stderr).toContain('enter the code ABCD1234');
  expect(stdout).toContain('The token belongs to a person:');
  expect(stdout).toMatch(/✗ apply +missing: Policy\.ReadWrite\.CrossTenantAccess/);
  expect(stdout).not.toMatch(/megan/i);
});

it('asks for the permission to write when a person applies', async () => {
  folder.write(
    'configs/a.yaml',
    `version: 1
tenant: ${home}
partners:
  - tenantId: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    b2bCollaborationInbound: blocked
`,
  );
  const { code, stdout } = await run('apply', '--yes', '--auth', 'browser');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Applied.') });
  expect(scopesAsked().at(-1)).toContain('https://graph.microsoft.com/Policy.ReadWrite.CrossTenantAccess');
  expect(scopesAsked().at(-1)).not.toContain('Policy.Read.All');
});
