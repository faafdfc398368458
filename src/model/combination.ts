import { isJsonObject, type Json } from './json.ts';
import { type Member, memberAt, membersOf } from './members.ts';
import type { Setting } from './setting.ts';

/**
 * The reason why Graph refuses an access setting with both TargetConfigurations; undefined where Graph accepts it.
 * Microsoft's portal calls these "conflicting settings": if all users are blocked, all applications must be blocked,
 * and if users are allowed, not all applications may be blocked.
 */
export function refusedCombination(row: Setting, value: Json): string | undefined {
  const [users, applications] = [sideOf(row, value, 'users'), sideOf(row, value, 'applications')];
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

/** The TargetConfiguration of one side; null where the value or the setting has none. */
export function sideOf(row: Setting, value: Json, side: 'users' | 'applications'): Json {
  const member = memberOfSide(row, side);
  return member ? memberAt(value, member.path) : null;
}

export function memberOfSide(row: Setting, side: 'users' | 'applications'): Member | undefined {
  return membersOf(row).find(({ leaf }) => leaf.type === 'targetConfiguration' && leaf.side === side);
}

function isAll(targetConfiguration: Json, accessType: string, keyword: string): boolean {
  if (!isJsonObject(targetConfiguration) || targetConfiguration.accessType !== accessType) return false;
  const { targets } = targetConfiguration;
  return Array.isArray(targets) && targets.some((target) => isJsonObject(target) && target.target === keyword);
}
