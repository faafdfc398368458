/*
 * The oracle of the impact: an independent brute force.
 *
 * It builds a small universe of users and applications and checks for each pair whether a setting gives access,
 * directly from Microsoft's table of combinations, for every pair of settings of an alphabet. If a pair gains access
 * the change broadens, if one loses access it narrows. The code under test must give the same impact for all of them.
 */

import type { EffectiveValue } from '../../src/access/effective.ts';
import { assessSetting } from '../../src/access/impact.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Impact } from '../../src/model/plan.ts';
import { a1, a2, a3, g1, g2, rowOf, u1, u2, u3 } from '../support/builders.ts';
import {
  allApplications,
  allUsers,
  applications,
  bothTypes,
  every,
  everyone,
  type Half,
  isLegal,
  office,
  people,
  reach,
  words,
} from '../support/property/universe.ts';

interface Sample {
  readonly name: string;
  readonly side: EffectiveValue;
  /** The access of all users to all applications, one bit per pair. */
  readonly reached: bigint;
}

function sample(users: Half, apps: Half, value: JsonObject): Sample {
  const bits = people.flatMap((person) => applications.map((app) => (reach(users, apps, person, app) ? '1' : '0')));
  const name = [users, apps].map(({ type, targets }) => `${type} ${targets.join(' ')}`).join(', ');
  return { name, side: { of: 'value', value }, reached: BigInt(`0b${bits.join('')}`) };
}

function expected(before: Sample, after: Sample): Impact {
  const gained = (after.reached & ~before.reached) !== 0n;
  const lost = (before.reached & ~after.reached) !== 0n;
  if (gained) return lost ? 'mixed' : 'broadens';
  return lost ? 'narrows' : 'neutral';
}

function wrongVerdicts(setting: string, samples: readonly Sample[]): readonly string[] {
  const row = rowOf(setting);
  const wrong: string[] = [];
  for (const before of samples) {
    for (const after of samples) {
      const { overall } = assessSetting(row, before.side, after.side);
      const truth = expected(before, after);
      if (overall !== truth) wrong.push(`${before.name} -> ${after.name}: ${overall}, is ${truth}`);
    }
  }
  return wrong;
}

function settings(userTargets: readonly (readonly string[])[], appTargets: readonly (readonly string[])[]) {
  return userTargets.flatMap(bothTypes).flatMap((users) =>
    appTargets
      .flatMap(bothTypes)
      .filter((apps) => isLegal(users, apps))
      .map((apps) => sample(users, apps, { usersAndGroups: words(users), applications: words(apps) })),
  );
}

describe('the impact of a B2B setting equals a brute-force comparison', () => {
  test('over all pairs of settings in which the users vary', () => {
    const samples = settings(allUsers, [[every], [a1]]);
    // 64 TargetConfigurations of users times 4 of applications, without the combinations that Graph refuses: 32 that
    // allow users but no application, and 3 that block all users but not all applications.
    expect(samples).toHaveLength(64 * 4 - 32 - 3);
    expect(wrongVerdicts('b2bCollaborationInbound', samples)).toEqual([]);
  });

  test('over all pairs of settings in which the applications vary', () => {
    const samples = settings([[everyone], [u1], [g1]], allApplications);
    expect(wrongVerdicts('b2bCollaborationOutbound', samples)).toEqual([]);
  });

  test('over all pairs of settings in which both vary', () => {
    const userTargets = [[everyone], [u1], [u2], [g1], [g2], [u1, u2], [u2, u3], [u1, g1]];
    const appTargets = [[every], [a1], [a2], [office], [a1, a2], [a2, a3], [office, a1]];
    expect(wrongVerdicts('b2bDirectConnectInbound', settings(userTargets, appTargets))).toEqual([]);
  });

  // Four million pairs: `npm run test:long`.
  if (process.env.XTAP_LONG) {
    test('over all pairs of all settings of the whole alphabet', () => {
      expect(wrongVerdicts('tenantRestrictions', settings(allUsers, allApplications))).toEqual([]);
    }, 3_600_000);
  }
});

describe('the impact of a one-sided setting equals a brute-force comparison', () => {
  const allowAll = (target: string): Half => ({ type: 'allowed', targets: [target] });

  test('of users', () => {
    const samples = allUsers.flatMap(bothTypes).map((users) => sample(users, allowAll(every), { users: words(users) }));
    expect(wrongVerdicts('m365CollaborationInbound', samples)).toEqual([]);
  });

  test('of applications', () => {
    const samples = allApplications
      .flatMap(bothTypes)
      .map((apps) => sample(allowAll(everyone), apps, { applications: words(apps) }));
    expect(wrongVerdicts('appServiceConnectInbound', samples)).toEqual([]);
  });
});
