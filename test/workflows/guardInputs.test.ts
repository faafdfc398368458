/* The inputs allow-deletes and allow-changes of the apply workflow: a person goes beyond a guard once. */
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ seed: 'empty', facts: factsOfSynchronization });

const limit = `${root}guards: { maxDeletes: 0 }\n`;
const tombstone = `partners:\n  - tenantId: ${fabrikam}\n    state: absent\n`;

beforeEach(async () => {
  await loop.apply({ 'configs/tenant.yaml': limit, 'configs/partners.yaml': trusting });
  loop.emulator.clearLog();
  loop.commit({ 'configs/partners.yaml': tombstone });
});

const byHand = (inputs: Readonly<Record<string, string>>): Promise<Run> =>
  loop.start('xtap-apply', { event: 'workflow_dispatch', inputs: { 'undo-run': '', 'allow-changes': '', ...inputs } });
const summaryOf = (run: Run, job: 'plan' | 'apply'): string => run.job(job).actions[0]?.summary ?? '';

test('a refusal by a guard names the input and the number; a run with it is planned, approved and applied', async () => {
  const refused = await loop.start('xtap-apply');
  expect(refused.job('plan').actions[0]?.outputs['exit-code']).toBe('3');
  const sentence =
    'A guard refuses this plan: `maxDeletes` is 0, and the plan has 1. To allow it once, start xtap-apply.yml by hand with `allow-deletes: 1`.';
  expect(summaryOf(refused, 'plan').split('\n')[0]).toBe(sentence);
  expect(refused.job('result').actions[0]?.summary).toContain(sentence);

  const run = await byHand({ 'allow-deletes': '1' });
  expect(run.job('apply').state).toBe('waiting');
  expect(summaryOf(run, 'plan')).toContain(
    'This run allows once what a guard refuses, with `allow-deletes: 1`: `maxDeletes` is 0, and the plan has 1.',
  );
  expect(loop.writes()).toEqual([]);
  await run.review('xtap-apply', 'alice');
  expect(run.listed.conclusion).toBe('success');
  expect(loop.writes()).toEqual([`DELETE /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
});

test.each([
  ['another number', { 'allow-deletes': '0' }],
  ['the input of another guard', { 'allow-deletes': '', 'allow-changes': '5' }],
])('%s allows nothing', async (_, inputs) => {
  const run = await byHand(inputs);
  expect([run.job('plan').actions[0]?.outputs['exit-code'], run.job('apply').state]).toEqual(['3', 'skipped']);
  expect(loop.writes()).toEqual([]);
});

test('no input allows the deletion of a protected partner, and the refusal offers none', async () => {
  await loop.apply({ 'configs/tenant.yaml': `${limit}protected: [${fabrikam}]\n`, 'configs/partners.yaml': trusting });
  loop.commit({ 'configs/tenant.yaml': limit, 'configs/partners.yaml': tombstone });
  const run = await byHand({ 'allow-deletes': '1' });
  expect(run.job('plan').actions[0]?.outputs['exit-code']).toBe('3');
  expect(summaryOf(run, 'plan')).not.toContain('allow-deletes: 1');
});

test('a number that is not one fails the step', async () => {
  const run = await byHand({ 'allow-deletes': 'all' });
  expect(run.job('plan').actions[0]?.stdout).toContain('"allow-deletes" takes a number.');
});
