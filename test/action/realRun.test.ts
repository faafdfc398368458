/*
 * The built action and its bundle of xtap, against the emulator and a fake GitHub: plan, apply and drift of a
 * repository.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import {
  type ActionResult,
  copyAction,
  createWorkspace,
  pullRequest,
  type Workspace,
} from '../support/action/actionProcess.ts';
import { type FakeGithub, startFakeGithub } from '../support/action/fakeGithub.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { fabrikam, home, proseware } from '../support/tenants.ts';

jest.setTimeout(120_000);

const configuration = `version: 1
tenant: ${home}
undeclaredPartners: ignore
undeclaredSettings: ignore
partners:
  - tenantId: ${fabrikam}
    name: Fabrikam
    inboundTrust: { isMfaAccepted: true }
`;

let action = '';
let github: FakeGithub;
let workspace: Workspace;
let emulator: Emulator;

beforeAll(() => {
  action = copyAction('real');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(async () => {
  emulator = await startEmulator({ seed: 'empty' });
  github = await startFakeGithub();
  workspace = createWorkspace(action, github.url);
  emulator.setState({ ...emulator.state(), tenantId: home });
  writeFileSync(join(workspace.folder, 'xtap.yaml'), configuration);
});
afterEach(async () => {
  workspace.remove();
  await Promise.all([github.close(), emulator.close()]);
});

function step(inputs: Readonly<Record<string, string>>, event = {}): Promise<ActionResult> {
  return workspace.run({ inputs: { approval: 'none', ...inputs }, event, env: { XTAP_GRAPH_URL: emulator.url } });
}

const paths = 'xtap.yaml';

test('plan on a pull request, apply of exactly that plan, then no changes and no drift', async () => {
  const planned = await step({ command: 'plan', paths }, pullRequest());
  expect(planned.exitCode).toBe(0);
  expect(planned.outputs).toMatchObject({ 'has-changes': 'true', creates: '1', broadening: '1' });
  expect(github.comments[0]?.body).toContain('Fabrikam');
  expect(github.comments[0]?.body).toContain(planned.outputs['plan-digest']);

  const applied = await step({
    command: 'apply',
    'plan-file': planned.outputs['plan-file'] ?? '',
    'expect-digest': planned.outputs['plan-digest'] ?? '',
  });
  expect(applied.exitCode).toBe(0);
  expect(emulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(applied.summary).toContain('Fabrikam');

  const again = await step({ command: 'drift', paths, issue: 'true' });
  expect(again.outputs).toMatchObject({ 'has-changes': 'false', 'exit-code': '0' });
  expect(github.issues).toEqual([]);
});

test('with a sign-ins file the comment says who would be blocked, and no artifact has exact counts', async () => {
  const closing = `${configuration}default:\n  b2bCollaborationOutbound: blocked\n`;
  writeFileSync(join(workspace.folder, 'xtap.yaml'), closing);
  const rows = [signInRow({ people: [1, 2, 3], signIns: 9, tenantId: proseware })];
  writeFileSync(join(workspace.folder, 'm.signins.json'), serializeSignIns(signInsFile(rows)));
  const planned = await step({ command: 'plan', paths, args: '--sign-ins\nm.signins.json' }, pullRequest());
  expect(planned.exitCode).toBe(0);
  const comment = github.comments[0]?.body ?? '';
  expect(comment).toContain('▼ would block <5 people in 1 tenant');
  const results = planned.outputs.results ?? '';
  const kept = readdirSync(results).map((name) => readFileSync(join(results, name), 'utf8'));
  expect(kept.length).toBeGreaterThan(3);
  for (const text of [comment, planned.summary, planned.stdout, ...kept]) {
    expect(text).not.toMatch(/"replay"|3 people/);
  }
  const applied = await step({
    command: 'apply',
    'plan-file': planned.outputs['plan-file'] ?? '',
    'expect-digest': planned.outputs['plan-digest'] ?? '',
  });
  expect(applied.exitCode).toBe(0);
});

test('an apply that plans itself keeps no exact counts either', async () => {
  const rows = [signInRow({ people: [1, 2, 3], signIns: 9, tenantId: proseware })];
  writeFileSync(join(workspace.folder, 'm.signins.json'), serializeSignIns(signInsFile(rows)));
  const args = '--yes\n--allow-broadening\n--sign-ins\nm.signins.json';
  const { exitCode, outputs } = await step({ command: 'apply', paths, args });
  expect(exitCode).toBe(0);
  const kept = readFileSync(join(outputs.results ?? '', 'plan.json'), 'utf8');
  expect(JSON.parse(kept)).toMatchObject({ digest: outputs['plan-digest'] });
  expect(kept).not.toContain('"replay"');
});

test('a plan that replaces the reviewed one is not applied', async () => {
  const reviewed = await step({ command: 'plan', paths });
  writeFileSync(
    join(workspace.folder, 'xtap.yaml'),
    configuration.replace('isMfaAccepted', 'isCompliantDeviceAccepted'),
  );
  const other = await step({ command: 'plan', paths });
  const { exitCode, outputs, stdout } = await step({
    command: 'apply',
    'plan-file': other.outputs['plan-file'] ?? '',
    'expect-digest': reviewed.outputs['plan-digest'] ?? '',
  });
  expect([exitCode, outputs['exit-code']]).toEqual([1, '4']);
  expect(stdout).toContain('::error::xtap apply ended with 4');
  expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('an edit in the portal opens an issue that names its author; a correction closes the issue', async () => {
  await step({ command: 'apply', paths, args: '--yes\n--allow-broadening' });
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } });
  const drifted = await step({ command: 'drift', paths, issue: 'true' });
  expect(drifted.exitCode).toBe(1);
  expect(drifted.outputs).toMatchObject({ 'exit-code': '2', updates: '1' });
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.body).toContain('dana');

  await step({ command: 'apply', paths, args: '--yes\n--allow-broadening' });
  await step({ command: 'drift', paths, issue: 'true' });
  expect(github.issues.map(({ state }) => state)).toEqual(['closed']);
});

test('findings in the configuration become annotations at their lines', async () => {
  writeFileSync(join(workspace.folder, 'xtap.yaml'), configuration.replace('inboundTrust:', 'inboundTrsut:'));
  for (const command of ['validate', 'plan']) {
    const { exitCode, stdout, summary } = await step({ command, paths });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error file=xtap\.yaml,line=8,/m);
    expect(summary).toContain('inboundTrsut');
    // The log has the finding once, without a title that counts changes.
    expect(stdout.match(/xtap\.yaml:8:5: error\[unknown-key\]/g)).toHaveLength(1);
    expect(stdout).not.toContain('0 to add');
  }
});

test('a plan too long for a comment keeps its own shortened form, and older plans stay listed', async () => {
  await step({ command: 'plan', paths }, pullRequest());
  const many = Array.from({ length: 1500 }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    // Each partner has a user of its own: equal changes would be one group.
    const users = `usersAndGroups: { allowed: [{ user: ${id} }] }, applications: allowed`;
    return `  - tenantId: ${id}\n    name: Partner ${index}\n    b2bCollaborationInbound: { ${users} }\n`;
  });
  writeFileSync(join(workspace.folder, 'xtap.yaml'), configuration + many.join(''));
  await step({ command: 'plan', paths }, pullRequest());
  const body = github.comments[0]?.body ?? '';
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(55_000);
  expect(body).toContain('Older plans (1)');
  expect(body).not.toContain('More is left out here');
});

test('validate needs no credentials and no network', async () => {
  const { exitCode, summary } = await step({ command: 'validate', paths });
  expect(exitCode).toBe(0);
  expect(summary).not.toBe('');
  expect(emulator.requests).toEqual([]);
});
