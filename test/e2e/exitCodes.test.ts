import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../../src/emulator/http/server.ts';
import { emulatorForEach, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { type Run, xtap } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, proseware, woodgrove } from '../support/tenants.ts';

const head = `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\nundeclaredSettings: ignore\n`;
const unchanged = `${head}partners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: false }\n`;
const broadening = `${head}partners:\n  - tenantId: ${fabrikam}\n    name: Fabrikam\n    inboundTrust: { isMfaAccepted: true }\n`;
const narrowing = `${head}partners:\n  - tenantId: ${woodgrove}\n    inboundTrust: { isMfaAccepted: false }\n`;

const emulator = emulatorForEach({ facts: factsOfTheBudget });
const folder = folderForEach();

function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return xtap(words, { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url, ...env } });
}

function writesOf({ requests }: Emulator): readonly string[] {
  return requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

test('0: a plan without changes, and a plan with changes but without --detailed-exitcode', async () => {
  folder.write('configs/a.yaml', unchanged);
  expect(await run(['plan'])).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes.') });
  folder.write('configs/a.yaml', broadening);
  expect((await run(['plan'])).code).toBe(0);
});

test('1: Graph fails for longer than the retry budget, so there is no plan', async () => {
  folder.write('configs/a.yaml', unchanged);
  emulator.addFault('GET partners every 503');
  const { code, stdout, stderr } = await run(['plan', '--retry-timeout', '1', '--format', 'json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'graph-request-failed', diagnostics: [] } });
  expect(JSON.parse(stdout).error.message).toMatch(/GET .*\/partners.*request-id/s);
  expect(stderr).not.toContain('    at ');
});

test('2: changes, with plan --detailed-exitcode', async () => {
  folder.write('configs/a.yaml', broadening);
  expect((await run(['plan', '--detailed-exitcode'])).code).toBe(2);
  expect((await run(['drift'])).code).toBe(2);
});

test('2: an undeclared partner that must be reported is drift, even without changes', async () => {
  folder.write('configs/a.yaml', unchanged.replace('ignore', 'report'));
  expect((await run(['plan', '--detailed-exitcode'])).code).toBe(0);
  expect((await run(['drift'])).code).toBe(2);
});

test.each([
  ['there is no terminal for the prompt', broadening, []],
  ['--yes does not approve broadening', broadening, ['--yes']],
  ['a piped yes does not answer the prompt', narrowing, []],
  ['no partner is declared, but the tenant has some', `${head}partners: []\n`, ['--yes']],
])('3: %s', async (_, configuration, words) => {
  folder.write('configs/a.yaml', configuration);
  const { code, stdout } = await xtap(['apply', '--format', 'json', ...words], {
    cwd: folder.path,
    env: { XTAP_GRAPH_URL: emulator.url },
    input: 'yes\n',
  });
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'refused' } });
  expect(writesOf(emulator)).toEqual([]);
});

test('3: a plan that exceeds a guard fails, and apply requires the exact number', async () => {
  const partners = emulator
    .state()
    .partners.slice(0, 4)
    .map(({ tenantId }) => `  - { tenantId: ${tenantId}, state: absent }\n`);
  folder.write('configs/a.yaml', `${head}partners:\n${partners.join('')}`);
  expect((await run(['plan'])).code).toBe(3);
  expect((await run(['apply', '--yes', '--allow-broadening'])).code).toBe(3);
  expect((await run(['apply', '--yes', '--allow-broadening', '--allow-deletes', '3'])).code).toBe(3);
  expect(writesOf(emulator)).toEqual([]);
  const allowed = await run(['apply', '--yes', '--allow-broadening', '--allow-deletes', '4']);
  expect(allowed.code).toBe(0);
});

test('4: the digest is not the reviewed one', async () => {
  folder.write('configs/a.yaml', broadening);
  const { code } = await run(['apply', '--yes', '--expect-digest', `sha256:${'0'.repeat(64)}`]);
  expect(code).toBe(4);
  expect(writesOf(emulator)).toEqual([]);
});

test('4: the tenant changed after the plan was saved, and the report says where', async () => {
  folder.write('configs/a.yaml', broadening);
  await run(['plan', '-o', 'json=plan.json']);
  emulator.portalEdit(fabrikam, { inboundTrust: null });
  const { code, stdout } = await run(['apply', 'plan.json', '--allow-broadening', '--format', 'json']);
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    converged: false,
    summary: { stale: 1, applied: 0 },
    outcomes: [{ tenantId: fabrikam, status: 'stale', error: expect.stringContaining('inboundTrust is null') }],
  });
  expect(writesOf(emulator)).toEqual([]);
});

test('5: an operation failed; the others were executed', async () => {
  folder.write('configs/a.yaml', `${broadening}  - { tenantId: ${proseware}, state: absent }\n`);
  emulator.addFault('DELETE partners/* every 409');
  const { code, stdout } = await run([
    'apply',
    '--yes',
    '--allow-broadening',
    '--retry-timeout',
    '1',
    '--format',
    'json',
  ]);
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({ converged: false, summary: { applied: 1, failed: 1 } });
});

test.each([
  ['an unknown flag', ['plan', '--fromat', 'json']],
  ['an unknown command', ['plann']],
  ['plain http to another machine', ['plan', '--graph-url', 'http://graph.example']],
  ['an unknown tenant', ['plan', '--only', 'fabrikam']],
])('64: %s', async (_, words) => {
  folder.write('configs/a.yaml', unchanged);
  expect((await run(words)).code).toBe(64);
});

test.each([
  ['a missing path', ['plan', 'nowhere']],
  ['an invalid configuration', ['validate', 'bad.yaml']],
  ['a file that is not a plan', ['apply', 'no.json']],
  ['a missing plan file', ['apply', 'missing.json']],
  ['a plan of a snapshot', ['apply', 'snapshot.plan.json', '--allow-broadening']],
])('65: %s', async (_, words) => {
  folder.write('configs/a.yaml', broadening);
  folder.write('bad.yaml', 'version: 1\n');
  folder.write('no.json', '{}');
  folder.write('live.json', JSON.stringify({ value: emulator.state().partners }));
  await run(['plan', '--live', 'live.json', '-o', 'json=snapshot.plan.json']);
  expect((await run(words)).code).toBe(65);
});

test('a run that ends early replaces the older plan in its files, but a refused apply keeps its plan', async () => {
  folder.write('configs/a.yaml', broadening);
  await run(['plan', '-o', 'json=plan.json']);
  folder.write('configs/a.yaml', 'version: 1\n');
  expect((await run(['plan', '-o', 'json=plan.json'])).code).toBe(65);
  const read = () => JSON.parse(readFileSync(join(folder.path, 'plan.json'), 'utf8'));
  expect(read()).toMatchObject({ error: { code: 'invalid-configuration' } });
  folder.write('configs/a.yaml', broadening);
  expect((await run(['apply', '--yes', '-o', 'json=plan.json'])).code).toBe(3);
  expect(read()).toMatchObject({ formatVersion: 1 });
});

test('77: another tenant answers', async () => {
  folder.write('configs/a.yaml', unchanged.replace(home, woodgrove));
  const { code, stdout } = await run(['plan', '--format', 'json']);
  expect(code).toBe(77);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'wrong-tenant' } });
});

test('77: the token names another tenant, so nothing is read at all', async () => {
  folder.write('configs/a.yaml', unchanged);
  const claims = Buffer.from(JSON.stringify({ tid: woodgrove })).toString('base64url');
  const { code, stderr } = await run(['plan'], { XTAP_ACCESS_TOKEN: `e30.${claims}.c2ln` });
  expect(code).toBe(77);
  expect(emulator.requests).toEqual([]);
  expect(stderr).not.toContain(claims);
});

test('77: the identity may not read the policy', async () => {
  folder.write('configs/a.yaml', unchanged);
  emulator.addFault('GET ** every 403 code=Authorization_RequestDenied');
  expect((await run(['plan'])).code).toBe(77);
});

test('a saved plan is private and applied without a prompt; applying it again does nothing', async () => {
  folder.write('configs/a.yaml', broadening);
  const planned = await run(['plan', '-o', 'json=plan.json', '--format', 'json']);
  const plan = JSON.parse(planned.stdout);
  expect(JSON.parse(readFileSync(join(folder.path, 'plan.json'), 'utf8'))).toEqual(plan);
  expect(statSync(join(folder.path, 'plan.json')).mode & 0o777).toBe(0o600);

  expect((await run(['apply', 'plan.json'])).code).toBe(3);
  const applied = await run(['apply', 'plan.json', '--expect-digest', plan.digest, '--format', 'json']);
  expect(applied).toMatchObject({ code: 0 });
  expect(JSON.parse(applied.stdout)).toMatchObject({
    planDigest: plan.digest,
    converged: true,
    summary: { applied: 1 },
  });
  expect(writesOf(emulator)).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
  const [journal = ''] = readdirSync(join(folder.path, '.xtap/journal'));
  expect(statSync(join(folder.path, '.xtap/journal', journal)).mode & 0o777).toBe(0o600);

  const again = await run(['apply', 'plan.json', '--expect-digest', plan.digest, '--format', 'json']);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ converged: true, summary: { applied: 0, alreadySatisfied: 1 } });
});

test('an apply sends one read of the tenant, its writes and one verifying list', async () => {
  folder.write('configs/a.yaml', broadening);
  const { stdout } = await run(['apply', '--yes', '--allow-broadening', '--format', 'json']);
  expect(JSON.parse(stdout).calls).toEqual({ get: 5, post: 0, patch: 1, put: 0, delete: 0, retries: 0 });
  expect(emulator.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /organization',
    'GET /policies/crossTenantAccessPolicy',
    'GET /policies/crossTenantAccessPolicy/default',
    'GET /policies/crossTenantAccessPolicy/partners',
    'GET /policies/crossTenantAccessPolicy/partners',
    `PATCH /policies/crossTenantAccessPolicy/partners/${fabrikam}`,
  ]);
});

test('drift --correct reverts broadened access and does not restore narrowed access', async () => {
  const both = `${head}partners:
  - { tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: true } }
  - { tenantId: ${woodgrove}, inboundTrust: { isMfaAccepted: false } }
`;
  folder.write('configs/a.yaml', both);
  const { code, stdout } = await run(['drift', '--correct', '--format', 'json', '--no-attribution']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ correction: { converged: true, summary: { applied: 1 } } });
  expect(writesOf(emulator)).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${woodgrove}`]);
});

test('--undo writes an undo plan before the first write, and apply accepts it', async () => {
  folder.write('configs/a.yaml', `${broadening}  - { tenantId: ${proseware}, state: absent }\n`);
  const before = emulator.state();
  expect((await run(['apply', '--yes', '--allow-broadening', '--undo', 'undo.json'])).code).toBe(0);
  expect(emulator.state().partners).not.toEqual(before.partners);
  const undone = await run(['apply', 'undo.json', '--allow-broadening']);
  expect(undone.code).toBe(0);
  const trust = (state: typeof before) => state.partners.find(({ tenantId }) => tenantId === fabrikam)?.inboundTrust;
  expect(trust(emulator.state())).toEqual(trust(before));
  expect(emulator.state().partners).toHaveLength(before.partners.length);
});

test('plan writes only the requested files', async () => {
  folder.write('configs/a.yaml', broadening);
  await run(['plan']);
  expect(existsSync(join(folder.path, '.xtap'))).toBe(false);
});

test('a base commit without a configuration is an empty base', async () => {
  const git = (...words: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example', ...words], { cwd: folder.path });
  };
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=empty');
  folder.write('configs/a.yaml', broadening);
  const { code, stdout } = await run(['plan', '--base', 'git:HEAD', '--format', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).changes).toMatchObject([{ origin: 'config', tenantId: fabrikam }]);
});

test('65: a base at a commit on a machine without git', async () => {
  folder.write('configs/a.yaml', unchanged);
  const { code, stderr } = await run(['plan', '--base', 'git:HEAD'], { PATH: folder.path });
  expect({ code, stderr }).toEqual({
    code: 65,
    stderr: expect.stringContaining('git:HEAD cannot be read here: git is not installed, or not in PATH'),
  });
});

test('64: an emulator on a port in use', async () => {
  const port = new URL(emulator.url).port;
  expect(await run(['emulate', '--port', port])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining(
      `Port ${port} is already in use. No emulator was started. Choose another with --port.`,
    ),
  });
});
