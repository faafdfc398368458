import { isJsonObject, type Json } from './json.ts';

/**
 * Why Graph refuses an access setting with both halves given; undefined where it does not. Microsoft's portal calls
 * these "conflicting settings": when all users are blocked all applications must be, and when users are allowed not
 * all applications may be blocked.
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

function isAll(half: Json, accessType: string, keyword: string): boolean {
  if (!isJsonObject(half) || half.accessType !== accessType) return false;
  const { targets } = half;
  return Array.isArray(targets) && targets.some((target) => isJsonObject(target) && target.target === keyword);
}
