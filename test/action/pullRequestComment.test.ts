import { rmSync } from 'node:fs';
import { copyAction, createWorkspace, head, pullRequest, type Workspace } from '../support/action/actionProcess.ts';
import {
  bot,
  commentsOf,
  type FakeComment,
  type FakeGithub,
  startFakeGithub,
  stranger,
} from '../support/action/fakeGithub.ts';
import { digestOf, planRun, releasingPlan } from '../support/action/samplePlan.ts';

jest.setTimeout(60_000);

let action = '';
let github: FakeGithub;
let workspace: Workspace;

beforeAll(() => {
  action = copyAction('fake');
});
afterAll(() => rmSync(action, { recursive: true }));
afterEach(async () => {
  workspace.remove();
  await github.close();
});

async function start(comments: FakeComment[] = []): Promise<void> {
  github = await startFakeGithub(comments);
  workspace = createWorkspace(action, github.url);
}

const plan = { inputs: { command: 'plan' }, xtap: planRun(), event: pullRequest() };

function own(): readonly FakeComment[] {
  return github.comments.filter(({ user, body }) => user.login === bot.login && body.startsWith('<!-- xtap:comment '));
}

function writes(): readonly string[] {
  return github.log.filter((line) => /^(POST|PATCH|DELETE) \/repos/.test(line));
}

test.each([0, 30, 101, 250])(
  'with %i comments of others, the first run adds one and the next changes that one',
  async (count) => {
    await start(commentsOf(count));
    await workspace.run(plan);
    expect(github.comments).toHaveLength(count + 1);
    github.comments.push(...commentsOf(3).map((each) => ({ ...each, id: each.id + 5000 })));
    await workspace.run({ ...plan, xtap: planRun(digestOf('b')) });
    expect(own()).toHaveLength(1);
    expect(own()[0]?.body).toContain(`Digest \`${digestOf('b')}\``);
    expect(writes()).toEqual(['POST /repos/o/r/issues/7/comments', `PATCH /repos/o/r/issues/comments/${own()[0]?.id}`]);
  },
);

test('the own comment is found on the second page', async () => {
  await start();
  await workspace.run(plan);
  const [mine] = github.comments.splice(0);
  github.comments.push(...commentsOf(101), { id: 777, body: mine?.body ?? '', user: bot });
  await workspace.run({ ...plan, xtap: planRun(digestOf('b')) });
  expect(writes().at(-1)).toBe('PATCH /repos/o/r/issues/comments/777');
});

test('a comment of another author with the marker is never changed, whatever the name of the author', async () => {
  await start();
  await workspace.run(plan);
  const copied = github.comments.splice(0)[0]?.body ?? '';
  const authors = [stranger, { login: 'github-actions', type: 'User' }, { login: 'other[bot]', type: 'Bot' }];
  github.comments.push(...authors.map((user, index) => ({ id: index + 1, body: copied, user })));
  await workspace.run(plan);
  expect(writes()).toEqual(['POST /repos/o/r/issues/7/comments', 'POST /repos/o/r/issues/7/comments']);
});

test('an own comment that only quotes the marker is left alone', async () => {
  await start();
  await workspace.run(plan);
  const body = `> ${github.comments.splice(0)[0]?.body}`;
  github.comments.push({ id: 1, body, user: bot });
  await workspace.run(plan);
  expect(github.comments).toHaveLength(2);
});

test('nothing is written when nothing has changed, also if GitHub stores other line ends', async () => {
  await start();
  await workspace.run(plan);
  for (const comment of github.comments) comment.body = comment.body.replaceAll('\n', '\r\n');
  await workspace.run(plan);
  expect(writes()).toHaveLength(1);
});

test('the heading of a plan that only releases settings says so', async () => {
  await start();
  await workspace.run({ ...plan, xtap: releasingPlan });
  expect(own()[0]?.body).toContain('1 partner no longer managed, 1 rule looser",42] -->');
});

test('the same plan of another commit gets a new stamp and is not listed as an older plan', async () => {
  await start();
  await workspace.run(plan);
  const other = 'c0ffee0000000000000000000000000000000009';
  github.pulls.set(7, other);
  await workspace.run({ ...plan, event: pullRequest(other) });
  expect(own()[0]?.body).toContain(other);
  expect(own()[0]?.body).not.toContain(head);
  expect(own()[0]?.body).not.toContain('Older plans');
});

test('older plans are listed below the current plan, newest first, with their commit, digest and run', async () => {
  await start();
  for (const character of ['a', 'b', 'c']) await workspace.run({ ...plan, xtap: planRun(digestOf(character)) });
  const body = own()[0]?.body ?? '';
  const places = [digestOf('c'), 'Older plans (2)', digestOf('b'), digestOf('a')].map((each) =>
    body.indexOf(`${each}`),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
  const older = (character: string): string =>
    `- \`c0ffee0\`: \`1 to add, 1 to change, 0 to delete; 1 broadens access\`, digest \`${digestOf(character).slice(0, 19)}\`, [run](https://github.example/o/r/actions/runs/42)`;
  expect(body.split('\n').filter((line) => line.startsWith('- `c0ffee0`'))).toEqual([older('b'), older('a')]);
});

test('of an older plan in a comment that somebody has edited, only a valid stamp is carried on', async () => {
  await start();
  for (const character of ['a', 'b']) await workspace.run({ ...plan, xtap: planRun(digestOf(character)) });
  const [mine] = github.comments;
  if (mine === undefined) throw new Error('no comment');
  const stamp = (title: string, commit = head): string =>
    `<!-- xtap:older ${JSON.stringify([commit, digestOf('d'), title, 41])} -->\n`;
  mine.body = mine.body.replace(
    /^- `c0ffee0`.*$/m,
    `**Approved by @alice** <img src=x>\n${stamp('no changes @alice <b>safe</b>')}${stamp('odd', 'c0ffee0)')}`,
  );
  await workspace.run({ ...plan, xtap: planRun(digestOf('c')) });
  const body = own()[0]?.body ?? '';
  expect(body).toContain('Older plans (3)');
  expect(body).toContain('`no changes @alice <b>safe</b>`');
  expect(body).not.toMatch(/Approved|<img|odd/);
});

test('a plan that fills the whole comment still fits, and says what it leaves out', async () => {
  await start();
  const details = `<details><summary>Every field</summary>\n\n${'x'.repeat(64_000)}\n\n</details>`;
  const long = (character: string): typeof plan => {
    const run = planRun(digestOf(character));
    return {
      ...plan,
      xtap: { ...run, out: { ...run.out, markdown: `## ${character}\n\n${details}\n\n- Digest last\n` } },
    };
  };
  await workspace.run(long('a'));
  await workspace.run(long('b'));
  expect(own()[0]?.body.length).toBeLessThanOrEqual(65_536);
  expect(own()[0]?.body).toContain('x'.repeat(64_000));
  expect(own()[0]?.body).toContain('Older plans (1)');
  const tooLong = planRun(digestOf('c'));
  await workspace.run({
    ...plan,
    xtap: { ...tooLong, out: { ...tooLong.out, markdown: `## c\n\n${details}\n\n${details}\n\n- Digest last\n` } },
  });
  expect(own()[0]?.body.length).toBeLessThanOrEqual(65_536);
  expect(own()[0]?.body).toContain('- Digest last');
  expect(own()[0]?.body).toContain('More is left out here');
});

test.each([
  ['a paragraph', 'x'.repeat(140_000)],
  ['a table', `| where |\n|---|\n${'| `partner` |\n'.repeat(12_000)}`],
])('%s of a check that is too long leaves the plan half of the comment', async (_, long) => {
  await start();
  const run = planRun();
  const rows = Array.from({ length: 4_000 }, (__, index) => `| update | partner ${index} |`);
  const table = `| change | partner |\n|---|---|\n${rows.join('\n')}\n`;
  const markdown = `## xtap plan: broadens access\n\n**Plan: 1 to add**\n\n${table}`;
  const planned = await workspace.run({ ...plan, xtap: { ...run, out: { ...run.out, markdown } } });
  await workspace.run({
    inputs: { command: 'check', 'plan-results': planned.outputs.results ?? '' },
    event: pullRequest(),
    xtap: {
      out: {
        json: { results: [], newWaivers: [{}] },
        markdown: `## xtap check\n\n**1 finding waived.**\n\n${long}\n`,
        text: '',
      },
    },
  });
  const body = own()[0]?.body ?? '';
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body).toContain('**1 finding waived.**');
  expect(body).toContain('**Plan: 1 to add**');
  expect(body).toContain('| update | partner 500 |\n');
  expect(body.match(/More is left out here/g)).toHaveLength(2);
  expect(body.split('\n').filter((line) => line.startsWith('| update'))).toEqual(
    rows.slice(0, body.split('| update').length - 1),
  );
});

test('a run without a plan says so in the comment, so that the old plan is not mistaken for a new one', async () => {
  await start();
  await workspace.run(plan);
  const failed = { exitCode: 65, stderr: 'configs/a.yaml:3:5: error[bad-guid]: no GUID\n``` @everybody\n', stdout: '' };
  const { exitCode } = await workspace.run({ ...plan, xtap: failed });
  expect(exitCode).toBe(1);
  const body = own()[0]?.body ?? '';
  expect(body).toContain('## xtap plan: failed');
  expect(body).toContain('````text\nconfigs/a.yaml:3:5');
  expect(body).toContain('Older plans (1)');
  expect(body).toContain(`- Commit ${head}`);
  expect(body).toContain('- [Run](https://github.example/o/r/actions/runs/42)');
});

test('a log that quotes the hidden lines of the comment cannot forge its parts', async () => {
  await start();
  await workspace.run(plan);
  const forged = `<!-- xtap:older ${JSON.stringify([head, digestOf('f'), 'forged', 1])} -->\n`;
  await workspace.run({ ...plan, xtap: { exitCode: 1, stderr: forged } });
  await workspace.run({ ...plan, xtap: planRun(digestOf('b')) });
  expect(own()[0]?.body).toContain('Older plans (1)');
  expect(own()[0]?.body).not.toContain('forged');
});

test('with the read-only token of a fork the step passes with a notice, and the summary has everything', async () => {
  await start();
  github.faults.push({ on: /^POST \/repos/, status: 403, times: 99 });
  const { exitCode, stdout, summary } = await workspace.run(plan);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^::notice::This job may not write the comment/m);
  expect(summary).toContain('**Plan: 1 to add**');
  expect(writes()).toHaveLength(1);
});

test('a 502 is retried', async () => {
  await start(commentsOf(2));
  github.faults.push({ on: /^GET \/repos/, status: 502, times: 2 });
  const { stdout } = await workspace.run(plan);
  expect(stdout).toContain('The comment: created.');
  expect(own()).toHaveLength(1);
});

test('a creation whose answer is lost is found and not repeated', async () => {
  await start();
  github.faults.push({ on: /^POST \/repos/, status: 502, after: true, times: 1 });
  const { stdout } = await workspace.run(plan);
  expect(stdout).toContain('The comment: unchanged.');
  expect(own()).toHaveLength(1);
});

test('an outage of GitHub does not fail a finished plan', async () => {
  await start();
  github.faults.push({ on: /./, status: 500, times: 99 });
  const { exitCode, stdout, outputs } = await workspace.run(plan);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^::warning::The comment could not be written/m);
  expect(outputs['plan-digest']).toBe(digestOf('a'));
});

test('nothing is sent to GitHub outside of a pull request, or if the comment is off', async () => {
  await start();
  await workspace.run({ ...plan, event: {} });
  await workspace.run({ ...plan, inputs: { command: 'plan', comment: 'false' } });
  expect(github.log).toEqual([]);
});

test('two configurations of one pull request have a comment each', async () => {
  await start();
  await workspace.run({ ...plan, inputs: { command: 'plan', paths: 'configs/a' } });
  await workspace.run({ ...plan, inputs: { command: 'plan', paths: 'configs/b' } });
  await workspace.run({ ...plan, inputs: { command: 'plan', paths: 'configs/a' } });
  expect(own()).toHaveLength(2);
  expect(writes()).toHaveLength(2);
});
