import type { Plan } from '../../src/model/plan.ts';
import { planDigest, planIntegrity } from '../../src/plan/digest.ts';
import { trust } from '../support/builders.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

const head = `${versionAndTenant}undeclaredPartners: ignore\npartners:\n`;
const trusting = trust(true);
const ids = Array.from({ length: 40 }, (_, index) => `a0000000-0000-4000-8000-0000000000${index + 10}`);
const doomed = ids.slice(0, 4);

// The tests count writes, and a conflict of parallel writes repeats one.
const emulator = emulatorForEach({ seed: 'empty', facts: { ...factsOfSynchronization, parallelWrites: 'accepted' } });
const folder = folderForEach();
/** Saves a plan that deletes four of forty partners. */
beforeEach(async () => {
  for (const tenantId of ids) emulator.portalEdit(tenantId, { inboundTrust: trusting });
  folder.write('a.yaml', `${head}${doomed.map((id) => `  - { tenantId: ${id}, state: absent }\n`).join('')}`);
  expect((await xtap('plan', 'a.yaml', '-o', 'json=plan.json')).code).toBe(0);
});

const xtap = xtapIn(folder, emulator);

function leaveTen(): void {
  for (const tenantId of ids.slice(10)) emulator.portalEdit(tenantId, null);
}

const writes = (): number => emulator.requests.filter(({ method }) => method !== 'GET').length;

test('a saved plan within its percentages is applied', async () => {
  expect((await xtap('apply', 'plan.json', '--allow-broadening')).code).toBe(0);
  expect(writes()).toBe(4);
});

test('percentages of a saved plan are recalculated with the partners at apply time', async () => {
  leaveTen();
  const { code, stderr } = await xtap('apply', 'plan.json', '--allow-broadening');
  expect(code).toBe(3);
  expect(stderr).toContain('The tenant has 10 partners by now.');
  expect(stderr).toContain('maxDeletePercent: 40 % (limit 20 %) of the live partners would be deleted.');
  expect(writes()).toBe(0);
});

test('--allow-deletes with a number allows exceeding the percentages', async () => {
  leaveTen();
  expect((await xtap('apply', 'plan.json', '--allow-broadening', '--allow-deletes', '3')).code).toBe(3);
  expect((await xtap('apply', 'plan.json', '--allow-broadening', '--allow-deletes', '4')).code).toBe(0);
});

test('changes of the plan that are already done do not count', async () => {
  leaveTen();
  for (const tenantId of doomed.slice(1)) emulator.portalEdit(tenantId, null);
  expect((await xtap('apply', 'plan.json', '--allow-broadening')).code).toBe(0);
  expect(writes()).toBe(1);
});

/** Writes the plan with a matching checksum. */
function forge({ integrity: _old, ...plan }: Plan): void {
  folder.write('forged.json', JSON.stringify({ ...plan, integrity: planIntegrity(plan) }));
}

test('a snapshot plan that claims to be from Graph is compared with the tenant before any write', async () => {
  expect((await xtap('pull', '--snapshot', 'live.json')).code).toBe(0);
  const planned = await xtap('plan', 'a.yaml', '--live', 'live.json', '--format', 'json');
  const plan = JSON.parse(planned.stdout) as Plan;
  expect(plan.source).toBe('snapshot');
  forge({ ...plan, source: 'graph' });
  emulator.portalEdit(doomed[0] ?? '', { inboundTrust: { ...trusting, isMfaAccepted: false } });
  expect((await xtap('apply', 'forged.json', '--expect-digest', plan.digest)).code).toBe(4);
  expect(writes()).toBe(0);
});

test('a plan file with a falsified guard result is refused, and nothing is sent', async () => {
  const [first = ''] = doomed;
  folder.write('base.yaml', `${head}`.replace('partners:\n', `protected: [${first}]\n`));
  const planned = await xtap('plan', 'a.yaml', '--base', 'base.yaml', '-o', 'json=plan.json', '--format', 'json');
  expect(planned.code).toBe(3);
  const plan = JSON.parse(planned.stdout) as Plan;
  const guards = plan.guards.map(({ tenantIds: _ids, ...each }) => ({ ...each, status: 'ok' as const }));
  const green = guards.map((each) => (each.guard === 'protected' ? { ...each, actual: 0 } : each));
  // With the reviewed digest the file is inconsistent; with its own digest it is not the reviewed plan.
  const asReviewed = { ...plan, guards: green };
  const asItself = { ...asReviewed, digest: planDigest(asReviewed) };
  for (const [forged, code] of [
    [asReviewed, 65],
    [asItself, 4],
  ] as const) {
    forge(forged);
    expect((await xtap('apply', 'forged.json', '--expect-digest', plan.digest)).code).toBe(code);
  }
  expect(writes()).toBe(0);
});
