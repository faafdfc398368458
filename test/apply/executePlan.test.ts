import type { ExecutePlanOptions, Execution } from '../../src/apply/executePlan.ts';
import { XtapError } from '../../src/model/errors.ts';
import { sync, trust } from '../support/builders.ts';
import {
  creation,
  deletion,
  ofDefault,
  ofPolicy,
  planOf,
  tenant,
  update,
  world,
} from '../support/executionFixtures.ts';

const inheriting = update(4, { inboundTrust: trust(true) }, { inboundTrust: null });
const everything = planOf(
  ofPolicy({ allowedCloudEndpoints: [] }, { allowedCloudEndpoints: ['microsoftonline.us'] }),
  creation(1, { inboundTrust: trust(true), identitySynchronization: sync(true) }),
  update(2, { inboundTrust: trust(false) }, { inboundTrust: trust(true) }),
  ofDefault({ inboundTrust: trust(false) }, { inboundTrust: trust(true) }),
  inheriting,
  deletion(5, { inboundTrust: trust(true), identitySynchronization: sync(true) }),
);

const at = (entry: string): string => `${entry}-0000-4000-8000-000000000000`;

describe('executing a plan', () => {
  test('all requests are sent in the order of the plan, and one list verifies them', async () => {
    const { tenant: live, run } = world(everything);
    const { report } = await run(everything, { concurrency: 1 });
    expect(live.log).toEqual([
      'PATCH policy',
      'POST partners',
      `PUT ${at('partners/00000001')}/identitySynchronization`,
      `PATCH ${at('partners/00000002')}`,
      'PATCH default',
      `PATCH ${at('partners/00000004')}`,
      `DELETE ${at('partners/00000005')}/identitySynchronization`,
      `DELETE ${at('partners/00000005')}`,
      'GET list partners,ownEndpoints,default,policy',
    ]);
    expect(report).toMatchObject({ converged: true, notShown: [], planDigest: everything.digest });
    expect(report.summary).toEqual({
      applied: 8,
      alreadySatisfied: 0,
      stale: 0,
      failed: 0,
      unknown: 0,
      notAttempted: 0,
    });
    expect(report.calls).toEqual({ get: 1, post: 1, patch: 4, put: 1, delete: 2, retries: 0 });
  });

  test('the default waits for a slow partner, and partners that fall back to it wait for the default', async () => {
    const { tenant: live, run } = world(everything);
    live.faults.set('PATCH policy', [{ status: 429 }]);
    live.faults.set(`PATCH ${at('partners/00000002')}`, [{ status: 429 }]);
    live.faults.set('PATCH default', [{ status: 429 }]);
    await run(everything);
    const writes = live.log.filter((entry) => !entry.startsWith('GET'));
    expect(writes.slice(0, 2)).toEqual(['PATCH policy', 'PATCH policy']);
    expect(writes.indexOf('PATCH default')).toBeGreaterThan(writes.lastIndexOf(`PATCH ${at('partners/00000002')}`));
    for (const dependant of ['PATCH partners/00000004', 'DELETE partners/00000005']) {
      expect(writes.indexOf(at(dependant))).toBeGreaterThan(writes.lastIndexOf('PATCH default'));
    }
  });

  test('after a failed default, only the partners that would fall back to it are not sent', async () => {
    const { tenant: live, outcomes } = world(everything);
    live.faults.set('PATCH default', [{ status: 400, code: 'Request_BadRequest' }]);
    expect(await outcomes(everything)).toEqual([
      'PATCH policy applied',
      'POST partners applied',
      'PUT partners/00000001/identitySynchronization applied',
      'PATCH partners/00000002 applied',
      'PATCH default failed',
      'PATCH partners/00000004 not-attempted',
      'DELETE partners/00000005/identitySynchronization not-attempted',
      'DELETE partners/00000005 not-attempted',
    ]);
  });

  test('a failed partner stops its own later requests and no other partner', async () => {
    const plan = planOf(
      creation(1, { inboundTrust: trust(true), identitySynchronization: sync(true) }),
      update(2, { inboundTrust: trust(false) }, { inboundTrust: trust(true) }),
    );
    const { tenant: live, outcomes } = world(plan);
    live.faults.set('POST partners', [{ status: 400, code: 'Request_BadRequest' }]);
    expect(await outcomes(plan)).toEqual([
      'POST partners failed',
      'PUT partners/00000001/identitySynchronization not-attempted',
      'PATCH partners/00000002 applied',
    ]);
  });

  test('requests that the staleness check found satisfied are neither sent nor verified', async () => {
    const { tenant: live, run } = world(everything);
    const satisfied = new Set(everything.changes.flatMap(({ requests }) => requests));
    const { report } = await run(everything, { satisfied });
    expect(live.log).toEqual([]);
    expect(report).toMatchObject({ converged: true, summary: { alreadySatisfied: 8 } });
  });

  test('partners run concurrently up to the limit', async () => {
    const plan = planOf(
      ...Array.from({ length: 12 }, (_, index) => creation(index + 1, { inboundTrust: trust(true) })),
    );
    const { tenant: live, run } = world(plan);
    await run(plan, { concurrency: 3 });
    expect(live.mostInFlight).toBe(3);
  });

  test('an interruption finishes what is in flight, starts nothing new and skips the verification', async () => {
    const plan = planOf(...Array.from({ length: 6 }, (_, index) => creation(index + 1, { inboundTrust: trust(true) })));
    const { tenant: live, clock, run } = world(plan);
    const controller = new AbortController();
    const [execution] = await Promise.all([
      run(plan, { concurrency: 2, signal: controller.signal }),
      clock.sleep(15).then(() => controller.abort()),
    ]);
    const statuses = execution.report.outcomes.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'applied')).toHaveLength(live.partners.size);
    expect(new Set(statuses)).toEqual(new Set(['applied', 'not-attempted']));
    expect(execution.stopped).toEqual({ because: 'the run was interrupted' });
    expect(execution.report.converged).toBe(false);
    expect(live.log.filter((entry) => entry.startsWith('GET'))).toEqual([]);
    expect(execution.report).toMatchObject({ unverified: 'the run was interrupted' });
    expect(execution.report.notShown).toHaveLength(live.partners.size);
  });

  test('a 401 ends the run: nothing else is attempted, and the stop reason has its own error', async () => {
    const plan = planOf(...[1, 2, 3].map((digit) => creation(digit, { inboundTrust: trust(true) })));
    const { tenant: live, run } = world(plan);
    live.faults.set('POST partners', [{ status: 401, code: 'InvalidAuthenticationToken' }]);
    const { report, stopped } = await run(plan, { concurrency: 1 });
    expect(report.outcomes.map(({ status }) => status)).toEqual(['failed', 'not-attempted', 'not-attempted']);
    expect(stopped?.problem?.code).toBe('graph-unauthorized');
  });

  test('a 403 fails only its own partner, because Graph may refuse a single partner', async () => {
    const plan = planOf(...[1, 2, 3].map((digit) => creation(digit, { inboundTrust: trust(true) })));
    const { tenant: live, run } = world(plan);
    live.faults.set('POST partners', [{ status: 403, code: 'Authorization_RequestDenied' }]);
    const { report, stopped } = await run(plan, { concurrency: 1 });
    expect(report.outcomes.map(({ status }) => status)).toEqual(['failed', 'applied', 'applied']);
    expect(report.outcomes[0]?.error).toContain('"xtap doctor" shows what the identity lacks');
    expect(stopped).toBeUndefined();
  });

  test('a 403 on identity synchronization names the role that a person needs', async () => {
    const plan = planOf(creation(1, { identitySynchronization: sync(true) }));
    const { tenant: live, run } = world(plan);
    const path = `partners/${tenant(1)}/identitySynchronization`;
    live.faults.set(`PUT ${path}`, [{ status: 403, code: 'Authorization_RequestDenied' }]);
    const { report } = await run(plan);
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'failed']);
    expect(report.outcomes[1]?.error).toContain('a signed-in person needs the role Security Administrator');
  });

  test('writes before a 401 are still verified', async () => {
    const creations = [1, 3].map((digit) => creation(digit, { inboundTrust: trust(true) }));
    const plan = planOf(...creations, update(2, { inboundTrust: trust(false) }, { inboundTrust: trust(true) }));
    const { tenant: live, run } = world(plan);
    live.faults.set(`PATCH partners/${tenant(2)}`, [{ status: 401, code: 'InvalidAuthenticationToken' }]);
    const { report } = await run(plan, { concurrency: 1 });
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'failed', 'not-attempted']);
    expect(live.log.filter((entry) => entry === 'GET list partners')).toHaveLength(1);
    expect(report).toMatchObject({ converged: false, notShown: [] });
    expect(report.unverified).toBeUndefined();
  });

  test('a journal that becomes unwritable stops the run before the next request', async () => {
    const plan = planOf(...[1, 2, 3].map((digit) => creation(digit, { inboundTrust: trust(true) })));
    const { ports, tenant: live, run } = world(plan);
    let room = 3;
    Object.assign(ports.journal, {
      append: () => {
        room -= 1;
        if (room < 0) throw new XtapError('file-not-writable', 'no space left');
      },
    });
    const { report, stopped } = await run(plan, { concurrency: 1 });
    expect(live.log.filter((entry) => entry.startsWith('POST'))).toHaveLength(2);
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'not-attempted']);
    expect(stopped?.problem?.code).toBe('file-not-writable');
  });

  describe('an error that is not an answer leaves the report complete', () => {
    const plan = planOf(...[1, 2, 3].map((digit) => creation(digit, { inboundTrust: trust(true) })));
    const statuses = ({ report }: Execution): readonly string[] => report.outcomes.map(({ status }) => status);

    /** The second request ends with this error instead of an answer. */
    const runWith = (error: Error, options: Partial<ExecutePlanOptions> = {}): Promise<Execution> => {
      const { ports, tenant: live, run } = world(plan);
      const { send } = live.transport;
      let sent = 0;
      Object.assign(ports, {
        transport: {
          ...live.transport,
          send: async (...given: Parameters<typeof send>) => {
            sent += 1;
            if (sent === 2) throw error;
            return send(...given);
          },
        },
      });
      return run(plan, { concurrency: 1, ...options });
    };

    test('if there is no token because the run was interrupted', async () => {
      const controller = new AbortController();
      const interrupted = new XtapError('interrupted', 'Interrupted.');
      const execution = await runWith(interrupted, { signal: controller.signal });
      expect(statuses(execution)).toEqual(['applied', 'not-attempted', 'not-attempted']);
    });

    test('if xtap itself has a bug', async () => {
      const defect = new TypeError('x is undefined');
      const execution = await runWith(defect);
      expect(statuses(execution)).toEqual(['applied', 'unknown', 'not-attempted']);
      expect(execution.report.outcomes[1]?.error).toContain('x is undefined');
      expect(execution.report.converged).toBe(false);
      expect(execution.defect).toBe(defect);
    });

    test('if xtap itself has a bug during the verification', async () => {
      const { tenant: live, run } = world(plan);
      live.readFails = new TypeError('x is undefined');
      const execution = await run(plan);
      expect(statuses(execution)).toEqual(['applied', 'applied', 'applied']);
      expect(execution.report).toMatchObject({ converged: false, unverified: 'x is undefined' });
      expect(execution.defect).toBe(live.readFails);
    });
  });

  test('a request whose intent does not reach the disk is not sent', async () => {
    const plan = planOf(creation(1, { inboundTrust: trust(true) }));
    const { ports, tenant: live, run } = world(plan);
    Object.assign(ports.journal, {
      flush: () => Promise.reject(new XtapError('file-not-writable', 'input/output error')),
    });
    const { report, stopped } = await run(plan);
    expect(live.log).toEqual([]);
    expect([report.outcomes[0]?.status, stopped?.problem?.code]).toEqual(['not-attempted', 'file-not-writable']);
  });

  test('the journal holds an intent before each request, an outcome after it, and an end line last', async () => {
    const plan = planOf(creation(1, { inboundTrust: trust(true) }));
    const { ports, tenant: live, run, journal } = world(plan);
    let linesAtSending = 0;
    const send = ports.transport.send;
    Object.assign(ports.transport, {
      send: (...sent: Parameters<typeof send>) => {
        linesAtSending = journal.length;
        return send(...sent);
      },
    });
    await run(plan);
    expect(linesAtSending).toBe(1);
    expect(journal).toEqual([
      expect.objectContaining({ type: 'intent', operation: 0, attempt: 1, method: 'POST', tenantId: tenant(1) }),
      expect.objectContaining({ type: 'outcome', operation: 0, status: 'applied', httpStatus: 201 }),
      { type: 'end', converged: true },
    ]);
    expect(live.partners.size).toBe(1);
  });
});
