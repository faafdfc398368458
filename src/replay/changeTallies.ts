/* The counts of each access setting that a plan changes. */
import { compareText, jsonEquals } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Service, Setting } from '../model/setting.ts';
import type { SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { ReplayedChange } from './replay.ts';
import type { SettingPair } from './settingPair.ts';
import { createTally, type Tally } from './tally.ts';

/** The services whose settings decide a type of sign-in. */
export const servicesOf: Readonly<Record<SignInType, readonly (Service | undefined)[]>> = {
  b2bCollaboration: ['collaboration'],
  b2bDirectConnect: ['direct-connect'],
  unknown: ['collaboration', 'direct-connect'],
};

type ChangeTally = Readonly<Record<'blocked' | 'allowed' | 'undecided', Tally>> &
  Pick<ReplayedChange, 'resource' | 'tenantId' | 'setting'> & {
    readonly direction: ReplayedChange['direction'];
  };

export interface ChangeTallies {
  readonly of: (pair: SettingPair, tenantId: TenantId) => ChangeTally;
  readonly results: () => readonly ReplayedChange[];
}

/** Begins with every access setting that the plan changes, so that a change without any sign-in is listed too. */
export function createChangeTallies(changes: readonly ChangeIntent[], settings: readonly Setting[]): ChangeTallies {
  const tallies = new Map<string, ChangeTally>();
  const tallyOf = (facts: Pick<ReplayedChange, 'resource' | 'setting' | 'direction'>, tenantId?: TenantId) => {
    const key = [facts.resource, tenantId, facts.setting].join(' ');
    const known = tallies.get(key) ?? {
      ...facts,
      ...(tenantId && { tenantId }),
      blocked: createTally(),
      allowed: createTally(),
      undecided: createTally(),
    };
    tallies.set(key, known);
    return known;
  };
  for (const { resource, tenantId, preimage, after } of changes) {
    for (const { name, kind, service, direction } of settings) {
      if (kind !== 'access' || !direction || !servicesOf.unknown.includes(service)) continue;
      if (!jsonEquals(preimage?.[name] ?? null, after?.[name] ?? null)) {
        tallyOf({ resource, setting: name, direction }, tenantId);
      }
    }
  }
  return {
    of: ({ row, cause }, tenantId) => {
      const facts = { resource: cause, setting: row.name, direction: row.direction ?? 'inbound' };
      return tallyOf(facts, cause === 'partner' ? tenantId : undefined);
    },
    results: () =>
      [...tallies]
        .sort(([a], [b]) => compareText(a, b))
        .map(([, { blocked, allowed, undecided, ...facts }]) => ({
          ...facts,
          wouldBeBlocked: blocked.details(),
          wouldBeAllowed: allowed.details(),
          undecided: { ...undecided.details(), reasons: undecided.reasons() },
        })),
  };
}
