import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { type Folder, temporaryFolder } from '../support/program.ts';
import { recordingIo } from '../support/recordingIo.ts';

const configuration = JSON.stringify({
  version: 1,
  tenant: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
  undeclaredPartners: 'ignore',
  partners: [{ tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1', inboundTrust: { isMfaAccepted: true } }],
});

let emulator: Emulator;
let folder: Folder;
beforeEach(async () => {
  emulator = await startEmulator();
  folder = temporaryFolder();
  folder.write('configs/a.yaml', configuration);
  folder.write('file', 'no folder\n');
});
afterEach(async () => {
  await emulator.close();
  folder.remove();
});

async function apply(...words: readonly string[]) {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  return { code: await run(['apply', '--yes', '--allow-broadening', '--format', 'json', ...words], io), ...io.written };
}

test.each([
  ['a journal that is there already', ['--journal', 'file']],
  // Linux says there that the parent is missing, though it is not; Node's own recursive mkdir then never ends.
  ['a journal below /proc', ['--journal', '/proc/self/nowhere/run.jsonl']],
  ['an undo plan below /proc', ['--undo', '/proc/self/nowhere/undo.json']],
])('%s cannot be written: exit 1, and nothing is sent', async (_, words) => {
  const { code, stdout } = await apply(...words);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'file-not-writable' } });
  expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('no folder\n');
});

test('a run with nothing to do leaves no journal', async () => {
  expect((await apply()).code).toBe(0);
  const { code } = await apply('--journal', 'second.jsonl');
  expect(code).toBe(0);
  expect(existsSync(join(folder.path, 'second.jsonl'))).toBe(false);
});
