import fc from 'fast-check';
import { membershipKey, publishedMemberships } from '../../../src/graph/signIns/cohorts.ts';

const groups = ['g1', 'g2', 'g3'];

/** How many people have each set of groups. */
const population = fc
  .array(fc.tuple(fc.subarray(groups).map(membershipKey), fc.integer({ min: 1, max: 12 })), { maxLength: 8 })
  .map((entries) => new Map(entries));

test('every statement of the file is true of at least as many people as the limit, or of none', () => {
  fc.assert(
    fc.property(population, fc.integer({ min: 1, max: 10 }), (people, minCohort) => {
      const published = publishedMemberships(people, groups, minCohort);
      const sizes = new Map<string, number>();
      for (const [key, count] of people) {
        const label = JSON.stringify(published.get(key));
        sizes.set(label, (sizes.get(label) ?? 0) + count);
      }
      for (const [label, size] of sizes) {
        const says = JSON.parse(label) as { in: string[]; inUnknown?: { group: string }[] };
        const isSilent = says.in.length === 0 && says.inUnknown?.length === groups.length;
        expect(size >= minCohort || isSilent).toBe(true);
      }
    }),
  );
});

test('no statement is false: a group is named only for people in it, and left out only for people outside', () => {
  fc.assert(
    fc.property(population, fc.integer({ min: 1, max: 10 }), (people, minCohort) => {
      for (const [key, { in: named, inUnknown = [] }] of publishedMemberships(people, groups, minCohort)) {
        const own = key === '' ? [] : key.split(' ');
        const unknown = inUnknown.map(({ group }) => group);
        expect(named.every((group) => own.includes(group))).toBe(true);
        expect(own.every((group) => named.includes(group) || unknown.includes(group))).toBe(true);
      }
    }),
  );
});

test('groups that enough people share stay as they are', () => {
  const people = new Map([
    ['', 20],
    ['g1', 30],
    ['g1 g2', 12],
  ]);
  const published = publishedMemberships(people, groups, 5);
  expect([...published].map(([key, says]) => [key, says.in.join(' '), says.inUnknown])).toEqual([
    ['g1 g2', 'g1 g2', undefined],
    ['', '', undefined],
    ['g1', 'g1', undefined],
  ]);
});

test('a group of three is unknown for everybody, or the file would name the three', () => {
  const published = publishedMemberships(
    new Map([
      ['', 20],
      ['g3', 3],
    ]),
    groups,
    5,
  );
  const unknown = [{ group: 'g3', reason: 'small-cohort' }];
  expect(published.get('')).toEqual({ in: [], inUnknown: unknown });
  expect(published.get('g3')).toEqual({ in: [], inUnknown: unknown });
});
