/**
 * What each command needs, and whether the permissions of a token cover it. `xtap doctor` prints these rows, and
 * `identities.md` has the same table (a test compares them).
 */
import { permissions } from './permissions.ts';

export interface Activity {
  readonly activity: string;
  /** All of them are needed. */
  readonly needs: readonly string[];
  /** A role that a signed-in person also needs. An application needs no role. */
  readonly role: string;
  readonly without: string;
  /** xtap refuses the token of a person, whatever its permissions are. */
  readonly isForApplications?: true;
}

const reader = 'Security Reader or Global Reader';
const writer = 'Security Administrator';
const endsRun = 'the command ends with exit code 77';

/** Source: the "Permissions" section of each operation's page below https://learn.microsoft.com/graph/api/. */
export const activities: readonly Activity[] = [
  { activity: 'plan, drift, pull, explain', needs: [permissions.readPolicy], role: reader, without: endsRun },
  {
    activity: 'watch synchronization',
    needs: [permissions.readPolicy],
    role: reader,
    without: 'the warning synchronization-not-watched',
  },
  { activity: 'apply', needs: [permissions.writePolicy], role: writer, without: endsRun },
  {
    activity: 'drift --correct',
    needs: [permissions.writePolicy],
    role: 'an application only',
    without: endsRun,
    isForApplications: true,
  },
  {
    activity: 'apply synchronization',
    needs: [permissions.writePolicy],
    role: writer,
    without: 'these operations fail, the others are applied',
  },
  {
    activity: 'drift attribution',
    needs: [permissions.readAuditLog],
    role: 'Reports Reader or Security Reader',
    without: 'a note, and drift without names of actors',
  },
  {
    activity: 'names and domains',
    needs: [permissions.findTenants],
    role: '–',
    without: 'a note, and ids without names; add DOMAIN ends',
  },
  { activity: 'application ids', needs: [permissions.readApplications], role: '–', without: 'a note' },
  {
    activity: 'signins',
    needs: [permissions.readAuditLog],
    role: 'Reports Reader or Security Reader',
    without: endsRun,
  },
  {
    activity: 'groups of signins',
    needs: [permissions.readGroups],
    role: 'Directory Readers',
    without: 'a note, and memberships stay unknown',
  },
  {
    activity: 'discover --lookup graph',
    needs: [permissions.findTenants],
    role: '–',
    without: 'a note, and domains without tenants',
  },
  { activity: 'discover --guests', needs: [permissions.readUsers], role: 'Directory Readers', without: endsRun },
];

export interface ActivityAccess extends Activity {
  /** `unknown` without a token whose permissions xtap can read. */
  readonly status: 'yes' | 'no' | 'unknown';
  readonly missing: readonly string[];
}

/** Whether each activity is covered; `holder` is undefined if its permissions are not known. */
export function accessOf(
  holder: { readonly granted: readonly string[]; readonly isPerson: boolean } | undefined,
): readonly ActivityAccess[] {
  return activities.map((row) => {
    if (holder === undefined) return { ...row, status: 'unknown', missing: [] };
    const missing = row.needs.filter((need) => !covers(holder.granted, need));
    const isRefused = missing.length > 0 || (holder.isPerson && row.isForApplications === true);
    return { ...row, status: isRefused ? 'no' : 'yes', missing };
  });
}

/** Microsoft accepts the permission to write the policy also for its reads. */
function covers(granted: readonly string[], need: string): boolean {
  return granted.includes(need) || (need === permissions.readPolicy && granted.includes(permissions.writePolicy));
}

/** Every sign-in of a person can have them, and they give no access to the tenant's settings. */
const signInScopes = ['openid', 'profile', 'email', 'offline_access', 'User.Read'];

/**
 * The permissions that a run does not need. `asked`: those of the command; undefined means every command of xtap.
 * Permissions that only make the output better (names, attribution) are never surplus.
 */
export function surplusPermissions(granted: readonly string[], asked?: readonly string[]): readonly string[] {
  const read = Object.values(permissions).filter((each) => each !== permissions.writePolicy);
  const needed = new Set<string>([...read, ...signInScopes, ...(asked ?? [permissions.writePolicy])]);
  return granted.filter((each) => !needed.has(each));
}
