import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { program } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const configuration = `${versionAndTenant}undeclaredPartners: ignore
partners:
  - { tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: true } }
  - { tenantId: 8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11, inboundTrust: { isMfaAccepted: false } }
`;

const emulator = emulatorForEach({ facts: factsOfTheBudget });
const folder = folderForEach();
beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
});

/** Runs xtap with a stdout that accepts no data, like a file on a full disk. */
function xtap(words: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const stdout = openSync(join(folder.path, 'configs/a.yaml'), 'r');
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder.path,
    env: { PATH: process.env.PATH ?? '', XTAP_GRAPH_URL: emulator.url },
    stdio: ['ignore', stdout, 'pipe'],
    timeout: 60_000,
  });
  closeSync(stdout);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

const said = /error\[file-not-writable\]: stdout cannot be written: EBADF.* What was printed is not complete\.\n$/;

test('a result that could not be printed is an error', async () => {
  for (const format of ['text', 'json']) {
    const { code, stderr } = await xtap(['plan', '--format', format]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(said)]);
  }
});

test('an apply whose plan could not be printed still applies all operations', async () => {
  const { code, stderr } = await xtap(['apply', '--yes', '--allow-broadening']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(said)]);
  expect(stderr).not.toMatch(/^\s+at /m);
  const writes = emulator.requests.filter(({ method }) => method === 'PATCH');
  expect(writes.map(({ status }) => status)).toEqual([204, 204]);
  expect(emulator.requests.at(-1)).toMatchObject({ method: 'GET', status: 200 });
});

test('an exit code other than 0 is kept', async () => {
  const { code, stderr } = await xtap(['drift', '--no-attribution']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
});

test.each(['new', 'old'])('a result that was cut off does not remain in a %s file', (file) => {
  if (file === 'old') folder.write('old', 'an older result');
  // Limits files to one block (512 or 1,024 bytes, depending on the shell).
  const limited = ['-c', 'ulimit -f 1; exec "$@"', 'sh', process.execPath, program];
  const { status, stdout, stderr } = spawnSync('sh', [...limited, 'schema', '-o', `json=${file}`], {
    cwd: folder.path,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([status, stderr]).toEqual([1, `error[file-not-writable]: Cannot write ${file}: file too large (EFBIG).\n`]);
  // Only the schema, without a second document after it.
  expect(JSON.parse(stdout)).toHaveProperty('$schema');
  expect(existsSync(join(folder.path, file))).toBe(false);
});
