/*
 * Runs the jobs of a template the way GitHub would, as far as the templates go: scripts with bash, the xtap action as
 * it was built, artifacts as folders. The expressions of a template get their values from the test, by their text, so
 * that a new one is noticed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ActionResult, createWorkspace } from '../action/actionProcess.ts';
import type { Step, WorkflowFile } from './workflowFiles.ts';

export interface Surroundings {
  /** The built action. */
  readonly action: string;
  readonly githubUrl: string;
  /** The repository as it is checked out. */
  readonly repository: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** What expressions are worth, by their text. */
  readonly values: Readonly<Record<string, string>>;
}

export interface JobRun {
  readonly failed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly actions: readonly ActionResult[];
}

export interface WorkflowRun {
  readonly job: (name: string, needs?: JobRun) => Promise<JobRun>;
  readonly remove: () => void;
}

interface RunningJob {
  readonly around: Surroundings;
  readonly needs: JobRun | undefined;
  readonly artifacts: string;
  readonly temporary: string;
  readonly steps: Map<string, Readonly<Record<string, string>>>;
  readonly actions: ActionResult[];
}

interface Outcome {
  readonly passed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

type Words = Readonly<Record<string, string>>;

const passed: Outcome = { passed: true, outputs: {} };

/** One run of a workflow: its jobs share artifacts, and nothing else. */
export function startRun(file: WorkflowFile, around: Surroundings): WorkflowRun {
  const artifacts = mkdtempSync(join(tmpdir(), 'xtap-artifacts-'));
  return {
    job: async (name, needs) => {
      const temporary = mkdtempSync(join(tmpdir(), 'xtap-job-'));
      const running: RunningJob = { around, needs, artifacts, temporary, steps: new Map(), actions: [] };
      try {
        return await runJob(file, name, running);
      } finally {
        rmSync(temporary, { recursive: true });
      }
    },
    remove: () => rmSync(artifacts, { recursive: true, force: true }),
  };
}

async function runJob({ workflow, name: file }: WorkflowFile, name: string, running: RunningJob): Promise<JobRun> {
  const definition = workflow.jobs[name];
  if (definition === undefined) throw new Error(`no job ${name} in ${file}`);
  let failed = false;
  for (const step of definition.steps ?? []) {
    if (!isWanted(step, failed, running)) continue;
    const outcome = await perform(step, running);
    if (step.id !== undefined) running.steps.set(step.id, outcome.outputs);
    failed ||= !outcome.passed;
  }
  return { failed, outputs: evaluateAll(definition.outputs, running), actions: running.actions };
}

function isWanted({ if: condition = '' }: Step, failed: boolean, running: RunningJob): boolean {
  const parts = condition.split('&&').map((part) => part.trim());
  if (failed && !parts.includes('always()')) return false;
  return parts
    .filter((part) => part !== '' && part !== 'always()')
    .every((part) => {
      const [, expression = '', sign, value] = /^(\S+) (==|!=) '(.*)'$/.exec(part) ?? [];
      return (worthOf(expression, running) === value) === (sign === '==');
    });
}

function evaluateAll(texts: Readonly<Record<string, unknown>> = {}, running: RunningJob): Words {
  const evaluate = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => worthOf(expression, running));
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, evaluate(String(text))]));
}

function worthOf(expression: string, { steps, needs, temporary, around }: RunningJob): string {
  const [, step, output = ''] = /^steps\.(\w+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
  if (step !== undefined) return steps.get(step)?.[output] ?? '';
  const [, needed] = /^needs\.\w+\.outputs\.([\w-]+)$/.exec(expression) ?? [];
  if (needed !== undefined) return needs?.outputs[needed] ?? '';
  const values: Words = { 'runner.temp': temporary, 'github.run_attempt': '1', ...around.values };
  const value = values[expression];
  if (value === undefined) throw new Error(`the test gives no value for "${expression}"`);
  return value;
}

async function perform(step: Step, running: RunningJob): Promise<Outcome> {
  const { uses = '', run } = step;
  const inputs = evaluateAll(step.with, running);
  const env = evaluateAll(step.env, running);
  if (run !== undefined) return shell(run, env, running);
  if (uses.startsWith('actions/checkout@')) return passed;
  if (uses.startsWith('actions/upload-artifact@')) return upload(inputs, running);
  if (uses.startsWith('actions/download-artifact@')) return download(inputs, running);
  return act(inputs, env, running);
}

async function act(inputs: Words, env: Words, { around, temporary, actions }: RunningJob): Promise<Outcome> {
  const { action, githubUrl, event, repository } = around;
  const workspace = createWorkspace(action, githubUrl);
  const own = { ...around.env, ...env, GITHUB_WORKSPACE: repository, RUNNER_TEMP: temporary };
  const result = await workspace.run({ inputs, event, env: own });
  workspace.remove();
  actions.push(result);
  return { passed: result.exitCode === 0, outputs: result.outputs };
}

function shell(script: string, env: Words, { around, temporary }: RunningJob): Outcome {
  const output = join(temporary, 'shell-output');
  writeFileSync(output, '');
  try {
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: around.repository,
      env: { ...env, PATH: process.env.PATH, RUNNER_TEMP: temporary, GITHUB_OUTPUT: output },
      stdio: 'pipe',
    });
  } catch {
    return { passed: false, outputs: {} };
  }
  const lines = readFileSync(output, 'utf8').matchAll(/^([^=\n]+)=(.*)$/gm);
  return { passed: true, outputs: Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value])) };
}

function upload({ name = '', path = '', ...inputs }: Words, { artifacts }: RunningJob): Outcome {
  if (!existsSync(path)) return { ...passed, passed: inputs['if-no-files-found'] !== 'error' };
  cpSync(path, join(artifacts, name), { recursive: true });
  return passed;
}

/** Where a name is given, its content comes into the folder; where a pattern, each artifact into a folder of its own. */
function download({ name, path = '' }: Words, { artifacts, around }: RunningJob): Outcome {
  cpSync(name === undefined ? artifacts : join(artifacts, name), resolve(around.repository, path), { recursive: true });
  return passed;
}
