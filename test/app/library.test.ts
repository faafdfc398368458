/* The library against the emulator, as the index exports it. */
import { createXtap, XtapError } from '../../src/index.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

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

it('plans, refuses what nobody approved, applies what was approved, and then has nothing to do', async () => {
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
