/** The OData query options of the policy's resources. */
import type { JsonObject } from '../json.ts';
import { type ApiVersion, findProperty } from '../schema.ts';
import { type Call, checkQuery } from './call.ts';
import { badRequest, type Failure } from './failure.ts';

export interface QueryOptions {
  readonly select: readonly string[] | undefined;
  readonly expandsSync: boolean;
  readonly pageSize: number;
  /** Whether the answer has the number of all entries. */
  readonly counts: boolean;
  /** The page starts after this key. */
  readonly after: string | undefined;
}

/**
 * Reads `$select`, `$expand=identitySynchronization`, `$top`, `$count` and `$skiptoken`. Refuses options not in
 * `allowed`.
 */
export function readQuery(call: Call, typeName: string, allowed: readonly string[]): QueryOptions | Failure {
  const { query, version } = call.request;
  const failure = checkQuery(call, allowed);
  if (failure !== undefined) return failure;
  const select = query.get('$select')?.split(',');
  const unknown = select?.find((name) => !isSelectable(typeName, name, version));
  if (unknown !== undefined) {
    return badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.${typeName}'.`);
  }
  const expand = query.get('$expand');
  if (expand !== undefined && expand !== 'identitySynchronization') {
    return badRequest(`Could not find a property named '${expand}' on type 'microsoft.graph.${typeName}'.`);
  }
  const top = query.get('$top');
  if (top !== undefined && !/^[1-9]\d{0,2}$/.test(top)) {
    return badRequest(`Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`);
  }
  const count = query.get('$count');
  if (count !== undefined && count !== 'true' && count !== 'false') return badRequest("Invalid value for '$count'.");
  const token = query.get('$skiptoken');
  const after = token === undefined ? undefined : readSkipToken(token);
  if (token !== undefined && after === undefined) return badRequest('The skip token is not valid.');
  return {
    select,
    expandsSync: expand !== undefined,
    pageSize: top === undefined ? call.rules.pageSize : Math.min(call.rules.maxPageSize, Number(top)),
    counts: count === 'true',
    after,
  };
}

/** The selected members of an entity and its annotations; without `$select`, all members. */
export function pick(entity: JsonObject, select: readonly string[] | undefined): JsonObject {
  if (select === undefined) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([name]) => select.includes(name) || name.startsWith('@')));
}

/** The link to the page after `lastKey`, with the other options of this request. */
export function nextLink(call: Call, lastKey: string): string {
  const { origin, version, path, query } = call.request;
  const options = [...query]
    .filter(([name]) => name !== '$skiptoken')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const token = Buffer.from(`key:${lastKey}`).toString('base64url');
  return `${origin}/${version}${path}?${[...options, `$skiptoken=${token}`].join('&')}`;
}

/** The key that a token of `nextLink` contains. */
export function readSkipToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  return text.startsWith('key:') ? text.slice('key:'.length) : undefined;
}

function isSelectable(typeName: string, name: string, version: ApiVersion): boolean {
  if (name === 'id') return typeName === 'crossTenantAccessPolicy';
  const row = findProperty(typeName, name, version);
  return row !== undefined && row.writable !== 'navigation';
}
