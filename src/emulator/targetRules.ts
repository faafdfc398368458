/**
 * The second half of strictness: what targets and halves mean together. Halves that came with the request are judged
 * one by one; the combination is judged on the value as it would be stored, because under merge semantics the other
 * half may come from there.
 */
import { badRequest, type Failure } from './http/failure.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** Where a setting stands: some targets are for partners only. */
export interface SettingPlace {
  readonly setting: string;
  readonly resource: 'partner' | 'default' | 'template';
  /** Lower case; of partners only. */
  readonly tenantId?: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Personal Microsoft accounts: a partner for tenant restrictions, and only for everybody. */
const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const allTargets = ['AllUsers', 'AllApplications'];
const inboundSettings = ['b2bCollaborationInbound', 'b2bDirectConnectInbound', 'm365CollaborationInbound'];

/** Whether a text is a GUID in its usual form, in any case. */
export function isGuid(value: Json | undefined): value is string {
  return typeof value === 'string' && guid.test(value);
}

/** Judges one complex setting: `sent` as it came, `result` as it would be stored. */
export function checkTargets(sent: JsonObject, result: JsonObject, place: SettingPlace): Failure | undefined {
  for (const half of ['usersAndGroups', 'users', 'applications']) {
    const value = result[half];
    if (!Object.hasOwn(sent, half) || !isObject(value)) continue;
    const failure = checkTargetConfiguration(half, value, place);
    if (failure !== undefined) return failure;
  }
  return checkCombination(result, place);
}

function checkTargetConfiguration(half: string, value: JsonObject, place: SettingPlace): Failure | undefined {
  const where = `'${half}' of '${place.setting}'`;
  const targets = value.targets;
  if (typeof value.accessType !== 'string') return badRequest(`accessType is missing in ${where}.`);
  if (!isList(targets) || targets.length === 0) return badRequest(`targets is empty in ${where}.`);
  const names: string[] = [];
  for (const target of targets) {
    const failure = checkTarget(half, isObject(target) ? target : {}, place);
    if (failure !== undefined) return failure;
    names.push(String((target as JsonObject).target).toLowerCase());
  }
  if (new Set(names).size < names.length) return badRequest(`Duplicate targets in ${where}.`);
  if (names.length > 1 && allTargets.some((all) => names.includes(all.toLowerCase()))) {
    return badRequest(`AllUsers and AllApplications cannot be combined with other targets in ${where}.`);
  }
  return undefined;
}

function checkTarget(half: string, value: JsonObject, place: SettingPlace): Failure | undefined {
  const { target, targetType } = value;
  if (half === 'applications') {
    const known = target === 'AllApplications' || target === 'Office365' || isGuid(target);
    return known && targetType === 'application' ? undefined : badRequest('Found invalid target for Applications');
  }
  if (target === 'AllUsers' && targetType === 'user') return undefined;
  if (!isGuid(target) || (targetType !== 'user' && targetType !== 'group')) {
    return badRequest('Found invalid target for UsersAndGroups');
  }
  const inDefault =
    place.resource === 'default' && (inboundSettings.includes(place.setting) || place.setting === 'tenantRestrictions');
  const forConsumers = place.tenantId === consumerTenant && place.setting === 'tenantRestrictions';
  return inDefault || forConsumers
    ? badRequest(`Specific users and groups are not supported in '${place.setting}' here.`)
    : undefined;
}

/** Conflicting settings, as the documentation of the portal names them. A half that is not set conflicts with nothing. */
function checkCombination(result: JsonObject, place: SettingPlace): Failure | undefined {
  const { usersAndGroups: users, applications } = result;
  if (!isObject(users) || !isObject(applications)) return undefined;
  const allBlocked = isAll(applications) && applications.accessType === 'blocked';
  if (users.accessType === 'blocked' && isAll(users) && !allBlocked) {
    return badRequest(
      `Conflicting settings in '${place.setting}': all users are blocked, so all applications must be blocked.`,
    );
  }
  if (users.accessType === 'allowed' && allBlocked) {
    return badRequest(
      `Conflicting settings in '${place.setting}': users are allowed, so not all applications can be blocked.`,
    );
  }
  return undefined;
}

function isAll(half: JsonObject): boolean {
  const targets = half.targets;
  return isList(targets) && targets.some((item) => isObject(item) && allTargets.includes(String(item.target)));
}
