/** A tenant without a network: it executes requests at once, except for scripted faults. */

import type { ExecutionPorts, ListScope } from '../../src/apply/executionPorts.ts';
import { canonicalValue } from '../../src/model/canonical.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { GraphFault, type GraphRequest, type GraphResponse } from '../../src/model/graphPort.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { LivePartner, SettingValues } from '../../src/model/liveState.ts';
import type { TenantId } from '../../src/model/tenantId.ts';

/** A fault of one request. `commits`: the change is made nevertheless. */
export interface WriteFault {
  readonly commits?: boolean;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterMs?: number;
  /** Instead of an answer. */
  readonly fault?: 'lost' | 'unsent';
  /** A change by somebody else before the request. */
  readonly meanwhile?: (tenant: FakeTenant) => void;
}

export interface FakeTenant {
  readonly partners: Map<string, SettingValues>;
  default: SettingValues;
  policy: SettingValues;
  /** Method and last two segments of every write that arrived, and `GET …` for reads. */
  readonly log: string[];
  /** Faults by `METHOD path-suffix`, used one after another. */
  readonly faults: Map<string, WriteFault[]>;
  /** Number of reads after each write that still show the state before it. */
  lagReads: number;
  readFails: Error | undefined;
  inFlight: number;
  mostInFlight: number;
  readonly transport: ExecutionPorts['transport'];
  readonly read: ExecutionPorts['read'];
}

interface Shown {
  readonly partners: ReadonlyMap<string, SettingValues>;
  readonly default: SettingValues;
  readonly policy: SettingValues;
}

const root = '/policies/crossTenantAccessPolicy';

export function fakeTenant(clock: ExecutionPorts['clock'], latencyMs = 10): FakeTenant {
  const counts = { get: 0, post: 0, patch: 0, put: 0, delete: 0, retries: 0 };
  let stale: Shown | undefined;
  let staleReads = 0;

  const shown = (what: string): Shown => {
    counts.get += 1;
    tenant.log.push(`GET ${what}`);
    if (tenant.readFails) throw tenant.readFails;
    if (stale && staleReads > 0) {
      staleReads -= 1;
      return stale;
    }
    return tenant;
  };

  /** Reads show what was before a change for a while; a refused request changes nothing. */
  const commitLagging = (request: GraphRequest): GraphResponse => {
    const before = { partners: new Map(tenant.partners), default: tenant.default, policy: tenant.policy };
    const answer = commit(tenant, request);
    if (answer.error !== undefined) return answer;
    if (staleReads === 0) stale = before;
    staleReads = tenant.lagReads;
    return answer;
  };

  const tenant: FakeTenant = {
    partners: new Map(),
    default: {},
    policy: {},
    log: [],
    faults: new Map(),
    lagReads: 0,
    readFails: undefined,
    inFlight: 0,
    mostInFlight: 0,
    transport: {
      calls: () => ({ ...counts }),
      send: async (request, options) => {
        counts[request.method.toLowerCase() as 'post'] += 1;
        if (options?.isRetry === true) counts.retries += 1;
        tenant.log.push(shortOf(request));
        tenant.inFlight += 1;
        tenant.mostInFlight = Math.max(tenant.mostInFlight, tenant.inFlight);
        await clock.sleep(latencyMs);
        tenant.inFlight -= 1;
        const fault = tenant.faults.get(shortOf(request))?.shift();
        if (fault === undefined) return commitLagging(request);
        if (fault.fault === 'unsent') throw faultOf(request, false);
        if (fault.commits === true) commitLagging(request);
        fault.meanwhile?.(tenant);
        if (fault.fault === 'lost') throw faultOf(request, true);
        return answerOf(fault);
      },
    },
    read: {
      partner: async (tenantId) => {
        const settings = shown(tenantId).partners.get(tenantId);
        return settings && partnerOf(tenantId, settings);
      },
      default: async () => shown('default').default,
      policy: async () => shown('policy').policy,
      list: async (scope: ListScope) => {
        const now = shown(`list ${Object.entries(scope).flatMap(([name, wanted]) => (wanted ? [name] : []))}`);
        return {
          ...(scope.partners ? { partners: [...now.partners].map(([id, each]) => partnerOf(id, each)) } : {}),
          ...(scope.default ? { default: now.default } : {}),
          ...(scope.policy ? { policy: now.policy } : {}),
        };
      },
    },
  };
  return tenant;
}

function shortOf({ method, path }: GraphRequest): string {
  return `${method} ${path === root ? 'policy' : path.slice(root.length + 1)}`;
}

function commit(tenant: FakeTenant, { method, path, body }: GraphRequest): GraphResponse {
  const sent = isJsonObject(body) ? body : {};
  const [, id = '', own] = path.slice(root.length).split('/').slice(1);
  if (path === root) tenant.policy = merge(tenant.policy, sent);
  else if (path === `${root}/default`) tenant.default = merge(tenant.default, sent);
  else if (method === 'POST') return create(tenant, sent);
  else if (!tenant.partners.has(id)) return answer(404, 'Request_ResourceNotFound');
  else if (own !== undefined) return writeOwn(tenant, id, { own, method, sent });
  else if (method === 'DELETE') tenant.partners.delete(id);
  else tenant.partners.set(id, merge(tenant.partners.get(id) ?? {}, sent));
  return answer(204);
}

function create(tenant: FakeTenant, { tenantId, ...settings }: JsonObject): GraphResponse {
  const id = String(tenantId);
  if (tenant.partners.has(id)) return answer(400, 'Request_MultipleObjectsWithSameKeyValue');
  tenant.partners.set(id, merge({}, settings));
  return { ...answer(201), body: { tenantId: id } };
}

function writeOwn(
  tenant: FakeTenant,
  id: string,
  { own, method, sent }: { own: string; method: string; sent: JsonObject },
): GraphResponse {
  const { [own]: before = null, ...others } = tenant.partners.get(id) ?? {};
  if (method === 'PUT' && before !== null) return answer(409, 'Request_MultipleObjectsWithSameKeyValue');
  if (method !== 'PUT' && before === null) return answer(404, 'Directory_ObjectNotFound');
  const after = method === 'DELETE' ? {} : { [own]: { ...(before as JsonObject | null), ...sent } };
  tenant.partners.set(id, { ...others, ...after });
  return answer(204);
}

function merge(before: SettingValues, sent: JsonObject): SettingValues {
  const entries = fieldTable.flatMap((row): [string, Json][] => {
    const value = canonicalValue(row, Object.hasOwn(sent, row.name) ? sent[row.name] : before[row.name]);
    return value === null || (!Object.hasOwn(sent, row.name) && before[row.name] === undefined)
      ? []
      : [[row.name, value]];
  });
  return Object.fromEntries(entries);
}

function partnerOf(tenantId: string, settings: SettingValues): LivePartner {
  return {
    tenantId: tenantId as TenantId,
    settings,
    onCreation: {},
    isInMultiTenantOrganization: false,
    others: {},
  };
}

function answer(status: number, code?: string): GraphResponse {
  return {
    status,
    url: '',
    clientRequestId: '',
    requestId: `request-${status}`,
    body: undefined,
    ...(status < 300 ? {} : { error: { code: code ?? '', message: 'so it is' } }),
  };
}

function answerOf({ status = 500, code, retryAfterMs }: WriteFault): GraphResponse {
  return { ...answer(status, code), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function faultOf({ method, path }: GraphRequest, mayHaveArrived: boolean): GraphFault {
  const message = mayHaveArrived ? 'socket hang up' : 'connect ECONNREFUSED';
  return new GraphFault('network', message, { method, url: path, clientRequestId: '', mayHaveArrived });
}
