/*
 * Builds the requests of a change: POST, minimal PATCH, PUT or DELETE. A PATCH contains only settings that have
 * drifted, and each of them completely, so that it means the same whether Graph replaces or merges nested objects.
 * Which settings have drifted is decided before, in changes.ts, with compare.ts.
 */

import { isJsonObject, type Json, type JsonObject, memberOf } from '../model/json.ts';
import { keysOf } from '../model/members.ts';
import type { ChangeIntent, PlannedRequest } from '../model/plan.ts';
import { hasOwnEndpoint, type Setting } from '../model/setting.ts';
import { changedLeaves, isSame } from './compare.ts';

const policyUrl = '/policies/crossTenantAccessPolicy';

function partnerUrl(tenantId: string): string {
  return `${policyUrl}/partners/${tenantId}`;
}

export function buildRequests(intent: ChangeIntent, table: readonly Setting[]): readonly PlannedRequest[] {
  if (intent.resource === 'policy') return patch(policyUrl, bodyOf(intent, table));
  if (intent.resource === 'default') return patch(`${policyUrl}/default`, bodyOf(intent, table));

  const tenantId = intent.tenantId ?? '';
  const url = partnerUrl(tenantId);
  const own = table.filter((row) => row.ownEndpoint).flatMap((row) => ownEndpointRequest(row, intent, url) ?? []);
  const removals = own.filter((request) => request.method === 'DELETE');
  const writes = own.filter((request) => request.method !== 'DELETE');
  if (intent.action === 'delete') return [...removals, { method: 'DELETE', url }];
  const body = bodyOf(intent, table);
  const partner: readonly PlannedRequest[] =
    intent.action === 'create'
      ? [{ method: 'POST', url: `${policyUrl}/partners`, body: { tenantId, ...withoutUnset(body) } }]
      : patch(url, body);
  return [...removals, ...partner, ...writes];
}

function patch(url: string, body: JsonObject): readonly PlannedRequest[] {
  return Object.keys(body).length === 0 ? [] : [{ method: 'PATCH', url, body }];
}

/** The settings that are written in the body of their resource, in Graph's spelling. */
function bodyOf({ preimage, after }: ChangeIntent, table: readonly Setting[]): JsonObject {
  const written = after ?? {};
  const rows = table.filter((row) => !row.ownEndpoint && written[row.name] !== undefined);
  return Object.fromEntries(
    rows.map((row) => [row.name, written[row.name] ?? inheritedInBody(row, preimage?.[row.name] ?? null)]),
  );
}

/** Unknown members are set to null too: if Graph merges, a remaining member would keep the setting from inheriting. */
function inheritedInBody(row: Setting, before: Json): Json {
  if (row.inherits !== 'null-members') return null;
  const present = isJsonObject(before) ? Object.keys(before) : [];
  return Object.fromEntries([...keysOf(row), ...present].map((name) => [name, null]));
}

/** A creation leaves out inherited settings, because a new partner inherits already. */
function withoutUnset(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isUnset(value)));
}

function isUnset(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).every((member) => member === null));
}

/** The setting that a request writes through its own endpoint. */
export function ownEndpointOf({ url }: Pick<PlannedRequest, 'url'>, table: readonly Setting[]): Setting | undefined {
  return table.find((row) => row.ownEndpoint && url.endsWith(`/${row.name}`));
}

/** The settings that a request writes; for a partner's deletion, all settings that the partner had. */
export function settingsWrittenBy(
  change: Pick<ChangeIntent, 'preimage' | 'after'>,
  request: Pick<PlannedRequest, 'url'>,
  table: readonly Setting[],
): readonly string[] {
  const own = ownEndpointOf(request, table);
  if (own) return [own.name];
  return Object.keys(change.after ?? change.preimage ?? {}).filter((name) => !hasOwnEndpoint(name, table));
}

/** PUT only creates (409 if the object exists), so an existing object gets a PATCH of the drifted members. */
function ownEndpointRequest(row: Setting, intent: ChangeIntent, partner: string): PlannedRequest | undefined {
  const url = `${partner}/${row.name}`;
  const before = intent.preimage?.[row.name] ?? null;
  const after = intent.after?.[row.name] ?? null;
  const touched = intent.action === 'delete' || intent.after?.[row.name] !== undefined;
  if (!touched || isSame(row, before, after)) return undefined;
  if (after === null) return { method: 'DELETE', url };
  // An object may be empty but a body may not, so the body contains the key.
  const isEmpty = isJsonObject(after) && Object.keys(after).length === 0;
  if (before === null)
    return { method: 'PUT', url, body: isEmpty ? { tenantId: intent.tenantId ?? '' } : (after as JsonObject) };
  return { method: 'PATCH', url, body: driftedMembers(row, before, after as JsonObject) };
}

function driftedMembers(row: Setting, before: Json, after: JsonObject): JsonObject {
  const names = [...new Set([...keysOf(row), ...Object.keys(after)])];
  const changed = changedLeaves(row, before, after).map(({ path }) => `${path}.`);
  const drifted = names.filter(
    (name) => Object.hasOwn(after, name) && changed.some((path) => path.startsWith(`${row.name}.${name}.`)),
  );
  return Object.fromEntries(drifted.map((name) => [name, memberOf(after, name)]));
}
