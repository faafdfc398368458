/*
 * Which sign-ins of a change may be counted for a reader. The rows of hidden tenants are in no number. Everybody sees
 * applications without numbers: a person may use several, so the numbers of two lists would reveal a hidden one.
 * Rejected: subtracting hidden parts from a total, for the same reason; and leaving out the rows of applications with
 * few people, after which a tenant of twelve people may have no number.
 */
import { compareText } from '../model/json.ts';
import type { SignInRow } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { peopleBy, peopleOf } from './countPeople.ts';
import { type Audience, exactly, type Figure, figureOf, hidden, rankOf, totalOf } from './figure.ts';

export interface Part<Id extends string = string> {
  readonly id: Id;
  readonly figure: Figure;
}

export interface VisiblePart {
  /** The rows that the numbers count. */
  readonly rows: readonly SignInRow[];
  readonly isWhole: boolean;
  readonly people: Figure;
  /** The most people first. */
  readonly tenants: readonly Part<TenantId>[];
  readonly apps: readonly Part[];
}

export function visiblePart(rows: readonly SignInRow[], audience: Audience): VisiblePart {
  const tenants = [...peopleBy(rows, ({ tenantId }) => tenantId)].map(([id, people]): Part<TenantId> => {
    return { id, figure: figureOf(people, audience) };
  });
  const shown = new Set(tenants.flatMap(({ id, figure }) => (figure.is === 'exact' ? [id] : [])));
  const visible = rows.filter(({ tenantId }) => shown.has(tenantId));
  const isWhole = visible.length === rows.length;
  const figures = tenants.map(({ figure }) => figure);
  return {
    rows: visible,
    isWhole,
    people: totalOf({ amount: peopleOf(visible), isWhole }, figures),
    tenants: mostFirst(tenants),
    apps: mostFirst(
      [...peopleBy(rows, ({ app }) => app)].map(([id, people]) => ({ id, figure: ownerOnly(people, audience) })),
    ),
  };
}

/** A number that could be combined with others. */
export function ownerOnly(amount: number, audience: Audience): Figure {
  return audience === 'owner' ? exactly(amount) : hidden;
}

/** Those without a number last, by id. */
export function mostFirst<Id extends string>(parts: readonly Part<Id>[]): readonly Part<Id>[] {
  return [...parts].sort((a, b) => rankOf(b.figure) - rankOf(a.figure) || compareText(a.id, b.id));
}
