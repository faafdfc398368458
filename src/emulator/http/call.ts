/** The interface between the server and the state model: a request goes in; a reply and the next state come out. */
import { type Actor, type AuditSubject, recordEvent } from '../directory/auditLog.ts';
import type { Facts } from '../facts.ts';
import type { Json } from '../json.ts';
import type { ApiVersion } from '../schema.ts';
import type { Tenant } from '../state/tenantState.ts';
import { badRequest, type Failure } from './failure.ts';
import type { View } from './present.ts';

export type Cloud = 'global' | 'usgov' | 'usgovdod' | 'china';

/** Behaviour of the service that is not documented, or that differs between tenants. */
export interface ServiceRules {
  readonly facts: Facts;
  /** Entries of a page, and the most that `$top` may ask for. */
  readonly pageSize: number;
  readonly maxPageSize: number;
  /** Of the sign-in log, which has larger pages. */
  readonly signInPageSize: number;
  readonly quirks: number | undefined;
  readonly cloud: Cloud;
}

/** A request as the state model receives it. */
export interface ServiceRequest {
  readonly method: string;
  readonly version: ApiVersion;
  /** Without the version, for instance `/policies/crossTenantAccessPolicy/partners`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Parsed; undefined without a body. */
  readonly body: Json | undefined;
  /** The start of nextLink and context, for instance `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly requestId: string;
  /** ISO time. */
  readonly now: string;
  readonly actor: Actor;
  /** The preferences of the header Prefer. */
  readonly preferences: readonly string[];
  /** The token is one of an application, not of a person. False without a token. */
  readonly isApplication: boolean;
}

export interface Reply {
  readonly tenant: Tenant;
  readonly status: number;
  /** JSON text, if `contentType` says nothing else. */
  readonly body?: string;
  readonly contentType?: string;
  readonly failure?: Failure;
}

/** A request with the state that it is answered from. */
export interface Call {
  readonly request: ServiceRequest;
  readonly rules: ServiceRules;
  readonly tenant: Tenant;
  /** The value of the route's placeholder; empty if the route has none. */
  readonly id: string;
}

export type Handler = (call: Call) => Reply;

export function fail(call: Call, failure: Failure): Reply {
  return { tenant: call.tenant, status: failure.status, failure };
}

/** 200 with a body; the state does not change. */
export function show(call: Call, body: string): Reply {
  return { tenant: call.tenant, status: 200, body };
}

/** A committed change: the next state with its audit event. */
export function commit(call: Call, tenant: Tenant, subject: AuditSubject): Tenant {
  const { requestId, now, actor } = call.request;
  return {
    ...tenant,
    audit: recordEvent(tenant.audit, subject, { id: requestId, at: now, actor }),
  };
}

export function viewOf(call: Call): View {
  return { version: call.request.version, quirks: call.rules.quirks };
}

/** One JSON text with `@odata.context` and the members of `entity`, which is itself JSON text. */
export function withContext(call: Call, path: string, entity: string): string {
  const { origin, version } = call.request;
  const context = JSON.stringify(`${origin}/${version}/$metadata#${path}`);
  const rest = entity === '{}' ? '}' : `,${entity.slice(1)}`;
  return `{"@odata.context":${context}${rest}`;
}

/** Refuses query options that the resource does not support. */
export function checkQuery(call: Call, allowed: readonly string[]): Failure | undefined {
  for (const name of call.request.query.keys()) {
    if (!allowed.includes(name)) {
      return badRequest(`Query option '${name}' is not supported for this resource.`);
    }
  }
  return undefined;
}
