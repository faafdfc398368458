/* Nights of drift through the templates: an alarm that begins, stays, changes, cannot be read, and ends. */
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';
import { rehearsalForEach, root, trusting } from '../support/workflows/rehearsal.ts';
import type { Run } from '../support/workflows/workflowRun.ts';

jest.setTimeout(180_000);

const loop = rehearsalForEach();

const closed = trusting.replace('true', 'false, isCompliantDeviceAccepted: false');

const night = (template = 'xtap-drift'): Promise<Run> => loop.start(template, { event: 'schedule' });

function edit(isMfaAccepted: boolean, isCompliantDeviceAccepted = false): void {
  loop.emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted, isCompliantDeviceAccepted } });
}

/** Title, state, labels and comments of each issue, the oldest first. */
const issues = (): unknown =>
  loop.github.issues.map(({ title, state, labels, comments }) => [title, state, labels, comments.length]);
const drift = (state: string, labels: readonly string[], comments: number): unknown => [
  `xtap: drift in tenant ${home}`,
  state,
  ['xtap-drift', ...labels],
  comments,
];
const unread = (state: string, comments: number, folder = 'configs'): unknown => [
  `xtap: cannot check ${folder} for drift`,
  state,
  ['xtap-unreadable'],
  comments,
];

test('one tenant: opened, the same, changed, cannot be read, read again, closed', async () => {
  await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': closed });
  expect((await night()).listed.conclusion).toBe('success');
  expect(issues()).toEqual([]);

  edit(true);
  const first = await night();
  expect(first.listed.conclusion).toBe('failure');
  expect(issues()).toEqual([drift('open', ['xtap-opened'], 0)]);
  expect(loop.github.issues[0]?.body).toContain(`- Found by [this run](${first.listed.html_url})`);
  expect(loop.github.issues[0]?.body).toContain('▲');
  await night();
  expect(issues()).toEqual([drift('open', ['xtap-opened'], 0)]);

  edit(true, true);
  await night();
  expect(issues()).toEqual([drift('open', ['xtap-opened'], 1)]);
  expect(loop.github.issues[0]?.comments[0]).toMatch(/^The drift has changed: .*more open/);

  loop.vars.XTAP_TENANT_ID = fabrikam;
  loop.emulator.setState({ ...loop.emulator.state(), tenantId: fabrikam });
  await night();
  await night();
  expect(issues()).toEqual([drift('open', ['xtap-opened'], 1), unread('open', 0)]);
  loop.emulator.setState({ ...loop.emulator.state(), tenantId: home });
  await night();
  expect(issues()).toEqual([drift('open', ['xtap-opened'], 1), unread('closed', 1)]);

  edit(false);
  expect((await night()).listed.conclusion).toBe('success');
  expect(issues()).toEqual([drift('closed', ['xtap-opened'], 2), unread('closed', 1)]);
});

test('a merge that waits for its approval is not an alarm', async () => {
  await loop.apply({ 'configs/tenant.yaml': root, 'configs/partners.yaml': trusting });
  loop.commit({ 'configs/partners.yaml': closed });
  const waiting = await loop.start('xtap-apply');
  expect(waiting.job('apply').state).toBe('waiting');
  expect([(await night()).listed.conclusion, issues()]).toEqual(['success', []]);
});

test('a fleet: each tenant has its own issue, and one summary shows all', async () => {
  for (const name of ['contoso', 'fabrikam']) {
    loop.github.environments.set(`${name}-plan`, { reviewers: [], vars: {} });
    loop.github.environments.set(`${name}-apply`, { reviewers: ['alice'], vars: { XTAP_APPLY_CLIENT_ID: 'writer' } });
  }
  // The identity is not of the second tenant, so its policy cannot be read.
  loop.commit({
    'configs/contoso/tenant.yaml': root,
    'configs/contoso/partners.yaml': closed,
    'configs/fabrikam/tenant.yaml': versionAndTenant.replace(home, fabrikam),
  });
  const applied = await loop.start('xtap-fleet-apply');
  await applied.review('contoso-apply', 'alice');
  // The apply of the second tenant has its own issue.
  loop.github.issues.splice(0);
  edit(true);
  const run = await night('xtap-fleet-drift');
  expect(run.listed.conclusion).toBe('failure');
  expect(issues()).toEqual(
    expect.arrayContaining([drift('open', ['xtap-opened'], 0), unread('open', 0, 'configs/fabrikam')]),
  );
  expect(run.job('summary').actions[0]?.summary).toContain('2 tenants, 1 with changes, 1 failed');

  await night('xtap-fleet-drift');
  expect(loop.github.issues).toHaveLength(2);
  edit(false);
  await night('xtap-fleet-drift');
  expect(issues()).toEqual(
    expect.arrayContaining([drift('closed', ['xtap-opened'], 1), unread('open', 0, 'configs/fabrikam')]),
  );
});
