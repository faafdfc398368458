/* The gate of a fleet: approval by the pull request, undo-run and guard inputs, for one tenant among others. */
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import { templateNamed, workflowOf } from '../support/workflows/workflowFiles.ts';
import type { JobRun, Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ seed: 'empty', facts: factsOfSynchronization });

const closed = trusting.replace('true', 'false');
const tombstone = `partners:\n  - tenantId: ${fabrikam}\n    state: absent\n`;
// Both folders declare the same tenant here, so the second one declares only what needs no request.
const gone = tombstone.replace(fabrikam, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064');
const names = ['contoso', 'fabrikam'];

beforeEach(async () => {
  for (const name of names) {
    loop.github.environments.set(`${name}-plan`, { reviewers: [], vars: {} });
    loop.github.environments.set(`${name}-apply`, { reviewers: ['alice'], vars: { XTAP_APPLY_CLIENT_ID: 'writer' } });
  }
  loop.commit({ 'configs/fabrikam/tenant.yaml': root, 'configs/fabrikam/partners.yaml': gone });
  loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/contoso/partners.yaml': closed });
  expect((await applyFleet()).listed.conclusion).toBe('success');
  loop.emulator.clearLog();
});

async function applyFleet(inputs?: Readonly<Record<string, string>>): Promise<Run> {
  const none = { tenant: '', 'undo-run': '', 'allow-deletes': '', 'allow-changes': '' };
  const by = inputs === undefined ? {} : { event: 'workflow_dispatch' as const, inputs: { ...none, ...inputs } };
  const run = await loop.start('xtap-fleet-apply', by);
  for (const name of names) await run.review(`${name}-apply`, 'alice');
  return run;
}

function jobOf(run: Run, name: string, job: 'plan' | 'apply'): JobRun {
  return run.job(`tenant (${name}) / ${job}`);
}

function trust(): unknown {
  return loop.emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam)?.inboundTrust;
}

describe('undo-run', () => {
  let applied: Run;
  beforeEach(async () => {
    loop.commit({ 'configs/contoso/partners.yaml': trusting });
    applied = await applyFleet();
    expect(trust()).toMatchObject({ isMfaAccepted: true });
    loop.emulator.clearLog();
  });

  test('reverts one tenant behind its approval; the others are planned as usual', async () => {
    const tagged = loop.git('rev-parse', `refs/tags/xtap-applied/${home}`);
    const run = await applyFleet({ tenant: 'contoso', 'undo-run': String(applied.listed.id) });
    expect(run.listed.conclusion).toBe('success');
    expect(jobOf(run, 'contoso', 'plan').actions[0]?.summary).toContain('This is the undo plan of [run');
    expect(jobOf(run, 'fabrikam', 'plan').actions[0]?.summary).not.toContain('This is the undo plan');
    expect(trust()).toMatchObject({ isMfaAccepted: false });
    expect(loop.git('rev-parse', `refs/tags/xtap-applied/${home}`)).toBe(tagged);
  });

  test.each([
    ['', 'are about one tenant. Name the folder of a tenant in "tenant": contoso, fabrikam. Nothing was planned.'],
    ['woodgrove', '"woodgrove" is not one. Name the folder of a tenant'],
  ])('does nothing without the folder of a tenant ("%s")', async (tenant, words) => {
    const run = await applyFleet({ tenant, 'undo-run': String(applied.listed.id) });
    expect(run.job('tenants').state).toBe('failure');
    expect(run.job('tenants').actions[0]?.stdout).toContain(words);
    expect(loop.emulator.requests).toEqual([]);
  });

  test('does not take the undo plan of another tenant', async () => {
    const run = await applyFleet({ tenant: 'fabrikam', 'undo-run': String(applied.listed.id) });
    expect(jobOf(run, 'fabrikam', 'plan').actions[0]?.stdout).toContain('keeps no undo plan of fabrikam');
    expect(loop.writes()).toEqual([]);
  });
});

test('a guard is exceeded once for the named tenant, and the refusal names both inputs', async () => {
  const files = { 'configs/contoso/tenant.yaml': `${root}guards: { maxDeletes: 0 }\n` };
  loop.commit(files);
  await applyFleet();
  loop.commit({ 'configs/contoso/partners.yaml': tombstone });
  const refused = await applyFleet();
  expect(jobOf(refused, 'contoso', 'plan').actions[0]?.summary).toContain(
    'start xtap-fleet-apply.yml by hand with `allow-deletes: 1` and `tenant: contoso`.',
  );
  expect(loop.writes()).toEqual([]);
  const run = await applyFleet({ tenant: 'contoso', 'allow-deletes': '1' });
  expect(run.listed.conclusion).toBe('success');
  expect(loop.writes()).toEqual([`DELETE /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
});

describe('approval by the pull request', () => {
  let head = '';
  beforeEach(async () => {
    const { text, name } = templateNamed('xtap-fleet-apply-tenant');
    loop.called.set(
      'xtap-fleet-apply-tenant',
      workflowOf(
        text
          .replaceAll('approval: environment\n', 'approval: pull-request\n          plan-from: xtap-fleet-plan.yml\n')
          .replace(
            '      actions: read\n      contents: read\n',
            '      actions: read\n      contents: read\n      pull-requests: read\n',
          ),
        name,
      ),
    );
    for (const each of names) {
      loop.github.environments.set(`${each}-apply`, { reviewers: [], vars: { XTAP_APPLY_CLIENT_ID: 'writer' } });
    }
    const opened = loop.pullRequest({
      'configs/contoso/partners.yaml': trusting,
      'configs/fabrikam/partners.yaml': `# one more line\n${gone}`,
    });
    head = opened.head;
    expect((await opened.run('xtap-fleet-plan')).listed.conclusion).toBe('success');
    loop.emulator.clearLog();
  });

  const approve = (): unknown => loop.github.pullReviews.push({ user: 'alice', state: 'APPROVED', commit: head });

  test('applies what was reviewed, and names the reviewer', async () => {
    approve();
    loop.merge();
    const run = await loop.start('xtap-fleet-apply');
    expect(run.listed.conclusion).toBe('success');
    expect(jobOf(run, 'contoso', 'apply').actions[0]?.summary).toContain('Approved by `alice` in the review of');
    expect(loop.writes()).toHaveLength(1);
  });

  test('is refused without a review', async () => {
    loop.merge();
    const run = await loop.start('xtap-fleet-apply');
    expect(jobOf(run, 'contoso', 'plan').actions[0]?.outputs['exit-code']).toBe('3');
    expect(loop.writes()).toEqual([]);
  });

  test('ends with 4 if the tenant has changed since, and shows the difference to its own reviewed plan', async () => {
    approve();
    loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } });
    loop.merge();
    const run = await loop.start('xtap-fleet-apply');
    expect(jobOf(run, 'contoso', 'plan').actions[0]?.outputs['exit-code']).toBe('4');
    expect(jobOf(run, 'contoso', 'plan').actions[0]?.summary).toMatch(/Since the review:\n\n- Fabrikam: /);
    expect(loop.writes()).toEqual([]);
  });

  test('in a merge queue, the plan of the queue counts', async () => {
    approve();
    loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } });
    const sha = loop.merge();
    const queue = await loop.start('xtap-fleet-plan', {
      event: 'merge_group',
      ref: `refs/heads/gh-readonly-queue/main/pr-7-${sha}`,
      payload: { merge_group: { base_ref: 'refs/heads/main' } },
    });
    expect([queue.job('plan (contoso)').state, queue.job('summary').state]).toEqual(['success', 'skipped']);
    expect((await loop.start('xtap-fleet-apply')).listed.conclusion).toBe('success');
  });
});
