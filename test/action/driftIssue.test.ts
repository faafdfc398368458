import { rmSync } from 'node:fs';
import {
  type ActionResult,
  copyAction,
  createWorkspace,
  type FakeRun,
  type Workspace,
} from '../support/action/actionProcess.ts';
import { type FakeGithub, startFakeGithub, stranger } from '../support/action/fakeGithub.ts';
import { digestOf, emptyPlan, planRun } from '../support/action/samplePlan.ts';
import { home } from '../support/tenants.ts';

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

function drift(xtap: FakeRun): Promise<ActionResult> {
  return workspace.run({ inputs: { command: 'drift', issue: 'true' }, xtap });
}

const drifted = { ...planRun(), exitCode: 2 };

test('drift opens one issue that names the tenant, and leaves it alone while the drift is the same', async () => {
  await drift(drifted);
  await drift(drifted);
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]).toMatchObject({
    title: `xtap: drift in tenant ${home}`,
    labels: ['xtap-drift'],
    comments: [],
  });
  expect(github.issues[0]?.body).toContain('**Plan: 1 to add**');
  expect(github.issues[0]?.body).toContain('[this run](https://github.example/o/r/actions/runs/42)');
  expect(github.log.filter((line) => line.startsWith('POST /repos'))).toEqual(['POST /repos/o/r/issues']);
});

test('a changed drift updates the issue and notifies its followers', async () => {
  await drift(drifted);
  await drift({ ...planRun(digestOf('b')), exitCode: 2 });
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.body).toContain(digestOf('b'));
  expect(github.issues[0]?.comments).toEqual([
    'The drift has changed: 1 to add, 1 to change, 0 to delete; 1 broadens access. [Run](https://github.example/o/r/actions/runs/42)',
  ]);
});

test('the issue is closed when the tenant is as declared, and a new drift opens a new one', async () => {
  await drift(drifted);
  await drift(emptyPlan);
  expect(github.issues[0]).toMatchObject({ state: 'closed', comments: [expect.stringContaining('/actions/runs/42')] });
  await drift(drifted);
  expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
});

test('a run that could not read the tenant opens an issue of its own, once, and does not touch the first', async () => {
  await drift(drifted);
  for (const _ of ['first night', 'second night']) {
    expect((await drift({ exitCode: 77, stderr: 'no token\n' })).exitCode).toBe(1);
  }
  expect(github.issues.map(({ title, state, labels, comments }) => [title, state, labels, comments])).toEqual([
    [`xtap: drift in tenant ${home}`, 'open', ['xtap-drift'], []],
    ['xtap: cannot check configs for drift', 'open', ['xtap-unreadable'], []],
  ]);
  expect(github.issues[1]?.body).toContain('no token');
  await drift({ exitCode: 1, stderr: 'no answer\n' });
  expect(github.issues[1]?.comments).toEqual([expect.stringMatching(/^The check still fails, with exit code 1 now/)]);
  await drift(drifted);
  expect(github.issues.map(({ state }) => state)).toEqual(['open', 'closed']);
});

test.each([
  ['interrupted', { exitCode: 130 }],
  ['with wrong arguments', { exitCode: 64, stderr: 'unknown flag\n' }],
])('a run that ended %s touches no issue', async (_, run) => {
  await drift(run);
  expect(github.issues).toEqual([]);
});

test('the alarm is known by driftDigest and not by the digest of the plan, and a label says if access is more open', async () => {
  const night = (digest: string, moreOpen: number): FakeRun => {
    const counts = { mixed: 0, same: 0, waiting: 0, missing: 0, undeclaredSettings: 0, ignored: 0, problems: 0 };
    const counted = { ...counts, opened: moreOpen, tightened: 2, undeclaredPartners: 1, moreOpen };
    const json = { ...(planRun().out?.json as object), digest, driftDigest: digestOf('d'), drift: counted };
    return { ...drifted, out: { ...drifted.out, json } };
  };
  await drift(night(digestOf('a'), 1));
  await drift(night(digestOf('b'), 1));
  expect(github.issues).toEqual([expect.objectContaining({ labels: ['xtap-drift', 'xtap-opened'], comments: [] })]);
  const changed = night(digestOf('b'), 0);
  const other = { ...(changed.out?.json as object), driftDigest: digestOf('e') };
  await drift({ ...changed, out: { ...changed.out, json: other } });
  const comment =
    'The drift has changed: 2 tighter than declared; 1 partner undeclared. [Run](https://github.example/o/r/actions/runs/42)';
  expect(github.issues).toEqual([expect.objectContaining({ labels: ['xtap-drift'], comments: [comment] })]);
});

test('each tenant has its own issue, and an issue of another author with the marker is ignored', async () => {
  await drift(drifted);
  const [mine] = github.issues.splice(0);
  github.issues.push({ ...(mine as (typeof github.issues)[number]), user: stranger });
  const other = {
    digest: digestOf('a'),
    tenantId: 'another',
    summary: { create: 0, update: 1, delete: 0, broadening: 0 },
  };
  await drift({ ...drifted, out: { ...drifted.out, json: other } });
  await drift(drifted);
  await drift(emptyPlan);
  expect(github.issues.map(({ title, state, user }) => [title.slice(-7), state, user.type])).toEqual([
    [home.slice(-7), 'open', 'User'],
    ['another', 'open', 'Bot'],
    [home.slice(-7), 'closed', 'Bot'],
  ]);
});

test('drift beyond a guard fails the step and is in the issue too', async () => {
  const { exitCode } = await drift({ ...drifted, exitCode: 3 });
  expect(exitCode).toBe(1);
  expect(github.issues).toHaveLength(1);
});

test('no issue is touched if the input is off', async () => {
  await workspace.run({ inputs: { command: 'drift' }, xtap: drifted });
  expect(github.log).toEqual([]);
});
