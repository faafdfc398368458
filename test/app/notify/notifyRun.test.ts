/* `--notify` of whole commands against receivers on the loopback. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { emulatorForEach } from '../../support/emulatorForEach.ts';
import { runIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { fabrikam, home } from '../../support/tenants.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

const folder = folderForEach();
const emulator = emulatorForEach({ seed: 'empty' });
let server: Server;
let received: Received[];
let status: number;

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
      response.writeHead(status, { location: 'https://elsewhere.example/' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  emulator.setState({ ...emulator.state(), tenantId: home });
  folder.write(
    'configs/a.yaml',
    `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\nundeclaredSettings: ignore\npartners:\n  - tenantId: ${fabrikam}\n    name: Fabrikam\n    inboundTrust: { isMfaAccepted: true }\n`,
  );
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const hook = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`;

function xtap(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = [...words, '--graph-url', emulator.url, '--notify', 'webhook=HOOK'];
  return runIn(folder.path, all, undefined, { env: { HOOK: hook(), ...env } });
}

const events = (): readonly unknown[] => received.map(({ body }) => body.event);

test('an apply is reported with its counts, its changes and its run, and without a value', async () => {
  const env = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '42' };
  const { code } = await xtap(['apply', '--yes', '--allow-broadening'], env);
  expect(code).toBe(0);
  expect(received).toHaveLength(1);
  expect(received[0]?.headers['content-type']).toBe('application/json');
  expect(received[0]?.body).toMatchObject({
    event: 'apply.done',
    tenantId: home,
    exitCode: 0,
    digest: expect.stringMatching(/^sha256:/),
    counts: { applied: 1 },
    changes: [{ name: 'Fabrikam', impact: 'broadens', settings: ['inboundTrust.isMfaAccepted'] }],
    runUrl: 'https://github.example/o/r/actions/runs/42',
  });
  await xtap(['apply', '--yes', '--allow-broadening']);
  expect(events()).toEqual(['apply.done']);
});

test('the journal names the commit and the run of the CI system', async () => {
  const commit = 'c0ffee0000000000000000000000000000000001';
  const env = { XTAP_COMMIT: commit, XTAP_RUN_URL: 'https://ci.example/runs/7' };
  await xtap(['apply', '--yes', '--allow-broadening', '--journal', 'journal.jsonl'], env);
  const [header = ''] = readFileSync(join(folder.path, 'journal.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(header)).toMatchObject({ type: 'header', commit, run: 'https://ci.example/runs/7' });
  // Such a journal can be resumed.
  const resumed = await xtap(['apply', '--yes', '--allow-broadening', '--resume', 'journal.jsonl'], env);
  expect(resumed.code).toBe(0);
});

test('a refused apply names its plan, and a failed one its error', async () => {
  expect((await xtap(['apply', '--yes'])).code).toBe(3);
  emulator.addFault('GET partners 403 code=Authorization_RequestDenied');
  expect((await xtap(['apply', '--yes'])).code).toBe(77);
  expect(received.map(({ body }) => [body.event, body.error])).toEqual([
    ['apply.refused', 'refused'],
    ['apply.failed', 'graph-forbidden'],
  ]);
  expect(received[0]?.body.changes).toHaveLength(1);
});

test.each([
  ['answers 500', { status: 500 }, 'the server answered 500'],
  ['redirects', { status: 302 }, 'the server answered 302, and xtap follows no redirect'],
  ['is not named by the variable', { env: { HOOK: '' } }, 'the variable HOOK is not set'],
  ['is not https', { env: { HOOK: 'http://hooks.example/secret-path' } }, 'the URL in HOOK is not https'],
  ['does not answer', { env: { HOOK: 'http://127.0.0.1:9/secret-path' } }, 'the server did not answer'],
])('a receiver that %s does not fail the run, and its URL is not printed', async (_, given, problem) => {
  const more: { readonly status?: number; readonly env?: Readonly<Record<string, string>> } = given;
  status = more.status ?? 200;
  const { code, stdout, stderr } = await xtap(['apply', '--yes', '--allow-broadening', '--verbose'], more.env);
  expect(code).toBe(0);
  expect(stderr).toContain(`The notification to webhook (HOOK) was not delivered: ${problem}.`);
  expect(`${stdout}${stderr}`).not.toContain('secret-path');
});

test.each([
  ['webhook=https://hooks.example/secret-path', 'not a URL'],
  ['mail=HOOK', 'not "mail=HOOK"'],
])('--notify %s is a usage error, and nothing is read', async (value, message) => {
  const result = await runIn(folder.path, ['apply', '--graph-url', emulator.url, '--notify', value]);
  expect([result.code, result.stderr.includes('secret-path')]).toEqual([64, false]);
  expect(result.stderr).toContain(message);
  expect(emulator.requests).toEqual([]);
});

test('drift is reported when it begins, when it changes and when it ends, with its counts and without values', async () => {
  await xtap(['apply', '--yes', '--allow-broadening']);
  received.length = 0;
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false } });
  for (const _ of [1, 2]) expect((await xtap(['drift', '--no-attribution'])).code).toBe(2);
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
  emulator.portalEdit('2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064', { inboundTrust: { isMfaAccepted: true } });
  folder.write(
    'configs/b.yaml',
    'partners: [{ tenantId: 2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064, name: Litware, inboundTrust: { isMfaAccepted: false } }]\n',
  );
  expect((await xtap(['drift', '--no-attribution'])).code).toBe(2);
  emulator.portalEdit('2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064', { inboundTrust: { isMfaAccepted: false } });
  expect((await xtap(['drift', '--no-attribution'])).code).toBe(0);
  expect(events()).toEqual(['drift.opened', 'drift.changed', 'drift.closed']);
  const [opened, changed] = received.map(({ body }) => body);
  expect(opened).toMatchObject({
    counts: { tightened: 1, moreOpen: 0 },
    changes: [{ name: 'Fabrikam', impact: 'narrows' }],
  });
  expect(changed).toMatchObject({
    counts: { opened: 1, moreOpen: 1 },
    changes: [{ name: 'Litware', impact: 'broadens' }],
  });
  expect(opened?.title).toBe(`xtap: Drift in tenant ${home}: 1 tighter`);
});

test('a check that fails is reported once, with the tenant, and --notify-state names the file', async () => {
  emulator.addFault('GET partners 403 code=Authorization_RequestDenied');
  for (const _ of [1, 2]) expect((await xtap(['drift', '--notify-state', 'known.json'])).code).toBe(77);
  expect(received.map(({ body }) => [body.event, body.tenantId])).toEqual([['drift.failed', home]]);
  expect(JSON.parse(readFileSync(join(folder.path, 'known.json'), 'utf8'))).toMatchObject({
    state: 'failed',
    exitCode: 77,
  });
});
