/** The executor with its real ports: Graph over HTTP against an emulator. Only time is a fake, so that waits cost nothing. */
import { type ExecuteOptions, type Execution, execute } from '../../src/execute/execute.ts';
import type { Journal } from '../../src/execute/journalEntry.ts';
import type { Clock, LiveReader } from '../../src/execute/ports.ts';
import { resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import { decodeLive } from '../../src/graph/rawState.ts';
import { readLive } from '../../src/graph/readLive.ts';
import { anyObject, type ReadContext, read } from '../../src/graph/reads.ts';
import { createGraphTransport } from '../../src/graph/transport.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createRetryBudget } from '../../src/model/retry.ts';
import { makePlan } from '../../src/reconcile/planner.ts';

/** A clock that runs ahead by every wait instead of waiting. */
export function skippingClock(): Clock {
  let skipped = 0;
  return {
    now: () => performance.now() + skipped,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      skipped += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export interface Client {
  readonly plan: (desired: DesiredState) => Promise<Plan>;
  readonly apply: (plan: Plan, journal: Journal, options?: Partial<ExecuteOptions>) => Promise<Execution>;
}

export function clientOf(graphUrl: string, requestTimeoutMs: number, retryTimeoutMs = 60_000): Client {
  const target = resolveGraphTarget({ cloud: 'global', apiVersion: 'v1.0', graphUrl });
  const transport = createGraphTransport({ target, tokens: undefined, requestTimeoutMs });
  const contextOf = (clock: Clock): ReadContext => {
    const budget = createRetryBudget(retryTimeoutMs, { now: clock.now, random: Math.random });
    return { transport, budget, sleep: clock.sleep };
  };
  const live = (context: ReadContext, expandSync: boolean): Promise<LiveState> =>
    readLive(context, { cloud: 'global', expandSync, tokens: undefined });
  return {
    plan: async (desired) => {
      const input = { table: fieldTable, toolVersion: '0.0.0', createdAt: '2026-11-22T01:00:00Z', warnings: [] };
      const result = makePlan({ ...input, desired, live: await live(contextOf(skippingClock()), true) });
      if (result.plan === undefined) throw new Error('the configuration of the test is refused');
      return result.plan;
    },
    apply: (plan, journal, options = {}) => {
      const clock = skippingClock();
      const context = contextOf(clock);
      return execute(
        plan,
        { concurrency: 4, pacing: { maxWritesPerSecond: 15, burst: 500 }, verifyTimeoutMs: 60_000, ...options },
        {
          transport,
          budget: context.budget,
          clock,
          journal,
          progress: () => undefined,
          read: liveReader(context, (expandSync) => live(context, expandSync)),
        },
      );
    },
  };
}

function liveReader(context: ReadContext, live: (expandSync: boolean) => Promise<LiveState>): LiveReader {
  const policyPath = '/policies/crossTenantAccessPolicy';
  const settingsAt = async (what: 'default' | 'policy') => (await live(false))[what] ?? {};
  return {
    partner: async (tenantId) => {
      const query = { $expand: 'identitySynchronization' };
      const request = { method: 'GET', path: `${policyPath}/partners/${tenantId}`, query } as const;
      const { status, body } = await read(context, request, anyObject, [404]);
      if (status === 404) return undefined;
      const raw = { tenantId, cloud: 'global', apiVersion: 'v1.0', policy: undefined, default: undefined } as const;
      const decoded = decodeLive({ ...raw, partners: [body] }, 'graph');
      if ('complaint' in decoded) throw new Error(decoded.complaint);
      return decoded.value.partners[0];
    },
    default: () => settingsAt('default'),
    policy: () => settingsAt('policy'),
    list: ({ identitySynchronization }) => live(identitySynchronization),
  };
}
