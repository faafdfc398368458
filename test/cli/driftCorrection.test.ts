import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const opens = `  - { tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: true } }\n`;
const closes = '  - { tenantId: 8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11, inboundTrust: { isMfaAccepted: false } }\n';

const emulator = emulatorForEach();
const folder = folderForEach();

function configurationWith(partners: string): string {
  return `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\nundeclaredSettings: ignore\npartners:\n${partners}`;
}

async function correct(partners: string, ...words: readonly string[]) {
  folder.write('configs/a.yaml', configurationWith(partners));
  return runIn(folder.path, ['drift', '--correct', '--no-attribution', ...words], emulator.url);
}

const asPlanned = 'Applied. The tenant is as planned.';

test.each([
  ['all', closes, 0, asPlanned],
  ['a part', opens + closes, 2, 'Corrected 1 of 2 differences. The other one needs a reviewer.'],
  ['nothing', opens, 2, 'Nothing was corrected: 1 difference needs a reviewer.'],
])('a correction of %s reports it in the text and by its exit code', async (_, partners, expected, sentence) => {
  const { code, stdout } = await correct(partners);
  expect(code).toBe(expected);
  expect(stdout).toContain(sentence);
  expect(stdout.includes(asPlanned)).toBe(expected === 0);
});

test('a correction is also reported as annotations', async () => {
  const { stdout } = await correct(opens + closes, '--format', 'github');
  expect(stdout).toContain('::notice title=xtap drift%3A Corrected 1 of 2 differences.');
  expect(stdout).not.toContain('xtap apply%3A');
  expect(stdout).toMatch(/^::warning [^\n]*90e29127/m);
  expect(stdout).toMatch(/^::notice [^\n]*8f2c5d0e[^\n]*::corrected by this run/m);
});

describe('a correction of a part', () => {
  const [found, left] = ['1 more open, 1 tighter than declared', '1 tighter than declared'];
  const both = `Before the correction: ${found}. Drift: after the correction, ${left}. Exit 2.`;

  test.each(['text', 'markdown', 'html', 'github'])(
    'has both moments in one sentence, and one digest, as %s',
    async (format) => {
      const { stdout } = await correct(opens + closes, '--format', format, '--width', '120');
      expect(stdout.replaceAll('.\n', '. ').split(both)).toHaveLength(2);
      expect(stdout.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(1);
    },
  );

  test.each(['text', 'markdown', 'html', 'github'])(
    'says of each difference whether it was corrected, as %s',
    async (format) => {
      const { stdout } = await correct(opens + closes, '--format', format);
      const [corrected] = /8f2c5d0e.*?corrected by this run/s.exec(stdout) ?? [];
      expect(corrected).toContain('8f2c5d0e');
      expect(stdout.match(/corrected by this run/g)?.length).toBe(format === 'markdown' ? 2 : 1);
    },
  );

  test('has one title in Markdown, and warns only of what is left', async () => {
    const { stdout } = await correct(opens + closes, '--format', 'markdown');
    expect(stdout.match(/^##? .*/gm)).toEqual([
      `## xtap drift: tenant ${home} has drifted: 1 of 2 differences corrected`,
    ]);
    expect(stdout).toMatch(/^### Correction .*\n\n\*\*Corrected 1 of 2 differences\./m);
    expect(stdout).not.toContain('> [!WARNING]');
    expect(stdout).toMatch(/^> - \*\*Corrected by this run 1:\*\* `8f2c5d0e/m);
  });

  test('shows in the trust map of the page what is live after it', async () => {
    const { stdout } = await correct(closes, '--format', 'html');
    expect(stdout).toContain('had drifted: 1 of 1 difference corrected');
    const framed = /<td[^>]*class="[^"]*\bchanged\b/;
    expect(stdout).not.toMatch(framed);
    expect((await correct(opens, '--format', 'html')).stdout).toMatch(framed);
  });
});

test('the file of --out has no colour, its own width, and all of the report', async () => {
  folder.write('configs/a.yaml', configurationWith(opens + closes));
  const words = ['drift', '--correct', '--no-attribution', '--color', 'always', '--quiet', '-o', 'text=drift.txt'];
  const { stdout } = await runIn(folder.path, words, emulator.url, { env: { COLUMNS: '40' } });
  expect(stdout).toContain('\u001b[');
  const file = readFileSync(join(folder.path, 'drift.txt'), 'utf8');
  expect(file).not.toContain('\u001b');
  expect(file).toMatch(/^Corrected 1 of 2 differences\. The other one needs a reviewer\.$/m);
  expect(file).toMatch(/^ +applied\b.*8f2c5d0e/m);
});

test('a correction of nothing leaves the digest of the plan in force', async () => {
  const plain = await correct(opens, '--format', 'json');
  const { stdout } = await correct(opens);
  expect(stdout).toContain(`Digest ${JSON.parse(plain.stdout).digest}`);
  expect(stdout.match(/sha256:/g)).toHaveLength(1);
});

test('the report names the error that ended a correction early', async () => {
  emulator.addFault('PATCH partners/* every 401');
  const { code, stdout, stderr } = await correct(closes);
  expect(code).toBe(5);
  expect(stdout).toContain('Nothing was written: ');
  expect(stderr).toContain('nothing else was tried');
});

test.each(['markdown', 'html', 'github'])('the %s output uses the word drift', async (format) => {
  const { stdout } = await correct(closes, '--format', format);
  expect(stdout).toMatch(/^## xtap drift: |<title>xtap drift: |::notice title=xtap drift::/m);
  expect(stdout).not.toContain('xtap plan');
});

test('the page shows the attribution and the correction before the changes', async () => {
  const { stdout } = await correct(opens + closes, '--format', 'html');
  expect(stdout).toMatch(
    /Correction \(only changes that neither broaden access nor delete a partner\).*applied: PATCH.*<h2 id="changes-title">/s,
  );
  expect(stdout).not.toContain('Who changed it');

  const trust = { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: true };
  emulator.portalEdit('8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11', { inboundTrust: trust });
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  await run(['drift', '--format', 'html'], io);
  expect(io.written.stdout).toMatch(/Who changed it.*changed by dana.*changes-title/s);
  expect(io.written.stdout).not.toContain('Correction of');
});
