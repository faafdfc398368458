/*
 * Runs every command with a recognizable token, and then searches everything they wrote for it: files, stdout, stderr.
 * The commands run in process, through the same `run` as the program, because there are many of them.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { run } from '../../src/cli/main.ts';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { type FakeGraph, sendJson, startFakeGraph } from '../support/fakeGraph.ts';
import { xtap } from '../support/program.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, litware, proseware } from '../support/tenants.ts';
import { startGate } from '../support/writeGate.ts';

jest.setTimeout(30_000);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  tid: home,
  roles: [
    'Policy.ReadWrite.CrossTenantAccess',
    'Policy.Read.All',
    'CrossTenantInformation.ReadBasic.All',
    'AuditLog.Read.All',
    'User.Read.All',
  ],
  exp: 4_000_000_000,
};
const token = [part({ alg: 'none', kid: 'recognizable' }), part(claims), 'cmVjb2duaXphYmxlLXNpZ25hdHVyZQ'].join('.');
const traces = [token, ...token.split('.'), 'Bearer '];

const head = `version: 1\ntenant: ${home}\nundeclaredPartners: report\nguards: { maxChangePercent: 100 }\n`;
const configuration = `${head}partners:
  - { tenantId: ${fabrikam}, domain: fabrikam.example, inboundTrust: { isMfaAccepted: true } }
  - { tenantId: ${litware}, inboundTrust: { isMfaAccepted: true } }
  - { tenantId: ${proseware}, state: absent }
`;

const emulator = emulatorForEach({ requireToken: true, facts: factsOfSynchronization });
const folder = folderForEach();
let said: string;
const spoken = new Set<string>();

beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
  said = '';
});

/** Runs a command with the token and records its output. */
async function speak(
  words: readonly string[],
  graphUrl = emulator.url,
): Promise<{ readonly code: number; readonly stdout: string }> {
  spoken.add(words[0] ?? '');
  const env = { XTAP_ACCESS_TOKEN: token, XTAP_GRAPH_URL: graphUrl, XTAP_RETRY_TIMEOUT: '1' };
  const io = recordingIo(folder.path, { env });
  const code = await run(words, io);
  said += io.written.stdout + io.written.stderr;
  return { code, stdout: io.written.stdout };
}

function files(): readonly string[] {
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function expectNoTrace(): void {
  for (const trace of traces) {
    expect(said).not.toContain(trace);
    for (const file of files()) expect(`${file}: ${readFileSync(file, 'utf8')}`).not.toContain(trace);
  }
}

function expectPrivate(names: readonly string[]): void {
  for (const name of names)
    expect(`${name} ${(statSync(join(folder.path, name)).mode & 0o777).toString(8)}`).toBe(`${name} 600`);
}

const everyFormat = ['text', 'json', 'markdown', 'html', 'github'] as const;
const toFiles = (name: string): readonly string[] =>
  everyFormat.flatMap((format) => ['-o', `${format}=${name}.${format}`]);
const consent = ['--yes', '--allow-broadening', '--allow-deletes', '5'];

test.each(everyFormat)(
  'plan, apply, undo and drift as %s do not reveal the token, and their files are private',
  async (format) => {
    const loud = ['--verbose', '--format', format];
    expect((await speak(['plan', ...loud, '--show-requests', ...toFiles('plan')])).code).toBe(0);
    expect((await speak(['drift', ...loud, ...toFiles('drift')])).code).toBe(2);
    expect(
      (await speak(['apply', ...loud, ...consent, ...toFiles('apply'), '--undo', 'undo.json', '--journal', 'j.jsonl']))
        .code,
    ).toBe(0);
    expect((await speak(['drift', ...loud, '--correct'])).code).toBe(2);
    expect((await speak(['apply', 'undo.json', ...loud, '--allow-broadening', '--allow-deletes', '5'])).code).toBe(0);
    expectNoTrace();
    expectPrivate(everyFormat.flatMap((each) => [`plan.${each}`, `drift.${each}`, `apply.${each}`]));
    expectPrivate(['undo.json', 'j.jsonl']);
    const journals = readdirSync(join(folder.path, '.xtap/journal'));
    expect(journals).toHaveLength(1);
    expectPrivate(journals.map((name) => join('.xtap/journal', name)));
    expect(statSync(join(folder.path, '.xtap/journal')).mode & 0o777).toBe(0o700);
  },
);

test('replay and discover do not reveal the token, and their files are private', async () => {
  folder.write('m.json', serializeSignIns(signInsFile([])));
  const signIns = ['--sign-ins', 'm.json', '--verbose'];
  expect((await speak(['replay', ...signIns, ...toFiles('replay')])).code).toBe(0);
  expect((await speak(['discover', ...signIns, '--guests', '--lookup', 'graph', ...toFiles('found')])).code).toBe(0);
  expectNoTrace();
  expectPrivate(everyFormat.flatMap((each) => [`replay.${each}`, `found.${each}`]));
});

test.each([
  [['validate', '--online', '--verbose']],
  [['validate', '--online', '--format', 'json', '-o', 'github=v.github']],
  [['explain', fabrikam, '--verbose']],
  [
    [
      'explain',
      fabrikam,
      '--format',
      'json',
      '--direction',
      'inbound',
      '--service',
      'collaboration',
      '--user',
      litware,
    ],
  ],
  [['check', '--online']],
  [['signins', '--from', '-1d', '-o', 'month.json']],
  [['init', '--dir', 'fresh']],
  [['doctor', '--verbose']],
  [['doctor', '--format', 'json', '-o', 'text=doctor.text']],
  [['schema']],
  [['completion', 'bash']],
  [['demo']],
  [['add', 'woodgrove.example', '--verbose']],
  [['pull', '--dir', 'pulled', '--verbose']],
  [['pull', '--snapshot', 'live.json', '--dir', 'pulled']],
])('%j does not reveal the token', async (words) => {
  await speak(words);
  expect(said).not.toContain('This is a bug');
  expectNoTrace();
  for (const file of files()) {
    if (/live\.json$|\.(text|github)$/.test(file)) expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

test('a snapshot is private', async () => {
  expect((await speak(['pull', '--snapshot', 'live.json', '--dir', 'pulled'])).code).toBe(0);
  expectPrivate(['live.json']);
  expect((await speak(['plan', '--live', 'live.json'])).code).toBe(0);
  expectNoTrace();
});

test.each([
  '* ** every token-expired',
  'GET ** every 403',
  'GET partners every 503',
  'GET partners every html',
  'GET partners every truncate',
  'GET partners every drop-before',
  'PATCH ** every 403',
  'POST partners every html',
  'POST partners every drop-after',
  'DELETE ** every 500',
])('no failure reveals the token: %s', async (fault) => {
  for (const format of ['text', 'json'] as const) {
    emulator.clearFaults();
    emulator.addFault(fault);
    const { code } = await speak(['apply', ...consent, '--verbose', '--format', format, '--verify-timeout', '1']);
    expect([0, 1, 5, 77]).toContain(code);
  }
  expectNoTrace();
});

test('a token that the server repeats is not in the report, the journal, or the output of --resume', async () => {
  const refusal = (authorization: string): string =>
    JSON.stringify({ error: { code: `Bad ${authorization}`, message: `Who sends ${authorization.split('.')[1]}?` } });
  const gate = await startGate(emulator.url, { refusal });
  for (const format of everyFormat) {
    const journal = `${format}.jsonl`;
    expect((await speak(['apply', ...consent, '--format', format, '--journal', journal], gate.url)).code).toBe(5);
    expect(readFileSync(join(folder.path, journal), 'utf8')).toContain('Bad Bearer ***');
    await speak(['apply', ...consent, '--resume', journal, '--format', format], gate.url);
  }
  await gate.close();
  said = said.replaceAll('Bearer ***', '');
  for (const trace of traces.slice(0, -1)) {
    expect(said).not.toContain(trace);
    for (const file of files()) expect(readFileSync(file, 'utf8')).not.toContain(trace);
  }
});

test('a malformed token is refused without being shown', async () => {
  const io = recordingIo(folder.path, {
    env: { XTAP_ACCESS_TOKEN: `${token} ${token}`, XTAP_GRAPH_URL: emulator.url },
  });
  expect(await run(['plan', '--verbose'], io)).toBe(77);
  said = io.written.stdout + io.written.stderr;
  expectNoTrace();
  expect(emulator.requests).toEqual([]);
});

test('the built program does not reveal the token either', async () => {
  const env = { XTAP_ACCESS_TOKEN: token, XTAP_GRAPH_URL: emulator.url };
  const { code, stdout, stderr } = await xtap(['apply', ...consent, '--verbose'], { cwd: folder.path, env });
  expect(code).toBe(0);
  expect(emulator.requests[0]?.headers.authorization).toMatch(/^sha256:/);
  said = stdout + stderr;
  expectNoTrace();
});

describe('another origin', () => {
  let foreign: FakeGraph;
  beforeEach(async () => {
    foreign = await startFakeGraph((response) => sendJson(response, 200, { value: [] }));
  });
  afterEach(() => foreign.close());

  test.each([['plan'], ['drift'], ['apply', ...consent], ['pull', '--dir', 'pulled'], ['explain', fabrikam]])(
    'gets no request for the next page from %s',
    async (...words) => {
      emulator.addFault(`GET partners every nextlink-foreign origin=${foreign.origin}`);
      expect((await speak(words)).code).toBe(1);
      expect(foreign.seen).toEqual([]);
      expectNoTrace();
    },
  );

  test('gets no request after a redirect, for any command', async () => {
    const origin = await startFakeGraph((response, { url }) =>
      response.writeHead(307, { location: `${foreign.origin}${url}` }).end(),
    );
    for (const words of [
      ['plan'],
      ['drift'],
      ['apply', ...consent],
      ['doctor'],
      ['validate', '--online'],
      ['explain', fabrikam],
    ]) {
      expect((await speak(words, origin.origin)).code).not.toBe(0);
    }
    await origin.close();
    expect(origin.seen.length).toBeGreaterThan(0);
    expect(foreign.seen).toEqual([]);
    expectNoTrace();
  });
});

test('the tests above run every command', () => {
  const silent = ['emulate']; // knows no token: it is the server
  expect(commandTable.map(({ name }) => name).filter((name) => !spoken.has(name))).toEqual(silent);
});
