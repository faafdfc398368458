/**
 * The executor with its real ports: Graph over HTTP against an emulator. Only time is a fake, so that waits cost
 * nothing.
 */
import { type ExecutePlanOptions, type Execution, executePlan } from '../../src/apply/executePlan.ts';
import type { ExecutionPorts } from '../../src/apply/executionPorts.ts';
import type { Journal } from '../../src/apply/journalEntry.ts';
import { resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import type { ReadContext } from '../../src/graph/readGraph.ts';
import { readPartner, readParts } from '../../src/graph/readParts.ts';
import { createGraphTransport } from '../../src/graph/transport/transport.ts';
import type { ApiVersion } from '../../src/model/cloud.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Plan } from '../../src/model/plan.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { createRetryBudget } from '../../src/platform/retry.ts';

/** A clock that runs ahead by every wait instead of waiting. */
function skippingClock(): ExecutionPorts['clock'] {
  let skipped = 0;
  return {
    monotonicNow: () => performance.now() + skipped,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      skipped += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export interface Client {
  readonly plan: (desired: DesiredState) => Promise<Plan>;
  readonly apply: (plan: Plan, journal: Journal, options?: Partial<ExecutePlanOptions>) => Promise<Execution>;
}

const nothing = { partners: false, ownEndpoints: false, default: false, policy: false };
const everything = { partners: true, ownEndpoints: true, default: true, policy: true };

export function clientOf(
  graphUrl: string,
  requestTimeoutMs: number,
  {
    retryTimeoutMs = 60_000,
    apiVersion = 'v1.0',
  }: { readonly retryTimeoutMs?: number; readonly apiVersion?: ApiVersion } = {},
): Client {
  const target = resolveGraphTarget({ cloud: 'global', apiVersion, graphUrl });
  const transport = createGraphTransport({ target, tokens: undefined, requestTimeoutMs });
  const contextOf = (clock: ExecutionPorts['clock']): ReadContext => {
    const budget = createRetryBudget(retryTimeoutMs, { monotonicNow: clock.monotonicNow, random: Math.random });
    return { transport, budget, sleep: clock.sleep };
  };
  return {
    plan: async (desired) => {
      const live = await readParts(contextOf(skippingClock()), desired, everything);
      const input = { table: fieldTable, toolVersion: '0.0.0', createdAt: '2026-11-22T01:00:00Z', warnings: [] };
      const result = makePlan({ ...input, desired, live });
      if (result.plan === undefined) throw new Error('the configuration of the test is refused');
      return result.plan;
    },
    apply: (plan, journal, options = {}) => {
      const clock = skippingClock();
      const context = contextOf(clock);
      return executePlan(
        plan,
        { concurrency: 4, pacing: { maxWritesPerSecond: 15, burst: 500 }, verifyTimeoutMs: 60_000, ...options },
        {
          transport,
          budget: context.budget,
          clock,
          journal,
          progress: () => undefined,
          read: {
            partner: (tenantId) => readPartner(context, plan, tenantId),
            default: async () => (await readParts(context, plan, { ...nothing, default: true })).default ?? {},
            policy: async () => (await readParts(context, plan, { ...nothing, policy: true })).policy ?? {},
            list: (scope) => readParts(context, plan, scope),
          },
        },
      );
    },
  };
}
