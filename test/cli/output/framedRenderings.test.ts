import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/cli/main.ts';
import { recordingIo } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { fabrikam, home } from '../../support/tenants.ts';

const snapshot = {
  formatVersion: 1,
  tenantId: home,
  cloud: 'global',
  apiVersion: 'v1.0',
  policy: { allowedCloudEndpoints: [] },
  default: { inboundTrust: { isMfaAccepted: false } },
  partners: [],
};

const folder = folderForEach();
beforeEach(() => folder.write('live.json', JSON.stringify(snapshot)));

describe.each([
  ['explain', ['explain', fabrikam, '--live', 'live.json']],
  ['pull', ['pull', '--live', 'live.json', '--dir', 'pulled']],
  ['schema', ['schema']],
] as const)('%s', (_, words) => {
  test.each([
    ['text', /^\S/],
    ['json', /^\{/],
    ['markdown', /^## xtap/],
    ['html', /^<!doctype html>/],
    ['github', /^::notice /],
  ])('takes XTAP_FORMAT=%s, which is set once for all commands', async (format, beginning) => {
    const io = recordingIo(folder.path, { env: { XTAP_FORMAT: format } });
    expect(await run(words, io)).toBe(0);
    expect(io.written.stdout).toMatch(beginning);
  });
});

test('a file of explain is never coloured', async () => {
  const io = recordingIo(folder.path, { env: { FORCE_COLOR: '1' } });
  await run(['explain', fabrikam, '--live', 'live.json', '-o', 'text=explained.txt'], io);
  expect(io.written.stdout).toContain('\u001b[');
  expect(readFileSync(join(folder.path, 'explained.txt'), 'utf8')).not.toContain('\u001b[');
});

test('an invalid number is reported with the variable that set it', async () => {
  const io = recordingIo(folder.path, { env: { XTAP_CONCURRENCY: 'many' } });
  expect(await run(['apply', '--yes'], io)).toBe(64);
  expect(io.written.stderr).toContain(': XTAP_CONCURRENCY takes a whole number');
});
