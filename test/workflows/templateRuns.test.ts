/* A repository that copies the templates and one folder of YAML has the loop: run here, against the emulator. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { buildAction, head, pullRequest } from '../action/actionProcess.ts';
import { type FakeGithub, startFakeGithub } from '../action/fakeGithub.ts';
import { templateNamed } from './workflowFiles.ts';
import { type JobRun, type Surroundings, startRun } from './workflowRun.ts';

jest.setTimeout(180_000);

const tenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
const root = `version: 1\ntenant: ${tenant}\nundeclaredPartners: ignore\n`;
const trusting = `partners:\n  - tenantId: ${partner}\n    name: Fabrikam\n    inboundTrust: { isMfaAccepted: true }\n`;
const secondPartner = trusting.replace(partner, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064').replace('Fabrikam', 'Litware');

let action = '';
let repository = '';
let github: FakeGithub;
let emulator: Emulator;

beforeAll(async () => {
  action = await buildAction('real');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(async () => {
  emulator = await startEmulator({ seed: 'empty' });
  emulator.setState({ ...emulator.state(), tenantId: tenant });
  github = await startFakeGithub();
  repository = mkdtempSync(join(tmpdir(), 'xtap-repository-'));
  git('init', '-q', '-b', 'main');
});
afterEach(async () => {
  rmSync(repository, { recursive: true });
  await Promise.all([github.close(), emulator.close()]);
});

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    writeFileSync(join(repository, file), text);
  }
  git('add', '.');
  git('commit', '-q', '-m', 'change');
  return git('rev-parse', 'HEAD');
}

function around(more: Partial<Surroundings> = {}): Surroundings {
  const values = {
    'vars.XTAP_TENANT_ID': tenant,
    'vars.XTAP_PLAN_CLIENT_ID': 'reader',
    'vars.XTAP_APPLY_CLIENT_ID': 'writer',
    'github.token': 'ghs_secret',
    "github.event.before || 'HEAD'": 'HEAD',
    ...more.values,
  };
  const env = { XTAP_GRAPH_URL: emulator.url };
  return { action, githubUrl: github.url, repository, event: {}, env, ...more, values };
}

async function run(template: string, job: string, surroundings = around()): Promise<JobRun> {
  const started = startRun(templateNamed(template), surroundings);
  const result = await started.job(job);
  started.remove();
  return result;
}

async function apply(before: string): Promise<readonly [JobRun, JobRun | undefined]> {
  const started = startRun(
    templateNamed('xtap-apply'),
    around({ values: { "github.event.before || 'HEAD'": before } }),
  );
  const plan = await started.job('plan');
  const applied = plan.outputs['has-changes'] === 'true' ? await started.job('apply', plan) : undefined;
  started.remove();
  return [plan, applied];
}

function writes(): readonly string[] {
  return emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

test('a pull request is planned, its merge is applied, and then nothing has drifted', async () => {
  const before = commit({ 'configs/tenant.yaml': root });
  commit({ 'configs/partners.yaml': trusting });
  const plan = await run('xtap-plan', 'plan', around({ event: pullRequest() }));
  expect(plan.failed).toBe(false);
  expect(plan.actions[0]?.outputs).toMatchObject({ creates: '1', broadening: '1' });
  expect(github.comments[0]?.body).toContain(head);

  const [planned, applied] = await apply(before);
  expect([planned.failed, applied?.failed]).toEqual([false, false]);
  expect(writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  expect(applied?.actions[0]?.outputs).toMatchObject({ 'exit-code': '0', 'plan-digest': planned.outputs.digest });

  const drift = await run('xtap-drift', 'drift');
  expect(drift.actions[0]?.outputs['has-changes']).toBe('false');
  expect(github.issues).toEqual([]);
});

test('a merge that changes nothing in the tenant does not reach the reviewers', async () => {
  const [planned, applied] = await apply(commit({ 'configs/tenant.yaml': root }));
  expect(planned.outputs['has-changes']).toBe('false');
  expect(applied).toBeUndefined();
});

test('a tenant that changed while the plan waited is left alone', async () => {
  const before = commit({ 'configs/tenant.yaml': root });
  commit({ 'configs/partners.yaml': trusting });
  const started = startRun(
    templateNamed('xtap-apply'),
    around({ values: { "github.event.before || 'HEAD'": before } }),
  );
  const plan = await started.job('plan');
  emulator.portalEdit(partner, { inboundTrust: { isCompliantDeviceAccepted: true } });
  const applied = await started.job('apply', plan);
  started.remove();
  expect(applied.failed).toBe(true);
  expect(applied.actions[0]?.outputs['exit-code']).toBe('4');
  expect(writes()).toEqual([]);
});

test('a digest that the plan job did not output is refused, whatever the artifact holds', async () => {
  const before = commit({ 'configs/tenant.yaml': root });
  commit({ 'configs/partners.yaml': trusting });
  const started = startRun(
    templateNamed('xtap-apply'),
    around({ values: { "github.event.before || 'HEAD'": before } }),
  );
  const plan = await started.job('plan');
  const digest = `sha256:${'0'.repeat(64)}`;
  const applied = await started.job('apply', { ...plan, outputs: { ...plan.outputs, digest } });
  started.remove();
  expect(applied.failed).toBe(true);
  expect(writes()).toEqual([]);
});

test('a fork is validated, and planned against the snapshot of the base commit and not against its own', async () => {
  const snapshot = (trust: boolean): string =>
    JSON.stringify({
      formatVersion: 1,
      tenantId: tenant,
      cloud: 'global',
      apiVersion: 'v1.0',
      policy: {},
      default: emulator.state().default,
      partners: [
        {
          tenantId: partner,
          inboundTrust: {
            isMfaAccepted: trust,
            isCompliantDeviceAccepted: false,
            isHybridAzureADJoinedDeviceAccepted: false,
          },
        },
      ],
    });
  commit({ 'configs/tenant.yaml': root, 'xtap-live.json': snapshot(false) });
  commit({ 'configs/partners.yaml': trusting, 'xtap-live.json': snapshot(true) });
  const offline = await run('xtap-plan', 'offline', around({ event: pullRequest(), env: {} }));
  expect(offline.failed).toBe(false);
  expect(offline.actions).toHaveLength(2);
  expect(offline.actions[1]?.outputs).toMatchObject({ updates: '1', broadening: '1' });
  expect(emulator.requests).toEqual([]);
  expect(github.log).toEqual([]);
});

test('a fork without a snapshot is validated alone, and turns red where it is invalid', async () => {
  commit({ 'configs/tenant.yaml': root });
  commit({ 'configs/partners.yaml': trusting.replace('isMfaAccepted', 'isMfaAcepted') });
  const offline = await run('xtap-plan', 'offline', around({ event: pullRequest(), env: {} }));
  expect(offline.failed).toBe(true);
  expect(offline.actions).toHaveLength(1);
});

describe('correction', () => {
  function withGh(answer: string): string {
    const programs = mkdtempSync(join(tmpdir(), 'xtap-programs-'));
    writeFileSync(join(programs, 'gh'), `#!/bin/sh\necho "$@" > "${programs}/called"\necho "${answer}"\n`);
    chmodSync(join(programs, 'gh'), 0o755);
    return programs;
  }

  test('takes back what was opened by hand, and leaves alone what was merged and not applied yet', async () => {
    const closed = trusting.replace('true', 'false');
    const before = commit({ 'configs/tenant.yaml': root });
    const applied = commit({ 'configs/partners.yaml': closed });
    await apply(before);
    emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true } });
    commit({ 'configs/more.yaml': secondPartner.replace('true', 'false') });
    emulator.clearLog();
    const programs = withGh(applied);
    const correct = await run('xtap-drift', 'correct', around({ programs }));
    rmSync(programs, { recursive: true });
    expect(correct.failed).toBe(false);
    expect(writes()).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${partner}`]);
    expect(github.issues.map(({ state }) => state)).toEqual(['open']);
  });

  test('does nothing before anything was applied', async () => {
    commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
    const programs = withGh('');
    const correct = await run('xtap-drift', 'correct', around({ programs }));
    rmSync(programs, { recursive: true });
    expect(correct.failed).toBe(true);
    expect(correct.actions).toEqual([]);
  });
});

test('a fleet: one summary and one comment of the tenants that a pull request changes', async () => {
  const files = (text: string): Record<string, string> => ({
    'configs/contoso/partners.yaml': text,
    'configs/fabrikam/partners.yaml': '# none\n',
  });
  commit({ 'configs/contoso/tenant.yaml': root, 'configs/fabrikam/tenant.yaml': root, ...files('# none yet\n') });
  commit(files(trusting));
  const surroundings = around({ event: pullRequest() });
  const started = startRun(templateNamed('xtap-fleet-plan'), surroundings);
  const listed = await started.job('tenants');
  expect(listed.outputs.tenants).toBe('["contoso"]');
  started.remove();
  const contoso = startRun(
    templateNamed('xtap-fleet-plan'),
    around({ event: pullRequest(), values: { 'matrix.tenant': 'contoso' } }),
  );
  expect((await contoso.job('plan')).failed).toBe(false);
  expect(github.comments).toEqual([]);
  const summary = await contoso.job('summary');
  contoso.remove();
  expect(summary.failed).toBe(false);
  expect(summary.actions[0]?.summary).toContain('1 tenant, 1 with changes');
  expect(github.comments[0]?.body).toContain('configs/contoso');
});

test('a fleet: one tenant is planned and applied by the workflow that is called for it', async () => {
  const before = commit({ 'configs/contoso/tenant.yaml': root });
  commit({ 'configs/contoso/partners.yaml': trusting });
  const values = { 'inputs.tenant': 'contoso', "github.event.before || 'HEAD'": before };
  const started = startRun(templateNamed('xtap-fleet-apply-tenant'), around({ values }));
  const applied = await started.job('apply', await started.job('plan'));
  started.remove();
  expect(applied.failed).toBe(false);
  expect(writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
});
