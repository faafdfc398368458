import { XtapError } from '../../src/model/errors.ts';
import { trust } from '../support/builders.ts';
import { creation, deletion, planOf, tenant, update, world } from '../support/executionFixtures.ts';

describe('verifying', () => {
  const plan = planOf(creation(1, { inboundTrust: trust(true) }), deletion(2, { inboundTrust: trust(true) }));

  test('lagging reads are repeated and do not count as drift', async () => {
    const { tenant: live, run, events } = world(plan);
    live.lagReads = 3;
    const { report } = await run(plan);
    expect(report.converged).toBe(true);
    expect(live.log.filter((entry) => entry === 'GET list partners')).toHaveLength(4);
    expect(events.filter((event) => event.type === 'wait' && event.reason === 'verify')).toHaveLength(3);
  });

  test('settings that do not show within the timeout are listed in the report', async () => {
    const { tenant: live, clock, run } = world(plan);
    live.lagReads = 1000;
    const { report } = await run(plan, { verifyTimeoutMs: 20_000 });
    expect(report).toMatchObject({
      converged: false,
      summary: { applied: 2 },
      notShown: [
        { tenantId: tenant(1), resource: 'partner', setting: 'inboundTrust' },
        { tenantId: tenant(2), resource: 'partner', setting: 'partner' },
      ],
    });
    expect(clock.monotonicNow()).toBeLessThan(21_000);
  });

  test('if the list cannot be read, the report is complete and gives the reason', async () => {
    const { tenant: live, run } = world(plan);
    live.readFails = new XtapError('graph-request-failed', 'GET … answered 500');
    const { report, verifyProblem } = await run(plan);
    expect(report).toMatchObject({ converged: false, summary: { applied: 2 } });
    expect(report).toMatchObject({ unverified: 'GET … answered 500' });
    expect(report.notShown).toHaveLength(2);
    expect(verifyProblem?.code).toBe('graph-request-failed');
  });

  test('an unusable list, for example while pages shift, is read again within the timeout', async () => {
    const { ports, run } = world(plan);
    const list = ports.read.list;
    let reads = 0;
    const shifting: typeof list = async (scope) => {
      reads += 1;
      if (reads < 3) throw new XtapError('bad-answer', 'partner … is in the list twice');
      return list(scope);
    };
    Object.assign(ports.read, { list: shifting });
    const { report, verifyProblem } = await run(plan);
    expect([report.converged, report.notShown, verifyProblem, reads]).toEqual([true, [], undefined, 3]);
    reads = -1000;
    const never = await run(planOf(creation(3, { inboundTrust: trust(true) })), { verifyTimeoutMs: 20_000 });
    expect(never.verifyProblem?.code).toBe('bad-answer');
    expect(never.report).toMatchObject({ converged: false, unverified: 'partner … is in the list twice' });
  });

  test('settings that the plan did not write are not verified', async () => {
    const patch = planOf(update(1, { inboundTrust: trust(false) }, { inboundTrust: trust(true) }));
    const { tenant: live, run } = world(patch);
    live.partners.set(tenant(1), {
      inboundTrust: trust(false),
      automaticUserConsentSettings: { inboundAllowed: true },
    });
    expect((await run(patch)).report.converged).toBe(true);
  });
});
