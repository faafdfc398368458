/* The library against the emulator, as the index exports it. */
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { createXtap, XtapError } from '../../src/index.ts';
import { open } from '../support/builders.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, litware } from '../support/tenants.ts';

const emulator = emulatorForEach();
const folder = folderForEach();

const trusting = (isMfaAccepted: boolean): string => `version: 1
tenant: ${home}
undeclaredPartners: ignore
partners:
  - tenantId: ${fabrikam}
    inboundTrust: { isMfaAccepted: ${isMfaAccepted} }
`;

function library(): ReturnType<typeof createXtap> {
  folder.write('configs/a.yaml', trusting(true));
  return createXtap({ cwd: folder.path, env: {} });
}

const graph = (): { readonly graphUrl: string } => ({ graphUrl: emulator.url });

it('plans, refuses a plan without approval, applies an approved plan, and then has nothing to do', async () => {
  const xtap = library();
  const plan = await xtap.plan(graph());
  expect(plan.summary).toMatchObject({ create: 0, update: 1, delete: 0, broadening: 1 });
  expect(await xtap.apply(graph())).toMatchObject({ outcome: 'refused', refusal: { needsApproval: true } });
  expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  const applied = await xtap.apply({ ...graph(), approval: { expectDigest: plan.digest } });
  expect(applied).toMatchObject({ outcome: 'finished', report: { converged: true, planDigest: plan.digest } });
  expect((await xtap.plan(graph())).changes).toEqual([]);
});

it('renders a plan as the commands do', async () => {
  const xtap = library();
  const plan = await xtap.plan(graph());
  expect(xtap.render(plan, 'text')).toContain('isMfaAccepted  false → true');
  expect(JSON.parse(xtap.render(plan, 'json'))).toMatchObject({ digest: plan.digest });
  expect(xtap.render(plan, 'markdown')).toContain(fabrikam);
  expect(xtap.render(plan, 'github')).toContain('::warning');
});

it('applies a plan that was saved', async () => {
  const xtap = library();
  folder.write('plan.json', xtap.render(await xtap.plan(graph()), 'json'));
  const applied = await xtap.apply({ ...graph(), plan: 'plan.json', approval: { allowBroadening: true } });
  expect(applied).toMatchObject({ outcome: 'finished', report: { summary: { applied: 1 } } });
});

it('throws the findings of an invalid configuration, and validates a valid one', async () => {
  const xtap = library();
  expect(await xtap.validate()).toEqual({ diagnostics: [] });
  folder.write('configs/a.yaml', trusting(true).replace('version: 1', 'version: 2'));
  const error: unknown = await xtap.validate().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(XtapError);
  expect(error).toMatchObject({
    code: 'invalid-configuration',
    details: { diagnostics: [{ code: 'unknown-value', position: { line: 1 } }] },
  });
});

it('pulls the tenant, and explains a partner of it', async () => {
  const xtap = createXtap({ cwd: folder.path, env: {} });
  const pulled = await xtap.pull({ ...graph(), dir: 'tenant' });
  expect(pulled.created).toContain('tenant/xtap.yaml');
  expect((await xtap.plan({ ...graph(), paths: ['tenant'] })).changes).toEqual([]);
  const explanation = await xtap.explain({ ...graph(), tenant: fabrikam, service: 'collaboration' });
  expect(explanation).toMatchObject({ tenantId: fabrikam, partner: true });
});

it('says whether the tenant has drifted, in the direction in which it happened', async () => {
  const xtap = library();
  folder.write('configs/a.yaml', trusting(false).replace('version: 1', 'version: 1\nunmanaged: [default, policy]'));
  expect(await xtap.drift(graph())).toMatchObject({ isDrift: false, plan: { changes: [] } });
  emulator.portalEdit(fabrikam, { inboundTrust: { isMfaAccepted: true } });
  const { isDrift, drift } = await xtap.drift(graph());
  expect(isDrift).toBe(true);
  expect(JSON.stringify(drift)).toContain('inboundTrust.isMfaAccepted');
});

describe('check', () => {
  const loose = trusting(true).replace('isMfaAccepted: true', 'isMfaAccepted: true, isCompliantDeviceAccepted: true');

  it('judges the configuration alone, and then the policy after an apply', async () => {
    const xtap = library();
    const alone = await xtap.check();
    expect(alone.results.some(({ result }) => result === 'unknown')).toBe(true);
    expect(alone.summary.unknown).toBe(alone.results.filter(({ result }) => result === 'unknown').length);
    expect(await xtap.check({ requireComplete: true })).toMatchObject({ fails: true });
    const online = await xtap.check({ ...graph(), online: true });
    expect(online.summary.unknown).toBeLessThan(alone.summary.unknown);
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('fails at the level that the caller asks for, with the rules of a file', async () => {
    const xtap = library();
    folder.write('configs/a.yaml', loose);
    folder.write(
      'pack.yaml',
      [
        'name: mine',
        'version: 1',
        'rules:',
        '  - id: M1',
        '    title: The MFA of a partner does not count',
        '    severity: warning',
        '    subject: partner',
        '    when: { flag: { setting: inboundTrust, member: isMfaAccepted, is: on } }',
        '    because: The test says so.',
        '    source: https://example.com/',
        '    remedy: { do: Turn it off. }',
        '',
      ].join('\n'),
    );
    const checked = await xtap.check({ packs: ['pack.yaml'] });
    expect(checked).toMatchObject({ fails: false, earlier: 0, summary: { fail: 1 } });
    expect(checked.results[0]).toMatchObject({ rule: { id: 'M1' }, subject: { tenantId: fabrikam } });
    expect(await xtap.check({ packs: ['pack.yaml'], failOn: 'warning' })).toMatchObject({ fails: true });
  });

  it('refuses two live states', async () => {
    const both = library().check({ online: true, live: ['live.json'] });
    await expect(both).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('replay', () => {
  const closing = `${trusting(true)}default:\n  b2bCollaborationOutbound: blocked\n`;

  it('says who would be blocked, by a new plan and by a saved one', async () => {
    const xtap = library();
    emulator.portalEdit('policy', { allowedCloudEndpoints: [] });
    emulator.portalEdit('default', { b2bCollaborationOutbound: open });
    folder.write('configs/a.yaml', closing);
    const rows = [signInRow({ people: [1, 2], tenantId: litware })];
    folder.write('m.json', serializeSignIns(signInsFile(rows)));
    const plan = await xtap.plan(graph());
    folder.write('plan.json', xtap.render(plan, 'json'));
    for (const more of [{}, { plan: 'plan.json' }]) {
      const replay = await xtap.replay({ ...graph(), ...more, signIns: 'm.json' });
      expect(replay).toMatchObject({ planDigest: plan.digest, signIns: { complete: true } });
      expect(replay.summary.wouldBeBlocked).toEqual({ people: 2, signIns: 2, tenants: 1 });
    }
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('throws for the sign-ins of another tenant', async () => {
    const xtap = library();
    folder.write('m.json', serializeSignIns(signInsFile([], { tenantId: fabrikam })));
    await expect(xtap.replay({ ...graph(), signIns: 'm.json' })).rejects.toMatchObject({ code: 'wrong-tenant' });
  });
});
