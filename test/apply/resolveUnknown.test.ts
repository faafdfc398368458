import { XtapError } from '../../src/model/errors.ts';
import type { OutcomeStatus } from '../../src/model/report.ts';
import { sync, trust } from '../support/builders.ts';
import { creation, deletion, ofDefault, planOf, tenant, update, world } from '../support/executionFixtures.ts';
import type { WriteFault } from '../support/fakeTenant.ts';

const one = tenant(1);
const other = { inboundTrust: { ...trust(true), isCompliantDeviceAccepted: true } };

/** For each kind of request: a plan with one such request, the request that gets the fault, and a third value. */
const kinds = {
  POST: {
    plan: planOf(creation(1, { inboundTrust: trust(true) })),
    request: 'POST partners',
    third: other,
  },
  'PATCH of a partner': {
    plan: planOf(update(1, { inboundTrust: trust(false) }, { inboundTrust: trust(true) })),
    request: `PATCH partners/${one}`,
    third: other,
  },
  'DELETE of a partner': {
    plan: planOf(deletion(1, { inboundTrust: trust(false) })),
    request: `DELETE partners/${one}`,
    third: other,
  },
  'PUT of a synchronization': {
    plan: planOf(update(1, { identitySynchronization: null }, { identitySynchronization: sync(true) })),
    request: `PUT partners/${one}/identitySynchronization`,
    third: { identitySynchronization: sync(false) },
  },
  'PATCH of a synchronization': {
    plan: planOf(update(1, { identitySynchronization: sync(false) }, { identitySynchronization: sync(true) })),
    request: `PATCH partners/${one}/identitySynchronization`,
    third: { identitySynchronization: { ...sync(false), displayName: 'mine' } },
  },
  'DELETE of a synchronization': {
    plan: planOf(update(1, { identitySynchronization: sync(true) }, { identitySynchronization: null })),
    request: `DELETE partners/${one}/identitySynchronization`,
    third: { identitySynchronization: sync(false) },
  },
} as const;

const everyKind = Object.entries(kinds);
const duplicate = 'Request_MultipleObjectsWithSameKeyValue';
const lost: WriteFault = { fault: 'lost' };

async function runFaulty(
  { plan, request }: Pick<(typeof kinds)[keyof typeof kinds], 'plan' | 'request'>,
  faults: readonly WriteFault[],
  prepare: (made: ReturnType<typeof world>) => void = () => undefined,
) {
  const made = world(plan);
  made.tenant.faults.set(request, [...faults]);
  prepare(made);
  const { report } = await made.run(plan);
  const sent = made.tenant.log.filter((entry) => entry === request).length;
  return { ...made, report, outcome: report.outcomes[0], sent };
}

test('a change that only removes a member is still open while the value is unchanged', async () => {
  const before = { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } };
  const plan = planOf(update(1, before, { inboundTrust: { isMfaAccepted: true } }));
  const kind = { ...kinds['PATCH of a partner'], plan };
  expect(await runFaulty(kind, [lost])).toMatchObject({ outcome: { status: 'applied' }, sent: 2 });
  expect(await runFaulty(kind, [{ ...lost, commits: true }])).toMatchObject({
    outcome: { status: 'already-satisfied' },
    sent: 1,
  });
});

describe.each(everyKind)('doubt about a %s', (_, kind) => {
  const third = (status?: number): WriteFault => ({
    ...(status === undefined ? lost : { status, code: duplicate }),
    meanwhile: ({ partners }) => partners.set(one, kind.third),
  });

  test('an answer lost after the change is resolved by a read, without sending again', async () => {
    const { outcome, sent, report } = await runFaulty(kind, [{ ...lost, commits: true }]);
    expect([outcome?.status, sent, report.converged]).toEqual(['already-satisfied', 1, true]);
  });

  test('an answer lost before the change is sent again after a read, and applied', async () => {
    const { outcome, sent, tenant: live } = await runFaulty(kind, [lost]);
    expect([outcome?.status, sent]).toEqual(['applied', 2]);
    expect(live.log.slice(0, 3)).toEqual([kind.request, `GET ${one}`, kind.request]);
  });

  test.each([500, 502, 503, 504, 408])('%d after the change is resolved by a read', async (status) => {
    const { outcome, sent } = await runFaulty(kind, [{ status, commits: true }]);
    expect([outcome?.status, sent]).toEqual(['already-satisfied', 1]);
  });

  test.each([409, 412, 423, 429, 500, 502, 503, 504])('%d before the change is tried again', async (status) => {
    const { outcome, sent, report } = await runFaulty(kind, [{ status }]);
    expect([outcome?.status, sent, report.calls.retries]).toEqual(['applied', 2, 1]);
  });

  test('a success in a form that Graph does not use leaves doubt', async () => {
    const { outcome, sent } = await runFaulty(kind, [{ status: 200 }]);
    expect([outcome?.status, sent]).toEqual(['applied', 2]);
  });

  test('a doubtful answer that repeats is named in the error', async () => {
    const { outcome } = await runFaulty(
      kind,
      Array.from({ length: 100 }, () => ({ status: 200 })),
    );
    expect(outcome?.status).toBe('failed');
    expect(outcome?.error).toMatch(/^the answer is 200 instead of 20[14]/);
  });

  test('a request that did not reach a server is sent again without a read', async () => {
    const { outcome, tenant: live } = await runFaulty(kind, [{ fault: 'unsent' }]);
    expect(outcome?.status).toBe('applied');
    expect(live.log.slice(0, 2)).toEqual([kind.request, kind.request]);
  });

  test('a request that never had a connection is not sent, and not a failure', async () => {
    const { outcome, report } = await runFaulty(kind, Array(100).fill({ fault: 'unsent' }));
    expect(outcome).toMatchObject({ status: 'not-attempted', error: expect.stringContaining('--retry-timeout') });
    expect(outcome).not.toHaveProperty('httpStatus');
    expect(report.summary).toMatchObject({ failed: 0, notAttempted: 1 });
  });

  test('a request that Graph turned away before the connection was lost is a failure', async () => {
    const { outcome } = await runFaulty(kind, [{ status: 429 }, ...Array(100).fill({ fault: 'unsent' })]);
    expect(outcome?.status).toBe('failed');
  });

  test('a lagging read after a lost answer causes a repeated write that does no harm', async () => {
    const { outcome, report } = await runFaulty(kind, [{ ...lost, commits: true }], ({ tenant: live }) => {
      live.lagReads = 2;
    });
    expect(['applied', 'already-satisfied']).toContain(outcome?.status);
    expect(report.converged).toBe(true);
  });

  test('a third value is not overwritten: the outcome is stale', async () => {
    const { outcome, sent, tenant: live, report } = await runFaulty(kind, [third()]);
    expect([outcome?.status, sent, report.converged]).toEqual(['stale', 1, false]);
    expect(live.partners.get(one)).toEqual(kind.third);
    expect(outcome?.error).toMatch(/exists, with other values|somebody else changed/);
  });

  test('a third value is not overwritten after a conflict either', async () => {
    const { outcome, tenant: live } = await runFaulty(kind, [third(409)]);
    expect(outcome?.status).toBe('stale');
    expect(live.partners.get(one)).toEqual(kind.third);
  });

  test('faults that outlast the retry budget are a failure, after a last read if there is doubt', async () => {
    const { outcome, tenant: live } = await runFaulty(kind, Array(100).fill(lost));
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringContaining('--retry-timeout') });
    expect(live.log.filter((entry) => entry.startsWith('GET')).length).toBeGreaterThanOrEqual(
      live.log.filter((entry) => entry === kind.request).length,
    );
  });

  test('the outcome is unknown if the last read fails too', async () => {
    const { outcome } = await runFaulty(kind, [lost], ({ tenant: live }) => {
      live.readFails = new XtapError('graph-request-failed', 'GET answered 500');
    });
    expect(outcome).toMatchObject({ status: 'unknown', error: expect.stringContaining('GET answered 500') });
  });

  test('the verifying list resolves an unknown outcome', async () => {
    const { outcome, report, journal } = await runFaulty(
      kind,
      [{ ...lost, commits: true }],
      ({ tenant: live, ports }) => {
        const { partner } = ports.read;
        Object.assign(ports.read, {
          partner: async () => {
            Object.assign(ports.read, { partner });
            throw new XtapError('graph-request-failed', 'GET answered 500');
          },
        });
        live.lagReads = 0;
      },
    );
    expect([outcome?.status, report.converged]).toEqual(['already-satisfied', true]);
    expect(journal.filter(({ type }) => type === 'outcome')).toHaveLength(2);
  });

  test('a refusal is final, after one attempt and without a read', async () => {
    const { outcome, sent } = await runFaulty(kind, [{ status: 400, code: 'Request_BadRequest' }]);
    expect([outcome?.status, sent]).toEqual(['failed', 1]);
    expect(outcome?.error).toBe('Graph answered 400 Request_BadRequest: so it is');
  });

  test('an interruption during the wait for a retry leads to a last read', async () => {
    const made = world(kind.plan);
    made.tenant.faults.set(kind.request, [{ ...lost, commits: true }]);
    const controller = new AbortController();
    const [{ report }] = await Promise.all([
      made.run(kind.plan, { signal: controller.signal }),
      made.clock.sleep(50).then(() => controller.abort()),
    ]);
    expect(report.outcomes[0]?.status).toBe('already-satisfied');
    expect(made.clock.monotonicNow()).toBeLessThan(100);
  });
});

describe('conflicts and missing objects', () => {
  const statusOf = async (
    kind: (typeof kinds)[keyof typeof kinds],
    fault: WriteFault,
  ): Promise<OutcomeStatus | undefined> => (await runFaulty(kind, [fault])).outcome?.status;

  test.each([400, 409])(
    'a creation that is refused (%d) as a duplicate of the planned partner is satisfied',
    async (status) => {
      const meanwhile: WriteFault['meanwhile'] = ({ partners }) => {
        partners.set(one, { inboundTrust: trust(true), b2bCollaborationInbound: { usersAndGroups: {} } });
      };
      expect(await statusOf(kinds.POST, { status, code: duplicate, meanwhile })).toBe('already-satisfied');
    },
  );

  test('a creation refused as a duplicate of an invisible partner is retried until the conflict ends', async () => {
    const conflict = { status: 409, code: duplicate };
    const { outcome, sent } = await runFaulty(kinds.POST, [conflict, conflict, conflict]);
    expect([outcome?.status, sent]).toEqual(['applied', 4]);
  });

  test('for a partner that was deleted, a PATCH is stale and a DELETE is satisfied', async () => {
    const gone: WriteFault = { status: 404, meanwhile: ({ partners }) => partners.delete(one) };
    expect(await statusOf(kinds['PATCH of a partner'], gone)).toBe('stale');
    expect(await statusOf(kinds['DELETE of a partner'], gone)).toBe('already-satisfied');
    expect(await statusOf(kinds['DELETE of a synchronization'], gone)).toBe('already-satisfied');
    expect(await statusOf(kinds['PUT of a synchronization'], gone)).toBe('stale');
  });

  test('right after the creation, every 404 for the synchronization counts as lag and is retried', async () => {
    const plan = planOf(creation(1, { inboundTrust: trust(true), identitySynchronization: sync(true) }));
    const { tenant: live, run } = world(plan);
    const put = `PUT partners/${one}/identitySynchronization`;
    live.faults.set(put, Array(4).fill({ status: 404, code: 'Request_ResourceNotFound' }));
    expect((await run(plan)).report).toMatchObject({ converged: true, summary: { applied: 2 } });
  });

  test('a partner that only reads can see fails early, to save the retry budget of the others', async () => {
    const { outcome, sent, clock } = await runFaulty(kinds['PATCH of a partner'], Array(9).fill({ status: 404 }));
    expect([outcome?.status, sent]).toEqual(['failed', 2]);
    expect(clock.monotonicNow()).toBeLessThan(10_000);
  });

  test.each(['DELETE of a partner', 'DELETE of a synchronization'] as const)(
    'a %s that is answered 404 waits some seconds for reads that still show what is gone',
    async (name) => {
      const gone: WriteFault = { status: 404, meanwhile: ({ partners }) => partners.delete(one) };
      const late = await runFaulty(kinds[name], [{ status: 404 }, { status: 404 }, gone]);
      expect([late.outcome?.status, late.sent, late.report.converged]).toEqual(['already-satisfied', 3, true]);
      const never = await runFaulty(kinds[name], Array(9).fill({ status: 404 }));
      expect([never.outcome?.status, never.sent]).toEqual(['failed', 5]);
      expect(never.clock.monotonicNow()).toBeLessThan(30_000);
    },
  );

  test('doubt about the default is resolved like any other', async () => {
    const plan = planOf(ofDefault({ inboundTrust: trust(false) }, { inboundTrust: trust(true) }));
    const { tenant: live, run } = world(plan);
    live.faults.set('PATCH default', [{ ...lost, commits: true }]);
    expect((await run(plan)).report).toMatchObject({ converged: true, summary: { alreadySatisfied: 1 } });
  });
});

describe('waiting', () => {
  const plan = planOf(...[1, 2, 3, 4].map((digit) => creation(digit, { inboundTrust: trust(true) })));

  test('Retry-After is the minimum wait, and all other writes wait too', async () => {
    const { tenant: live, clock, run, events } = world(plan);
    live.faults.set('POST partners', [{ status: 429, retryAfterMs: 7_000 }]);
    const sentAt: number[] = [];
    const { send } = live.transport;
    Object.assign(live.transport, {
      send: (...sent: Parameters<typeof send>) => {
        sentAt.push(clock.monotonicNow());
        return send(...sent);
      },
    });
    expect((await run(plan, { concurrency: 2 })).report.converged).toBe(true);
    expect(sentAt.filter((time) => time > 20 && time < 7_000)).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'wait', reason: 'throttled', because: 'Graph answered 429 so it is' }),
    );
  });

  test('lasting faults use up the retry budget once, not once for each request', async () => {
    const { tenant: live, clock, run } = world(plan, 20_000);
    live.faults.set('POST partners', Array(1000).fill({ status: 503 }));
    const { report } = await run(plan);
    expect(report.summary.failed).toBe(4);
    expect(clock.monotonicNow()).toBeLessThan(22_000);
  });

  test('a wait for pacing is reported as progress', async () => {
    const { clock, run, events } = world(plan);
    await run(plan, { pacing: { maxWritesPerSecond: 2, burst: 1 } });
    expect(clock.monotonicNow()).toBeGreaterThanOrEqual(1_500);
    expect(events.some((event) => event.type === 'wait' && event.reason === 'pacing')).toBe(true);
  });
});
