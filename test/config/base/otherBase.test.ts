import { runIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { home, partnerId, proseware } from '../../support/tenants.ts';

const trusting = (isMfaAccepted: boolean): string => `inboundTrust: { isMfaAccepted: ${isMfaAccepted} }`;
const head = (tenant: string | undefined): string => `version: 1
tenant: ${tenant}
undeclaredPartners: delete
guards: { maxDeletes: 9, maxDeletePercent: 100, maxChangePercent: 100 }
partners:
  - { tenantId: ${partnerId(1)}, ${trusting(true)} }
`;

const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', head(home));
  const live = [1, 2].map((digit) => ({
    tenantId: partnerId(digit),
    inboundTrust: { isMfaAccepted: false },
    identitySynchronization: null,
  }));
  folder.write('live.json', JSON.stringify({ value: live }));
});

/** The output with a base of this tenant. */
async function planWithBase(text: string) {
  folder.write('old/a.yaml', text);
  const words = ['plan', '--live', 'live.json', '--base', 'old', '--format', 'json'];
  const { code, stdout } = await runIn(folder.path, words);
  return { code, plan: JSON.parse(stdout) };
}

const warned = expect.objectContaining({
  code: 'base-of-another-tenant',
  message: expect.stringMatching(`old belongs to the tenant ${proseware}, this configuration to ${home}`),
});

describe('a base of another tenant', () => {
  it('is reported, and every change comes from the configuration, since the base declares nothing of this tenant', async () => {
    const { plan } = await planWithBase(head(proseware));
    expect(plan.warnings).toContainEqual(warned);
    expect(plan.changes.map(({ origin }: { origin: string }) => origin)).toEqual(['config']);
  });

  it('keeps its limits and protected partners, so that naming another tenant lifts no limit', async () => {
    const strict = `version: 1\ntenant: ${proseware}\nprotected: [${partnerId(1)}]\nguards: { maxDeletes: 0 }\n`;
    folder.write('configs/a.yaml', head(home).replace(trusting(true), 'state: absent'));
    const { code, plan } = await planWithBase(strict);
    expect(code).toBe(3);
    const exceeded = plan.guards.filter(({ status }: { status: string }) => status === 'exceeded');
    expect(exceeded.map(({ guard }: { guard: string }) => guard)).toEqual(['maxDeletes', 'protected']);
  });
});

it('does not warn about a base of this tenant', async () => {
  const { plan } = await planWithBase(head(home));
  expect(plan.warnings).not.toContainEqual(expect.objectContaining({ code: 'base-of-another-tenant' }));
  const origins = plan.changes.map(({ action, origin }: { action: string; origin: string }) => [action, origin]);
  expect(origins).toEqual([
    ['update', 'drift'],
    ['delete', 'drift'],
  ]);
});
