/** The service of the emulator without HTTP, for thousands of applies in seconds. */
import { usualFacts } from '../../../src/emulator/facts.ts';
import { createService } from '../../../src/emulator/http/service.ts';
import {
  exportTenant,
  loadTenant,
  type TenantSeed,
  type TenantState,
} from '../../../src/emulator/state/tenantState.ts';
import { decodeLive } from '../../../src/graph/decodeLive.ts';
import type { ApiVersion } from '../../../src/model/cloud.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { LiveState } from '../../../src/model/liveState.ts';
import type { Plan, PlannedRequest } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { makePlan, type PlanningInput } from '../../../src/plan/planner.ts';
import type { World } from './arbitraries.ts';

export type Nested = 'replace' | 'merge';
export const nestedSemantics: readonly Nested[] = ['replace', 'merge'];

/** The model sends each request once, reads at once, and finds what it sent. The tests in test/contract do more. */
const plainFacts = {
  readAfterWrite: 'immediate',
  recreateAfterDelete: 'created',
  expandSynchronization: 'accepted',
  loneHalf: 'kept',
} as const;

export interface TenantModel {
  /** Throws if the answer is not a success. */
  readonly send: (request: PlannedRequest) => void;
  readonly read: () => LiveState;
  readonly state: () => TenantState;
}

const policy = '/policies/crossTenantAccessPolicy';

export function tenantModel(seed: TenantSeed, apiVersion: ApiVersion, nested: Nested, quirks?: number): TenantModel {
  const facts = { ...usualFacts, ...plainFacts, nestedPatch: nested };
  const rules = { facts, pageSize: 100, maxPageSize: 999, signInPageSize: 1000, quirks, cloud: 'global' } as const;
  const options = { rules, requireToken: false, acceptedTokens: [], quota: undefined, auditLimit: false };
  const service = createService(loadTenant(seed), options, () => 0);
  const serve = (method: string, path: string, body?: JsonObject, query: Readonly<Record<string, string>> = {}) => {
    const answer = service.serve(
      {
        method,
        version: apiVersion,
        path,
        query: new Map(Object.entries(query)),
        headers: { 'content-type': 'application/json' },
        text: body === undefined ? '' : JSON.stringify(body),
        origin: 'http://127.0.0.1',
        requestId: 'r',
      },
      0,
    );
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.body}`);
    }
    return answer.body === undefined || answer.body === '' ? {} : (JSON.parse(answer.body) as JsonObject);
  };
  return {
    send: ({ method, url, body }) => {
      serve(method, url, body);
    },
    read: () => {
      const list = serve('GET', `${policy}/partners`, undefined, { $expand: 'identitySynchronization' });
      const decoded = decodeLive(
        {
          tenantId: seed.tenantId as TenantId,
          cloud: 'global',
          apiVersion,
          policy: serve('GET', policy),
          default: serve('GET', `${policy}/default`),
          partners: list.value as readonly JsonObject[],
        },
        'graph',
      );
      if ('complaint' in decoded) throw new Error(decoded.complaint);
      return decoded.value;
    },
    state: () => exportTenant(service.tenant()),
  };
}

export const modelOf = ({ seed, apiVersion }: World, nested: Nested, quirks?: number): TenantModel =>
  tenantModel(seed, apiVersion, nested, quirks);

/** Sends every request in the plan's order. */
export function applyTo(tenant: TenantModel, plan: Pick<Plan, 'changes'>): void {
  for (const { requests } of plan.changes) for (const request of requests) tenant.send(request);
}

const rest = { table: fieldTable, toolVersion: '1.0.0', createdAt: '2026-11-22T01:00:00Z', warnings: [] };

/** The plan, or undefined where a completed half is refused. */
export function planOf(input: Pick<PlanningInput, 'desired' | 'live'> & Partial<PlanningInput>): Plan | undefined {
  return makePlan({ ...rest, ...input }).plan;
}
