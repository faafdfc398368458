/* A repository with the templates on a fake GitHub, and the tenant that it declares (the emulator). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/http/server.ts';
import { copyAction } from '../action/actionProcess.ts';
import { type FakeGithub, startFakeGithub } from '../action/fakeGithub.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../tenants.ts';
import { newGroups } from './gates.ts';
import type { Trigger, World } from './jobGraph.ts';
import { templateNamed, type WorkflowFile } from './workflowFiles.ts';
import { type Run, startRun } from './workflowRun.ts';

export const root = `${versionAndTenant}undeclaredPartners: ignore\nundeclaredSettings: ignore\n`;
export const trusting = `partners:\n  - tenantId: ${fabrikam}\n    name: Fabrikam\n    inboundTrust: { isMfaAccepted: true }\n`;

type Files = Readonly<Record<string, string | null>>;

export interface PullRequest {
  readonly head: string;
  /** The run of a workflow that its event starts. */
  readonly run: (template: string) => Promise<Run>;
}

export interface Rehearsal {
  readonly github: FakeGithub;
  readonly emulator: Emulator;
  readonly git: (...args: readonly string[]) => string;
  /** Writes and commits the files to main; null deletes one. */
  readonly commit: (files: Files) => string;
  /** A run on main: of its tip and by a push, if nothing else is said. */
  readonly start: (template: string | WorkflowFile, trigger?: Partial<Trigger>) => Promise<Run>;
  /** Commits, and runs xtap-apply.yml with the reviewers' approval where it asks for that. */
  readonly apply: (files?: Files) => Promise<Run>;
  /** Merges pull request 7 into main. Returns the commit of the merge. */
  readonly merge: () => string;
  /** Opens pull request 7 with the files, or brings it up to date. */
  readonly pullRequest: (files: Files, by?: Partial<Trigger>) => PullRequest;
  /** The variables of the repository. */
  readonly vars: Record<string, string>;
  /** Workflows in place of the templates of these names, for jobs that call one. */
  readonly called: Map<string, WorkflowFile>;
  /** Makes a concurrency group busy; what is returned ends that. */
  readonly occupy: (group: string) => () => Promise<void>;
  /** Jobs whose runner is lost, and the id of the last step that it takes. */
  readonly lost: Map<string, string>;
  /** What was sent to the tenant. */
  readonly writes: () => readonly string[];
  readonly end: () => Promise<void>;
}

/** A rehearsal with the real action for each test of a file. The result is always that of the running test. */
export function rehearsalForEach(tenant?: EmulatorOptions): Rehearsal {
  let action = '';
  let rehearsal: Rehearsal;
  beforeAll(() => {
    action = copyAction('real');
  });
  afterAll(() => rmSync(action, { recursive: true }));
  beforeEach(async () => {
    rehearsal = await startRehearsal(action, tenant);
  });
  afterEach(() => rehearsal.end());
  return new Proxy({} as Rehearsal, { get: (_, name) => Reflect.get(rehearsal, name) as unknown });
}

async function startRehearsal(action: string, tenant: EmulatorOptions = { seed: 'empty' }): Promise<Rehearsal> {
  const emulator = await startEmulator(tenant);
  emulator.setState({ ...emulator.state(), tenantId: home });
  const github = await startFakeGithub();
  const repository = temporaryFolder().path;
  github.folder = repository;
  const groups = newGroups();
  const vars: Record<string, string> = { XTAP_TENANT_ID: home, XTAP_PLAN_CLIENT_ID: 'reader' };
  const called = new Map<string, WorkflowFile>();
  const lost = new Map<string, string>();
  const reached = { XTAP_GRAPH_URL: emulator.url };
  const world: World = { action, github, groups, repository, vars, called, lost, tenant: reached };
  const writer = { XTAP_APPLY_CLIENT_ID: 'writer' };
  github.environments.set('xtap-apply', { reviewers: ['alice'], vars: writer });
  github.environments.set('xtap-correct', { reviewers: [], vars: writer });
  github.environments.set('xtap-signins', { reviewers: [], vars: { XTAP_SIGN_INS_CLIENT_ID: 'log-reader' } });
  const runs: Run[] = [];

  const git = (...args: readonly string[]): string => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  git('init', '-q', '-b', 'main');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');

  const commit: Rehearsal['commit'] = (files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, file)), { recursive: true });
      if (text === null) rmSync(join(repository, file));
      else writeFileSync(join(repository, file), text);
    }
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };

  const start: Rehearsal['start'] = async (template, trigger = {}) => {
    const file = typeof template === 'string' ? templateNamed(template) : template;
    const usual = { event: 'push', payload: {}, ref: 'refs/heads/main', actor: 'bob', isForeign: false } as const;
    const run = await startRun(file, { ...usual, sha: git('rev-parse', 'main'), ...trigger }, world);
    runs.push(run);
    return run;
  };

  const apply: Rehearsal['apply'] = async (files) => {
    if (files !== undefined) commit(files);
    const run = await start('xtap-apply');
    if (run.job('apply').state === 'waiting') await run.review('xtap-apply', 'alice');
    return run;
  };

  const pullRequest: Rehearsal['pullRequest'] = (files, by = {}) => {
    git('switch', '-q', '-C', 'change', github.pulls.has(7) ? 'change' : 'main');
    const head = commit(files);
    github.pulls.set(7, head);
    git('switch', '-q', '--detach', 'main');
    git('merge', '-q', '--no-ff', '--no-edit', 'change');
    const sha = git('rev-parse', 'HEAD');
    git('switch', '-q', 'main');
    const full_name = by.isForeign === true && by.actor !== 'dependabot[bot]' ? 'mallory/r' : 'o/r';
    const payload = { pull_request: { number: 7, head: { sha: head, repo: { full_name } }, base: { ref: 'main' } } };
    const trigger = { event: 'pull_request', payload, ref: 'refs/pull/7/merge', sha, ...by } as const;
    return { head, run: (template) => start(template, trigger) };
  };
  github.pulls.clear();

  const merge = (): string => {
    git('switch', '-q', 'main');
    git('merge', '-q', '--no-ff', '--no-edit', 'change');
    const sha = git('rev-parse', 'HEAD');
    const head = { sha: git('rev-parse', 'change'), ref: 'change' };
    const pull = { number: 7, user: { login: 'bob' }, head, merge_commit_sha: sha, base: { ref: 'main' } };
    github.merged.set(sha, [{ ...pull, merged_at: '2026-11-20T04:17:00Z' }]);
    return sha;
  };

  const writes = (): readonly string[] =>
    emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

  const end = async (): Promise<void> => {
    for (const run of runs) run.remove();
    rmSync(repository, { recursive: true });
    await Promise.all([github.close(), emulator.close()]);
  };
  const { occupy } = groups;
  return { github, emulator, git, commit, start, apply, merge, pullRequest, vars, called, lost, occupy, writes, end };
}
