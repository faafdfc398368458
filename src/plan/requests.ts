/*
 * From the intent of a change to its requests. What is sent is complete in every setting it names, and names no setting
 * that has not drifted: so it means the same whether Graph replaces or merges nested objects.
 */
import type { Member, Setting } from '../model/fieldTable.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals, memberOf } from '../model/json.ts';
import type { ChangeIntent, PlannedRequest } from '../model/plan.ts';

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

/** The settings that go into the body of their resource, as Graph wants them spelt. */
function bodyOf({ preimage, after }: ChangeIntent, table: readonly Setting[]): JsonObject {
  const written = after ?? {};
  const rows = table.filter((row) => !row.ownEndpoint && written[row.name] !== undefined);
  return Object.fromEntries(
    rows.map((row) => [row.name, written[row.name] ?? inheritedInBody(row, preimage?.[row.name] ?? null)]),
  );
}

/** Members that no row names are null as well: where Graph merges, one that stayed would keep the setting set. */
function inheritedInBody(row: Setting, before: Json): Json {
  if (row.inherits !== 'null-members') return null;
  const members = row.members.map((member) => member.path[0] ?? '');
  const present = isJsonObject(before) ? Object.keys(before) : [];
  return Object.fromEntries([...members, ...present].map((name) => [name, null]));
}

/** A creation leaves inherited settings out: nothing was there that they would have to undo. */
function withoutUnset(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isUnset(value)));
}

function isUnset(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).every((member) => member === null));
}

/** The setting that a request writes through an endpoint of its own. */
export function ownEndpointOf({ url }: Pick<PlannedRequest, 'url'>, table: readonly Setting[]): Setting | undefined {
  return table.find((row) => row.ownEndpoint && url.endsWith(`/${row.name}`));
}

/** PUT creates only (409 where there is one already), so an existing object gets a PATCH of what drifted. */
function ownEndpointRequest(row: Setting, intent: ChangeIntent, partner: string): PlannedRequest | undefined {
  const url = `${partner}/${row.name}`;
  const before = intent.preimage?.[row.name] ?? null;
  const after = intent.after?.[row.name] ?? null;
  const touched = intent.action === 'delete' || intent.after?.[row.name] !== undefined;
  if (!touched || jsonEquals(before, after)) return undefined;
  if (after === null) return { method: 'DELETE', url };
  // An object may be there without any member, but no body may: the key stands in.
  const isEmpty = isJsonObject(after) && Object.keys(after).length === 0;
  if (before === null)
    return { method: 'PUT', url, body: isEmpty ? { tenantId: intent.tenantId ?? '' } : (after as JsonObject) };
  return { method: 'PATCH', url, body: driftedMembers(row.members, before as JsonObject, after as JsonObject) };
}

function driftedMembers(members: readonly Member[], before: JsonObject, after: JsonObject): JsonObject {
  const names = [...new Set([...members.flatMap((member) => member.path.slice(0, 1)), ...Object.keys(after)])];
  const drifted = names.filter(
    (name) => Object.hasOwn(after, name) && !jsonEquals(memberOf(before, name), memberOf(after, name)),
  );
  return Object.fromEntries(drifted.map((name) => [name, memberOf(after, name)]));
}
