/* The workflows of a fleet: the tenants of a run, the base of each, and the order of their runs. */
import { workflowRun } from '../support/action/fakeRepository.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { JobRun, Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ seed: 'empty', facts: factsOfSynchronization });

beforeEach(() => {
  for (const name of ['contoso', 'fabrikam']) {
    loop.github.environments.set(`${name}-plan`, { reviewers: [], vars: {} });
    loop.github.environments.set(`${name}-apply`, { reviewers: ['alice'], vars: { XTAP_APPLY_CLIENT_ID: 'writer' } });
  }
});

const closed = trusting.replace('true', 'false');
const limit = (deletes: number): string => `${root}guards: { maxDeletes: ${deletes} }\n`;
const tombstone = `partners:\n  - tenantId: ${fabrikam}\n    state: absent\n`;
// Both folders declare the same tenant here, so the second one declares only what needs no request.
const gone = tombstone.replace(fabrikam, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064');
const bank = '  - tenantId: 8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11\n    inboundTrust: { isMfaAccepted: true }\n';
const quiet = (count: number): Record<string, string> => ({ 'configs/fabrikam/partners.yaml': `# ${count}\n${gone}` });

/** A run of xtap-fleet-apply.yml for the tip of main, after a push or by hand. */
function start(before = '', event: 'push' | 'workflow_dispatch' = 'push'): Promise<Run> {
  return loop.start('xtap-fleet-apply', { event, payload: before === '' ? {} : { before } });
}

async function applyFleet(before = '', event: 'push' | 'workflow_dispatch' = 'push'): Promise<Run> {
  const run = await start(before, event);
  for (const name of ['contoso', 'fabrikam']) await run.review(`${name}-apply`, 'alice');
  return run;
}

function tenantsOf(run: Run): string | undefined {
  return run.job('tenants').outputs.tenants;
}

function planOf(run: Run, name: string): JobRun {
  return run.job(`tenant (${name}) / plan`);
}

function applyOf(run: Run, name: string): JobRun {
  return run.job(`tenant (${name}) / apply`);
}

test('a pull request gets one summary and one comment of the tenants that it changes', async () => {
  const files = (text: string): Record<string, string> => ({
    'configs/contoso/partners.yaml': text,
    'configs/fabrikam/partners.yaml': '# none\n',
  });
  loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/fabrikam/tenant.yaml': root, ...files('# none yet\n') });
  const run = await loop.pullRequest(files(trusting)).run('xtap-fleet-plan');
  expect(tenantsOf(run)).toBe('["contoso"]');
  expect(run.listed.conclusion).toBe('success');
  expect(run.job('plan (contoso)').actions[0]?.outputs['has-changes']).toBe('true');
  expect(run.job('summary').actions[0]?.summary).toContain('1 tenant, 1 with changes');
  expect(loop.github.comments).toHaveLength(1);
  expect(loop.github.comments[0]?.body).toContain('configs/contoso');
});

describe('a pull request that removes the folder of a tenant', () => {
  const [tenant, partners] = ['configs/contoso/tenant.yaml', 'configs/contoso/partners.yaml'];
  beforeEach(() => {
    loop.commit({ [tenant]: root, [partners]: trusting, 'configs/fabrikam/tenant.yaml': '# another tenant\n' });
  });

  test('says in its comment that the tenant is no longer managed or watched', async () => {
    const run = await loop.pullRequest({ [tenant]: null, [partners]: null }).run('xtap-fleet-plan');
    expect([run.listed.conclusion, tenantsOf(run)]).toEqual(['success', '[]']);
    expect(loop.github.comments[0]?.body).toContain('## xtap fleet: 0 tenants, 0 with changes, 1 no longer managed');
    expect(loop.github.comments[0]?.body).toContain(
      `> - The folder contoso is removed: after the merge, xtap no longer manages or watches the tenant ${home}.`,
    );
  });

  test('and declares it in another folder is a rename', async () => {
    const moved = { 'configs/renamed/tenant.yaml': root, 'configs/renamed/partners.yaml': trusting };
    loop.github.environments.set('renamed-plan', { reviewers: [], vars: {} });
    const run = await loop.pullRequest({ [tenant]: null, [partners]: null, ...moved }).run('xtap-fleet-plan');
    expect(tenantsOf(run)).toBe('["renamed"]');
    expect(loop.github.comments[0]?.body).not.toContain('no longer managed');
  });
});

test('a fork is validated, tenant by tenant, without an identity', async () => {
  loop.commit({ 'configs/contoso/tenant.yaml': root });
  const files = { 'configs/contoso/partners.yaml': trusting };
  const run = await loop.pullRequest(files, { isForeign: true, actor: 'mallory' }).run('xtap-fleet-plan');
  expect([run.job('plan').state, run.job('offline (contoso)').state]).toEqual(['skipped', 'success']);
  expect(loop.emulator.requests).toEqual([]);
});

test('the next merge retries a tenant whose apply failed, with its last applied commit as base', async () => {
  loop.commit({ 'configs/contoso/tenant.yaml': limit(0), 'configs/contoso/partners.yaml': trusting });
  const before = loop.commit({ 'configs/fabrikam/tenant.yaml': root, ...quiet(0) });
  const first = await applyFleet(before);
  expect([tenantsOf(first), first.listed.conclusion]).toEqual(['["contoso","fabrikam"]', 'success']);
  expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  loop.emulator.clearLog();

  const lifted = { 'configs/contoso/tenant.yaml': limit(5), 'configs/contoso/partners.yaml': tombstone };
  let tip = loop.git('rev-parse', 'HEAD');
  for (const files of [lifted, quiet(1), quiet(2)]) {
    const pushed = tip;
    tip = loop.commit(files);
    const run = await applyFleet(pushed);
    expect(tenantsOf(run)).toContain('contoso');
    expect(planOf(run, 'contoso').actions[0]?.outputs['exit-code']).toBe('3');
  }
  expect(loop.writes()).toEqual([]);

  // After the revert there is nothing to apply, and this successful run is the next base.
  loop.git('checkout', '-q', 'HEAD~3', '--', 'configs/contoso');
  loop.commit({});
  expect(tenantsOf(await applyFleet(tip))).toBe('["fabrikam"]');
  loop.commit({ 'configs/contoso/tenant.yaml': limit(5) });
  expect(tenantsOf(await applyFleet())).toBe('["contoso"]');
});

test.each([
  ['by hand', 'workflow_dispatch'],
  ['for the first time', 'push'],
] as const)('a run that is started %s is about all tenants', async (_, event) => {
  const applied = loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/fabrikam/tenant.yaml': root });
  if (event !== 'push') loop.github.runs.push(workflowRun('xtap-fleet-apply.yml', applied));
  expect(tenantsOf(await applyFleet(applied, event))).toBe('["contoso","fabrikam"]');
});

describe('the order of runs', () => {
  beforeEach(async () => {
    loop.commit({ 'configs/fabrikam/tenant.yaml': root, ...quiet(0) });
    loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/contoso/partners.yaml': closed });
    expect((await applyFleet()).listed.conclusion).toBe('success');
    loop.emulator.clearLog();
  });

  test('a waiting tenant is superseded by the next merge, which includes it', async () => {
    loop.commit({ 'configs/contoso/partners.yaml': trusting });
    const waiting = await start();
    loop.commit(quiet(1));
    const next = await start();
    expect(tenantsOf(next)).toBe('["contoso","fabrikam"]');

    await waiting.review('contoso-apply', 'alice');
    expect(applyOf(waiting, 'contoso').actions[0]?.outputs['exit-code']).toBe('4');
    const words = `Superseded by run ${next.listed.run_number}, commit ${next.listed.head_sha.slice(0, 7)}: approve that one.`;
    expect(applyOf(waiting, 'contoso').actions[0]?.stdout).toContain(words);
    // Its summary shows the refusal too.
    expect(waiting.job('result').actions[0]?.summary).toContain('Superseded by run');
    expect(loop.writes()).toEqual([]);
    await next.review('contoso-apply', 'alice');
    expect(next.listed.conclusion).toBe('success');
    expect(loop.writes()).toHaveLength(1);
  });

  test('the result separates a tenant whose runner was lost from one that nobody approved', async () => {
    loop.commit({ 'configs/contoso/partners.yaml': trusting, 'configs/fabrikam/partners.yaml': closed + bank });
    const run = await start();
    loop.lost.set('tenant (contoso) / apply', 'apply');
    await run.review('contoso-apply', 'alice');
    await run.review('fabrikam-apply', 'alice', 'rejected');
    const summary = run.job('result').actions[0]?.summary ?? '';
    expect(summary).toContain('1 not applied, since nobody approved it, 1 failed');
    expect(summary).toContain('The apply job started, and left no results.');
    expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs/contoso failed']);
  });

  test('a restarted older run plans and applies nothing', async () => {
    loop.commit({ 'configs/contoso/partners.yaml': trusting });
    const old = await applyFleet();
    loop.commit({ 'configs/contoso/partners.yaml': closed });
    await applyFleet();
    loop.emulator.clearLog();
    await old.rerun('all');
    expect(planOf(old, 'contoso').actions[0]?.outputs['exit-code']).toBe('4');
    expect(applyOf(old, 'contoso').state).toBeUndefined();
    expect(loop.emulator.requests).toEqual([]);
  });

  test('an environment without reviewers stops its tenant only', async () => {
    loop.github.environments.set('contoso-apply', { reviewers: [], vars: {} });
    loop.commit({ 'configs/contoso/partners.yaml': trusting, ...quiet(1) });
    const run = await start();
    expect(planOf(run, 'contoso').actions[0]?.stdout).toContain(
      'The environment "contoso-apply" has no required reviewers',
    );
    expect(planOf(run, 'fabrikam').state).toBe('success');
    expect(loop.writes()).toEqual([]);
  });
});
