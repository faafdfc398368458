/* `undo-run` of the apply workflow: the undo plan that a run kept goes through the same gate. */
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();
let applied: Run;

const closed = trusting.replace('true', 'false');

beforeEach(async () => {
  await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
  loop.github.environments.set('xtap-plan', { reviewers: [], vars: {} });
  applied = await loop.apply({ 'configs/partners.yaml': trusting });
  loop.emulator.clearLog();
});

function undo(run: number): Promise<Run> {
  return loop.start('xtap-apply', { event: 'workflow_dispatch', inputs: { 'undo-run': String(run) } });
}

function trust(): unknown {
  return loop.emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam)?.inboundTrust;
}

test('reverts the run after an approval; the tag stays, and the result says what to do with the merge', async () => {
  const tagged = loop.git('rev-parse', `refs/tags/xtap-applied/${home}`);
  const run = await undo(applied.listed.id);
  expect([run.job('plan').state, run.job('apply').state]).toEqual(['success', 'waiting']);
  const summary = run.job('plan').actions[0]?.summary ?? '';
  expect(summary).toContain(`This is the undo plan of [run ${applied.listed.id}](${applied.listed.html_url})`);
  expect(summary).toContain('revert the merge too');
  expect(loop.emulator.requests).toEqual([]);

  await run.review('xtap-apply', 'alice');
  expect(run.listed.conclusion).toBe('success');
  expect(trust()).toMatchObject({ isMfaAccepted: false });
  expect(loop.git('rev-parse', `refs/tags/xtap-applied/${home}`)).toBe(tagged);
});

test('applies nothing if the tenant has changed since that run', async () => {
  const run = await undo(applied.listed.id);
  loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } });
  await run.review('xtap-apply', 'alice');
  expect(run.job('apply').actions[0]?.outputs['exit-code']).toBe('4');
  expect(loop.writes()).toEqual([]);
});

test.each([
  [
    'a run of another workflow',
    async () => (await loop.start('xtap-drift', { event: 'schedule' })).listed.id,
    'is not a run of xtap-apply.yml on main',
  ],
  [
    'a run that applied nothing',
    async () => (await loop.apply({ 'configs/more.yaml': '# none\n' })).listed.id,
    'keeps no undo plan',
  ],
  ['a run that does not exist', async () => 9999, 'Not Found'],
])('refuses %s', async (_, runId, message) => {
  const run = await undo(await runId());
  expect([run.job('plan').state, run.job('apply').state]).toEqual(['failure', 'skipped']);
  expect(run.job('plan').actions[0]?.stdout).toContain(message);
  expect(loop.writes()).toEqual([]);
});
