import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const entry = `  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: true }\n`;

const emulator = emulatorForEach({ seed: 'empty' });
const folder = folderForEach();
/** A saved plan that creates a partner. */
beforeEach(async () => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners:\n${entry}`);
  expect((await xtap(['plan', '-o', 'json=plan.json'])).code).toBe(0);
});

async function xtap(words: readonly string[], env: Record<string, string> = {}) {
  const before = emulator.requests.length;
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url, ...env } });
  const code = await run(words, io);
  return { code, ...io.written, requests: emulator.requests.slice(before) };
}

test.each([
  ['plan.json', 'configs'],
  ['configs', './plan.json'],
  ['plan.json', 'plan.json'],
  ['nowhere.json', 'configs'],
])('a saved plan must be the only path: apply %s %s is refused', async (...words) => {
  const { code, stderr, requests } = await xtap(['apply', '--yes', ...words]);
  expect(code).toBe(64);
  const file = words.find((word) => word.endsWith('.json'));
  expect(stderr).toContain(`${file} looks like a saved plan. Nothing was written.`);
  expect(requests).toEqual([]);
});

test.each(['PLAN.JSON', 'Plan.Json'])('a saved plan may have its extension in any letter case: %s', async (file) => {
  folder.write(file, readFileSync(join(folder.path, 'plan.json')));
  expect((await xtap(['apply', file, '--allow-broadening'])).code).toBe(0);
});

test('a folder whose name looks like a plan is a configuration, also next to others', async () => {
  folder.write('more.json/b.yaml', `protected: [${fabrikam}]\n`);
  expect((await xtap(['apply', '--yes', '--allow-broadening', 'configs', 'more.json'])).code).toBe(0);
});

test.each([
  ['--base', 'configs'],
  ['--only', fabrikam],
  ['--resume', 'run.jsonl'],
])('%s with a saved plan is refused', async (flag, value) => {
  const { code, stderr, requests } = await xtap(['apply', 'plan.json', flag, value]);
  expect(code).toBe(64);
  expect(stderr).toContain(`${flag} is for making a plan, and plan.json is a saved plan.`);
  expect(requests).toEqual([]);
});

test.each([
  ['XTAP_ONLY', '--only', fabrikam],
  ['XTAP_RESUME', '--resume', 'run.jsonl'],
])('%s with a saved plan is refused: to ignore it would write more than requested', async (name, flag, to) => {
  const { code, stderr, requests } = await xtap(['apply', 'plan.json', '--allow-broadening'], { [name]: to });
  expect(code).toBe(64);
  expect(stderr).toContain(`${flag} is for making a plan, and plan.json is a saved plan.`);
  expect(requests).toEqual([]);
});

test('a base in the environment is ignored for a saved plan, with a note', async () => {
  const env = { XTAP_BASE: 'git:HEAD' };
  const { code, stderr } = await xtap(['apply', 'plan.json', '--allow-broadening'], env);
  expect(stderr).toContain('Ignoring XTAP_BASE: plan.json is a saved plan, which already contains its base.\n');
  expect(code).toBe(0);
  expect((await xtap(['plan', '--detailed-exitcode'])).code).toBe(0);
});

test('the flag takes precedence over the variable', async () => {
  const { code, stderr } = await xtap(['apply', 'plan.json', '--only', fabrikam], { XTAP_BASE: 'git:HEAD' });
  expect(code).toBe(64);
  expect(stderr).toContain('--only is for making a plan');
});
