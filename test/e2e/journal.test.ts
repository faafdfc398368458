import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const configuration = JSON.stringify({
  version: 1,
  tenant: home,
  undeclaredPartners: 'ignore',
  partners: [{ tenantId: fabrikam, inboundTrust: { isMfaAccepted: true } }],
});

const emulator = emulatorForEach();
const folder = folderForEach();
beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
  folder.write('file', 'no folder\n');
});

async function apply(...words: readonly string[]) {
  return runIn(folder.path, ['apply', '--yes', '--allow-broadening', '--format', 'json', ...words], emulator.url);
}

test.each([
  ['a journal that is there already', ['--journal', 'file']],
  // There, Linux reports a missing parent although it exists; Node's own recursive mkdir then never ends.
  ['a journal below /proc', ['--journal', '/proc/self/nowhere/run.jsonl']],
  ['an undo plan below /proc', ['--undo', '/proc/self/nowhere/undo.json']],
])('if %s cannot be written, nothing is sent (exit 1)', async (_, words) => {
  const { code, stdout } = await apply(...words);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'file-not-writable' } });
  expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('no folder\n');
});

test('a run without operations does not write a journal', async () => {
  expect((await apply()).code).toBe(0);
  const { code } = await apply('--journal', 'second.jsonl');
  expect(code).toBe(0);
  expect(existsSync(join(folder.path, 'second.jsonl'))).toBe(false);
});
