/* The numbers of `discover` for a reader. Each is of one tenant or domain, so that none contains another. */
import { compareText } from '../model/json.ts';
import type { DiscoveredTenant, Discovery, GuestDomain, SeenSignIns, TenantEvidence } from './discovery.ts';
import { type Audience, type Figure, figureOf, rankOf } from './figure.ts';

export interface SeenFigures {
  readonly people: Figure;
  /** The last day; null where it is hidden. */
  readonly lastSeen: string | null;
}

export interface EvidenceFigures {
  readonly inbound?: SeenFigures;
  readonly outbound?: SeenFigures;
  readonly guests?: Figure;
}

export interface TenantFigures extends Omit<DiscoveredTenant, 'evidence' | 'people'> {
  readonly evidence: EvidenceFigures;
}

export interface DiscoveryFigures extends Pick<Discovery, 'sources'> {
  /** The most people first. */
  readonly tenants: readonly TenantFigures[];
  readonly unresolvedDomains: readonly { readonly domain: string; readonly guests: Figure }[];
}

export function discoveryFigures(discovery: Discovery, audience: Audience): DiscoveryFigures {
  return {
    sources: discovery.sources,
    tenants: mostPeopleFirst(discovery.tenants, audience).map(({ evidence, people: _, ...tenant }) => {
      return { ...tenant, evidence: evidenceFigures(evidence, audience) };
    }),
    unresolvedDomains: [...discovery.unresolvedDomains]
      .sort(byGuests(audience))
      .map(({ domain, guests }) => ({ domain, guests: figureOf(guests, audience) })),
  };
}

/** Numbers that the audience does not see are equal. */
export function mostPeopleFirst(tenants: readonly DiscoveredTenant[], audience: Audience): readonly DiscoveredTenant[] {
  const rank = (amount: number | undefined): number => rankOf(figureOf(amount ?? 0, audience));
  const rankOfTenant = ({ evidence: { inbound, outbound, guests } }: DiscoveredTenant): number =>
    Math.max(rank(inbound?.people) + rank(outbound?.people), rank(guests));
  return [...tenants].sort((a, b) => rankOfTenant(b) - rankOfTenant(a) || compareText(a.tenantId, b.tenantId));
}

export function evidenceFigures({ inbound, outbound, guests }: TenantEvidence, audience: Audience): EvidenceFigures {
  const seen = ({ people, lastSeen }: SeenSignIns): SeenFigures => {
    const figure = figureOf(people, audience);
    return { people: figure, lastSeen: figure.is === 'few' ? null : lastSeen };
  };
  return {
    ...(inbound && { inbound: seen(inbound) }),
    ...(outbound && { outbound: seen(outbound) }),
    ...(guests !== undefined && { guests: figureOf(guests, audience) }),
  };
}

type CountedDomain = Pick<GuestDomain, 'domain' | 'guests'>;

/** The most guests first. Numbers that the audience does not see are equal. */
export function byGuests(audience: Audience): (a: CountedDomain, b: CountedDomain) => number {
  const rank = ({ guests }: CountedDomain): number => rankOf(figureOf(guests, audience));
  return (a, b) => rank(b) - rank(a) || compareText(a.domain, b.domain);
}
