import type { People } from './people.ts';
import type { RunSetup } from './runState.ts';

/** For a user of this tenant: the ids that the policy names and the user belongs to, or is. */
export function createGroupLookup(
  { groups = {}, users = [] }: Pick<RunSetup, 'groups' | 'users'>,
  people: People,
): (userId: string) => readonly string[] {
  const byHash = new Map<string, readonly string[]>();
  for (const [group, hashes] of Object.entries(groups)) {
    for (const hash of hashes) byHash.set(hash, [...(byHash.get(hash) ?? []), group]);
  }
  const named = new Set(users);
  const byUser = new Map<string, readonly string[]>();
  return (userId) => {
    const seen = byUser.get(userId);
    if (seen !== undefined) return seen;
    const found = [...(byHash.get(people.hashOf(userId)) ?? []), ...(named.has(userId) ? [userId] : [])];
    byUser.set(userId, found);
    return found;
  };
}
