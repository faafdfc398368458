/* `approval: pull-request`: a review of the merged pull request approves the plan that it showed, and no other. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakePullReview } from '../support/action/fakeRepository.ts';
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import { templateNamed, workflowOf } from '../support/workflows/workflowFiles.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();
let head = '';

const closed = trusting.replace('true', 'false');
const { text, name } = templateNamed('xtap-apply');
const reviewed = workflowOf(
  text
    .replaceAll('approval: environment\n', 'approval: pull-request\n          plan-from: xtap-plan.yml\n')
    // It reads reviews.
    .replace(
      '      actions: read\n      contents: read\n',
      '      actions: read\n      contents: read\n      pull-requests: read\n',
    ),
  name,
);

beforeEach(async () => {
  loop.github.environments.set('xtap-apply', { reviewers: [], vars: { XTAP_APPLY_CLIENT_ID: 'writer' } });
  loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
  loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false } });
  const opened = loop.pullRequest({ 'configs/partners.yaml': trusting });
  head = opened.head;
  expect((await opened.run('xtap-plan')).listed.conclusion).toBe('success');
  loop.emulator.clearLog();
});

function review(user: string, more: Partial<FakePullReview> = {}): void {
  loop.github.pullReviews.push({ user, state: 'APPROVED', commit: head, ...more });
}

async function mergeAndApply(): Promise<Run> {
  loop.merge();
  return loop.start(reviewed);
}

function logOf(run: Run, job: 'plan' | 'apply'): string {
  return run.job(job).actions[0]?.stdout ?? '';
}

test('an approved pull request is applied, and the summary names the reviewer and the review', async () => {
  review('alice');
  const run = await mergeAndApply();
  expect(run.listed.conclusion).toBe('success');
  expect(loop.writes()).toHaveLength(1);
  const sentence = `Approved by \`alice\` in the review of pull request #7 at ${head.slice(0, 7)}.`;
  for (const job of ['plan', 'apply'] as const) expect(run.job(job).actions[0]?.summary.split('\n')[0]).toBe(sentence);
});

test('the evidence says what was applied, and who approved it', async () => {
  review('alice');
  loop.vars.XTAP_ATTEST = 'true';
  const run = await mergeAndApply();
  expect(run.listed.conclusion).toBe('success');
  const artifacts = loop.github.artifacts.get(run.listed.id) ?? '';
  const evidence: unknown = JSON.parse(readFileSync(join(artifacts, 'xtap-applied', 'evidence.json'), 'utf8'));
  const journals = readdirSync(artifacts).filter((each) => each.startsWith('xtap-journal-'));
  const journal = readFileSync(join(artifacts, journals[0] ?? '', 'journal.jsonl'));
  expect(evidence).toEqual({
    formatVersion: 1,
    tenantId: home,
    digest: run.job('plan').outputs.digest,
    commit: run.listed.head_sha,
    run: run.listed.html_url,
    attempt: 1,
    pullRequest: 7,
    approval: 'pull-request',
    approvers: ['alice'],
    outcome: 'applied',
    exitCode: 0,
    journal: `sha256:${createHash('sha256').update(journal).digest('hex')}`,
  });
  expect(JSON.parse(journal.toString('utf8').split('\n')[0] ?? '')).toMatchObject({
    commit: run.listed.head_sha,
    run: run.listed.html_url,
  });
});

test.each<[string, () => void]>([
  ['nobody', () => undefined],
  ['the person who opened it', () => review('bob')],
  [
    'the person who pushed last',
    () => {
      loop.github.pushes.set(head, 'Carol');
      review('carol');
    },
  ],
  [
    'a person who may only read',
    () => {
      loop.github.readers.add('dave');
      review('dave');
    },
  ],
  ['a program', () => review('helper[bot]', { type: 'Bot' })],
  ['a review of an older commit', () => review('alice', { commit: 'a'.repeat(40) })],
  ['a review that was dismissed', () => review('alice', { state: 'DISMISSED' })],
  [
    'a person who then asked for changes',
    () => {
      review('alice');
      review('alice', { state: 'CHANGES_REQUESTED' });
    },
  ],
])('approval by %s is not enough', async (_, prepare) => {
  prepare();
  const run = await mergeAndApply();
  expect([run.job('plan').actions[0]?.outputs['exit-code'], run.job('apply').state]).toEqual(['3', 'skipped']);
  expect(logOf(run, 'plan')).toContain('has no approving review of its last commit by a person with write permission');
  expect(loop.writes()).toEqual([]);
});

test('a comment after the approval does not withdraw it', async () => {
  review('alice');
  review('alice', { state: 'COMMENTED' });
  expect((await mergeAndApply()).listed.conclusion).toBe('success');
});

test('a tenant that changed after the review ends with 4, and the difference is shown', async () => {
  review('alice');
  loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } });
  const run = await mergeAndApply();
  expect(run.job('plan').actions[0]?.outputs['exit-code']).toBe('4');
  expect(logOf(run, 'plan')).toContain('This is not the plan that was reviewed in pull request #7');
  const summary = run.job('plan').actions[0]?.summary ?? '';
  expect(summary).toMatch(/Since the review:\n\n- Fabrikam: /);
  expect(summary).toContain('<summary>The plan that was reviewed</summary>');
  expect([run.job('apply').state, loop.writes()]).toEqual(['skipped', []]);
  const result = run.job('result').actions[0]?.summary ?? '';
  expect(result).toContain('## xtap apply: refused, nothing was sent');
  expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs was refused']);
});

test('a tenant that changes between plan and apply is caught by the apply', async () => {
  review('alice');
  loop.merge();
  const release = loop.occupy('xtap-write');
  const run = await loop.start(reviewed);
  expect(run.job('apply').state).toBe('pending');
  loop.github.pullReviews.splice(0, 1, { user: 'alice', state: 'DISMISSED', commit: head });
  await release();
  expect(run.job('apply').actions[0]?.outputs['exit-code']).toBe('3');
  expect(loop.writes()).toEqual([]);
});

test('in a merge queue, the plan of the queue counts', async () => {
  review('alice');
  loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true } });
  const sha = loop.merge();
  loop.github.environments.set('xtap-plan', { reviewers: [], vars: {} });
  const queue = await loop.start('xtap-plan', {
    event: 'merge_group',
    ref: `refs/heads/gh-readonly-queue/main/pr-7-${sha}`,
    payload: { merge_group: { base_ref: 'refs/heads/main' } },
  });
  expect([queue.job('queue').state, queue.job('plan').state]).toEqual(['success', 'skipped']);
  expect((await loop.start(reviewed)).listed.conclusion).toBe('success');
});

test('a commit that was pushed without a pull request is refused', async () => {
  loop.commit({ 'configs/partners.yaml': trusting });
  const run = await loop.start(reviewed);
  expect(run.job('plan').actions[0]?.outputs['exit-code']).toBe('3');
  expect(logOf(run, 'plan')).toContain('No pull request was merged as');
});
