/* Counts distinct people over rows of sign-ins. A person of two rows counts once. */
import { compareText } from '../model/json.ts';
import type { SignInRow } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import {
  type Affected,
  type AffectedByChange,
  type Reasons,
  type UndecidedReason,
  undecidedReasons,
} from './replay.ts';

export interface Tally {
  readonly add: (row: SignInRow, reasons?: readonly UndecidedReason[]) => void;
  readonly total: () => Affected & { readonly tenants: number };
  readonly details: () => AffectedByChange;
  readonly reasons: () => Reasons;
}

export function createTally(): Tally {
  const people = new Set<number>();
  const byApp = new Map<string, Set<number>>();
  const byTenant = new Map<TenantId, Set<number>>();
  const byReason = new Map<UndecidedReason, Set<number>>();
  let signIns = 0;
  let lastSeen: string | null = null;
  return {
    add: (row, reasons = []) => {
      signIns += row.signIns;
      if (lastSeen === null || compareText(row.last, lastSeen) > 0) lastSeen = row.last;
      const groups = [
        people,
        setOf(byApp, row.app),
        setOf(byTenant, row.tenantId),
        ...reasons.map((reason) => setOf(byReason, reason)),
      ];
      for (const group of groups) {
        for (const person of row.people) group.add(person);
      }
    },
    total: () => ({ people: people.size, signIns, tenants: byTenant.size }),
    details: () => ({
      people: people.size,
      signIns,
      apps: ranked(byApp).map(([app, number]) => ({ app, people: number })),
      tenants: ranked(byTenant).map(([tenantId, number]) => ({ tenantId, people: number })),
      lastSeen,
    }),
    reasons: () =>
      Object.fromEntries(
        undecidedReasons.flatMap((reason) => {
          const number = byReason.get(reason)?.size;
          return number === undefined ? [] : [[reason, number]];
        }),
      ),
  };
}

function setOf<Key>(sets: Map<Key, Set<number>>, key: Key): Set<number> {
  const known = sets.get(key) ?? new Set();
  sets.set(key, known);
  return known;
}

/** The most people first. */
function ranked<Key extends string>(sets: ReadonlyMap<Key, ReadonlySet<number>>): readonly (readonly [Key, number])[] {
  const counts = [...sets].map(([key, people]) => [key, people.size] as const);
  return counts.sort(([a, more], [b, less]) => less - more || compareText(a, b));
}
