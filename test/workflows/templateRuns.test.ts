/* A repository that copies the templates and one folder of YAML has the loop: run here, against the emulator. */
import { rmSync } from 'node:fs';
import { buildAction, head, pullRequest } from '../action/actionProcess.ts';
import { workflowRun } from '../action/fakeGithub.ts';
import { partner, type Rehearsal, root, startRehearsal, tenant, trusting } from './rehearsal.ts';
import { templateNamed } from './workflowFiles.ts';
import { startRun } from './workflowRun.ts';

jest.setTimeout(180_000);

const secondPartner = trusting.replace(partner, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064').replace('Fabrikam', 'Litware');

let action = '';
let loop: Rehearsal;

beforeAll(async () => {
  action = await buildAction('real');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(async () => {
  loop = await startRehearsal(action);
});
afterEach(() => loop.end());

test('a pull request is planned, its merge is applied, and then nothing has drifted', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  loop.commit({ 'configs/partners.yaml': trusting });
  const plan = await loop.run('xtap-plan', 'plan', loop.around({ event: pullRequest() }));
  expect(plan.failed).toBe(false);
  expect(plan.actions[0]?.outputs).toMatchObject({ creates: '1', broadening: '1' });
  expect(loop.github.comments[0]?.body).toContain(head);

  const { plan: planned, apply: applied } = await loop.apply();
  expect([planned.failed, applied?.failed]).toEqual([false, false]);
  expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  expect(applied?.actions[0]?.outputs).toMatchObject({ 'exit-code': '0', 'plan-digest': planned.outputs.digest });

  const drift = await loop.run('xtap-drift', 'drift');
  expect(drift.actions[0]?.outputs['has-changes']).toBe('false');
  expect(loop.github.issues).toEqual([]);
});

test('a merge that changes nothing in the tenant does not reach the reviewers', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  const { plan: planned, apply: applied } = await loop.apply();
  expect(planned.outputs['has-changes']).toBe('false');
  expect(applied).toBeUndefined();
});

test('a tenant that changed while the plan waited is left alone', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  loop.commit({ 'configs/partners.yaml': trusting });
  const started = startRun(templateNamed('xtap-apply'), loop.around());
  const plan = await started.job('plan');
  loop.emulator.portalEdit(partner, { inboundTrust: { isCompliantDeviceAccepted: true } });
  const applied = await started.job('apply', plan);
  started.remove();
  expect(applied.failed).toBe(true);
  expect(applied.actions[0]?.outputs['exit-code']).toBe('4');
  expect(loop.writes()).toEqual([]);
});

test('a digest that the plan job did not output is refused, whatever the artifact holds', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  loop.commit({ 'configs/partners.yaml': trusting });
  const started = startRun(templateNamed('xtap-apply'), loop.around());
  const plan = await started.job('plan');
  const digest = `sha256:${'0'.repeat(64)}`;
  const applied = await started.job('apply', { ...plan, outputs: { ...plan.outputs, digest } });
  started.remove();
  expect(applied.failed).toBe(true);
  expect(loop.writes()).toEqual([]);
});

test('a fork is validated, and planned against the snapshot of the base commit and not against its own', async () => {
  const snapshot = (trust: boolean): string =>
    JSON.stringify({
      formatVersion: 1,
      tenantId: tenant,
      cloud: 'global',
      apiVersion: 'v1.0',
      policy: {},
      default: loop.emulator.state().default,
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
  loop.commit({ 'configs/tenant.yaml': root, 'xtap-live.json': snapshot(false) });
  loop.commit({ 'configs/partners.yaml': trusting, 'xtap-live.json': snapshot(true) });
  const offline = await loop.run('xtap-plan', 'offline', loop.around({ event: pullRequest(), env: {} }));
  expect(offline.failed).toBe(false);
  expect(offline.actions).toHaveLength(2);
  expect(offline.actions[1]?.outputs).toMatchObject({ updates: '1', broadening: '1' });
  expect(loop.emulator.requests).toEqual([]);
  expect(loop.github.log).toEqual([]);
});

test('a fork without a snapshot is validated alone, and turns red where it is invalid', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  loop.commit({ 'configs/partners.yaml': trusting.replace('isMfaAccepted', 'isMfaAcepted') });
  const offline = await loop.run('xtap-plan', 'offline', loop.around({ event: pullRequest(), env: {} }));
  expect(offline.failed).toBe(true);
  expect(offline.actions).toHaveLength(1);
});

describe('correction', () => {
  test('takes back what was opened by hand, and leaves alone what was merged and not applied yet', async () => {
    loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting.replace('true', 'false') });
    await loop.apply();
    loop.emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true } });
    loop.commit({ 'configs/more.yaml': secondPartner.replace('true', 'false') });
    loop.emulator.clearLog();
    const correct = await loop.run('xtap-drift', 'correct');
    expect(correct.actions[0]?.outputs['exit-code']).toBe('2');
    expect(loop.writes()).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${partner}`]);
    expect(loop.github.issues.map(({ state }) => state)).toEqual(['open']);
  });

  test('does nothing before anything was applied, and says what to do', async () => {
    loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
    const correct = await loop.run('xtap-drift', 'correct');
    expect(correct.failed).toBe(true);
    expect(correct.actions[0]?.stdout).toMatch(
      /::error::.*nothing can be told to be drift\. Run xtap-apply\.yml first/,
    );
    expect(loop.emulator.requests).toEqual([]);
  });
});

describe('drift', () => {
  const good = (workflow: string, created_at: string): void =>
    void loop.github.runs.unshift(workflowRun(workflow, 'a'.repeat(40), { created_at, event: 'schedule' }));
  const asked = (): readonly string[] =>
    loop.emulator.requests
      .filter(({ path }) => path.startsWith('/auditLogs'))
      .map(({ query }) => /activityDateTime ge (\S+Z)/.exec(query.$filter ?? '')?.[1] ?? '');

  async function opened(): Promise<void> {
    loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting.replace('true', 'false') });
    await loop.apply();
    loop.emulator.portalEdit(partner, { inboundTrust: { isMfaAccepted: true } });
  }

  test('turns the run red, so that a green one is the last known good time', async () => {
    await opened();
    const drift = await loop.run('xtap-drift', 'drift');
    expect(drift.failed).toBe(true);
    expect(drift.actions[0]?.stdout).toContain('::error::xtap drift ended with 2: the tenant is not as declared.');
    expect(loop.github.issues.map(({ state }) => state)).toEqual(['open']);
  });

  test.each([
    ['xtap-drift', 'drift'],
    ['xtap-drift', 'correct'],
    ['xtap-fleet-drift', 'drift'],
  ])('%s asks the audit log since the last run that saw none (%s)', async (template, job) => {
    await opened();
    good(`${template}.yml`, '2026-11-20T04:17:05Z');
    // An apply after that is no better: it does not look at what nobody declared.
    expect(loop.github.runs.some(({ workflow }) => workflow === 'xtap-apply.yml')).toBe(true);
    await loop.run(template, job, loop.around({ values: { 'matrix.tenant': '' } }));
    expect(asked().length).toBeGreaterThan(0);
    expect(new Set(asked())).toEqual(new Set(['2026-11-20T04:17:05.000Z']));
  });

  test('asks for the usual days where there is no such run', async () => {
    await opened();
    await loop.run('xtap-drift', 'drift');
    const weekAgo = Date.now() - 7 * 86_400_000;
    expect(Math.abs(Date.parse(asked()[0] ?? '') - weekAgo)).toBeLessThan(3_600_000);
  });
});
