/* Rules between the plan and its approval: findings and waivers of a pull request, of a merge, and of a fleet. */
import { fabrikam, home } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();

beforeEach(() => {
  loop.commit({ 'configs/tenant.yaml': root });
});

/** X006: everything, trusted, without a prompt. */
const keys = `${trusting}    automaticUserConsentSettings: { inboundAllowed: true }\n`;
const nextYear = new Date(Date.now() + 90 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const waived = `${keys}    waivers: [{ rule: X006, reason: until the new provider is here, until: ${nextYear} }]\n`;
const bodyOf = (): string => loop.github.comments[0]?.body ?? '';

test('a new finding fails the job of the plan, at its line, and comes first in the one comment', async () => {
  const run = await loop.pullRequest({ 'configs/partners.yaml': keys }).run('xtap-plan');
  const [plan, check] = run.job('plan').actions;
  expect([run.job('plan').state, plan?.outputs['exit-code'], check?.outputs['exit-code']]).toEqual([
    'failure',
    '0',
    '3',
  ]);
  expect(check?.stdout).toContain('::error file=configs/partners.yaml,line=4,');
  expect(check?.stdout).toContain('xtap check ended with 3: there are findings at or above --fail-on');
  expect(loop.github.comments).toHaveLength(1);
  expect(bodyOf().indexOf('`X006`')).toBeGreaterThan(0);
  expect(bodyOf().indexOf('## xtap check')).toBeLessThan(bodyOf().indexOf('## xtap plan'));
  expect(bodyOf()).not.toContain('Older plans');
});

test('without a new finding, the plan comes first and the check says so', async () => {
  const run = await loop.pullRequest({ 'configs/partners.yaml': trusting }).run('xtap-plan');
  expect(run.job('plan').state).toBe('success');
  expect(bodyOf().indexOf('## xtap plan')).toBeLessThan(bodyOf().indexOf('## xtap check'));
  expect(bodyOf()).toContain('No findings.');
});

test('a waiver of the pull request is listed first and does not excuse its finding, until it is merged', async () => {
  const pull = loop.pullRequest({ 'configs/partners.yaml': waived });
  const run = await pull.run('xtap-plan');
  expect(run.job('plan').state).toBe('failure');
  expect(bodyOf().indexOf('### New waivers')).toBeGreaterThan(0);
  expect(bodyOf().indexOf('### New waivers')).toBeLessThan(bodyOf().indexOf('| level | rule'));

  loop.merge();
  const merged = await loop.apply();
  expect(merged.job('plan').actions[1]?.outputs['exit-code']).toBe('0');
  expect(merged.listed.conclusion).toBe('success');
  expect(loop.writes()).toEqual(['POST /policies/crossTenantAccessPolicy/partners']);
});

test('a merge with a new finding does not reach the reviewers', async () => {
  loop.commit({ 'configs/partners.yaml': keys });
  const run = await loop.start('xtap-apply');
  expect([run.job('plan').state, run.job('apply').state]).toEqual(['failure', 'skipped']);
  expect(loop.writes()).toEqual([]);
  const [issue] = loop.github.issues;
  expect([issue?.state, issue?.title]).toEqual(['open', 'xtap: apply of configs was refused']);
  expect(issue?.body).toContain('**xtap check ended with 3: there are findings at or above --fail-on');
  expect(issue?.body).toContain('`X006`');
});

describe('the repository has rules of its own', () => {
  const pack = (severity: string): string =>
    `name: own\nversion: 1\nextends: xtap\nrules: [{ id: X006, severity: ${severity} }]\n`;
  const both = (rules: string | null) => ({ 'configs/partners.yaml': keys, 'xtap-rules.yaml': rules });

  test.each([
    ['turns a rule off', pack('off')],
    ['removes the file', null],
  ])('a pull request that %s is checked with those of the base commit', async (_, rules) => {
    loop.commit({ 'xtap-rules.yaml': pack('error') });
    const run = await loop.pullRequest(both(rules)).run('xtap-plan');
    expect(run.job('plan').actions[1]?.outputs['exit-code']).toBe('3');
  });

  test('a merge uses those of its commit', async () => {
    loop.commit(both(pack('off')));
    const run = await loop.apply();
    expect(run.listed.conclusion).toBe('success');
    expect(run.job('plan').actions[1]?.stdout).not.toContain('X006');
  });

  test('a pull request with an invalid pack fails, with the line', async () => {
    const run = await loop.pullRequest({ 'xtap-rules.yaml': pack('eror'), 'configs/a.yaml': '# a\n' }).run('xtap-plan');
    expect(run.job('plan').state).toBe('failure');
    expect(run.job('plan').actions[1]?.stdout).toContain('xtap-rules.yaml:4:31');
  });
});

test('a fork is checked offline, and its waiver excuses nothing', async () => {
  const files = { 'configs/partners.yaml': waived.replace('name: Fabrikam', 'b2bCollaborationInbound: allowed') };
  const run = await loop.pullRequest(files, { isForeign: true, actor: 'mallory' }).run('xtap-plan');
  expect(run.job('offline').state).toBe('failure');
  expect(run.job('offline').actions[1]?.stdout).toContain('title=xtap check%3A X006::');
  expect(loop.emulator.requests).toEqual([]);
});

test('a fleet checks each changed tenant with its plan, and all pairs once', async () => {
  const entry = (tenant: string, other: string, setting: string): string =>
    `version: 1\ntenant: ${tenant}\npartners:\n  - tenantId: ${other}\n    ${setting}\n`;
  for (const name of ['contoso', 'fabrikam'])
    loop.github.environments.set(`${name}-plan`, { reviewers: [], vars: { XTAP_TENANT_ID: home } });
  const theirs = 'configs/fabrikam/a.yaml';
  loop.commit({ 'configs/tenant.yaml': null, [theirs]: entry(fabrikam, home, 'b2bCollaborationInbound: blocked') });
  const ours = entry(home, fabrikam, 'b2bCollaborationOutbound: allowed');
  const run = await loop.pullRequest({ 'configs/contoso/a.yaml': ours }).run('xtap-fleet-plan');
  expect(run.listed.conclusion).toBe('success');
  expect(run.job('plan (contoso)').actions).toHaveLength(2);
  const [pairs] = run.job('pairs').actions;
  expect(pairs?.stdout).toContain('title=xtap check%3A R01::');
  expect(pairs?.stdout).not.toContain('X0');
  expect(bodyOf()).toContain('<b>Pairs of tenants</b>: 1 finding');
  expect(bodyOf()).toContain('`R01`');
});
