import { run } from '../../src/cli/main.ts';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { recordingIo } from '../cli/recordingIo.ts';
import { type Folder, temporaryFolder } from '../e2e/program.ts';

const home = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';

let emulator: Emulator;
let folder: Folder;

beforeEach(async () => {
  emulator = await startEmulator();
  folder = temporaryFolder();
});

afterEach(async () => {
  await emulator.close();
  folder.remove();
});

async function validateOnline(domain: string) {
  folder.write(
    'configs/a.yaml',
    `version: 1
tenant: ${home}
partners:
  - tenantId: ${fabrikam}
    domain: ${domain}
    b2bCollaborationInbound:
      usersAndGroups: allowed
      applications: { allowed: [f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538] }
`,
  );
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  const code = await run(['validate', '--online'], io);
  return { code, ...io.written };
}

it('tells of a wrong domain, also where the server knows no applications', async () => {
  const { code, stderr } = await validateOnline('proseware.example');
  expect(code).toBe(65);
  expect(stderr).toContain('domain-of-another-tenant');
  expect(stderr).toContain('Application ids were not checked');
});

it('is content with a right domain, and says what it could not check', async () => {
  const { code, stderr } = await validateOnline('fabrikam.example');
  expect(code).toBe(0);
  expect(stderr).toContain('Application ids were not checked');
});
