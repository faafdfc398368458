import { type ExecutePlanOptions, type Execution, executePlan } from '../../src/apply/executePlan.ts';
import type { ExecutionPorts } from '../../src/apply/executionPorts.ts';
import type { JournalEntry } from '../../src/apply/journalEntry.ts';
import type { ProgressEvent } from '../../src/apply/progressEvent.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import type { Change, ChangeIntent, Plan } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { sortChanges } from '../../src/plan/order.ts';
import { buildRequests } from '../../src/plan/requests.ts';
import { createRetryBudget } from '../../src/platform/retry.ts';
import { fakeClock } from './fakeClock.ts';
import { type FakeTenant, fakeTenant } from './fakeTenant.ts';

export const tenant = (digit: number): TenantId =>
  `${digit.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as TenantId;

function change(intent: Omit<ChangeIntent, 'basis'>): Change {
  const full = { ...intent, basis: {} };
  return {
    ...full,
    origin: 'unknown',
    impact: 'neutral',
    fields: [],
    reasons: [],
    requests: buildRequests(full, fieldTable),
  };
}

export const creation = (digit: number, after: SettingValues): Change =>
  change({ action: 'create', resource: 'partner', tenantId: tenant(digit), preimage: null, after });
export const update = (digit: number, preimage: SettingValues, after: SettingValues): Change =>
  change({ action: 'update', resource: 'partner', tenantId: tenant(digit), preimage, after });
export const deletion = (digit: number, preimage: SettingValues): Change =>
  change({ action: 'delete', resource: 'partner', tenantId: tenant(digit), preimage, after: null });
export const ofDefault = (preimage: SettingValues, after: SettingValues): Change =>
  change({ action: 'update', resource: 'default', preimage, after });
export const ofPolicy = (preimage: SettingValues, after: SettingValues): Change =>
  change({ action: 'update', resource: 'policy', preimage, after });

export function planOf(...changes: readonly Change[]): Plan {
  return {
    formatVersion: 1,
    toolVersion: '0.0.0',
    tenantId: tenant(0),
    cloud: 'global',
    apiVersion: 'v1.0',
    source: 'graph',
    createdAt: '2026-11-22T01:00:00Z',
    configDigest: 'sha256:0',
    digest: 'sha256:1',
    partial: false,
    summary: { create: 0, update: 0, delete: 0, unchanged: 0, undeclared: 0, broadening: 0, narrowing: 0, problems: 0 },
    changes: sortChanges(changes, (each) => each, fieldTable),
    undeclared: [],
    ignored: [],
    problems: [],
    released: [],
    loosened: [],
    warnings: [],
    silenced: [],
    guards: [],
    integrity: 'sha256:2',
  };
}

export interface World {
  readonly clock: ExecutionPorts['clock'];
  readonly tenant: FakeTenant;
  readonly journal: JournalEntry[];
  readonly events: ProgressEvent[];
  readonly ports: ExecutionPorts;
  readonly run: (plan: Plan, options?: Partial<ExecutePlanOptions>) => Promise<Execution>;
  /** `METHOD path status`, per request of the plan. */
  readonly outcomes: (plan: Plan, options?: Partial<ExecutePlanOptions>) => Promise<readonly string[]>;
}

/** A tenant, a clock and a journal in memory, with the partners that the changes expect to find. */
export function world(plan: Plan, retryTimeoutMs = 120_000): World {
  const clock = fakeClock();
  const fake = fakeTenant(clock);
  for (const { resource, action, tenantId, preimage } of plan.changes) {
    const before = Object.fromEntries(Object.entries(preimage ?? {}).filter(([, value]) => value !== null));
    if (resource !== 'partner') fake[resource] = before;
    else if (action !== 'create') fake.partners.set(tenantId ?? '', before);
  }
  const journal: JournalEntry[] = [];
  const events: ProgressEvent[] = [];
  const ports: ExecutionPorts = {
    transport: fake.transport,
    budget: createRetryBudget(retryTimeoutMs, { monotonicNow: clock.monotonicNow, random: () => 0.5 }),
    clock,
    read: fake.read,
    journal: { append: (entry) => journal.push(entry), flush: async () => undefined },
    progress: (event) => events.push(event),
  };
  const run = (what: Plan, options: Partial<ExecutePlanOptions> = {}): Promise<Execution> =>
    executePlan(
      what,
      { concurrency: 4, pacing: { maxWritesPerSecond: 15, burst: 500 }, verifyTimeoutMs: 60_000, ...options },
      ports,
    );
  const outcomes = async (what: Plan, options?: Partial<ExecutePlanOptions>): Promise<readonly string[]> => {
    const { report } = await run(what, options);
    return report.outcomes.map(({ method, url, status }) => `${method} ${nameOf(url)} ${status}`);
  };
  return { clock, tenant: fake, journal, events, ports, run, outcomes };
}

/** `partners/00000001` and so on: what a person needs to tell requests apart. */
function nameOf(url: string): string {
  return (
    url
      .replace('/policies/crossTenantAccessPolicy', '')
      .replace(/-0000-4000-8000-0{12}/, '')
      .slice(1) || 'policy'
  );
}
