import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { type RecordingIo, recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const head = `${versionAndTenant}guards: { maxDeletes: 0 }\npartners:\n`;
const opens = `  - { tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: true } }\n`;
const deletes = '  - { tenantId: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a, state: absent }\n';

const emulator = emulatorForEach({ facts: factsOfSynchronization });
const folder = folderForEach();

async function xtap(words: readonly string[], io: Parameters<typeof recordingIo>[1] = {}) {
  const recording: RecordingIo = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url }, ...io });
  const code = await run(words, recording);
  return { code, stdout: recording.written.stdout.replace(/\s+/g, ' ') };
}

function written(file: string): string {
  return readFileSync(join(folder.path, file), 'utf8');
}

const asks = 'Applying needs approval';

test('plan says that approval is needed, apply says how it was given', async () => {
  folder.write('configs/a.yaml', head + opens);
  expect((await xtap(['plan'])).stdout).toContain(asks);

  const flags = ['--yes', '--allow-broadening'];
  const outs = ['markdown', 'html'].flatMap((format) => ['-o', `${format}=plan.${format}`]);
  const { code, stdout } = await xtap(['apply', ...flags, ...outs]);
  expect(code).toBe(0);
  expect(stdout.match(/Digest sha256:/g)).toHaveLength(1);
  for (const text of [stdout, written('plan.markdown'), written('plan.html')]) {
    expect(text).not.toContain(asks);
    expect(text).toMatch(/Allowed by (<code>|`)?--allow-broadening(<\/code>|`)?: this plan broadens access\./);
  }
});

test('a matching digest is named as the approval, and another digest is not approval', async () => {
  folder.write('configs/a.yaml', head + opens);
  await xtap(['plan', '-o', 'json=plan.json']);
  const { digest } = JSON.parse(written('plan.json')) as { readonly digest: string };
  const other = await xtap(['apply', '--yes', '--allow-broadening', '--expect-digest', `sha256:${'0'.repeat(64)}`]);
  expect(other.code).toBe(4);
  expect(other.stdout).not.toContain('Allowed by');
  // Also without a terminal and without --yes.
  expect((await xtap(['apply', '--expect-digest', `sha256:${'0'.repeat(64)}`])).code).toBe(4);

  const { code, stdout } = await xtap(['apply', 'plan.json', '--expect-digest', digest]);
  expect(code).toBe(0);
  expect(stdout).not.toContain(asks);
  expect(stdout).toContain('Allowed by a matching digest (--expect-digest): this plan broadens access.');
});

test('without approval, or with --yes alone, the plan still says that approval is needed', async () => {
  folder.write('configs/a.yaml', head + opens);
  expect(await xtap(['apply', '--yes'])).toEqual({ code: 3, stdout: expect.stringContaining(asks) });
  const atTerminal = await xtap(['apply'], {
    stdin: { isTTY: true, readLine: async () => 'yes', readAll: async () => Buffer.alloc(0) },
  });
  expect(atTerminal).toEqual({ code: 0, stdout: expect.stringContaining(asks) });
});

test('a guard that was exceeded by permission is not reported as a refusal', async () => {
  folder.write('configs/a.yaml', head + deletes);
  expect((await xtap(['plan'])).stdout).toContain('Refused: 1 guard exceeded. apply will send nothing.');

  const outs = ['markdown', 'html', 'github'].flatMap((format) => ['-o', `${format}=plan.${format}`]);
  const { code, stdout } = await xtap(['apply', '--yes', '--allow-broadening', '--allow-deletes', '1', ...outs]);
  expect(code).toBe(0);
  for (const text of [stdout, ...['markdown', 'html', 'github'].map((format) => written(`plan.${format}`))]) {
    expect(text).not.toMatch(/refused/i);
    expect(text).toContain('1 deletion, the limit is 0. Allowed by');
    expect(text).toContain('--allow-deletes 1');
  }
});

test('a prompt without an answer ends its line before the refusal', async () => {
  folder.write('configs/a.yaml', head + opens);
  const recording = recordingIo(folder.path, {
    env: { XTAP_GRAPH_URL: emulator.url },
    stdin: { isTTY: true, readLine: async () => undefined, readAll: async () => Buffer.alloc(0) },
  });
  expect(await run(['apply'], recording)).toBe(3);
  expect(recording.written.stderr).toContain('Only "yes" will be accepted: \nerror[refused]');
});
