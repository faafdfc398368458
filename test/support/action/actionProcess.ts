/* Drives the built action as GitHub does: a process with its inputs, its event and its files in the environment. */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFolder } from '../temporaryFolder.ts';

const root = join(__dirname, '..', '..', '..');

/**
 * Copies the built action (jest's global setup rebuilds it if a source is newer) into a fresh folder. The fake takes
 * the place of xtap unless the real one is wanted.
 */
export function copyAction(program: 'fake' | 'real'): string {
  const folder = temporaryFolder().path;
  cpSync(join(root, '.github', 'actions', 'xtap', 'dist'), folder, { recursive: true });
  if (program === 'fake') copyFileSync(join(__dirname, 'fixtures', 'fake-xtap.js'), join(folder, 'xtap.js'));
  return folder;
}

export interface FakeRun {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Ends only after a SIGINT, and logs how many came. */
  readonly waits?: boolean;
  readonly out?: { readonly json?: unknown; readonly markdown?: string; readonly text?: string };
}

export interface ActionRun {
  readonly inputs: Readonly<Record<string, string>>;
  readonly xtap?: FakeRun;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Called while the action runs: with a way to signal it and everything that it started in its group. */
  readonly during?: (cancel: () => void, log: () => string) => void;
}

export interface ActionResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the fake xtap was called with. */
  readonly calls: readonly {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
  }[];
}

/** One workspace in which steps run one after another. */
export interface Workspace {
  readonly folder: string;
  readonly run: (step: ActionRun) => Promise<ActionResult>;
  readonly remove: () => void;
}

interface ActionDefinition {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

/** As the runner takes them from action.yml; the one expression there is the job's token. */
const { inputs: defined } = parse(
  readFileSync(join(root, '.github', 'actions', 'xtap', 'action.yml'), 'utf8'),
) as ActionDefinition;
const defaults: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(defined).map(([name, input]) => [name, input.default ?? ''])),
  'github-token': 'ghs_secret',
};

export const head = 'c0ffee0000000000000000000000000000000001';

export function pullRequest(sha = head): Readonly<Record<string, unknown>> {
  return { pull_request: { number: 7, head: { sha } } };
}

export function createWorkspace(action: string, apiUrl: string): Workspace {
  const folder = temporaryFolder().path;
  const temporary = temporaryFolder().path;
  let steps = 0;
  const run = async ({ inputs, xtap = {}, event = {}, env = {}, during }: ActionRun): Promise<ActionResult> => {
    steps += 1;
    const at = join(temporary, `step${steps}`);
    mkdirSync(at);
    const file = (name: string, text: string): string => {
      writeFileSync(join(at, name), text);
      return join(at, name);
    };
    const fake = file('fake.json', JSON.stringify(xtap));
    const ended = await runNode(
      join(action, 'index.js'),
      { cwd: folder, during },
      {
        PATH: process.env.PATH ?? '',
        ...inputVariables({ ...defaults, ...inputs }),
        FAKE_XTAP: fake,
        GITHUB_WORKSPACE: folder,
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_RUN_ID: '42',
        GITHUB_RUN_NUMBER: '42',
        GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/xtap-own.yml@refs/heads/main',
        GITHUB_SHA: 'feed000000000000000000000000000000000002',
        GITHUB_API_URL: apiUrl,
        GITHUB_REF: 'pull_request' in event ? 'refs/pull/7/merge' : 'refs/heads/main',
        GITHUB_EVENT_NAME: 'pull_request' in event ? 'pull_request' : 'push',
        GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
        GITHUB_STEP_SUMMARY: file('summary.md', ''),
        GITHUB_OUTPUT: file('output.txt', ''),
        RUNNER_TEMP: temporary,
        ...env,
      },
    );
    return {
      ...ended,
      summary: readFileSync(join(at, 'summary.md'), 'utf8'),
      outputs: parseOutputs(readFileSync(join(at, 'output.txt'), 'utf8')),
      calls: readCalls(`${fake}.calls`),
    };
  };
  const remove = (): void => [folder, temporary].forEach((each) => void rmSync(each, { recursive: true, force: true }));
  return { folder, run, remove };
}

/** As the runner does: upper case, spaces become underscores, dashes stay. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}

async function runNode(
  script: string,
  { cwd, during }: { readonly cwd: string; readonly during: ActionRun['during'] },
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, [script], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  during?.(
    () => process.kill(-(child.pid ?? 0), 'SIGINT'),
    () => stdout,
  );
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout };
}

/** `name<<delimiter`, the value, the delimiter. */
function parseOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}

function readCalls(file: string): ActionResult['calls'] {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as ActionResult['calls'][number]);
  } catch {
    return [];
  }
}
