/*
 * The laws of a replay. The oracle goes through every person and every way to combine two applications that fit a
 * sign-in, with the table of `universe.ts`, which is written from Microsoft's documentation and not from the code.
 */
import fc, { type Arbitrary } from 'fast-check';
import { assessSetting } from '../../src/access/impact.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { LiveState, SettingValues } from '../../src/model/liveState.ts';
import type { SignInRow, SignInsFile } from '../../src/model/signIns.ts';
import type { Affected, Replay } from '../../src/replay/replay.ts';
import { replayPlan } from '../../src/replay/replayPlan.ts';
import { a1, a2, a3, g1, g2, livePartner, liveState, rowOf, systemDefault, trust } from '../support/builders.ts';
import {
  allApplications,
  allUsers,
  bothTypes,
  every,
  type Half,
  isLegal,
  office,
  people,
  reach,
  subsets,
  words,
} from '../support/property/universe.ts';
import { arbitraryRow, signInRow, signInsFile } from '../support/signIns.ts';
import { fabrikam, proseware, woodgrove } from '../support/tenants.ts';

interface Rule {
  readonly users: Half;
  readonly apps: Half;
}

const rules: readonly Rule[] = allUsers.flatMap(bothTypes).flatMap((users) =>
  allApplications
    .flatMap(bothTypes)
    .filter((apps) => isLegal(users, apps))
    .map((apps) => ({ users, apps })),
);
const rule = fc.constantFrom(...rules);
const accessValue = ({ users, apps }: Rule): JsonObject => ({
  usersAndGroups: words(users),
  applications: words(apps),
});

function replay(before: LiveState, after: LiveState, rows: readonly SignInRow[], more?: Partial<SignInsFile>): Replay {
  const plan = { digest: 'sha256:0', changes: [] };
  return replayPlan({ signIns: signInsFile(rows, more), plan, live: before, after, table: fieldTable }).replay;
}

const withFabrikam = (settings: SettingValues): LiveState => liveState([livePartner(fabrikam, settings)]);

// The oracle.

/** What is known of a person: being in a group, not being in it, or nothing. */
interface Knowledge {
  readonly groups: readonly (readonly [group: string, isIn: boolean | undefined])[];
}

/** The persons that fit a sign-in. Single users are never looked up here. */
function fitting({ groups }: Knowledge): readonly ReadonlySet<string>[] {
  return people.filter((person) => groups.every(([group, isIn]) => isIn === undefined || person.has(group) === isIn));
}

/** Whether an application is among the targets, in every way that client and resource can be combined. */
function possibleApplications(app: string, resource: string): readonly ((half: Half) => boolean)[] {
  const covers = (half: Half, id: string, suites: readonly string[]): boolean =>
    half.targets.some((target) => target === every || target === id || suites.includes(target));
  const ways: readonly ((a: boolean, b: boolean) => boolean)[] = [
    (a) => a,
    (_, b) => b,
    (a, b) => a || b,
    (a, b) => a && b,
  ];
  return subsets([office]).flatMap((ofApp) =>
    subsets([office]).flatMap((ofResource) =>
      ways.map((combine) => (half: Half) => {
        const isApp = covers(half, app, ofApp);
        return combine(isApp, app === resource ? isApp : covers(half, resource, ofResource));
      }),
    ),
  );
}

/** One side of a change: the policy, as far as it concerns one tenant. */
interface Side extends Rule {
  readonly hasEntry: boolean;
  readonly clouds: readonly string[];
}

/** A tenant may belong to this cloud, or to each one that a side allows. */
function possibleClouds(sides: readonly Side[]): readonly ((side: Side) => boolean)[] {
  const isLetIn = (side: Side, cloud: string): boolean => side.hasEntry && side.clouds.includes(cloud);
  const named = sides.flatMap(({ clouds }) => clouds);
  return [() => true, ...named.map((cloud) => (side: Side) => isLetIn(side, cloud))];
}

function oracle(before: Side, after: Side, row: SignInRow, knowledge: Knowledge): string {
  const sides = [before, after];
  const answers = fitting(knowledge).flatMap((person) =>
    possibleApplications(row.app, row.resource).flatMap((isIn) =>
      possibleClouds(sides).map((isLetIn) => {
        const [was, is] = sides.map((side) => {
          const application = new Set(isIn(side.apps) ? side.apps.targets : []);
          return isLetIn(side) && reach(side.users, side.apps, person, application);
        });
        return `${was} ${is}`;
      }),
    ),
  );
  const seen = new Set(answers);
  if ([...seen].every((answer) => answer === 'true true' || answer === 'false false')) return 'unchanged';
  if (seen.size > 1) return 'undecided';
  return seen.has('true false') ? 'blocked' : 'allowed';
}

const side: Arbitrary<Side> = fc
  .record({
    rule,
    hasEntry: fc.boolean(),
    clouds: fc.constantFrom(...subsets(['microsoftonline.us', 'partner.microsoftonline.cn'])),
  })
  .map(({ rule: given, ...more }) => ({ ...given, ...more }));
const known = fc.constantFrom<boolean | undefined>(true, false, undefined);
const application = fc.constantFrom(a1, a2, a3, '30000000-0000-4000-8000-00000000000f');

/** The word of one outbound sign-in: each outcome is counted for one effect. */
function effectOf(before: Side, after: Side, row: SignInRow): string {
  const states = [before, after].map((side) => {
    const value = { b2bCollaborationOutbound: accessValue(side) };
    const policy = { allowedCloudEndpoints: [...side.clouds] };
    return side.hasEntry
      ? liveState([livePartner(fabrikam, value)], { policy })
      : liveState([], { policy, default: { ...systemDefault, ...value } });
  });
  const [live, planned] = states as [LiveState, LiveState];
  const { wouldBeBlocked, undecided } = replay(live, planned, [{ ...row, outcome: 'ok' }]).summary;
  const { wouldBeAllowed } = replay(live, planned, [{ ...row, outcome: 'blocked-outbound' }]).summary;
  const counted = Object.entries({ blocked: wouldBeBlocked, allowed: wouldBeAllowed, undecided }).filter(
    ([, { people: number }]) => number > 0,
  );
  expect(counted.length).toBeLessThan(2);
  return counted[0]?.[0] ?? 'unchanged';
}

test('a decision is that of every person, application and cloud that fits; an unknown never becomes a pass or a no', () => {
  fc.assert(
    fc.property(
      side,
      side,
      fc.tuple(application, application),
      fc.tuple(known, known),
      (before, after, ids, memberships) => {
        const [app, resource] = ids;
        const groups = [
          [g1, memberships[0]],
          [g2, memberships[1]],
        ] as const;
        const row = signInRow({
          app,
          resource,
          in: groups.flatMap(([group, isIn]) => (isIn === true ? [group] : [])),
          inUnknown: groups.flatMap(([group, isIn]) => (isIn === undefined ? [{ group, reason: 'small-cohort' }] : [])),
        });
        expect(effectOf(before, after, row)).toBe(oracle(before, after, row, { groups }));
      },
    ),
    { numRuns: 2000 },
  );
});

// Laws over whole files.

const settings: Arbitrary<SettingValues> = fc.record(
  {
    b2bCollaborationInbound: rule.map(accessValue),
    b2bCollaborationOutbound: rule.map(accessValue),
    b2bDirectConnectInbound: rule.map(accessValue),
    b2bDirectConnectOutbound: rule.map(accessValue),
    inboundTrust: fc.tuple(fc.boolean(), fc.boolean()).map(([mfa, device]) => trust(mfa, device)),
  },
  { requiredKeys: [] },
);
const clouds = fc.constantFrom<SettingValues>(
  { allowedCloudEndpoints: [] },
  { allowedCloudEndpoints: ['microsoftonline.us'] },
);
const state: Arbitrary<LiveState> = fc
  .record({ entry: fc.option(settings), other: fc.option(settings), defaults: settings, policy: clouds })
  .map(({ entry, other, defaults, policy }) => {
    const partners = [
      ...(other ? [livePartner(proseware, other)] : []),
      ...(entry ? [livePartner(fabrikam, entry)] : []),
    ];
    return liveState(partners, { policy, default: { ...systemDefault, ...defaults } });
  });
const rows = fc.array(arbitraryRow([fabrikam, proseware, woodgrove]), { maxLength: 12 });

const none = { people: 0, signIns: 0 };
const affected = ({ people: number, signIns }: Affected): Affected => ({ people: number, signIns });

test('a replay of an empty plan changes nothing', () => {
  fc.assert(
    fc.property(state, rows, (live, given) => {
      const { summary, changes, exposure } = replay(live, live, given);
      const { wouldBeBlocked, wouldBeAllowed, undecided } = summary;
      expect([wouldBeBlocked, wouldBeAllowed, undecided].map(affected)).toEqual([none, none, none]);
      expect([changes, exposure]).toEqual([[], []]);
    }),
  );
});

test('a plan that only narrows access allows nobody, and one that only broadens it blocks nobody', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(rule, rule, fc.array(arbitraryRow([fabrikam]), { maxLength: 8 }), (was, is, given) => {
      const name = 'b2bCollaborationOutbound';
      const sides = [was, is].map((each) => ({ of: 'value', value: accessValue(each) }) as const);
      const [before, after] = sides as [(typeof sides)[number], (typeof sides)[number]];
      const { overall } = assessSetting(rowOf(name), before, after);
      const { summary } = replay(withFabrikam({ [name]: before.value }), withFabrikam({ [name]: after.value }), given);
      seen.add(overall);
      if (overall === 'narrows' || overall === 'neutral') expect(affected(summary.wouldBeAllowed)).toEqual(none);
      if (overall === 'broadens' || overall === 'neutral') expect(affected(summary.wouldBeBlocked)).toEqual(none);
    }),
    { numRuns: 1000 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(['broadens', 'mixed', 'narrows']));
});

function countsOf({ summary, changes, exposure, disagreements }: Replay): ReadonlyMap<string, number> {
  const { wouldBeBlocked, wouldBeAllowed, undecided, modelDisagrees, earlierPolicy } = summary;
  const named: readonly (readonly [string, number])[] = [
    ...Object.entries({ wouldBeBlocked, wouldBeAllowed, undecided }).flatMap(([name, each]) => [
      [`${name} people`, each.people] as const,
      [`${name} signIns`, each.signIns] as const,
    ]),
    ...Object.entries(undecided.reasons),
    // A sign-in of a later epoch can turn a disagreement into one of an earlier policy.
    ['blocked before and worked', modelDisagrees + earlierPolicy],
    ...changes.flatMap((each) => {
      const key = `${each.resource} ${each.tenantId} ${each.setting}`;
      return [
        [`${key} blocked`, each.wouldBeBlocked.people] as const,
        [`${key} allowed`, each.wouldBeAllowed.people] as const,
        [`${key} undecided`, each.undecided.people] as const,
      ];
    }),
    ...exposure.map((each) => [`${each.tenantId} ${each.flag} ${each.type}`, each.people] as const),
  ];
  expect(disagreements.reduce((sum, each) => sum + each.signIns, 0)).toBe(modelDisagrees);
  return new Map(named);
}

test('more sign-ins never lower a count', () => {
  fc.assert(
    fc.property(state, state, rows, rows, (live, after, given, more) => {
      const [few, many] = [given, [...given, ...more]].map((each) => countsOf(replay(live, after, each)));
      for (const [name, number] of few ?? []) {
        expect(many?.get(name) ?? 0).toBeGreaterThanOrEqual(number);
      }
    }),
  );
});

test('the result does not depend on the order of rows and partners', () => {
  fc.assert(
    fc.property(state, state, rows, (live, after, given) => {
      const turned = { ...live, partners: [...live.partners].reverse() };
      expect(replay(turned, after, [...given].reverse())).toEqual(replay(live, after, given));
    }),
  );
});

test('a person counts once for each word, whatever the number of rows', () => {
  fc.assert(
    fc.property(state, state, rows, (live, after, given) => {
      const all = new Set(given.flatMap((row) => row.people)).size;
      const { summary, changes } = replay(live, after, given);
      for (const each of [summary.wouldBeBlocked, summary.wouldBeAllowed, summary.undecided]) {
        expect(each.people).toBeLessThanOrEqual(all);
        expect(each.signIns).toBeGreaterThanOrEqual(each.people > 0 ? 1 : 0);
      }
      const sum = changes.reduce((total, each) => total + each.wouldBeBlocked.signIns, 0);
      expect(sum).toBe(summary.wouldBeBlocked.signIns);
    }),
  );
});
