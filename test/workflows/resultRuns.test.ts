/* The last job of an apply: the tag of the commit applied last, the comment on the merged pull request, the issue. */
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach({ seed: 'empty', facts: factsOfSynchronization });

beforeEach(async () => {
  await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
  loop.emulator.clearLog();
});

const closed = trusting.replace('true', 'false');
const more = `  - tenantId: 2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064\n    inboundTrust: { isMfaAccepted: true }\n`;

function taggedCommit(): string {
  return loop.git('rev-parse', `refs/tags/xtap-applied/${home}`);
}

/** Merges pull request 7 with the files, and starts the run of its merge. */
async function merge(files: Readonly<Record<string, string>>): Promise<{ readonly sha: string; readonly run: Run }> {
  loop.pullRequest(files);
  const sha = loop.merge();
  return { sha, run: await loop.start('xtap-apply') };
}

function told(): string {
  return loop.github.comments.find(({ body }) => body.startsWith('<!-- xtap:result '))?.body ?? '';
}

test('an applied merge moves the tag, and its pull request learns who approved it and what was done', async () => {
  const first = taggedCommit();
  const { sha, run } = await merge({ 'configs/partners.yaml': trusting });
  expect([run.job('apply').state, run.job('result').state, taggedCommit()]).toEqual(['waiting', undefined, first]);
  await run.review('xtap-apply', 'alice');
  expect([run.listed.conclusion, taggedCommit()]).toEqual(['success', sha]);
  expect(told()).toMatch(/\nApproved by `alice` as required reviewer of the environment `xtap-apply`\./);
  expect(told()).toContain('## xtap apply: Applied. The tenant is as planned.');
  expect(told()).toContain(`- Commit ${sha}\n- [Run](${run.listed.html_url})`);
  expect(loop.github.issues).toEqual([]);
});

test('a merge with nothing to apply moves the tag too', async () => {
  const { sha, run } = await merge({ 'README.md': 'more\n', 'configs/more.yaml': '# nothing\n' });
  expect([run.job('apply').state, run.listed.conclusion, taggedCommit()]).toEqual(['skipped', 'success', sha]);
  expect(told()).toContain('## xtap apply: nothing to apply');
});

test('a superseded run leaves the tag, and tells its pull request which run takes over', async () => {
  const { run } = await merge({ 'configs/partners.yaml': trusting });
  const tip = loop.commit({ 'configs/partners.yaml': closed });
  const newer = await loop.start('xtap-apply');
  expect(taggedCommit()).toBe(tip);
  await run.review('xtap-apply', 'alice');
  expect(run.listed.conclusion).toBe('failure');
  expect(taggedCommit()).toBe(tip);
  expect(told()).toContain(`Superseded by run ${newer.listed.run_number}`);
  expect(loop.github.issues).toEqual([]);
});

test('a restarted older run does not move the tag back', async () => {
  const old = await loop.apply({ 'configs/more.yaml': '# one\n' });
  await loop.apply({ 'configs/more.yaml': '# two\n' });
  const tip = taggedCommit();
  await old.rerun('all');
  expect(taggedCommit()).toBe(tip);
});

test('a half-applied merge opens an issue and leaves the tag; the run that completes it closes the issue', async () => {
  const before = taggedCommit();
  const { sha, run } = await merge({ 'configs/partners.yaml': trusting + more });
  loop.emulator.addFault('POST partners 1st 403 code=Authorization_RequestDenied');
  await run.review('xtap-apply', 'alice');
  expect([run.job('apply').state, run.job('result').state]).toEqual(['failure', 'success']);
  expect(taggedCommit()).toBe(before);
  expect(told()).toContain('1 of 2 operations written, 1 not done');
  expect(loop.github.issues).toEqual([
    expect.objectContaining({ title: 'xtap: apply of configs failed', state: 'open', labels: ['xtap-apply'] }),
  ]);
  expect(loop.github.issues[0]?.body).toContain(run.listed.html_url);

  await run.rerun('failed');
  await run.review('xtap-apply', 'alice');
  expect([run.listed.conclusion, taggedCommit()]).toEqual(['success', sha]);
  expect(loop.github.issues.map(({ state }) => state)).toEqual(['closed']);
  expect(told()).toContain('## xtap apply: Applied. The tenant is as planned.');
});

test('a merge beyond a guard is an issue, and its pull request says so', async () => {
  await loop.apply({ 'configs/tenant.yaml': `${root}guards: { maxDeletes: 0 }\n` });
  const tombstone = `partners:\n  - tenantId: ${fabrikam}\n    state: absent\n`;
  const { run } = await merge({ 'configs/partners.yaml': tombstone });
  expect([run.job('plan').state, run.job('apply').state]).toEqual(['failure', 'skipped']);
  expect(told()).toContain('## xtap apply: refused, nothing was sent');
  expect(told()).toContain('refused by a guard');
  expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs was refused']);
});

test('a rejected merge needs no issue, and its pull request says that nobody approved it', async () => {
  const { run } = await merge({ 'configs/partners.yaml': trusting });
  await run.review('xtap-apply', 'alice', 'rejected');
  expect(told()).toContain('## xtap apply: not applied, since nobody approved it');
  expect([loop.github.issues, loop.writes()]).toEqual([[], []]);
});

describe('a job without results', () => {
  const blind = { on: /actions\/workflows\/xtap-apply\.yml\/runs/, status: 403 };

  test('an apply whose runner was lost is an issue, which does not say that nothing was sent', async () => {
    const { run } = await merge({ 'configs/partners.yaml': trusting });
    loop.lost.set('apply', 'apply');
    await run.review('xtap-apply', 'alice');
    expect(loop.writes()).not.toEqual([]);
    expect(told()).toContain('## xtap apply: failed');
    expect(told()).toContain('The apply job started, and left no results.');
    expect(told()).not.toMatch(/nobody approved|nothing was sent/i);
    expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs failed']);

    loop.lost.clear();
    await run.rerun('failed');
    await run.review('xtap-apply', 'alice', 'rejected');
    expect(told()).toContain('## xtap apply: not applied, since nobody approved it');
  });

  test('an apply that cannot ask GitHub is an issue, and nothing was sent', async () => {
    const { run } = await merge({ 'configs/partners.yaml': trusting });
    loop.github.faults.push({ ...blind, times: 100 });
    await run.review('xtap-apply', 'alice');
    expect(told()).toMatch(/The action could not read the runs of the workflow.* Nothing was sent to the tenant\./);
    expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs was refused']);
    expect([run.job('apply').state, loop.writes()]).toEqual(['failure', []]);
  });

  test('a plan that cannot ask GitHub is an issue', async () => {
    loop.github.faults.push({ ...blind, times: 100 });
    const { run } = await merge({ 'configs/partners.yaml': trusting });
    expect(told()).toContain('The action could not read the runs of the workflow');
    expect(loop.github.issues.map(({ title }) => title)).toEqual(['xtap: apply of configs was refused']);
    expect([run.job('plan').state, run.job('apply').state]).toEqual(['failure', 'skipped']);
  });
});

test('the next pull request tells what waits from drift, and links the run that waits', async () => {
  const { run } = await merge({ 'configs/partners.yaml': trusting });
  expect(run.job('apply').state).toBe('waiting');
  loop.github.pulls.clear();
  const outbound = '    b2bCollaborationOutbound: blocked\n';
  const opened = await loop.pullRequest({ 'configs/partners.yaml': trusting + outbound }).run('xtap-plan');
  const body = loop.github.comments.find((each) => each.body.startsWith('<!-- xtap:comment '))?.body ?? '';
  expect(opened.listed.conclusion).toBe('success');
  expect(body).toMatch(/isMfaAccepted.*\| waiting \|/);
  expect(body).toMatch(/b2bCollaborationOutbound.*\| config \|/);
  expect(body).toContain(`[run ${run.listed.run_number}](${run.listed.html_url})`);
});
