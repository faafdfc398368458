/* The numbers of people who rely on a trust flag, for a reader. */
import { groupBy } from '../model/groupBy.ts';
import type { SignInRow, SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { peopleOf } from './countPeople.ts';
import type { ExposedRows } from './exposure.ts';
import { type Audience, atLeast, type Figure, figureOf, hidden, smallestShown, sumOf } from './figure.ts';
import { mostFirst, type Part } from './visiblePart.ts';

export interface ExposureFigures {
  readonly flag: string;
  readonly type?: SignInType;
  readonly people: Figure;
  readonly tenants: readonly Part<TenantId>[];
}

/**
 * A device flag counts everybody of a tenant: also the people of a change, and everybody who uses direct connect, which
 * the MFA flag lists by itself. So it does not count rows that are hidden there. People of collaboration who passed an
 * MFA requirement are not such a part: no number counts the others.
 */
export function exposureFigures(
  exposed: readonly ExposedRows[],
  hiddenInChanges: ReadonlySet<SignInRow>,
  audience: Audience,
): readonly ExposureFigures[] {
  const directConnect = exposed.filter(({ type }) => type === 'b2bDirectConnect');
  const few = directConnect.filter(({ rows }) => figureOf(peopleOf(rows), audience).is === 'few');
  const hiddenRows = new Set([...hiddenInChanges, ...few.flatMap(({ rows }) => rows)]);
  return groupBy(exposed, ({ flag, type = '' }) => `${flag} ${type}`).map((group) => {
    const [{ flag, type }] = group;
    const notCounted = type === undefined ? hiddenRows : hiddenInChanges;
    const tenants = group.map(({ tenantId, rows }): Part<TenantId> => {
      return { id: tenantId, figure: figureWithout(notCounted, rows, audience) };
    });
    const people = sumOf(tenants.map(({ figure }) => figure));
    return { flag, ...(type && { type }), people, tenants: mostFirst(tenants) };
  });
}

function figureWithout(notCounted: ReadonlySet<SignInRow>, rows: readonly SignInRow[], audience: Audience): Figure {
  const counted = rows.filter((row) => !notCounted.has(row));
  const people = peopleOf(counted);
  if (counted.length === rows.length) return figureOf(people, audience);
  return people < smallestShown[audience] ? hidden : atLeast(people);
}
