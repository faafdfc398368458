/* Runs keep their order: an old run never overwrites a newer merge. */
import { fabrikam } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { JobRun, Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();

beforeEach(async () => {
  await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
  loop.emulator.clearLog();
});

const closed = trusting.replace('true', 'false');

/** A merge whose run waits for its reviewers. */
async function merge(files: Readonly<Record<string, string>>): Promise<Run> {
  loop.commit(files);
  return loop.start('xtap-apply');
}

function ended(job: JobRun): { readonly code: string | undefined; readonly text: string } {
  const last = job.actions.at(-1);
  return { code: last?.outputs['exit-code'], text: last?.stdout ?? '' };
}

function nameOf({ listed }: Run): string {
  return `run ${listed.run_number}, commit ${listed.head_sha.slice(0, 7)}`;
}

test('a waiting merge that was reverted is not applied', async () => {
  const bad = await merge({ 'configs/partners.yaml': trusting });
  expect(bad.job('apply').state).toBe('waiting');
  const revert = await merge({ 'configs/partners.yaml': closed });
  expect(revert.listed.conclusion).toBe('success');

  await bad.review('xtap-apply', 'alice');
  expect(ended(bad.job('apply'))).toMatchObject({ code: '4' });
  expect(ended(bad.job('apply')).text).toContain(`Superseded by ${nameOf(revert)} (${revert.listed.html_url})`);
  expect(ended(bad.job('apply')).text).toContain('which succeeded: no run is left to approve.');
  expect(loop.writes()).toEqual([]);
});

test('a restarted older run plans and applies nothing', async () => {
  const old = await loop.apply({ 'configs/partners.yaml': trusting });
  await loop.apply({ 'configs/partners.yaml': closed });
  loop.emulator.clearLog();
  await old.rerun('all');
  expect(old.listed).toMatchObject({ run_attempt: 2, conclusion: 'failure' });
  expect(ended(old.job('plan'))).toMatchObject({ code: '4' });
  expect(old.job('apply').state).toBe('skipped');
  expect(loop.emulator.requests).toEqual([]);
});

describe('with two waiting merges', () => {
  const second = `${closed.replace('name: Fabrikam', 'name: Fabrikam Inc')}    b2bDirectConnectOutbound: blocked\n`;
  let first: Run;
  let newest: Run;
  beforeEach(async () => {
    first = await merge({ 'configs/partners.yaml': trusting });
    newest = await merge({ 'configs/partners.yaml': second });
  });

  test('an approval of the older one is refused and names the run to approve', async () => {
    await first.review('xtap-apply', 'alice');
    const { code, text } = ended(first.job('apply'));
    expect(code).toBe('4');
    expect(text).toContain(
      `Superseded by ${nameOf(newest)}: approve that one. Nothing was sent to the tenant. ${newest.listed.html_url}`,
    );
    expect(loop.writes()).toEqual([]);
    await newest.review('xtap-apply', 'alice');
    expect(newest.listed.conclusion).toBe('success');
  });

  test('a late approval of the older one does not undo the newer one', async () => {
    await newest.review('xtap-apply', 'alice');
    loop.emulator.clearLog();
    await first.review('xtap-apply', 'alice');
    expect(ended(first.job('apply')).code).toBe('4');
    expect(loop.writes()).toEqual([]);
  });

  test.each(['rejected', 'approved'] as const)(
    'the older one stays refused after the newer one was %s',
    async (state) => {
      await newest.review('xtap-apply', 'alice', state);
      await first.review('xtap-apply', 'alice');
      const wayOn = {
        approved: 'To plan again, start the workflow on main ("Run workflow"): https://github.example/',
        rejected: 'Start the workflow on main ("Run workflow") and approve that run: https://github.example/',
      };
      expect(ended(first.job('apply')).text).toContain(wayOn[state]);
      // The remedy that the message names.
      const again = await loop.start('xtap-apply', { event: 'workflow_dispatch' });
      if (again.job('apply').state === 'waiting') await again.review('xtap-apply', 'alice');
      expect(again.listed.conclusion).toBe('success');
    },
  );
});

test('a newer commit without a run supersedes too, and the message says what to do', async () => {
  const waiting = await merge({ 'configs/partners.yaml': trusting });
  const tip = loop.commit({ 'configs/partners.yaml': closed });
  await waiting.review('xtap-apply', 'alice');
  const { code, text } = ended(waiting.job('apply'));
  expect(code).toBe('4');
  expect(text).toContain(`Superseded by commit ${tip.slice(0, 7)} of main: "configs" has changed there`);
  expect(text).toContain('https://github.example/o/r/actions/workflows/xtap-apply.yml');
  expect(loop.writes()).toEqual([]);
});

test('a newer commit that does not change the configuration supersedes nothing', async () => {
  const waiting = await merge({ 'configs/partners.yaml': trusting });
  loop.commit({ 'README.md': 'more\n' });
  await waiting.review('xtap-apply', 'alice');
  expect(waiting.listed.conclusion).toBe('success');
  expect(loop.writes()).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
});

test('a newer run whose jobs were all skipped supersedes nothing', async () => {
  const waiting = await merge({ 'configs/partners.yaml': trusting });
  const skipped = await loop.start('xtap-apply', { ref: 'refs/heads/other', event: 'workflow_dispatch' });
  Object.assign(skipped.listed, { head_branch: 'main' });
  expect(skipped.listed.conclusion).toBe('skipped');
  await waiting.review('xtap-apply', 'alice');
  expect(waiting.listed.conclusion).toBe('success');
});

test.each([
  ['a fork', { head_repository: { full_name: 'mallory/r' } }],
  ['a pull request from a branch called main', { event: 'pull_request' }],
])('a run of %s supersedes nothing', async (_, more) => {
  const waiting = await merge({ 'configs/partners.yaml': trusting });
  const other = await loop.start('xtap-apply', { event: 'workflow_dispatch' });
  Object.assign(other.listed, more);
  await waiting.review('xtap-apply', 'alice');
  expect(waiting.listed.conclusion).toBe('success');
});

test.each([
  ['runs', /actions\/workflows/, 'actions: read'],
  ['the branch', /branches/, 'contents: read'],
  ['trees', /git\/trees/, 'contents: read'],
])('an apply that cannot read %s sends nothing and names the missing permission', async (_, on, permission) => {
  const waiting = await merge({ 'configs/partners.yaml': trusting });
  loop.commit({ 'README.md': 'more\n' });
  loop.github.faults.push({ on, status: 403, times: 9 });
  await waiting.review('xtap-apply', 'alice');
  const { text } = ended(waiting.job('apply'));
  expect([waiting.listed.conclusion, loop.writes()]).toEqual(['failure', []]);
  expect(text).toContain(`Give the job "${permission}" and start it again`);
});

describe('a run that may start again', () => {
  test('applies the rest after a partial failure', async () => {
    const more = `  - tenantId: 2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064\n    inboundTrust: { isMfaAccepted: true }\n`;
    const run = await merge({ 'configs/partners.yaml': trusting + more });
    loop.emulator.addFault('POST partners 1st 403 code=Authorization_RequestDenied');
    await run.review('xtap-apply', 'alice');
    expect(ended(run.job('apply')).code).toBe('5');
    await run.rerun('failed');
    expect(run.job('apply').state).toBe('waiting');
    await run.review('xtap-apply', 'carol');
    expect(run.listed.conclusion).toBe('success');
    expect(loop.emulator.state().partners).toHaveLength(2);
  });

  test('applies nothing if the tenant changed while the run waited', async () => {
    const run = await merge({ 'configs/partners.yaml': trusting });
    loop.emulator.portalEdit(fabrikam, { inboundTrust: { isCompliantDeviceAccepted: true } });
    await run.review('xtap-apply', 'alice');
    expect(ended(run.job('apply')).code).toBe('4');
    expect(loop.writes()).toEqual([]);
    // The same run plans again, from the current live state.
    await run.rerun('all');
    await run.review('xtap-apply', 'alice');
    expect(run.listed.conclusion).toBe('success');
  });
});

describe('a correction of drift', () => {
  test('with an older commit does not revert a newer merge', async () => {
    loop.vars.XTAP_DRIFT_CORRECT = 'true';
    await loop.apply({ 'configs/partners.yaml': trusting });
    const sound = await loop.start('xtap-drift', { event: 'schedule' });
    expect(sound.listed.conclusion).toBe('success');
    await loop.apply({ 'configs/partners.yaml': closed });
    loop.emulator.clearLog();
    await sound.rerun('all');
    expect(ended(sound.job('correct'))).toMatchObject({ code: '4' });
    expect(ended(sound.job('correct')).text).toContain('Superseded by commit');
    expect(loop.emulator.requests).toEqual([]);
  });

  test('does not cancel an apply that waits in the queue', async () => {
    const run = await merge({ 'configs/partners.yaml': trusting });
    const release = loop.occupy('xtap-write');
    await run.review('xtap-apply', 'alice');
    expect(run.job('apply').state).toBe('pending');
    loop.vars.XTAP_DRIFT_CORRECT = 'true';
    const night = await loop.start('xtap-drift', { event: 'schedule' });
    expect([run.job('apply').state, night.job('correct').state]).toEqual(['pending', 'pending']);
    await release();
    expect([run.listed.conclusion, night.listed.conclusion]).toEqual(['success', 'success']);
  });
});
