/* The templates and one folder of YAML make a complete repository: its workflows run here, against the emulator. */
import { workflowRun } from '../support/action/fakeRepository.ts';
import { fabrikam, home } from '../support/tenants.ts';
import { type Rehearsal, rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import { templateNamed, workflowOf } from '../support/workflows/workflowFiles.ts';

jest.setTimeout(180_000);

const closed = trusting.replace('true', 'false');
const secondPartner = closed.replace(fabrikam, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064').replace('Fabrikam', 'Litware');

const loop = rehearsalForEach();

test('a pull request is planned, its merge is applied, and then nothing has drifted', async () => {
  loop.commit({ 'configs/tenant.yaml': root });
  const opened = loop.pullRequest({ 'configs/partners.yaml': trusting });
  const plan = (await opened.run('xtap-plan')).job('plan');
  expect(plan.state).toBe('success');
  expect(plan.actions[0]?.outputs).toMatchObject({ creates: '1', broadening: '1' });
  expect(loop.github.comments[0]?.body).toContain(opened.head);

  loop.git('merge', '-q', '--no-ff', '--no-edit', 'change');
  const merged = await loop.apply();
  expect(merged.listed.conclusion).toBe('success');
  expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  expect(merged.job('apply').actions[0]?.outputs).toMatchObject({
    'exit-code': '0',
    'plan-digest': merged.job('plan').outputs.digest,
  });

  const drift = await loop.start('xtap-drift', { event: 'schedule' });
  expect(drift.job('drift').actions[0]?.outputs['has-changes']).toBe('false');
  expect(loop.github.issues).toEqual([]);
});

describe('the comment of a pull request', () => {
  const updated = (): ReturnType<Rehearsal['pullRequest']> => loop.pullRequest({ 'configs/partners.yaml': closed });

  test('shows the plan of the newest commit, and the older plan folded', async () => {
    loop.commit({ 'configs/tenant.yaml': root });
    await loop.pullRequest({ 'configs/partners.yaml': trusting }).run('xtap-plan');
    const { head, run } = updated();
    await run('xtap-plan');
    expect(loop.github.comments).toHaveLength(1);
    expect(loop.github.comments[0]?.body).toContain(head);
    expect(loop.github.comments[0]?.body).toContain('Older plans (1)');
  });

  test('is not replaced by a restarted run of an older commit', async () => {
    loop.commit({ 'configs/tenant.yaml': root });
    const older = await loop.pullRequest({ 'configs/partners.yaml': trusting }).run('xtap-plan');
    await updated().run('xtap-plan');
    const before = loop.github.comments[0]?.body;
    await older.rerun('all');
    expect(older.job('plan').state).toBe('success');
    expect(loop.github.comments.map(({ body }) => body)).toEqual([before]);
    expect(older.job('plan').actions[0]?.stdout).toMatch(
      /The comment: unchanged, since the pull request is at \w{7} now/,
    );
  });
});

test('a merge that changes nothing in the tenant does not reach the reviewers', async () => {
  const run = await loop.apply({ 'configs/tenant.yaml': root });
  expect(run.job('plan').outputs['has-changes']).toBe('false');
  expect([run.listed.conclusion, run.job('apply').state]).toEqual(['success', 'skipped']);
});

test('a digest that the plan job did not output is refused, whatever the artifact contains', async () => {
  loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
  const { text, name } = templateNamed('xtap-apply');
  const forged = text.replace('${{ needs.plan.outputs.digest }}', `sha256:${'0'.repeat(64)}`);
  const run = await loop.start(workflowOf(forged, name));
  await run.review('xtap-apply', 'alice');
  expect(run.job('apply').state).toBe('failure');
  expect(loop.writes()).toEqual([]);
});

describe('a pull request without an identity', () => {
  const snapshot = (trust: boolean): string =>
    JSON.stringify({
      formatVersion: 1,
      tenantId: home,
      cloud: 'global',
      apiVersion: 'v1.0',
      policy: {},
      default: loop.emulator.state().default,
      partners: [
        {
          tenantId: fabrikam,
          inboundTrust: {
            isMfaAccepted: trust,
            isCompliantDeviceAccepted: false,
            isHybridAzureADJoinedDeviceAccepted: false,
          },
        },
      ],
    });

  test.each([
    ['of a fork', { isForeign: true, actor: 'mallory' }],
    ['of Dependabot', { isForeign: true, actor: 'dependabot[bot]' }],
  ])('%s is planned against the snapshot of the base commit and not against its own', async (_, by) => {
    loop.commit({ 'configs/tenant.yaml': root, 'xtap-live.json': snapshot(false) });
    const files = { 'configs/partners.yaml': trusting, 'xtap-live.json': snapshot(true) };
    const run = await loop.pullRequest(files, by).run('xtap-plan');
    expect([run.job('plan').state, run.job('offline').state]).toEqual(['skipped', 'success']);
    expect(run.job('offline').actions).toHaveLength(3);
    expect(run.job('offline').actions[1]?.outputs).toMatchObject({ updates: '1', broadening: '1' });
    expect([loop.emulator.requests, loop.github.log]).toEqual([[], []]);
  });

  test('is only validated without a snapshot, and fails if it is invalid', async () => {
    loop.commit({ 'configs/tenant.yaml': root });
    const files = { 'configs/partners.yaml': trusting.replace('isMfaAccepted', 'isMfaAcepted') };
    const run = await loop.pullRequest(files, { isForeign: true, actor: 'mallory' }).run('xtap-plan');
    expect(run.job('offline').state).toBe('failure');
    expect(run.job('offline').actions).toHaveLength(1);
  });
});

describe('correction', () => {
  beforeEach(() => {
    loop.vars.XTAP_DRIFT_CORRECT = 'true';
  });

  test('reverts access that was opened by hand, and does not touch a merge that is not applied yet', async () => {
    await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
    loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
    loop.commit({ 'configs/more.yaml': secondPartner });
    loop.emulator.clearLog();
    const { job } = await loop.start('xtap-drift', { event: 'schedule' });
    expect(job('correct').actions[0]?.outputs['exit-code']).toBe('0');
    expect(loop.writes()).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
    expect(loop.github.issues.filter(({ state }) => state === 'open')).toEqual([]);
  });

  test('does nothing before the first apply, and says what to do', async () => {
    loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
    const { job } = await loop.start('xtap-drift', { event: 'schedule' });
    expect(job('correct').state).toBe('failure');
    expect(job('correct').actions[0]?.stdout).toMatch(
      /::error::.*xtap cannot tell drift from a merge that waits\. Run xtap-apply\.yml first/,
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

  beforeEach(async () => {
    await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
    loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
  });

  test('fails the run, so that the last green run marks the last known good time', async () => {
    const { job } = await loop.start('xtap-drift', { event: 'schedule' });
    expect(job('drift').state).toBe('failure');
    expect(job('drift').actions[0]?.stdout).toContain(
      '::error::xtap drift ended with 2: the tenant is not as declared.',
    );
    expect(loop.github.issues.map(({ state }) => state)).toEqual(['open']);
  });

  test.each([
    ['xtap-drift', 'false'],
    ['xtap-drift', 'true'],
    ['xtap-fleet-drift', 'false'],
  ])('%s asks the audit log since the last run that saw none (correction: %s)', async (template, correct) => {
    loop.vars.XTAP_DRIFT_CORRECT = correct;
    // A fleet has a folder for each tenant.
    if (template === 'xtap-fleet-drift') {
      const old = { 'configs/tenant.yaml': null, 'configs/partners.yaml': null };
      loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/contoso/partners.yaml': closed, ...old });
    }
    good(`${template}.yml`, '2026-11-20T04:17:05Z');
    // A later apply does not move the time, since apply does not look at undeclared settings.
    expect(loop.github.runs.some(({ workflow }) => workflow === 'xtap-apply.yml')).toBe(true);
    await loop.start(template, { event: 'schedule' });
    expect(asked().length).toBeGreaterThan(0);
    expect(new Set(asked())).toEqual(new Set(['2026-11-20T04:17:05.000Z']));
  });

  test('reads the usual number of days without such a run', async () => {
    await loop.start('xtap-drift', { event: 'schedule' });
    const weekAgo = Date.now() - 7 * 86_400_000;
    expect(Math.abs(Date.parse(asked()[0] ?? '') - weekAgo)).toBeLessThan(3_600_000);
  });
});
