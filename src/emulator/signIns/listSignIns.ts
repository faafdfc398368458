/**
 * GET /auditLogs/signIns. Written from Microsoft's reference of the resource and of the method "List signIns", and from
 * public reports about the texts of its errors.
 */
import { type Call, checkQuery, fail, type Handler, show, withContext } from '../http/call.ts';
import type { Failure } from '../http/failure.ts';
import {
  type FilterProblem,
  type FilterProperties,
  parseFilter,
  passes,
  type TimeRange,
  timeRange,
} from '../http/filter.ts';
import { nextLink, pick, readSkipToken } from '../http/queryOptions.ts';
import { isList, type Json, type JsonObject, without } from '../json.ts';
import type { ApiVersion } from '../schema.ts';
import { firstNotAfter } from './signInLog.ts';

/** The properties that $filter may name, as in v1.0. Those of the tenants are not documented, but scripts use them. */
const v1Properties: FilterProperties = {
  id: 'text',
  createdDateTime: 'time',
  userId: 'text',
  userPrincipalName: 'text',
  userDisplayName: 'text',
  appId: 'text',
  appDisplayName: 'text',
  resourceId: 'text',
  resourceDisplayName: 'text',
  ipAddress: 'text',
  clientAppUsed: 'text',
  correlationId: 'text',
  conditionalAccessStatus: 'text',
  isInteractive: 'flag',
  homeTenantId: 'text',
  resourceTenantId: 'text',
  'status/errorCode': 'number',
};

const betaProperties: FilterProperties = {
  ...v1Properties,
  crossTenantAccessType: 'text',
  userType: 'text',
  signInEventTypes: 'list',
  authenticationRequirement: 'text',
  tokenIssuerType: 'text',
  isTenantRestricted: 'flag',
};

/** What v1.0 does not have. */
const betaOnly = ['crossTenantAccessType', 'userType', 'signInEventTypes', 'authenticationRequirement'].concat([
  'tokenIssuerType',
  'isTenantRestricted',
]);

/** Members after the sentinel of the enumeration: only clients that ask for them get their names. */
const newerAccessTypes = ['passthrough'];

const longestPage = 1000;

export const listSignIns: Handler = (call) => {
  const { query, version } = call.request;
  const failure = checkOptions(call);
  if (failure !== undefined) return fail(call, failure);
  const properties = version === 'beta' ? betaProperties : v1Properties;
  const filter = query.get('$filter');
  const parsed = filter === undefined ? undefined : parseFilter(filter, properties);
  if (parsed !== undefined && 'problem' in parsed) return fail(call, filterFailure(parsed.problem));
  const combines = filter?.includes('createdDateTime') === true && filter.includes('/any(');
  if (combines && call.rules.facts.signInFilter === 'refused') return fail(call, invalidFilter(filter));
  const namesKind = filter !== undefined && /signInEventTypes/i.test(filter);
  const isWanted = (event: JsonObject): boolean =>
    (namesKind || isInteractive(event)) && (parsed === undefined || passes(parsed, event, properties));

  const { page, more } = readPage(call, timeRange(parsed, 'createdDateTime'), isWanted);
  const select = query.get('$select')?.split(',');
  const value = page.map((event) => pick(presentEvent(event, call), select));
  const link = more === undefined ? {} : { '@odata.nextLink': nextLink(call, String(more)) };
  return show(call, withContext(call, 'auditLogs/signIns', JSON.stringify({ value, ...link })));
};

/** The events of one page, and the index of the next event if there is one. */
function readPage(
  { tenant, request, rules }: Call,
  range: TimeRange,
  isWanted: (event: JsonObject) => boolean,
): { readonly page: readonly JsonObject[]; readonly more?: number } {
  const log = tenant.signIns;
  const page: JsonObject[] = [];
  const pageSize = Math.min(rules.signInPageSize, Number(request.query.get('$top') ?? longestPage));
  const token = readSkipToken(request.query.get('$skiptoken') ?? '');
  const start = token === undefined ? firstNotAfter(log, range.to) : Number(token);
  for (let index = start; index < log.length && log.timeAt(index) >= range.from; index += 1) {
    const event = log.eventAt(index);
    if (!isWanted(event)) continue;
    if (page.length === pageSize) return { page, more: index };
    page.push(event);
  }
  return { page };
}

function checkOptions(call: Call): Failure | undefined {
  const { query, version } = call.request;
  const failure = checkQuery(call, ['$filter', '$top', '$skiptoken', '$orderby', '$select']);
  if (failure !== undefined) return failure;
  const top = query.get('$top');
  if (top !== undefined && !(/^[1-9]\d{0,3}$/.test(top) && Number(top) <= longestPage)) {
    return refusal(`Invalid page size specified: '${top}'. Must be between 1 and ${longestPage} inclusive.`);
  }
  const order = query.get('$orderby') ?? 'createdDateTime desc';
  if (!/^createdDateTime desc$/i.test(order)) return refusal(`Invalid $orderby: ${order}`);
  const token = query.get('$skiptoken');
  if (token !== undefined && !/^\d+$/.test(readSkipToken(token) ?? '')) return refusal('Skip token is null.');
  const unknown = query
    .get('$select')
    ?.split(',')
    .find((name) => !isProperty(name, version));
  return unknown === undefined
    ? undefined
    : refusal(
        `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.signIn'.`,
      );
}

/** Properties of a sign-in that no filter names. */
const otherProperties = ['status', 'deviceDetail', 'location', 'userAgent', 'homeTenantName', 'userDisplayName'];

function isProperty(name: string, version: ApiVersion): boolean {
  const isKnown = Object.hasOwn(betaProperties, name) || otherProperties.includes(name);
  return isKnown && (version === 'beta' || !betaOnly.includes(name));
}

function refusal(message: string): Failure {
  return { status: 400, code: 'BadRequest', message };
}

/** The service names a missing property with a capital letter. */
function filterFailure(problem: FilterProblem): Failure {
  if ('invalid' in problem) return invalidFilter(problem.invalid);
  const name = `${problem.unknown.slice(0, 1).toUpperCase()}${problem.unknown.slice(1)}`;
  return invalidFilter(`Could not find a property named '${name}' on type 'microsoft.graph.signIn'.`);
}

function invalidFilter(what: string): Failure {
  return refusal(`Invalid filter clause: ${what}`);
}

function isInteractive(event: JsonObject): boolean {
  const types: Json | undefined = event.signInEventTypes;
  return isList(types) ? types.includes('interactiveUser') : event.isInteractive !== false;
}

/** The event as the version of the API shows it. */
function presentEvent(event: JsonObject, { request }: Call): JsonObject {
  if (request.version !== 'beta') return betaOnly.reduce(without, event);
  const type = String(event.crossTenantAccessType);
  const isHidden = newerAccessTypes.includes(type) && !request.preferences.includes('include-unknown-enum-members');
  return isHidden ? { ...event, crossTenantAccessType: 'unknownFutureValue' } : event;
}
