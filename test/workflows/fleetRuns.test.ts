/* The workflows of a fleet: which tenants a run is about, and what each is held to. */
import { rmSync } from 'node:fs';
import { buildAction, pullRequest } from '../action/actionProcess.ts';
import { workflowRun } from '../action/fakeGithub.ts';
import { partner, type Rehearsal, root, startRehearsal, trusting } from './rehearsal.ts';
import { templateNamed } from './workflowFiles.ts';
import { type JobRun, startRun } from './workflowRun.ts';

jest.setTimeout(180_000);

let action = '';
let loop: Rehearsal;

beforeAll(async () => {
  action = await buildAction('real');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(async () => {
  loop = await startRehearsal(action);
});
afterEach(() => loop.end());

test('one summary and one comment of the tenants that a pull request changes', async () => {
  const files = (text: string): Record<string, string> => ({
    'configs/contoso/partners.yaml': text,
    'configs/fabrikam/partners.yaml': '# none\n',
  });
  loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/fabrikam/tenant.yaml': root, ...files('# none yet\n') });
  loop.commit(files(trusting));
  const surroundings = loop.around({ event: pullRequest() });
  const started = startRun(templateNamed('xtap-fleet-plan'), surroundings);
  const listed = await started.job('tenants');
  expect(listed.outputs.tenants).toBe('["contoso"]');
  started.remove();
  const contoso = startRun(
    templateNamed('xtap-fleet-plan'),
    loop.around({ event: pullRequest(), values: { 'matrix.tenant': 'contoso' } }),
  );
  expect((await contoso.job('plan')).failed).toBe(false);
  expect(loop.github.comments).toEqual([]);
  const summary = await contoso.job('summary');
  contoso.remove();
  expect(summary.failed).toBe(false);
  expect(summary.actions[0]?.summary).toContain('1 tenant, 1 with changes');
  expect(loop.github.comments[0]?.body).toContain('configs/contoso');
});

interface FleetRun {
  readonly tenants: string;
  /** Of each tenant: its plan, and its apply where there was something to apply. */
  readonly jobs: readonly JobRun[];
}

/** A run of xtap-fleet-apply.yml for the commit that is checked out; GitHub lists it as it ended. */
async function applyFleet(event: Readonly<Record<string, unknown>>, name = 'push'): Promise<FleetRun> {
  const env = { XTAP_GRAPH_URL: loop.emulator.url, GITHUB_EVENT_NAME: name };
  const fleet = startRun(templateNamed('xtap-fleet-apply'), loop.around({ event, env }));
  const listed = await fleet.job('tenants');
  fleet.remove();
  const jobs: JobRun[] = [listed];
  for (const tenant of JSON.parse(listed.outputs.tenants ?? '[]') as readonly string[]) {
    const values = { 'inputs.tenant': tenant };
    const called = startRun(templateNamed('xtap-fleet-apply-tenant'), loop.around({ event, env, values }));
    const plan = await called.job('plan');
    jobs.push(plan);
    if (plan.outputs['has-changes'] === 'true' && !plan.failed) jobs.push(await called.job('apply', plan));
    called.remove();
  }
  const conclusion = jobs.some(({ failed }) => failed) ? 'failure' : 'success';
  loop.github.runs.unshift(workflowRun('xtap-fleet-apply.yml', loop.git('rev-parse', 'HEAD'), { conclusion }));
  return { tenants: listed.outputs.tenants ?? '', jobs };
}

const limit = (deletes: number): string => `${root}guards: { maxDeletes: ${deletes} }\n`;
const tombstone = `partners:\n  - tenantId: ${partner}\n    state: absent\n`;

test('a tenant whose apply failed is tried again by the next merge, held to what was applied of it', async () => {
  // Both tenants are one here, so the other one declares something that asks for no request.
  const gone = tombstone.replace(partner, '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064');
  const quiet = (count: number): Record<string, string> => ({
    'configs/fabrikam/partners.yaml': `# ${count}\n${gone}`,
  });
  loop.commit({ 'configs/contoso/tenant.yaml': limit(0), 'configs/contoso/partners.yaml': trusting });
  const before = loop.commit({ 'configs/fabrikam/tenant.yaml': root, ...quiet(0) });
  const first = await applyFleet({ before });
  expect([first.tenants, first.jobs.some(({ failed }) => failed)]).toEqual(['["contoso","fabrikam"]', false]);
  expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
  loop.emulator.clearLog();

  const lifted = { 'configs/contoso/tenant.yaml': limit(5), 'configs/contoso/partners.yaml': tombstone };
  let tip = loop.git('rev-parse', 'HEAD');
  for (const files of [lifted, quiet(1), quiet(2)]) {
    const event = { before: tip };
    tip = loop.commit(files);
    const run = await applyFleet(event);
    const contoso = run.jobs[1];
    expect(run.tenants).toContain('contoso');
    expect(contoso?.actions[0]?.outputs['exit-code']).toBe('3');
  }
  expect(loop.writes()).toEqual([]);

  // Taken back: nothing is left to do for it, and the run that says so is the next base.
  loop.git('checkout', '-q', 'HEAD~3', '--', 'configs/contoso');
  loop.commit({});
  expect((await applyFleet({ before: tip })).tenants).toBe('["fabrikam"]');
  tip = loop.commit({ 'configs/contoso/tenant.yaml': limit(5) });
  expect((await applyFleet({})).tenants).toBe('["contoso"]');
});

test.each([
  ['by hand', 'workflow_dispatch'],
  ['for the first time', 'push'],
])('a run that is started %s is about all tenants', async (_, name) => {
  const applied = loop.commit({ 'configs/contoso/tenant.yaml': root, 'configs/fabrikam/tenant.yaml': root });
  if (name !== 'push') loop.github.runs.push(workflowRun('xtap-fleet-apply.yml', applied));
  expect((await applyFleet({ before: applied }, name)).tenants).toBe('["contoso","fabrikam"]');
});
