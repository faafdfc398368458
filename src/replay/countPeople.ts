/* Counts distinct people over rows of sign-ins. A person of two rows counts once. */
import { compareText } from '../model/json.ts';
import type { SignInRow } from '../model/signIns.ts';
import type { Affected, AffectedByChange } from './replay.ts';

type Rows = readonly SignInRow[];

export function peopleOf(rows: Rows): number {
  const people = new Set<number>();
  for (const row of rows) {
    for (const person of row.people) people.add(person);
  }
  return people.size;
}

/** The people of each group. */
export function peopleBy<Key>(rows: Rows, keyOf: (row: SignInRow) => Key): ReadonlyMap<Key, number> {
  const sets = new Map<Key, Set<number>>();
  for (const row of rows) {
    const key = keyOf(row);
    const set = sets.get(key) ?? new Set();
    sets.set(key, set);
    for (const person of row.people) set.add(person);
  }
  return new Map([...sets].map(([key, set]) => [key, set.size]));
}

export function signInsOf(rows: Rows): number {
  return rows.reduce((sum, { signIns }) => sum + signIns, 0);
}

/** The last day, in UTC; null without a sign-in. */
export function lastDayOf(rows: Rows): string | null {
  return rows.reduce<string | null>(
    (last, row) => (last === null || compareText(row.last, last) > 0 ? row.last : last),
    null,
  );
}

export function affectedBy(rows: Rows): Affected {
  return { people: peopleOf(rows), signIns: signInsOf(rows) };
}

export function detailsOf(rows: Rows): AffectedByChange {
  const byApp = peopleBy(rows, ({ app }) => app);
  const byTenant = peopleBy(rows, ({ tenantId }) => tenantId);
  return {
    ...affectedBy(rows),
    apps: mostFirst(byApp).map(([app, people]) => ({ app, people })),
    tenants: mostFirst(byTenant).map(([tenantId, people]) => ({ tenantId, people })),
    lastSeen: lastDayOf(rows),
  };
}

function mostFirst<Key extends string>(counts: ReadonlyMap<Key, number>): readonly (readonly [Key, number])[] {
  return [...counts].sort(([a, more], [b, less]) => less - more || compareText(a, b));
}
