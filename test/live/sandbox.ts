/** The sandbox tenant: raw requests, whose answers are the facts, with a journal before every creation. */
import type { GraphRequest, GraphResponse, GraphTransport } from '../../src/model/graphPort.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { requireHarmless } from './harmless.ts';
import type { LiveJournal } from './liveJournal.ts';

export interface SandboxPorts {
  readonly v1: GraphTransport;
  readonly beta: GraphTransport;
  readonly journal: LiveJournal;
  /** A second tenant of the same person; undefined: partners are ids that no tenant has. */
  readonly partner: TenantId | undefined;
  readonly newTenantId: () => TenantId;
  /** Whether the login host knows the tenant. */
  readonly tenantExists: (tenantId: TenantId) => Promise<boolean>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Sandbox {
  readonly partner: TenantId | undefined;
  readonly get: (path: string, query?: GraphRequest['query'], version?: 'v1' | 'beta') => Promise<GraphResponse>;
  /** Reads until the answer fits, for half a minute; the last answer in any case. */
  readonly getUntil: (
    path: string,
    fits: (response: GraphResponse) => boolean,
    version?: 'v1' | 'beta',
  ) => Promise<GraphResponse>;
  /** An id that no tenant has. */
  readonly freshId: () => Promise<TenantId>;
  readonly create: (tenantId: TenantId, settings: JsonObject) => Promise<GraphResponse>;
  /** Creates the partner, also while its deletion still conflicts, and waits until reads show it. */
  readonly createAndSee: (tenantId: TenantId, settings: JsonObject) => Promise<GraphResponse>;
  readonly patch: (tenantId: TenantId, body: JsonObject) => Promise<GraphResponse>;
  readonly putSynchronization: (tenantId: TenantId) => Promise<GraphResponse>;
  /** Deletes the synchronization and the partner, as far as they exist. */
  readonly remove: (tenantId: TenantId) => Promise<void>;
  readonly send: (request: GraphRequest) => Promise<GraphResponse>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const policyPath = '/policies/crossTenantAccessPolicy';
export const partnersPath = `${policyPath}/partners`;

const attempts = 15;
const pauseMs = 2_000;
const busy = [429, 503, 504];
const duplicate = 'Request_MultipleObjectsWithSameKeyValue';

export function createSandbox(ports: SandboxPorts): Sandbox {
  const { journal, sleep, partner } = ports;
  const sendVia = async (transport: GraphTransport, request: GraphRequest): Promise<GraphResponse> => {
    for (let attempt = 1; ; attempt += 1) {
      ports.signal.throwIfAborted();
      const response = await transport.send(request);
      if (attempt === attempts || !busy.includes(response.status)) return response;
      await sleep(Math.max(pauseMs, response.retryAfterMs ?? 0));
    }
  };
  const send: Sandbox['send'] = (request) => sendVia(ports.v1, request);
  const get: Sandbox['get'] = (path, query, version = 'v1') =>
    sendVia(ports[version], { method: 'GET', path, ...(query === undefined ? {} : { query }) });
  const getUntil: Sandbox['getUntil'] = async (path, fits, version) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await get(path, undefined, version);
      if (attempt === attempts || fits(response)) return response;
      await sleep(pauseMs);
    }
  };
  /** The own second tenant may be given more than a block. */
  const guard = (tenantId: TenantId, body: JsonObject): void => {
    if (tenantId !== partner) requireHarmless(body);
  };
  const create: Sandbox['create'] = async (tenantId, settings) => {
    const body = { tenantId, ...settings };
    guard(tenantId, body);
    journal.willCreate(tenantId);
    return send({ method: 'POST', path: partnersPath, body });
  };
  const pathOf = (tenantId: TenantId): string => `${partnersPath}/${tenantId}`;
  return {
    partner,
    get,
    getUntil,
    send,
    wait: sleep,
    freshId: async () => {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const tenantId = ports.newTenantId();
        if (!(await ports.tenantExists(tenantId))) return tenantId;
      }
      throw new Error('Every new id belongs to a tenant. The login host cannot be trusted, so nothing is created.');
    },
    create,
    createAndSee: async (tenantId, settings) => {
      let created = await create(tenantId, settings);
      for (let attempt = 1; created.error?.code === duplicate && attempt < attempts; attempt += 1) {
        await sleep(pauseMs);
        created = await create(tenantId, settings);
      }
      if (created.status === 201) await getUntil(pathOf(tenantId), ({ status }) => status === 200);
      return created;
    },
    patch: async (tenantId, body) => {
      guard(tenantId, body);
      return send({ method: 'PATCH', path: pathOf(tenantId), body });
    },
    putSynchronization: async (tenantId) => {
      if (tenantId !== partner) throw new Error('Only the own second tenant gets a synchronization.');
      const body = { displayName: 'xtap live suite', userSyncInbound: { isSyncAllowed: false } };
      return send({ method: 'PUT', path: `${pathOf(tenantId)}/identitySynchronization`, body });
    },
    remove: async (tenantId) => {
      if (tenantId === partner) await send({ method: 'DELETE', path: `${pathOf(tenantId)}/identitySynchronization` });
      const { status } = await send({ method: 'DELETE', path: pathOf(tenantId) });
      if (status === 204 || status === 404) journal.removed(tenantId);
    },
  };
}

/** A member of an answer; null also for an object whose members are all null, because the service spells both. */
export function memberOf(body: unknown, ...path: readonly string[]): unknown {
  let value: unknown = body;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  const isEmpty = isJsonObject(value) && Object.values(value).every((member) => member === null);
  return value === undefined || isEmpty ? null : value;
}

/** One line for the page: the status, and Graph's code and message of a refusal. */
export function evidenceOf({ status, error }: GraphResponse): string {
  return error === undefined ? `${status}` : `${status} ${error.code}: ${error.message}`.slice(0, 200);
}
