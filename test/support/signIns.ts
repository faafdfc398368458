/* Builders of sign-ins files: one row, one file, and many rows that a seed determines. */
import fc, { type Arbitrary } from 'fast-check';
import {
  type SignInRow,
  type SignInsFile,
  signInDirections,
  signInOutcomes,
  signInTypes,
} from '../../src/model/signIns.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { a1, a2, a3, g1, g2 } from './builders.ts';
import { fabrikam, home, proseware, woodgrove } from './tenants.ts';

/** One successful collaboration of person 1 with Fabrikam, outbound. */
export function signInRow(more: Partial<SignInRow> = {}): SignInRow {
  return {
    direction: 'outbound',
    tenantId: fabrikam,
    type: 'b2bCollaboration',
    app: a1,
    resource: a1,
    in: [],
    outcome: 'ok',
    people: [1],
    signIns: more.people?.length ?? 1,
    first: '2026-11-02',
    last: '2026-11-20',
    ...more,
  };
}

/** A complete window of 30 days, in which the policy did not change. */
export function signInsFile(rows: readonly SignInRow[], more: Partial<SignInsFile> = {}): SignInsFile {
  const [from, to] = ['2026-10-31T00:00:00Z', '2026-11-30T00:00:00Z'];
  const events = rows.reduce((sum, { signIns }) => sum + signIns, 0);
  return {
    formatVersion: 1,
    kind: 'xtap-signins',
    tenantId: home,
    cloud: 'global',
    source: 'graph',
    apiVersion: 'beta',
    from,
    to,
    createdAt: '2026-11-30T00:10:00Z',
    complete: true,
    coverage: [
      { kind: 'interactiveUser', from, to, events, state: 'read' },
      { kind: 'nonInteractiveUser', from, to, events: 0, state: 'read' },
    ],
    resolved: { groups: [g1, g2], users: false, asOf: to },
    policyChanges: { state: 'read', changes: [] },
    rows,
    notJudged: {
      serviceProvider: 0,
      microsoftSupport: 0,
      passthrough: 0,
      otherAccounts: 0,
      incomplete: 0,
      tenantRestriction: 0,
    },
    ...more,
  };
}

const day = fc.integer({ min: 1, max: 29 }).map((number) => `2026-11-${String(number).padStart(2, '0')}`);

/** Rows over a small universe: three applications, two groups, and the given tenants. */
export function arbitraryRow(tenantIds: readonly TenantId[] = [fabrikam, proseware, woodgrove]): Arbitrary<SignInRow> {
  const membership = fc.constantFrom<Pick<SignInRow, 'in' | 'inUnknown'>>(
    { in: [] },
    { in: [g1] },
    { in: [g1, g2] },
    { in: [], inUnknown: [{ group: g1, reason: 'small-cohort' }] },
    { in: [g2], inUnknown: [{ group: g1, reason: 'group-not-resolved' }] },
  );
  const facts = fc.record({
    direction: fc.constantFrom(...signInDirections),
    tenantId: fc.constantFrom(...tenantIds),
    type: fc.constantFrom(...signInTypes),
    app: fc.constantFrom(a1, a2, a3),
    resource: fc.constantFrom(a1, a2, a3),
    outcome: fc.constantFrom(...signInOutcomes),
    people: fc
      .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 })
      .map((people) => people.sort((a, b) => a - b)),
    days: fc.tuple(day, day).map((days) => days.sort()),
    more: fc.nat({ max: 20 }),
  });
  const optional = fc.record({ epoch: fc.nat({ max: 2 }), mfaRequired: fc.boolean() }, { requiredKeys: [] });
  return fc.tuple(facts, membership, optional).map(
    ([
      {
        days: [first, last],
        more,
        ...row
      },
      groups,
      others,
    ]) => ({
      ...row,
      ...(row.direction === 'inbound' ? { in: [] } : groups),
      ...others,
      signIns: row.people.length + more,
      first,
      last,
    }),
  );
}

/** A file of many reduced rows: `people` people of each tenant use two applications in both directions. */
export function manySignIns(
  tenantIds: readonly TenantId[],
  { people, signInsEach }: { readonly people: number; readonly signInsEach: number },
): SignInsFile {
  const rows = tenantIds.flatMap((tenantId, index) => {
    const numbers = Array.from({ length: people }, (_, person) => index * people + person + 1);
    const signIns = people * signInsEach;
    return signInDirections.flatMap((direction) =>
      [a1, a2].map((app) => signInRow({ direction, tenantId, app, resource: app, people: numbers, signIns })),
    );
  });
  return signInsFile(rows);
}
