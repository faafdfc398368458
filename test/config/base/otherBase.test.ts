import { type Folder, temporaryFolder } from '../../support/program.ts';
import { runIn } from '../../support/recordingIo.ts';

const [home, other] = ['6babcaad-604b-40ac-a9d7-9fd97c0b779f', '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a'];
const partner = (digit: number): string => `90e29127-71ad-49c7-9ce8-00000000000${digit}`;
const trusting = (isMfaAccepted: boolean): string => `inboundTrust: { isMfaAccepted: ${isMfaAccepted} }`;
const head = (tenant: string | undefined): string => `version: 1
tenant: ${tenant}
undeclaredPartners: delete
guards: { maxDeletes: 9, maxDeletePercent: 100, maxChangePercent: 100 }
partners:
  - { tenantId: ${partner(1)}, ${trusting(true)} }
`;

let folder: Folder;

beforeEach(() => {
  folder = temporaryFolder();
  folder.write('configs/a.yaml', head(home));
  const live = [1, 2].map((digit) => ({
    tenantId: partner(digit),
    inboundTrust: { isMfaAccepted: false },
    identitySynchronization: null,
  }));
  folder.write('live.json', JSON.stringify({ value: live }));
});

afterEach(() => folder.remove());

/** What is said, with a base of this tenant. */
async function planWithBase(text: string) {
  folder.write('old/a.yaml', text);
  const words = ['plan', '--live', 'live.json', '--base', 'old', '--format', 'json'];
  const { code, stdout } = await runIn(folder.path, words);
  return { code, plan: JSON.parse(stdout) };
}

const warned = expect.objectContaining({
  code: 'base-of-another-tenant',
  message: expect.stringMatching(`old is of the tenant ${other}, this configuration of ${home}`),
});

describe('a base of another tenant', () => {
  it('is told, and every change is of the configuration: nothing was declared of this tenant', async () => {
    const { plan } = await planWithBase(head(other));
    expect(plan.warnings).toContainEqual(warned);
    expect(plan.changes.map(({ origin }: { origin: string }) => origin)).toEqual(['config']);
  });

  it('keeps its limits and whom it protects, so that naming another tenant lifts none', async () => {
    const strict = `version: 1\ntenant: ${other}\nprotected: [${partner(1)}]\nguards: { maxDeletes: 0 }\n`;
    folder.write('configs/a.yaml', head(home).replace(trusting(true), 'state: absent'));
    const { code, plan } = await planWithBase(strict);
    expect(code).toBe(3);
    const exceeded = plan.guards.filter(({ status }: { status: string }) => status === 'exceeded');
    expect(exceeded.map(({ guard }: { guard: string }) => guard)).toEqual(['maxDeletes', 'protected']);
  });
});

it('says nothing of a base of this tenant', async () => {
  const { plan } = await planWithBase(head(home));
  expect(plan.warnings).not.toContainEqual(expect.objectContaining({ code: 'base-of-another-tenant' }));
  const origins = plan.changes.map(({ action, origin }: { action: string; origin: string }) => [action, origin]);
  expect(origins).toEqual([
    ['update', 'drift'],
    ['delete', 'drift'],
  ]);
});
