/* `base-from` and `since-from`: which runs of a workflow count, and what happens if they cannot be read. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import {
  type ActionResult,
  copyAction,
  createWorkspace,
  pullRequest,
  type Workspace,
} from '../support/action/actionProcess.ts';
import { type FakeGithub, startFakeGithub } from '../support/action/fakeGithub.ts';
import { type FakeWorkflowRun, workflowRun } from '../support/action/fakeRepository.ts';
import { planRun } from '../support/action/samplePlan.ts';

jest.setTimeout(60_000);

let action = '';
let github: FakeGithub;
let workspace: Workspace;

beforeAll(() => {
  action = copyAction('fake');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(async () => {
  github = await startFakeGithub();
  workspace = createWorkspace(action, github.url);
  git('init', '-q', '-b', 'main');
});
afterEach(async () => {
  workspace.remove();
  await github.close();
});

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: workspace.folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(): string {
  git('commit', '-q', '--allow-empty', '-m', 'change');
  return git('rev-parse', 'HEAD');
}

function list(...runs: readonly FakeWorkflowRun[]): void {
  github.runs.push(...runs);
}

interface Asked {
  readonly args?: string;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly exitCode?: number;
}

function plan({ args = '', event = {}, exitCode = 0 }: Asked = {}): Promise<ActionResult> {
  const inputs = { command: 'plan', comment: 'false', 'base-from': 'xtap-apply.yml', args };
  return workspace.run({ inputs, event, xtap: { ...planRun(), exitCode } });
}

function baseOf({ calls }: ActionResult): string | undefined {
  const args = calls[0]?.args ?? [];
  return args.includes('--base') ? args[args.indexOf('--base') + 1] : undefined;
}

describe('base-from', () => {
  test('the base is the newest commit of the branch that was applied, before the arguments of the workflow', async () => {
    const [first, second] = [commit(), commit()];
    commit();
    list(
      workflowRun('xtap-apply.yml', git('rev-parse', 'HEAD'), { conclusion: 'failure' }),
      workflowRun('xtap-drift.yml', git('rev-parse', 'HEAD')),
      workflowRun('xtap-apply.yml', second, { event: 'workflow_dispatch' }),
      workflowRun('xtap-apply.yml', first),
    );
    const result = await plan({ args: '--show-requests' });
    expect(baseOf(result)).toBe(`git:${second}`);
    expect(result.calls[0]?.args).toEqual(expect.arrayContaining(['--base', `git:${second}`, '--show-requests']));
    expect(result.stdout).toContain(`The base is ${second}, the commit applied last`);
  });

  test('the base has the old path of a configuration whose folder was renamed', async () => {
    const first = commit();
    list(workflowRun('xtap-apply.yml', first));
    const inputs = { command: 'plan', comment: 'false', 'base-from': 'xtap-apply.yml', 'base-path': 'configs' };
    expect(baseOf(await workspace.run({ inputs, xtap: planRun() }))).toBe(`git:${first}:configs`);
  });

  test.each<readonly [string, Partial<FakeWorkflowRun>]>([
    ['a fork whose branch has the same name', { head_repository: { full_name: 'mallory/r' } }],
    ['a repository that is gone', { head_repository: null }],
    ['a pull request out of the branch, which brings its own workflow', { event: 'pull_request' }],
  ])('a run of %s is ignored', async (_, run) => {
    const first = commit();
    const second = commit();
    list(workflowRun('xtap-apply.yml', second, run), workflowRun('xtap-apply.yml', first));
    expect(baseOf(await plan())).toBe(`git:${first}`);
  });

  test('a commit from a merged branch is not the base, even with a successful run', async () => {
    const first = commit();
    git('checkout', '-q', '-b', 'change');
    const brought = commit();
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '--no-edit', 'change');
    // A tag named main brings its own workflow file, and GitHub lists its runs under main.
    list(workflowRun('xtap-apply.yml', brought), workflowRun('xtap-apply.yml', first));
    expect(baseOf(await plan())).toBe(`git:${first}`);
  });

  test('the base is searched on all pages', async () => {
    const first = commit();
    commit();
    list(...Array.from({ length: 100 }, () => workflowRun('xtap-apply.yml', 'b'.repeat(40))));
    list(workflowRun('xtap-apply.yml', first));
    expect(baseOf(await plan())).toBe(`git:${first}`);
  });

  test('without an applied commit the base is empty, and a refusal names the way to exceed the limits', async () => {
    commit();
    const refused = await plan({ exitCode: 3 });
    expect(baseOf(refused)).toBe('git:4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    expect(refused.stdout).toMatch(/^::notice::No commit of main is known to be applied.*its input "allow-deletes"/m);
    expect((await plan()).stdout).not.toContain('::notice::');
  });

  test('a correction without an applied commit is refused', async () => {
    commit();
    const { exitCode, stdout, calls } = await workspace.run({
      inputs: { command: 'drift', 'base-from': 'xtap-apply.yml', args: '--correct' },
    });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(stdout).toContain('So xtap cannot tell drift from a merge that waits. Run xtap-apply.yml first.');
  });

  test('a drift run without an applied commit has no base', async () => {
    commit();
    const inputs = { command: 'drift', 'base-from': 'xtap-apply.yml' };
    const { calls, stdout } = await workspace.run({ inputs, xtap: planRun() });
    expect(calls[0]?.args).not.toContain('--base');
    expect(stdout).toContain('No commit of main is known to be applied');
  });

  test('in a pull request it is the commit beside the base of the workflow, and a first one needs none', async () => {
    const event = { pull_request: { number: 7, head: { sha: 'a'.repeat(40) }, base: { ref: 'main' } } };
    const first = commit();
    commit();
    expect((await plan({ event, args: '--base\ngit:HEAD^1' })).calls[0]?.args).not.toContain('--applied');
    list(workflowRun('xtap-apply.yml', first));
    const { calls, stdout } = await plan({ event, args: '--base\ngit:HEAD^1' });
    expect(calls[0]?.args).toEqual(expect.arrayContaining(['--applied', `git:${first}`, '--base', 'git:HEAD^1']));
    expect(stdout).toContain(`The commit applied last is ${first} (https://github.example/`);
  });

  test('a shallow clone is refused, since it may lack the applied commit', async () => {
    commit();
    commit();
    const { folder } = workspace;
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, 'shallow'], { cwd: folder });
    const { exitCode, stdout, calls } = await workspace.run({
      inputs: { command: 'plan', 'working-directory': 'shallow', 'base-from': 'xtap-apply.yml' },
    });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(stdout).toContain('check out with "fetch-depth: 0"');
  });

  test.each([403, 404])('a failed read of the runs (%i) fails the step', async (status) => {
    commit();
    github.faults.push({ on: /actions\/workflows/, status, times: 9 });
    const { exitCode, stdout, calls } = await plan();
    expect([exitCode, calls]).toEqual([1, []]);
    expect(stdout).toContain('the job needs "actions: read"');
  });

  test('a transient fault is retried', async () => {
    const first = commit();
    list(workflowRun('xtap-apply.yml', first));
    github.faults.push({ on: /actions\/workflows/, status: 502, times: 1 });
    expect(baseOf(await plan())).toBe(`git:${first}`);
  });

  test('a run without a branch is refused', async () => {
    commit();
    const { exitCode, stdout, calls } = await plan({ event: pullRequest() });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(stdout).toContain('can be looked up for a branch only, and this run is not of a branch');
  });

  test.each([
    [{ command: 'apply', 'base-from': 'xtap-apply.yml' }, '"base-from" is about plan, drift, tenants, check.'],
    [{ command: 'plan', 'base-path': 'configs' }, '"base-path" needs "base-from".'],
    [{ command: 'plan', 'since-from': 'xtap-drift.yml' }, '"since-from" is about drift.'],
    [{ command: 'plan', 'base-from': '../xtap apply' }, '"base-from" takes the file name of a workflow'],
  ])('the inputs %j are refused', async (inputs, message) => {
    const { exitCode, stdout, calls } = await workspace.run({ inputs });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(stdout).toContain(message);
    expect(github.log).toEqual([]);
  });
});

describe('since-from', () => {
  function drift(): Promise<ActionResult> {
    return workspace.run({ inputs: { command: 'drift', 'since-from': 'xtap-drift.yml' }, xtap: planRun() });
  }
  const since = ({ calls }: ActionResult): readonly string[] =>
    (calls[0]?.args ?? []).filter((word, index, all) => word === '--since' || all[index - 1] === '--since');

  test('the audit log is read from the start of the last successful run', async () => {
    list(
      workflowRun('xtap-drift.yml', 'a'.repeat(40), { conclusion: 'failure', created_at: '2026-11-21T04:17:00Z' }),
      workflowRun('xtap-drift.yml', 'a'.repeat(40), { event: 'schedule', created_at: '2026-11-20T04:17:00Z' }),
    );
    expect(since(await drift())).toEqual(['--since', '2026-11-20T04:17:00.000Z']);
  });

  test.each([
    ['there was no such run', () => undefined],
    ['its time cannot be read', () => list(workflowRun('xtap-drift.yml', 'a'.repeat(40), { created_at: '$(id)' }))],
    ['runs cannot be read', () => void github.faults.push({ on: /actions/, status: 403, times: 9 })],
  ])('drift runs without a time if %s', async (_, prepare) => {
    prepare();
    const result = await drift();
    expect([result.exitCode, since(result), result.calls.length]).toEqual([0, [], 1]);
  });
});
