/*
 * The steps of one job, run as GitHub runs them: scripts with bash, checkouts by git, artifacts as folders, the action.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type ActionResult, createWorkspace } from '../action/actionProcess.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { type Contexts, evaluateAll, isWanted } from './expressions.ts';
import type { Step } from './workflowFiles.ts';

type Words = Readonly<Record<string, string>>;

export interface JobSetting {
  /** The built action. */
  readonly action: string;
  readonly githubUrl: string;
  /** The folder of the repository, as the server has it. */
  readonly repository: string;
  /** The artifacts of the run. */
  readonly artifacts: string;
  readonly event: Contexts;
  /** The variables that the runner sets. */
  readonly env: Words;
  readonly token: string;
  readonly sha: string;
  readonly contexts: Contexts;
  /** The id of the step after which the runner is lost. */
  readonly lastStep: string | undefined;
}

export interface StepsResult {
  readonly failed: boolean;
  readonly actions: readonly ActionResult[];
  /** The context `steps`. */
  readonly steps: Contexts;
}

interface RunningJob {
  readonly setting: JobSetting;
  readonly workspace: string;
  readonly temporary: string;
  readonly actions: ActionResult[];
}

interface Outcome {
  readonly passed: boolean;
  readonly outputs: Words;
}

const passed: Outcome = { passed: true, outputs: {} };

export async function runSteps(definitions: readonly Step[], setting: JobSetting): Promise<StepsResult> {
  const workspace = temporaryFolder().path;
  const temporary = temporaryFolder().path;
  const running: RunningJob = { setting, workspace, temporary, actions: [] };
  const steps = Object.fromEntries(definitions.flatMap(({ id }) => (id === undefined ? [] : [[id, { outputs: {} }]])));
  let failed = false;
  try {
    for (const step of definitions) {
      const contexts = { ...setting.contexts, runner: { temp: temporary }, steps };
      if (!isWanted(step.if, contexts, { failed, cancelled: false })) continue;
      const { passed: isGood, outputs } = await perform(step, running, contexts);
      if (step.id !== undefined) steps[step.id] = { outputs };
      failed ||= !isGood;
      if (step.id !== undefined && step.id === setting.lastStep)
        return { failed: true, actions: running.actions, steps };
    }
    return { failed, actions: running.actions, steps };
  } finally {
    for (const each of [workspace, temporary]) rmSync(each, { recursive: true });
  }
}

async function perform(step: Step, running: RunningJob, contexts: Contexts): Promise<Outcome> {
  const { uses = '', run } = step;
  const inputs = evaluateAll(step.with, contexts);
  const env = evaluateAll(step.env, contexts);
  if (run !== undefined) return shell(run, env, running);
  if (uses.startsWith('actions/checkout@')) return checkout(inputs, running);
  if (uses.startsWith('actions/upload-artifact@')) return upload(inputs, running);
  if (uses.startsWith('actions/download-artifact@')) return download(inputs, running);
  if (uses.startsWith('actions/attest@'))
    return existsSync(inputs['subject-path'] ?? '') ? passed : { ...passed, passed: false };
  if (!uses.startsWith('OWNER/xtap/.github/actions/xtap@'))
    throw new Error(`the runner does not know the action ${uses}`);
  return act(inputs, env, running);
}

async function act(
  inputs: Words,
  env: Words,
  { setting, workspace, temporary, actions }: RunningJob,
): Promise<Outcome> {
  const { action, githubUrl, event, token } = setting;
  const { run, remove } = createWorkspace(action, githubUrl);
  const result = await run({
    inputs: { 'github-token': token, ...inputs },
    event,
    env: { ...setting.env, ...env, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporary },
  });
  remove();
  actions.push(result);
  return { passed: result.exitCode === 0, outputs: result.outputs };
}

function shell(script: string, env: Words, { workspace, temporary }: RunningJob): Outcome {
  const output = join(temporary, 'shell-output');
  writeFileSync(output, '');
  try {
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: workspace,
      env: { ...env, PATH: process.env.PATH, RUNNER_TEMP: temporary, GITHUB_OUTPUT: output },
      stdio: 'pipe',
    });
  } catch {
    return { passed: false, outputs: {} };
  }
  const lines = readFileSync(output, 'utf8').matchAll(/^([^=\n]+)=(.*)$/gm);
  return { passed: true, outputs: Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value])) };
}

/** The commit of the run, with as much history as was asked for. */
function checkout(inputs: Words, { setting, workspace }: RunningJob): Outcome {
  const { 'fetch-depth': depth = '1', 'persist-credentials': _, ...odd } = inputs;
  if (Object.keys(odd).length > 0)
    throw new Error(`the runner does not know ${Object.keys(odd).join(', ')} of checkout`);
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: workspace, stdio: 'pipe' });
  git('init', '-q');
  const history = depth === '0' ? [] : ['--depth', depth];
  git('fetch', '-q', ...history, `file://${setting.repository}`, setting.sha);
  git('checkout', '-q', setting.sha);
  return passed;
}

function upload({ name = '', path = '', ...inputs }: Words, { setting: { artifacts } }: RunningJob): Outcome {
  if (!existsSync(path)) return { ...passed, passed: inputs['if-no-files-found'] !== 'error' };
  const folder = join(artifacts, name);
  if (existsSync(folder) && inputs.overwrite !== 'true') return { ...passed, passed: false };
  rmSync(folder, { recursive: true, force: true });
  cpSync(path, statSync(path).isDirectory() ? folder : join(folder, basename(path)), { recursive: true });
  return passed;
}

/** A pattern with `*` and `{a,b}`. */
function matcherOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll('*', '.*')
    .replace(/\{(.*?)\}/g, (_, words: string) => `(${words.replaceAll(',', '|')})`);
  return new RegExp(`^${source}$`);
}

/**
 * Where a name is given, its content comes into the folder; where a pattern, each artifact into a folder of its own.
 */
function download(
  { name, pattern = '', path = '' }: Words,
  { setting: { artifacts }, workspace }: RunningJob,
): Outcome {
  const to = resolve(workspace, path);
  if (name !== undefined) {
    if (!existsSync(join(artifacts, name))) return { ...passed, passed: false };
    cpSync(join(artifacts, name), to, { recursive: true });
    return passed;
  }
  const found = readdirSync(artifacts).filter((each) => matcherOf(pattern).test(each));
  for (const each of found) cpSync(join(artifacts, each), join(to, each), { recursive: true });
  return passed;
}
