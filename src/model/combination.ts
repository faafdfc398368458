import { isJsonObject, type Json } from './json.ts';

/**
 * The reason why Graph refuses an access setting with both TargetConfigurations; undefined where Graph accepts it.
 * Microsoft's portal calls these "conflicting settings": if all users are blocked, all applications must be blocked,
 * and if users are allowed, not all applications may be blocked.
 */
export function refusedCombination(value: Json): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const users = value.usersAndGroups ?? null;
  const applications = value.applications ?? null;
  if (!isJsonObject(users) || !isJsonObject(applications)) return undefined;
  const everyApplicationBlocked = isAll(applications, 'blocked', 'AllApplications');
  if (isAll(users, 'blocked', 'AllUsers') && !everyApplicationBlocked) {
    return 'all users are blocked while applications are not all blocked';
  }
  if (users.accessType === 'allowed' && everyApplicationBlocked) {
    return 'users are allowed while all applications are blocked';
  }
  return undefined;
}

function isAll(targetConfiguration: Json, accessType: string, keyword: string): boolean {
  if (!isJsonObject(targetConfiguration) || targetConfiguration.accessType !== accessType) return false;
  const { targets } = targetConfiguration;
  return Array.isArray(targets) && targets.some((target) => isJsonObject(target) && target.target === keyword);
}
