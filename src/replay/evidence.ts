/* What the sign-ins show about each tenant. Only a sign-in that worked is evidence. */
import { groupBy } from '../model/groupBy.ts';
import { compareText } from '../model/json.ts';
import { type SignInDirection, type SignInRow, type SignInType, signInTypes } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { detailsOf, peopleOf } from './countPeople.ts';
import type { SeenSignIns } from './discovery.ts';

export interface SeenTenant {
  readonly inbound?: SeenSignIns;
  readonly outbound?: SeenSignIns;
  /** Distinct people of both directions. */
  readonly people: number;
  /** Application ids of clients and resources that were seen with a known type, by direction and type. */
  readonly appsOf: (direction: SignInDirection, type: SignInType) => readonly string[];
}

export function evidenceByTenant(rows: readonly SignInRow[]): ReadonlyMap<TenantId, SeenTenant> {
  const worked = rows.filter(({ outcome }) => outcome === 'ok');
  return new Map(groupBy(worked, ({ tenantId }) => tenantId).map((own) => [own[0].tenantId, seenTenant(own)]));
}

function seenTenant(rows: readonly SignInRow[]): SeenTenant {
  const of = (direction: SignInDirection): SeenSignIns | undefined =>
    seenSignIns(rows.filter((row) => row.direction === direction));
  const [inbound, outbound] = [of('inbound'), of('outbound')];
  return {
    ...(inbound && { inbound }),
    ...(outbound && { outbound }),
    people: peopleOf(rows),
    appsOf: (direction, type) => {
      const seen = rows.filter((row) => row.direction === direction && row.type === type);
      return [...new Set(seen.flatMap(({ app, resource }) => [app, resource]))].sort(compareText);
    },
  };
}

function seenSignIns(rows: readonly SignInRow[]): SeenSignIns | undefined {
  const { people, signIns, apps, lastSeen } = detailsOf(rows);
  if (lastSeen === null) return undefined;
  const types = signInTypes.filter((type) => rows.some((row) => row.type === type));
  return { people, signIns, types, apps, lastSeen };
}
