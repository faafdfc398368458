/*
 * The oracle of the predicates of `check`. It enumerates, where the code reasons: every user and application of the
 * small universe, every state of a flag, and every truth table. It shares no function with `src/check`.
 */
import { type PolicyViewInput, type SubjectView, viewPolicy } from '../../src/check/policyView.ts';
import { evaluate } from '../../src/check/predicates.ts';
import type { Scene } from '../../src/check/scene.ts';
import type { Declaration } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { Predicate } from '../../src/model/pack.ts';
import {
  a1,
  desiredState,
  g1,
  g2,
  inherit,
  livePartner,
  liveState,
  partner,
  rowOf,
  trust,
  value,
} from '../support/builders.ts';
import { today } from '../support/checked.ts';
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
  type Possibility,
  people,
  reach,
  words,
} from '../support/property/universe.ts';
import { fabrikam, home } from '../support/tenants.ts';

type Truth = boolean | undefined;

function ask(predicate: Predicate, input: Omit<PolicyViewInput, 'table' | 'today'>, of: 'default' | 'partner'): Truth {
  const policy = viewPolicy({ ...input, table: fieldTable, today });
  const subject: SubjectView = of === 'default' ? policy.default : policy.partner(fabrikam);
  return evaluate(predicate, { policy, subject }).truth;
}

describe('reach', () => {
  const row = rowOf('b2bCollaborationInbound');
  const quantities = ['some', 'all', 'unlisted'] as const;
  const stranger = '30000000-0000-4000-8000-00000000000f';
  const is = (one: Possibility, all: string | undefined, id: string): boolean =>
    one.has(id) && [...one].every((target) => target === id || target === all);

  /** Whether the statement is true for these elements. An unlisted one is in no target list, except the one of all. */
  function holds(
    quantity: string,
    elements: readonly Possibility[],
    all: string | undefined,
    test: (one: Possibility) => boolean,
  ) {
    if (quantity === 'some') return elements.some(test);
    if (quantity === 'all') return elements.every(test);
    return elements.filter((one) => is(one, all, 'stranger')).every(test);
  }

  /** In each world an application is inside or outside of Office365; where the worlds differ, nothing is known. */
  function truthOf(users: Half, apps: Half, who: string, what: string): Truth {
    const over = (test: (person: Possibility) => boolean): boolean => holds(who, people, everyone, test);
    if (quantities.some((quantity) => quantity === what)) {
      return over((person) => holds(what, applications, every, (app) => reach(users, apps, person, app)));
    }
    const name = what === stranger ? 'stranger' : what;
    const answers = new Set(
      applications.filter((app) => app.has(name)).map((app) => over((person) => reach(users, apps, person, app))),
    );
    return answers.size > 1 ? undefined : answers.has(true);
  }

  const questions = quantities.flatMap((who) =>
    [...quantities, a1, stranger].map((what) => {
      const quantity = quantities.find((each) => each === what);
      const predicate: Predicate = { kind: 'reach', setting: row, users: who, applications: quantity ?? { id: what } };
      return { who, what, predicate };
    }),
  );

  function wrongAnswers(users: Half, apps: Half): readonly string[] {
    const settings = { usersAndGroups: words(users), applications: words(apps) };
    const after = liveState([], { default: { b2bCollaborationInbound: settings }, policy: {} });
    return questions.flatMap(({ who, what, predicate }) => {
      const expected = isLegal(users, apps) ? truthOf(users, apps, who, what) : undefined;
      const truth = ask(predicate, { desired: desiredState([]), after }, 'default');
      return truth === expected ? [] : [JSON.stringify({ users, apps, who, what, truth, expected })];
    });
  }

  test('agrees with every user and application of the universe, for all settings of the alphabet', () => {
    const wrong = allUsers
      .flatMap(bothTypes)
      .flatMap((users) => allApplications.flatMap(bothTypes).flatMap((apps) => wrongAnswers(users, apps)));
    expect(questions).toHaveLength(15);
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test('has an answer that depends on Office365 in the universe', () => {
    const [some, all] = [
      { type: 'allowed', targets: [everyone] },
      { type: 'allowed', targets: [office] },
    ] as const;
    expect(truthOf(some as Half, all as Half, 'some', a1)).toBeUndefined();
  });
});

describe('flag', () => {
  const row = rowOf('inboundTrust');
  const member = 'isMfaAccepted';
  const isOn = { kind: 'flag', setting: row, member, is: true, from: 'effective' } as const;
  /** A value with the flag, with another member only, and none. */
  const values: readonly Json[] = [{ [member]: true }, { [member]: false }, { isCompliantDeviceAccepted: true }, null];
  const flagOf = (of: Json | undefined): Truth =>
    (of as Readonly<Record<string, boolean>> | null | undefined)?.[member];

  test.each([false, true])(
    'is the own value, else that of the default, else off, if it was read (not read: %s)',
    (isUnread) => {
      const cases = values.flatMap((own) => values.map((inherited) => ({ own, inherited })));
      const answers = cases.map(({ own, inherited }) => {
        const after = liveState([livePartner(fabrikam, { inboundTrust: own })], {
          default: { inboundTrust: inherited },
          policy: {},
          unread: isUnread ? ['inboundTrust'] : [],
        });
        const state = { desired: desiredState([]), after };
        return { effective: ask(isOn, state, 'partner'), own: ask({ ...isOn, from: 'own' }, state, 'partner') };
      });
      const expected = cases.map(({ own, inherited }) => ({
        effective: isUnread ? undefined : (flagOf(own) ?? flagOf(inherited) ?? false),
        own: isUnread ? undefined : (flagOf(own) ?? false),
      }));
      expect(answers).toEqual(expected);
    },
  );

  test('is known without the tenant only if the configuration says it', () => {
    const whole = [trust(true), trust(false), ...values.filter((each) => each !== null)].map(value);
    const written = (each: Declaration | undefined): Truth =>
      each?.state === 'value' ? flagOf(each.value) : undefined;
    const cases = [undefined, inherit(), ...whole].flatMap((own) =>
      [undefined, ...whole].map((ofDefault) => ({ own, ofDefault })),
    );
    const answers = cases.map(({ own, ofDefault }) => {
      const desired = desiredState([partner(fabrikam, own ? { inboundTrust: own } : {})], {
        default: new Map(ofDefault ? [['inboundTrust', ofDefault]] : []),
      });
      return ask(isOn, { desired, after: undefined }, 'partner');
    });
    expect(answers).toEqual(
      cases.map(({ own, ofDefault }) => (own?.state === 'inherit' ? written(ofDefault) : written(own))),
    );
  });
});

test('targets looks at the list of one half, whatever the other half says', () => {
  const wrong = allApplications.flatMap(bothTypes).filter((apps) => {
    const after = liveState([], { default: { b2bCollaborationInbound: { applications: words(apps) } }, policy: {} });
    const setting = rowOf('b2bCollaborationInbound');
    const predicate: Predicate = { kind: 'targets', setting, member: 'applications', admit: a1 };
    const isListed = apps.targets.includes(a1) || apps.targets.includes(every);
    return ask(predicate, { desired: desiredState([]), after }, 'default') !== (isListed === (apps.type === 'allowed'));
  });
  expect(wrong).toEqual([]);
});

describe('pair', () => {
  const isListOfIds = ({ targets }: Half): boolean => !targets.some((target) => [g1, g2, office].includes(target));
  const halves = (all: readonly (readonly string[])[]): readonly Half[] =>
    all
      .filter((targets) => targets.length < 3)
      .flatMap(bothTypes)
      .filter(isListOfIds);
  interface Rule {
    readonly users: Half;
    readonly apps: Half;
  }
  const rules: readonly Rule[] = halves(allUsers).flatMap((users) =>
    halves(allApplications)
      .filter((apps) => isLegal(users, apps))
      .map((apps) => ({ users, apps })),
  );
  // Without groups, a person is a name.
  const names = people.filter((person) => !person.has(g1) && !person.has(g2));
  const apps = applications.filter((application) => !application.has(office));
  const reaches = (rule: Rule, person: Possibility, app: Possibility): boolean =>
    reach(rule.users, rule.apps, person, app);
  const some = (rule: Rule): boolean => names.some((person) => apps.some((app) => reaches(rule, person, app)));
  const shares = (a: Rule, b: Rule): boolean =>
    names.some((person) => apps.some((app) => reaches(a, person, app) && reaches(b, person, app)));

  /** Whether the other rule keeps something that this one allows by name from everything. */
  function isBlockedByName(by: Rule, other: Rule): boolean {
    const named = ({ type, targets }: Half): readonly string[] =>
      type === 'allowed' ? targets.filter((target) => target !== everyone && target !== every) : [];
    const people = named(by.users).filter((id) =>
      names.filter((person) => person.has(id)).every((person) => !apps.some((app) => reaches(other, person, app))),
    );
    const blocked = named(by.apps).filter((id) =>
      apps.filter((app) => app.has(id)).every((app) => !names.some((person) => reaches(other, person, app))),
    );
    return people.length + blocked.length > 0;
  }

  function expected(is: string, a: Rule, b: Rule): boolean {
    if (is === 'disjoint') return some(a) && some(b) && !shares(a, b);
    if (some(a) !== some(b)) return true;
    return some(a) && (isBlockedByName(a, b) || isBlockedByName(b, a));
  }

  const view = (setting: string, { users, apps: of }: Rule, id: typeof home): Scene => {
    const after = liveState([], {
      tenantId: id,
      default: { [setting]: { usersAndGroups: words(users), applications: words(of) } },
      policy: {},
    });
    const policy = viewPolicy({ desired: desiredState([], { tenantId: id }), after, table: fieldTable, today });
    return { policy, subject: policy.default };
  };

  test.each(['disagree', 'disjoint'] as const)('%s agrees with the universe, for lists of ids', (is) => {
    const [homeRow, otherRow] = [rowOf('b2bCollaborationOutbound'), rowOf('b2bCollaborationInbound')];
    const homes = rules.map((rule) => view('b2bCollaborationOutbound', rule, home));
    const others = rules.map((rule) => view('b2bCollaborationInbound', rule, fabrikam));
    // Every rule meets some 60 others: all pairs would be 40,000.
    const step = Math.ceil(rules.length / 60);
    const wrong: unknown[] = [];
    rules.forEach((a, index) => {
      for (let at = index % step; at < rules.length; at += step) {
        const [b, homeScene, otherScene] = [rules[at], homes[index], others[at]];
        if (!b || !homeScene || !otherScene) throw new Error('there is no such rule');
        const scene = { ...homeScene, pair: { home: homeScene, other: otherScene } };
        const { truth } = evaluate({ kind: 'pair', is, home: homeRow, other: otherRow }, scene);
        if (truth !== expected(is, a, b)) wrong.push({ a, b, truth });
      }
    });
    expect(rules.length).toBeGreaterThan(50);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

test('all, any and not are minimum, maximum and complement of false < unknown < true', () => {
  // One flag of each truth: on, off, and not known, since the tenant was not read.
  const desired = desiredState([], {
    default: new Map([['inboundTrust', value({ isMfaAccepted: true, isCompliantDeviceAccepted: false })]]),
  });
  const flag = (member: string): Predicate => ({
    kind: 'flag',
    setting: rowOf('inboundTrust'),
    member,
    is: true,
    from: 'effective',
  });
  interface Tree {
    readonly predicate: Predicate;
    readonly rank: 0 | 1 | 2;
  }
  const atoms: readonly Tree[] = [
    { predicate: flag('isCompliantDeviceAccepted'), rank: 0 },
    { predicate: flag('isHybridAzureADJoinedDeviceAccepted'), rank: 1 },
    { predicate: flag('isMfaAccepted'), rank: 2 },
  ];
  const grow = (trees: readonly Tree[]): readonly Tree[] => [
    ...trees.map(
      ({ predicate, rank }): Tree => ({ predicate: { kind: 'not', of: predicate }, rank: (2 - rank) as Tree['rank'] }),
    ),
    ...trees.flatMap((a) =>
      trees.flatMap((b): readonly Tree[] => [
        { predicate: { kind: 'all', of: [a.predicate, b.predicate] }, rank: Math.min(a.rank, b.rank) as Tree['rank'] },
        { predicate: { kind: 'any', of: [a.predicate, b.predicate] }, rank: Math.max(a.rank, b.rank) as Tree['rank'] },
      ]),
    ),
  ];
  const trees = grow([...atoms, ...grow(atoms)]);
  expect(trees.length).toBeGreaterThan(1000);
  const wrong = trees.filter(({ predicate, rank }) => {
    const truth = ask(predicate, { desired, after: undefined }, 'default');
    return truth !== [false, undefined, true][rank];
  });
  expect(wrong).toEqual([]);
});
