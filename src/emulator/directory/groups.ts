/** The members of groups, and the guests: the parts of the directory that say who people are. */
import { type Call, checkQuery, fail, type Handler, type Reply, show, withContext } from '../http/call.ts';
import { badRequest, notFound } from '../http/failure.ts';
import { parseFilter, passes } from '../http/filter.ts';
import { nextLink, pick, readSkipToken } from '../http/queryOptions.ts';
import type { JsonObject } from '../json.ts';
import { isGuid } from '../targetRules.ts';

/** Directory lists have at most 999 entries a page, and 100 if the client does not say. */
const longestPage = 999;
const usualPage = 100;

/**
 * GET /groups/{id}/transitiveMembers: the users in a group and in the groups in it. The emulator knows no other
 * members, so the cast `/microsoft.graph.user` changes only whether each entry says what it is.
 */
export const listGroupUsers: Handler = (call) => {
  const key = call.id.toLowerCase();
  const members = isGuid(key) && Object.hasOwn(call.tenant.groups, key) ? call.tenant.groups[key] : undefined;
  if (members === undefined) return fail(call, notFound(call.id));
  const type = call.request.path.endsWith('/microsoft.graph.user') ? {} : { '@odata.type': '#microsoft.graph.user' };
  return showUsers(
    call,
    members.map((id) => ({ ...type, id })),
    ['$select', '$top', '$skiptoken'],
  );
};

const userProperties = { userType: 'text', id: 'text', mail: 'text', userPrincipalName: 'text' } as const;

/** GET /users. The emulator only knows the guests. */
export const listUsers: Handler = (call) => {
  const filter = call.request.query.get('$filter');
  const parsed = filter === undefined ? undefined : parseFilter(filter, userProperties);
  if (parsed !== undefined && 'problem' in parsed) return fail(call, badRequest('Invalid filter clause'));
  const users = call.tenant.users.filter((user) => parsed === undefined || passes(parsed, user, userProperties));
  return showUsers(call, users, ['$filter', '$select', '$top', '$skiptoken', '$count']);
};

function showUsers(call: Call, users: readonly JsonObject[], allowed: readonly string[]): Reply {
  const failure = checkQuery(call, allowed);
  if (failure !== undefined) return fail(call, failure);
  const { query } = call.request;
  const top = query.get('$top') ?? String(usualPage);
  if (!/^[1-9]\d{0,2}$/.test(top)) {
    return fail(
      call,
      badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${longestPage} inclusive.`),
    );
  }
  const start = Number(readSkipToken(query.get('$skiptoken') ?? '') ?? 0);
  if (!Number.isInteger(start)) return fail(call, badRequest('The skip token is not valid.'));
  const end = start + Number(top);
  const select = query.get('$select')?.split(',');
  const value = users.slice(start, end).map((user) => pick(user, select));
  const link = end < users.length ? { '@odata.nextLink': nextLink(call, String(end)) } : {};
  return show(call, withContext(call, 'users', JSON.stringify({ value, ...link })));
}
