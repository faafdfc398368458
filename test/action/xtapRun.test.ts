import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ActionResult,
  type ActionRun,
  copyAction,
  createWorkspace,
  head,
  pullRequest,
  type Workspace,
} from '../support/action/actionProcess.ts';
import { startFakeGithub } from '../support/action/fakeGithub.ts';
import { digestOf, emptyPlan, planRun } from '../support/action/samplePlan.ts';

jest.setTimeout(60_000);

let action = '';
let workspace: Workspace;

beforeAll(() => {
  action = copyAction('fake');
});
afterAll(() => rmSync(action, { recursive: true }));
beforeEach(() => {
  // Nothing listens there: these runs must not call GitHub.
  workspace = createWorkspace(action, 'http://127.0.0.1:9');
});
afterEach(() => workspace.remove());

/** An apply with `approval: none`, against a GitHub that lists it as the newest run. */
async function apply(
  step: Omit<ActionRun, 'inputs'>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const github = await startFakeGithub();
  const own = createWorkspace(action, github.url);
  try {
    return await own.run({ ...step, inputs: { command: 'apply', approval: 'none', ...inputs } });
  } finally {
    own.remove();
    await github.close();
  }
}

function plan(inputs: Readonly<Record<string, string>> = {}, xtap = planRun()): Promise<ActionResult> {
  return workspace.run({ inputs: { command: 'plan', comment: 'false', ...inputs }, xtap, event: pullRequest() });
}

test('the outputs say what the plan contains', async () => {
  const { outputs, exitCode } = await plan();
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({
    'has-changes': 'true',
    'plan-digest': digestOf('a'),
    creates: '1',
    updates: '1',
    deletes: '0',
    broadening: '1',
    'exit-code': '0',
  });
  const planFile = outputs['plan-file'] ?? '';
  expect(JSON.parse(readFileSync(planFile, 'utf8'))).toHaveProperty('digest', digestOf('a'));
  expect(planFile.startsWith(outputs.results ?? '?')).toBe(true);
});

test('an empty plan has no changes', async () => {
  const { outputs } = await plan({}, emptyPlan);
  expect(outputs).toMatchObject({ 'has-changes': 'false', 'plan-digest': digestOf('0') });
});

test('an older plan file is not mistaken for the plan of a failed run', async () => {
  writeFileSync(join(workspace.folder, 'saved.json'), JSON.stringify(planRun().out?.json));
  const { outputs, exitCode } = await plan({ 'plan-file': 'saved.json' }, { exitCode: 77, stderr: 'no token\n' });
  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({ 'has-changes': 'false', 'plan-digest': '', 'plan-file': '', 'exit-code': '77' });
});

test('inputs reach xtap unchanged, one argument each, without a shell', async () => {
  const hostile = ['$(touch pwned)', '`touch pwned`', '; touch pwned', 'it\'s "quoted"', '--live=a b', '*'];
  const { calls } = await plan({ args: hostile.join('\n'), paths: 'configs/a b\n--yes' });
  const args = calls[0]?.args ?? [];
  expect(args.slice(-9)).toEqual([...hostile, '--', 'configs/a b', '--yes']);
  expect(() => readFileSync(join(workspace.folder, 'pwned'))).toThrow();
});

test('xtap gets the head commit and the identity of the job, but not the token that writes comments', async () => {
  const { calls } = await workspace.run({
    inputs: { command: 'plan', comment: 'false' },
    xtap: planRun(),
    event: pullRequest(),
    env: { AZURE_CLIENT_ID: 'app', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job', GITHUB_TOKEN: 'ghs_secret' },
  });
  const env = calls[0]?.env ?? {};
  expect(env).toMatchObject({ AZURE_CLIENT_ID: 'app', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job', GITHUB_SHA: head });
  expect(JSON.stringify(env)).not.toContain('ghs_secret');
  expect(Object.keys(env).filter((name) => name.startsWith('INPUT_'))).toEqual([]);
});

test('secrets are masked before anything else is printed', async () => {
  const { stdout } = await workspace.run({
    inputs: { command: 'plan', comment: 'false' },
    xtap: planRun(),
    env: { XTAP_ACCESS_TOKEN: 'bearer-secret', AZURE_CLIENT_SECRET: 'client-secret' },
  });
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    '::add-mask::ghs_secret',
    '::add-mask::bearer-secret',
    '::add-mask::client-secret',
  ]);
});

test('the log of xtap cannot command the runner; only its annotations can', async () => {
  const evil = '::set-output name=plan-digest::evil\n::error ::from a log\n';
  const { stdout } = await plan({}, { ...planRun(), stderr: evil, stdout: `${planRun().stdout}::add-path::/evil\n` });
  const heard = commandsHeard(stdout);
  expect(heard.filter((line) => /evil|from a/.test(line))).toEqual([]);
  expect(heard).toContain('::warning title=xtap%3A update Fabrikam::inboundTrust');
  expect(stdout).toContain('::error ::from a log');
});

test('ten annotations per level are shown, with room for the error of the step itself', async () => {
  const lines = Array.from({ length: 15 }, (_, index) => `::error ::e${index}\n::warning ::w${index}\n`).join('');
  const { stdout } = await plan({}, { ...planRun(), exitCode: 3, stdout: lines });
  const heard = commandsHeard(stdout);
  expect(heard.filter((line) => line.startsWith('::warning '))).toEqual(
    Array.from({ length: 10 }, (_, index) => `::warning ::w${index}`),
  );
  const errors = heard.filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(10);
  expect(errors.at(-1)).toContain('refused by a guard');
});

test('the summary shows the plan and, folded, its text at full length', async () => {
  const { summary } = await plan();
  expect(summary).toContain('**Plan: 1 to add**');
  expect(summary).toContain('Plan: 1 to add, 1 to change, 0 to delete.\n::error ::from a name\n```');
});

test.each([
  ['the text at full length', { markdown: '## plan\n', text: 'é'.repeat(600_000) }, '## plan'],
  [
    'folded details',
    { markdown: `## plan\n\n<details>\n${'é'.repeat(600_000)}\n</details>\n`, text: 'text' },
    '## plan',
  ],
  ['all but the first paragraphs', { markdown: `## plan\n\n${'é'.repeat(600_000)}\n`, text: 'text' }, '## plan'],
])('a summary above one MiB loses %s', async (_, out, kept) => {
  const run = planRun();
  const { summary, exitCode } = await plan({}, { ...run, out: { ...run.out, ...out } });
  expect(exitCode).toBe(0);
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  expect(summary).toContain(kept);
  expect(summary).not.toContain('ééééé');
});

test.each([
  ['plan', 2, 0],
  ['plan', 3, 1],
  ['drift', 2, 1],
  ['drift', 3, 1],
  ['drift', 77, 1],
  ['validate', 65, 1],
  ['apply', 2, 1],
  ['apply', 4, 1],
  ['apply', 5, 1],
])('%s that ends with %i ends the step with %i', async (command, code, expected) => {
  const xtap = { ...planRun(), exitCode: code };
  const { exitCode, outputs } =
    command === 'apply' ? await apply({ xtap }) : await workspace.run({ inputs: { command, comment: 'false' }, xtap });
  expect(exitCode).toBe(expected);
  expect(outputs['exit-code']).toBe(String(code));
});

test('drift without changes but with something undeclared counts as changed', async () => {
  const { outputs } = await workspace.run({ inputs: { command: 'drift' }, xtap: { ...emptyPlan, exitCode: 2 } });
  expect(outputs['has-changes']).toBe('true');
});

test('apply passes the saved plan and the reviewed digest, adds no consent flag and shows the report', async () => {
  const saved = join(workspace.folder, 'saved.json');
  writeFileSync(saved, JSON.stringify(planRun().out?.json));
  const { calls, summary, outputs } = await apply(
    { xtap: { stdout: '## xtap apply: done\n', out: { markdown: '## the plan\n', text: 'text\n' } } },
    { 'plan-file': saved, 'expect-digest': digestOf('a') },
  );
  const args = calls[0]?.args ?? [];
  expect(args.slice(-4)).toEqual(['--expect-digest', digestOf('a'), '--', saved]);
  expect(args.filter((word) => /yes|allow|json=/.test(word))).toEqual([]);
  expect(summary).toMatch(/^Nobody approves this apply.*\n\n## xtap apply: done\n[\s\S]*## the plan/);
  expect(outputs['plan-digest']).toBe(digestOf('a'));
});

test('a cancelled job signals xtap once, waits for its report and shows it', async () => {
  const { stdout, outputs, summary } = await apply(
    {
      xtap: { ...planRun(), exitCode: 130, stdout: '## xtap apply: interrupted\n', stderr: 'started\n', waits: true },
      during: (cancel, log) => {
        const timer = setInterval(() => {
          if (!log().includes('started')) return;
          clearInterval(timer);
          cancel();
        }, 50);
      },
    },
    { args: '--yes' },
  );
  expect(stdout).toContain('signals: 1\n');
  expect(outputs['exit-code']).toBe('130');
  expect(summary).toContain('## xtap apply: interrupted');
});

test.each([
  [{ command: 'destroy' }, '"command" takes one of plan, apply'],
  [{ command: 'apply', 'expect-digest': 'abc' }, '"expect-digest" takes the "plan-digest"'],
  [{ command: 'plan', 'expect-digest': digestOf('a') }, '"expect-digest" is about apply'],
  [{ command: 'plan', comment: 'maybe' }, 'comment'],
])('the inputs %j are refused before anything runs', async (inputs, message) => {
  const { exitCode, stdout, calls } = await workspace.run({ inputs });
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`::error::`);
  expect(stdout).toContain(message);
  expect(calls).toEqual([]);
});

/** The workflow commands that a runner would execute: those outside of stop-commands. */
function commandsHeard(stdout: string): readonly string[] {
  let stop: string | undefined;
  return stdout.split('\n').filter((line) => {
    if (stop !== undefined) {
      if (line === `::${stop}::`) stop = undefined;
      return false;
    }
    stop = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return stop === undefined && line.startsWith('::');
  });
}
