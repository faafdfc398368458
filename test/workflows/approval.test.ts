/* A person must approve an apply: an environment without reviewers stops it. */
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import { templateNamed, type WorkflowFile, workflowOf } from '../support/workflows/workflowFiles.ts';
import type { JobRun } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();

beforeEach(() => {
  loop.commit({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
});

const writer = { XTAP_APPLY_CLIENT_ID: 'writer' };

function changed(before: string | RegExp, after: string): WorkflowFile {
  const { text, name } = templateNamed('xtap-apply');
  return workflowOf(text.replaceAll(before, after), name);
}

function logOf(job: JobRun): string {
  return job.actions[0]?.stdout ?? '';
}

function summaryOf(job: JobRun): string {
  return job.actions[0]?.summary ?? '';
}

test.each([
  ['has no reviewers', 'has no required reviewers', { reviewers: [], vars: writer }],
  ['is in a private repository that cannot have any', 'has no required reviewers', { reviewers: null, vars: writer }],
  ['does not exist', 'does not exist in this repository', undefined],
])('the plan job fails if the environment %s, and says what to do', async (_, found, environment) => {
  if (environment === undefined) loop.github.environments.delete('xtap-apply');
  else loop.github.environments.set('xtap-apply', environment);
  const run = await loop.start('xtap-apply');
  expect([run.listed.conclusion, run.job('apply').state]).toEqual(['failure', 'skipped']);
  expect(run.job('plan').actions[0]?.outputs['exit-code']).toBe('3');
  expect(logOf(run.job('plan'))).toContain(`::error::The environment "xtap-apply" ${found}`);
  expect(logOf(run.job('plan'))).toContain('Add required reviewers to it (Settings, Environments)');
  expect(logOf(run.job('plan'))).toContain('set "approval: none" in the plan and the apply step');
  expect(loop.emulator.requests).toEqual([]);
});

test.each([403, 500])('the plan job fails if it cannot read the environment (%i)', async (status) => {
  loop.github.faults.push({ on: /environments/, status, times: 9 });
  const run = await loop.start('xtap-apply');
  expect([run.listed.conclusion, loop.emulator.requests]).toEqual(['failure', []]);
  expect(logOf(run.job('plan'))).toContain('so it does not know whether somebody approves this');
});

test('an apply whose environment lost its reviewers after the plan sends nothing', async () => {
  const run = await loop.start('xtap-apply');
  loop.github.environments.set('xtap-apply', { reviewers: [], vars: writer });
  await run.review('xtap-correct', 'mallory');
  expect(run.job('apply').actions[0]?.outputs['exit-code']).toBe('3');
  expect(loop.writes()).toEqual([]);
});

test('the apply names the people who approved it, and does not call the digest an approval', async () => {
  const run = await loop.start('xtap-apply');
  await run.review('xtap-correct', 'mallory');
  await run.review('xtap-apply', 'alice');
  const summary = summaryOf(run.job('apply'));
  expect(summary).toMatch(/^Approved by `alice` as required reviewer of the environment `xtap-apply`\.\n/);
  expect(summary).toContain('Allowed by a matching digest (--expect-digest)');
  expect(summary.match(/Approved by/g)).toHaveLength(1);
  expect(summary).not.toContain('mallory');
});

test('an apply does not fail because it cannot read who approved it', async () => {
  const run = await loop.start('xtap-apply');
  loop.github.faults.push({ on: /approvals/, status: 403, times: 9 });
  await run.review('xtap-apply', 'alice');
  expect(run.listed.conclusion).toBe('success');
  expect(summaryOf(run.job('apply'))).toMatch(/^Who approved this run cannot be read\.\n/);
});

test('with "approval: none" no approval is needed, and the first line says so', async () => {
  loop.github.environments.set('xtap-apply', { reviewers: null, vars: writer });
  const run = await loop.start(changed('approval: environment', 'approval: none'));
  expect(run.listed.conclusion).toBe('success');
  for (const job of ['plan', 'apply']) {
    const words = `Nobody approves this ${job}: "approval" is "none". Whatever is merged is applied.`;
    const lines = logOf(run.job(job))
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'));
    expect(lines[0]).toBe(`::warning::${words}`);
    expect(summaryOf(run.job(job)).split('\n')[0]).toBe(words);
    expect(summaryOf(run.job(job))).not.toContain('Approved by');
  }
});

test.each([
  ['approval: anybody', '"approval" takes one of environment, pull-request, none.'],
  ['approval: pull-request', 'Name the workflow that plans pull requests in "plan-from"'],
  ['approval: ""', 'The environment "xtap-apply" has no required reviewers'],
])('%s does not switch the check off', async (input, message) => {
  loop.github.environments.set('xtap-apply', { reviewers: [], vars: writer });
  const run = await loop.start(changed('approval: environment', input));
  expect(run.listed.conclusion).toBe('failure');
  expect(logOf(run.job('plan'))).toContain(message);
});

test('a plan for an apply that names no environment is refused, with the input that is missing', async () => {
  const run = await loop.start(changed(/ {10}environment: xtap-apply\n/g, ''));
  expect(run.listed.conclusion).toBe('failure');
  expect(logOf(run.job('plan'))).toContain('Name the environment of the job that applies in "environment"');
});
