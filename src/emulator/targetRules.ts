/**
 * The second half of validation: targets and their combinations (bodyShape.ts validates shapes). Each target
 * configuration of the request (`usersAndGroups`, `users`, `applications`) is checked on its own. Their combination is
 * checked on the value that would be stored, because with merge semantics one of the two may come from the stored
 * value.
 */
import type { Facts } from './facts.ts';
import { badRequest, type Failure } from './http/failure.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** The position of a setting. Some targets are valid for partners only. */
export interface TargetPlace {
  readonly setting: string;
  readonly resource: 'partner' | 'default' | 'template';
  readonly facts: Facts;
  /** In lower case; only for partners. */
  readonly tenantId?: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The tenant of personal Microsoft accounts. As a partner it takes tenant restrictions for all users only. */
const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const allTargets = ['AllUsers', 'AllApplications'];
const inboundSettings = ['b2bCollaborationInbound', 'b2bDirectConnectInbound', 'm365CollaborationInbound'];

/** Whether a text is a GUID in its usual form, in any case. */
export function isGuid(value: Json | undefined): value is string {
  return typeof value === 'string' && guid.test(value);
}

/** Checks one complex setting: `sent` is the value in the request, `result` the value that would be stored. */
export function checkTargets(sent: JsonObject, result: JsonObject, place: TargetPlace): Failure | undefined {
  for (const name of ['usersAndGroups', 'users', 'applications']) {
    const value = result[name];
    if (!Object.hasOwn(sent, name) || !isObject(value)) continue;
    const failure = checkTargetConfiguration(name, value, place);
    if (failure !== undefined) return failure;
  }
  return place.facts.conflictingCombination === 'accepted' ? undefined : checkCombination(result, place);
}

function checkTargetConfiguration(name: string, value: JsonObject, place: TargetPlace): Failure | undefined {
  const where = `'${name}' of '${place.setting}'`;
  const targets = value.targets;
  if (typeof value.accessType !== 'string') return badRequest(`accessType is missing in ${where}.`);
  if (!isList(targets) || targets.length === 0) return badRequest(`targets is empty in ${where}.`);
  const targetIds: string[] = [];
  for (const target of targets) {
    const failure = checkTarget(name, isObject(target) ? target : {}, place);
    if (failure !== undefined) return failure;
    targetIds.push(String((target as JsonObject).target).toLowerCase());
  }
  if (new Set(targetIds).size < targetIds.length) return badRequest(`Duplicate targets in ${where}.`);
  if (targetIds.length > 1 && allTargets.some((all) => targetIds.includes(all.toLowerCase()))) {
    return badRequest(`AllUsers and AllApplications cannot be combined with other targets in ${where}.`);
  }
  return undefined;
}

function checkTarget(configurationName: string, value: JsonObject, place: TargetPlace): Failure | undefined {
  const { target, targetType } = value;
  if (configurationName === 'applications') {
    return isApplication(target, place.facts) && targetType === 'application'
      ? undefined
      : badRequest('Found invalid target for Applications');
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

function isApplication(target: Json | undefined, { adminPortalsTarget }: Facts): boolean {
  if (target === 'MicrosoftAdminPortals') return adminPortalsTarget === 'accepted';
  return target === 'AllApplications' || target === 'Office365' || isGuid(target);
}

/** Conflicts that the documentation of the portal names. An unset target configuration does not conflict. */
function checkCombination(result: JsonObject, place: TargetPlace): Failure | undefined {
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

function isAll(configuration: JsonObject): boolean {
  const targets = configuration.targets;
  return isList(targets) && targets.some((item) => isObject(item) && allTargets.includes(String(item.target)));
}
