/* The base of a plan on main is the commit that was applied last, not the commit before. */
import { workflowRun } from '../support/action/fakeRepository.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ seed: 'empty', facts: factsOfSynchronization });

const closed = trusting.replace('true', 'false');
const limit = (deletes: number): string => `${root}guards: { maxDeletes: ${deletes} }\n`;
const tombstone = `partners:\n  - tenantId: ${fabrikam}\n    state: absent\n`;

function codeOf(run: Run): string | undefined {
  return run.job('plan').actions[0]?.outputs['exit-code'];
}

test('a refused merge does not raise a limit: the next merge is still held to the applied limit', async () => {
  const applied = await loop.apply({ 'configs/tenant.yaml': limit(0), 'configs/partners.yaml': closed });
  expect(applied.listed.conclusion).toBe('success');
  loop.emulator.clearLog();

  expect(codeOf(await loop.apply({ 'configs/tenant.yaml': limit(5), 'configs/partners.yaml': tombstone }))).toBe('3');

  loop.commit({ 'configs/more.yaml': '# nothing\n' });
  for (const event of ['push', 'workflow_dispatch'] as const) {
    const run = await loop.start('xtap-apply', { event });
    expect([run.listed.conclusion, codeOf(run)]).toEqual(['failure', '3']);
    expect(run.job('plan').actions[0]?.stdout).toContain('the commit applied last');
  }
  expect(loop.writes()).toEqual([]);
});

test('a limit that was raised alone may be used by the next merge', async () => {
  await loop.apply({ 'configs/tenant.yaml': limit(0), 'configs/partners.yaml': closed });
  const lifted = await loop.apply({ 'configs/tenant.yaml': limit(5) });
  expect(lifted.job('plan').outputs['has-changes']).toBe('false');
  expect((await loop.apply({ 'configs/partners.yaml': tombstone })).listed.conclusion).toBe('success');
  expect(loop.writes().at(-1)).toBe(`DELETE /policies/crossTenantAccessPolicy/partners/${fabrikam}`);
});

describe('without an applied commit', () => {
  test('the usual limits apply, and the run says what to do', async () => {
    const many = Array.from({ length: 6 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);
    loop.emulator.setState({
      ...loop.emulator.state(),
      partners: many.map((tenantId) => ({ tenantId })),
    });
    const declared = many.map((id) => `  - tenantId: ${id}\n    state: absent\n`).join('');
    const guards = 'guards: { maxDeletes: 100, maxDeletePercent: 100 }\n';
    const run = await loop.apply({ 'configs/tenant.yaml': `${root}${guards}partners:\n${declared}` });
    expect(codeOf(run)).toBe('3');
    expect(run.job('plan').actions[0]?.stdout).toMatch(/::notice.*the usual limits apply.*its input "allow-deletes/);
  });

  test('a first configuration within the usual limits is applied', async () => {
    const run = await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
    expect(run.listed.conclusion).toBe('success');
    expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  });
});

test('a run that reverts an earlier one applies nothing of its own commit: that limit still does not count', async () => {
  await loop.apply({ 'configs/tenant.yaml': limit(0), 'configs/partners.yaml': closed });
  const trusted = await loop.apply({ 'configs/partners.yaml': trusting });
  expect(codeOf(await loop.apply({ 'configs/tenant.yaml': limit(5), 'configs/partners.yaml': tombstone }))).toBe('3');

  const inputs = { 'undo-run': String(trusted.listed.id) };
  const undo = await loop.start('xtap-apply', { event: 'workflow_dispatch', inputs });
  await undo.review('xtap-apply', 'alice');
  expect(undo.listed).toMatchObject({ conclusion: 'success', display_title: `xtap undo of run ${trusted.listed.id}` });
  loop.emulator.clearLog();

  expect(codeOf(await loop.start('xtap-apply', { event: 'workflow_dispatch' }))).toBe('3');
  expect(loop.writes()).toEqual([]);
});

test('a commit that a forced push removed is not the base; an older applied commit is', async () => {
  await loop.apply({ 'configs/tenant.yaml': limit(0), 'configs/partners.yaml': closed });
  const erased = loop.commit({ 'configs/tenant.yaml': limit(5) });
  loop.github.runs.unshift(workflowRun('xtap-apply.yml', erased));
  loop.git('reset', '-q', '--hard', 'HEAD~1');
  expect(codeOf(await loop.apply({ 'configs/tenant.yaml': limit(5), 'configs/partners.yaml': tombstone }))).toBe('3');
});
