/* What a pull request of Azure Repos shows: a thread that is kept up to date, a status, and results of tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';
import { stepsOf } from '../support/workflows/azurePipeline.ts';
import { type AzureRehearsal, type ScriptRun, startAzureRehearsal } from '../support/workflows/azureRehearsal.ts';

jest.setTimeout(120_000);

let rehearsal: AzureRehearsal;
let head = '';
const root = `${versionAndTenant}undeclaredPartners: ignore\n`;
const trusting = `${root}partners:\n  - tenantId: ${fabrikam}\n    inboundTrust: { isMfaAccepted: true }\n`;

beforeEach(async () => {
  rehearsal = await startAzureRehearsal();
  push(trusting);
});
afterEach(() => rehearsal.end());

/** A new commit of the pull request; here its merge is the commit itself. */
function push(configuration: string): void {
  rehearsal.commit(configuration);
  head = rehearsal.git('rev-parse', 'HEAD');
  rehearsal.azure.pull.iterations.push(head);
}

/** Plans, and shows the plan in the pull request. */
async function plan(source = head): Promise<{ readonly planned: ScriptRun; readonly shown: ScriptRun }> {
  const planned = await rehearsal.run('plan', { BUILD_SOURCEBRANCH: 'refs/pull/7/merge' });
  const shown = await rehearsal.runStep('plan', 'Show the plan in the pull request', {
    SOURCE: source,
    RUN_URL: 'https://dev.example/run/100',
    PLAN_CODE: planned.local.planCode ?? '$(planCode)',
  });
  expect(shown.code).toBe(0);
  return { planned, shown };
}

test('the plan is a thread and a status of the newest push', async () => {
  await plan();
  const { threads, statuses } = rehearsal.azure.pull;
  expect(threads.map(({ status }) => status)).toEqual(['active']);
  const content = threads[0]?.comments[0]?.content ?? '';
  expect(content).toMatch(/^\[\/\/\]: <> \(xtap-plan\)\n\n## xtap plan: /);
  expect(content).toContain('1 to add');
  expect(content).toContain(`Commit ${head.slice(0, 7)}, [run](https://dev.example/run/100)`);
  expect(content).not.toContain('[!');
  expect(statuses).toEqual([
    {
      iterationId: 1,
      state: 'succeeded',
      description: '1 to add, 0 to change, 0 to delete; 1 broaden access',
      targetUrl: 'https://dev.example/run/100',
      context: { genre: 'xtap', name: 'plan' },
    },
  ]);
});

test('a new commit updates the thread in place, and opens it again if the plan is another one', async () => {
  await plan();
  const [thread] = rehearsal.azure.pull.threads;
  if (thread) thread.status = 'fixed';
  push(`${trusting}# the same plan\n`);
  await plan();
  expect(rehearsal.azure.pull.threads.map(({ status }) => status)).toEqual(['fixed']);
  expect(thread?.comments[0]?.content).toContain(`Commit ${head.slice(0, 7)}`);
  push(trusting.replace('true', 'false'));
  await plan();
  expect(rehearsal.azure.pull.threads.map(({ status }) => status)).toEqual(['active']);
  push(root);
  await plan();
  expect(rehearsal.azure.pull.threads.map(({ status }) => status)).toEqual(['closed']);
});

test('a restarted run of an older commit changes neither thread nor status', async () => {
  await plan();
  const before = JSON.stringify(rehearsal.azure.pull.threads);
  rehearsal.azure.pull.iterations.push('f'.repeat(40));
  const { shown } = await plan();
  expect(shown.stdout).toContain('has a newer commit');
  expect(JSON.stringify(rehearsal.azure.pull.threads)).toBe(before);
  expect(rehearsal.azure.pull.statuses).toHaveLength(1);
});

test('a thread that somebody else began with the same line is left alone', async () => {
  const content = '[//]: <> (xtap-plan)\n\nmine';
  rehearsal.azure.pull.threads.push({ id: 1, status: 'active', comments: [{ id: 1, content, author: 'mallory' }] });
  await plan();
  expect(rehearsal.azure.pull.threads.map(({ comments }) => comments[0]?.author)).toEqual(['mallory', 'build']);
  expect(rehearsal.azure.pull.threads[0]?.comments[0]?.content).toBe(content);
});

test('an invalid configuration is a failed status, and the thread says that there is no plan', async () => {
  push('version: 2\n');
  const { planned } = await plan();
  expect(planned.local.planCode).toBe('65');
  expect(rehearsal.azure.pull.statuses).toEqual([
    expect.objectContaining({ state: 'failed', description: 'no plan: xtap ended with 65' }),
  ]);
  expect(rehearsal.azure.pull.threads[0]?.status).toBe('active');
});

test('without the permission, the run continues, and a warning names it', async () => {
  rehearsal.azure.pull.mayWrite = false;
  const { shown } = await plan();
  expect(shown.stdout).toMatch(/##vso\[task.logissue type=warning\].*Give the build service "Contribute to pull/);
});

test('the tab Tests gets guards and findings, and an exceeded guard fails the job only once', async () => {
  await plan();
  const { task, inputs } = stepsOf('plan').find((step) => step.task?.startsWith('PublishTestResults')) ?? {};
  expect([task, inputs]).toEqual([
    'PublishTestResults@2',
    expect.objectContaining({ testResultsFormat: 'JUnit', failTaskOnFailedTests: false }),
  ]);
  const results = readFileSync(`${join(rehearsal.folder, 'plan')}.junit.xml`, 'utf8');
  expect(results).toContain('<testcase classname="xtap plan" name="maxDeletes" time="0"/>');
});
