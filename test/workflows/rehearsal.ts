/* A repository with the templates, the tenant that it declares (the emulator) and a fake GitHub that lists its runs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { type FakeGithub, startFakeGithub, workflowRun } from '../action/fakeGithub.ts';
import { templateNamed } from './workflowFiles.ts';
import { type JobRun, type Surroundings, startRun } from './workflowRun.ts';

export const tenant = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
export const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
export const root = `version: 1\ntenant: ${tenant}\nundeclaredPartners: ignore\n`;
export const trusting = `partners:\n  - tenantId: ${partner}\n    name: Fabrikam\n    inboundTrust: { isMfaAccepted: true }\n`;

export interface Applied {
  readonly plan: JobRun;
  /** Undefined where there was nothing to apply, or no plan. */
  readonly apply: JobRun | undefined;
}

export interface Rehearsal {
  readonly github: FakeGithub;
  readonly emulator: Emulator;
  readonly git: (...args: readonly string[]) => string;
  /** Writes and commits the files; null deletes one. */
  readonly commit: (files: Readonly<Record<string, string | null>>) => string;
  readonly around: (more?: Partial<Surroundings>) => Surroundings;
  readonly run: (template: string, job: string, around?: Surroundings) => Promise<JobRun>;
  /** A run of xtap-apply.yml on the commit that is checked out; GitHub lists it as it ended. */
  readonly apply: (event?: Readonly<Record<string, unknown>>) => Promise<Applied>;
  /** What was sent to the tenant. */
  readonly writes: () => readonly string[];
  readonly end: () => Promise<void>;
}

export async function startRehearsal(action: string): Promise<Rehearsal> {
  const emulator = await startEmulator({ seed: 'empty' });
  emulator.setState({ ...emulator.state(), tenantId: tenant });
  const github = await startFakeGithub();
  const repository = mkdtempSync(join(tmpdir(), 'xtap-repository-'));

  const git = (...args: readonly string[]): string => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  git('init', '-q', '-b', 'main');

  const commit: Rehearsal['commit'] = (files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, file)), { recursive: true });
      if (text === null) rmSync(join(repository, file));
      else writeFileSync(join(repository, file), text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };

  const around: Rehearsal['around'] = (more = {}) => {
    const values = {
      'vars.XTAP_TENANT_ID': tenant,
      'vars.XTAP_PLAN_CLIENT_ID': 'reader',
      'vars.XTAP_APPLY_CLIENT_ID': 'writer',
      ...more.values,
    };
    const env = { XTAP_GRAPH_URL: emulator.url };
    return { action, githubUrl: github.url, repository, event: {}, env, ...more, values };
  };

  const run: Rehearsal['run'] = async (template, job, surroundings = around()) => {
    const started = startRun(templateNamed(template), surroundings);
    const result = await started.job(job);
    started.remove();
    return result;
  };

  const apply: Rehearsal['apply'] = async (event = {}) => {
    const started = startRun(templateNamed('xtap-apply'), around({ event }));
    const plan = await started.job('plan');
    const isWanted = !plan.failed && plan.outputs['has-changes'] === 'true';
    const applied = isWanted ? await started.job('apply', plan) : undefined;
    started.remove();
    const conclusion = plan.failed || applied?.failed ? 'failure' : 'success';
    github.runs.unshift(workflowRun('xtap-apply.yml', git('rev-parse', 'HEAD'), { conclusion }));
    return { plan, apply: applied };
  };

  const writes = (): readonly string[] =>
    emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

  const end = async (): Promise<void> => {
    rmSync(repository, { recursive: true });
    await Promise.all([github.close(), emulator.close()]);
  };
  return { github, emulator, git, commit, around, run, apply, writes, end };
}
