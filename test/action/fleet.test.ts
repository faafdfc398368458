import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type ActionResult,
  copyAction,
  createWorkspace,
  pullRequest,
  type Workspace,
} from '../support/action/actionProcess.ts';
import { type FakeGithub, startFakeGithub } from '../support/action/fakeGithub.ts';
import { workflowRun } from '../support/action/fakeRepository.ts';
import { digestOf, emptyPlan, planRun, releasingPlan } from '../support/action/samplePlan.ts';

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
});
afterEach(async () => {
  workspace.remove();
  await github.close();
});

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: workspace.folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(...files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(workspace.folder, file)), { recursive: true });
    writeFileSync(join(workspace.folder, file), `${Math.random()}\n`);
  }
  git('add', '.');
  git('commit', '-q', '-m', 'change');
  return git('rev-parse', 'HEAD');
}

function tenants(event: Readonly<Record<string, unknown>>): Promise<ActionResult> {
  return workspace.run({ inputs: { command: 'tenants' }, event });
}

describe('tenants', () => {
  let first = '';
  beforeEach(() => {
    git('init', '-q', '-b', 'main');
    first = commit('configs/contoso/a.yaml', 'configs/fabrikam/deep/b.yaml', 'configs/tailspin/c.yaml', 'README.md');
  });

  test('a pull request selects the tenants whose files it changes', async () => {
    git('checkout', '-q', '-b', 'change');
    commit('configs/fabrikam/deep/b.yaml', 'README.md');
    git('checkout', '-q', 'main');
    commit('configs/tailspin/c.yaml');
    // GitHub checks out the merge, so commits of others on main are not changes of the pull request.
    git('merge', '-q', '--no-ff', '--no-edit', 'change');
    const { outputs } = await tenants(pullRequest());
    expect(outputs).toMatchObject({ tenants: '["fabrikam"]', 'has-changes': 'true' });
  });

  test('a push selects the tenants that changed since the commit before it', async () => {
    commit('configs/contoso/a.yaml');
    commit('configs/tailspin/c.yaml');
    expect((await tenants({ before: first })).outputs.tenants).toBe('["contoso","tailspin"]');
  });

  describe('with base-from', () => {
    const since = (event: Readonly<Record<string, unknown>>, name = 'push'): Promise<ActionResult> =>
      workspace.run({
        inputs: { command: 'tenants', 'base-from': 'xtap-fleet-apply.yml' },
        event,
        env: { GITHUB_EVENT_NAME: name },
      });

    test('a push selects the tenants that changed since the last successful run', async () => {
      github.runs.push(workflowRun('xtap-fleet-apply.yml', first));
      const before = commit('configs/contoso/a.yaml');
      commit('configs/tailspin/c.yaml');
      expect((await since({ before })).outputs.tenants).toBe('["contoso","tailspin"]');
    });

    test.each(['push', 'workflow_dispatch'])(
      'all tenants are selected without a successful run, or by hand (%s)',
      async (name) => {
        if (name !== 'push') github.runs.push(workflowRun('xtap-fleet-apply.yml', first));
        commit('configs/contoso/a.yaml');
        expect((await since({ before: first }, name)).outputs.tenants).toBe('["contoso","fabrikam","tailspin"]');
      },
    );

    test('a failed read of the runs fails the step, so that no tenant is left out', async () => {
      github.faults.push({ on: /actions/, status: 403, times: 9 });
      const { exitCode, outputs } = await since({ before: first });
      expect([exitCode, outputs]).toEqual([1, {}]);
    });
  });

  test('no changed file makes an empty list', async () => {
    commit('README.md');
    expect((await tenants({ before: first })).outputs).toMatchObject({ tenants: '[]', 'has-changes': 'false' });
  });

  test.each([
    ['on a schedule', {}, ['configs/contoso/a.yaml']],
    ['on a push whose base is unknown', { before: '0'.repeat(40) }, ['configs/contoso/a.yaml']],
    ['if a file beside their folders changed', 'first', ['configs/shared.yaml']],
  ])('all tenants are selected %s', async (_, event, files) => {
    commit(...files);
    const { outputs } = await tenants(event === 'first' ? { before: first } : (event as Record<string, unknown>));
    expect(outputs.tenants).toBe('["contoso","fabrikam","tailspin"]');
  });

  test('a deleted folder is not a tenant', async () => {
    git('rm', '-q', '-r', 'configs/tailspin');
    git('commit', '-q', '-m', 'remove');
    expect((await tenants({ before: first })).outputs.tenants).toBe('[]');
  });

  test('a folder with unsafe characters in its name is refused', async () => {
    commit('configs/a b;c/x.yaml');
    const { exitCode, stdout } = await tenants({});
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"a b;c" cannot name a tenant');
  });
});

describe('summary', () => {
  async function result(tenant: string, xtap = planRun()): Promise<void> {
    const { outputs } = await workspace.run({
      inputs: { command: 'plan', comment: 'false', paths: `configs/${tenant}` },
      xtap,
      event: pullRequest(),
    });
    cpSync(outputs.results ?? '', join(workspace.folder, 'results', `plan-${tenant}`), { recursive: true });
  }

  const summary = { inputs: { command: 'summary' }, event: pullRequest() };

  test('one summary and one comment show every tenant, failed and broadening ones first', async () => {
    await result('contoso', emptyPlan);
    await result('fabrikam');
    await result('tailspin', { exitCode: 77, stderr: 'no token\n' });
    const { summary: text, exitCode } = await workspace.run(summary);
    expect(exitCode).toBe(0);
    expect(text).toContain('## xtap fleet: 3 tenants, 1 with changes, 1 failed');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split(' | ').slice(0, 3))).toEqual([
      ['| `configs/tailspin`', 'failed (77)', 'no plan'],
      ['| `configs/fabrikam`', 'changes', '1 to add, 1 to change, 0 to delete; 1 broadens access'],
      ['| `configs/contoso`', 'no changes', '0 to add, 0 to change, 0 to delete'],
    ]);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('**Plan: 1 to add**');
    await workspace.run(summary);
    expect(github.log.filter((line) => /^(POST|PATCH) \/repos/.test(line))).toHaveLength(1);
  });

  test('a tenant whose change only releases settings is shown with its plan', async () => {
    await result('contoso', emptyPlan);
    await result('fabrikam', releasingPlan);
    const { summary: text } = await workspace.run(summary);
    expect(text).toContain('## xtap fleet: 2 tenants, 0 with changes, 1 with looser management');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split(' | ').slice(0, 3))).toEqual([
      [
        '| `configs/fabrikam`',
        'looser management',
        '0 to add, 0 to change, 0 to delete; 1 partner no longer managed, 1 rule looser',
      ],
      ['| `configs/contoso`', 'no changes', '0 to add, 0 to change, 0 to delete'],
    ]);
    expect(text).toContain('**Nothing to send.**');
  });

  test('plans that are too long together are left out tenant by tenant, the table stays complete', async () => {
    const run = planRun(digestOf('a'));
    for (const tenant of ['a', 'b']) {
      await result(tenant, { ...run, out: { ...run.out, markdown: `## ${tenant}\n\n${'é'.repeat(300_000)}\n` } });
    }
    const { summary: text } = await workspace.run(summary);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('The plans of 2 more are left out here');
    expect(github.comments[0]?.body.length).toBeLessThan(65_536);
  });

  test('no results do not fail the step', async () => {
    const { exitCode, summary: text } = await workspace.run(summary);
    expect([exitCode, text]).toEqual([0, '']);
    expect(github.log).toEqual([]);
  });
});
