/* The scheduled job reads the sign-in log, and a pull request's plan says who would be blocked, without the log. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearsalForEach, root } from '../support/workflows/rehearsal.ts';
import { templateNamed, workflowOf } from '../support/workflows/workflowFiles.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ signIns: 3000, auditLimit: false, facts: { signInFilter: 'accepted' } });

beforeEach(() => {
  loop.vars.XTAP_SIGN_INS = 'true';
  loop.commit({ 'configs/tenant.yaml': root });
});

/** The template with one day of the log instead of 30, which take minutes at the rate that Graph allows. */
const { text, name } = templateNamed('xtap-signins');
const oneDay = workflowOf(text.replace('paths: configs\n', 'paths: configs\n          args: --from=-1d\n'), name);

const start = (): Promise<Run> => loop.start(oneDay, { event: 'schedule' });
const logReads = (): number => loop.emulator.requests.filter(({ path }) => path.startsWith('/auditLogs/')).length;
const artifactsOf = ({ listed }: Run): readonly string[] => readdirSync(loop.github.artifacts.get(listed.id) ?? '');

const narrowing = { 'configs/default.yaml': 'default:\n  b2bCollaborationInbound: blocked\n' };
async function plan(): Promise<{ readonly comment: string; readonly run: Run }> {
  const run = await loop.pullRequest(narrowing).run('xtap-plan');
  expect(run.job('plan').state).toBe('success');
  return { comment: loop.github.comments[0]?.body ?? '', run };
}

test('the file is an artifact, and a plan replays it without reading the log', async () => {
  const signIns = await start();
  expect(signIns.job('signins').state).toBe('success');
  expect(artifactsOf(signIns)).toEqual(['xtap-signins']);
  expect(readdirSync(join(loop.github.artifacts.get(signIns.listed.id) ?? '', 'xtap-signins'))).toEqual([
    'xtap.signins.json',
  ]);
  expect(logReads()).toBeGreaterThan(1);
  loop.emulator.clearLog();

  const { comment, run } = await plan();
  expect(comment).toMatch(/\*\*▼ would block .* in \d+ tenants · .* undecided · 1 day, 100 % read\*\*/);
  expect(comment).not.toContain('No replay was made');
  expect(logReads()).toBe(0);
  // The artifact of the plan has neither the file nor an exact count.
  const [results = ''] = artifactsOf(run);
  const folder = join(loop.github.artifacts.get(run.listed.id) ?? '', results);
  const files = readdirSync(folder);
  expect(files).not.toContain('xtap.signins.json');
  expect(JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))).not.toHaveProperty('replay');
});

test('the plan on the branch has the replay too, for the reviewers of the apply', async () => {
  await start();
  const run = await loop.start('xtap-apply', { sha: loop.commit(narrowing) });
  expect(run.job('plan').actions[0]?.summary).toContain('### What the sign-ins say');
});

describe('nothing is read', () => {
  test('in a public repository, and the run fails', async () => {
    loop.github.visibility = 'public';
    const run = await start();
    expect(run.job('signins').state).toBe('failure');
    expect(run.job('signins').actions[0]?.stdout).toContain('This repository is public');
    expect([logReads(), artifactsOf(run)]).toEqual([0, []]);
    // Nor does a plan use a file from the time when the repository was private.
    const { comment } = await plan();
    expect(comment).toContain('a public repository keeps no sign-ins file');
  });

  test('if GitHub does not say who can see the repository', async () => {
    loop.github.faults.push({ on: /^GET \/repos\/o\/r$/, status: 404, times: 9 });
    const run = await start();
    expect([run.job('signins').state, logReads()]).toEqual(['failure', 0]);
  });

  test('unless the variable is set; then no plan speaks of a replay either', async () => {
    delete loop.vars.XTAP_SIGN_INS;
    const run = await start();
    expect([run.job('signins').state, logReads()]).toEqual(['skipped', 0]);
    expect((await plan()).comment).not.toMatch(/replay|sign-ins/i);
  });

  test('on another branch', async () => {
    const run = await loop.start(oneDay, { event: 'workflow_dispatch', ref: 'refs/heads/change' });
    expect([run.job('signins').state, logReads()]).toEqual(['skipped', 0]);
  });
});

test('an internal repository is a warning', async () => {
  loop.github.visibility = 'internal';
  const run = await start();
  expect(run.job('signins').state).toBe('success');
  expect(run.job('signins').actions[0]?.stdout).toContain('::warning::This repository is internal');
});

describe('a plan without a file says that no replay was made, and why:', () => {
  const because = async (words: string): Promise<void> => {
    const { comment, run } = await plan();
    expect(comment).toContain('**No replay was made**, so it is not known who would be blocked: ');
    expect(comment).toContain(words);
    expect(comment).not.toContain('would block 0');
    expect(run.job('plan').actions[0]?.stdout).toContain('::warning::No replay was made');
  };

  test('there was no run', async () => {
    await because('xtap-signins.yml has not succeeded on main.');
  });

  test('the last run failed', async () => {
    loop.emulator.addFault('GET /auditLogs/signIns 403');
    expect((await start()).job('signins').state).toBe('failure');
    await because('xtap-signins.yml has not succeeded on main.');
  });

  test('the artifact has expired', async () => {
    await start();
    loop.github.expired.add('xtap-signins');
    await because('has expired, or was not kept.');
  });

  test('the file is more than a month old', async () => {
    const { listed } = await start();
    const file = join(loop.github.artifacts.get(listed.id) ?? '', 'xtap-signins', 'xtap.signins.json');
    const old = readFileSync(file, 'utf8').replace(/"createdAt": "[^"]*"/, '"createdAt": "2020-01-31T00:00:00Z"');
    writeFileSync(file, old);
    await because('was made at 2020-01-31T00:00:00Z, more than 31 days ago.');
  });

  test('the file is not JSON', async () => {
    const { listed } = await start();
    const file = join(loop.github.artifacts.get(listed.id) ?? '', 'xtap-signins', 'xtap.signins.json');
    writeFileSync(file, 'not JSON');
    await because('not JSON');
  });

  test('the runs cannot be read', async () => {
    await start();
    loop.github.faults.push({ on: /workflows\/xtap-signins\.yml/, status: 403, times: 9 });
    await because('the runs of xtap-signins.yml cannot be read.');
  });

  test('the only run was of another branch', async () => {
    const { listed } = await start();
    Object.assign(listed, { head_branch: 'change' });
    await because('xtap-signins.yml has not succeeded on main.');
  });

  test('the only run was of a pull request, which brings its own workflow', async () => {
    const { listed } = await start();
    Object.assign(listed, { event: 'pull_request' });
    await because('xtap-signins.yml has not succeeded on main.');
  });
});
