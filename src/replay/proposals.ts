/*
 * Proposes an entry for each tenant that is used and not declared. A proposal only allows what was seen, for all users:
 * everything else is left out, so that the entry inherits it. It never blocks, and never contains trust, consent,
 * synchronization or tenant restrictions, which no sign-in shows.
 */

import { type Cloud, endpointOf } from '../model/cloud.ts';
import { memberOfSide } from '../model/combination.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { compareText, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { withMember } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import type { SignInsFile } from '../model/signIns.ts';
import { consumerTenant, type TenantId } from '../model/tenantId.ts';
import { servicesOf } from './changeRows.ts';
import type {
  DiscoveredTenant,
  Discovery,
  DiscoverySource,
  GuestDomain,
  NotProposedReason,
  TenantEvidence,
} from './discovery.ts';
import { byGuests } from './discoveryFigures.ts';
import { evidenceByTenant, type SeenTenant } from './evidence.ts';
import { microsoftTenants } from './microsoftTenants.ts';

export interface DiscoveryInput {
  readonly home: TenantId;
  /** Of the home tenant. */
  readonly cloud: Cloud;
  readonly signIns?: SignInsFile | undefined;
  readonly guests?: readonly GuestDomain[] | undefined;
  readonly desired?: DesiredState | undefined;
  /** Names that were looked up, in the cloud of the home tenant. */
  readonly names: ReadonlyMap<TenantId, string>;
  /** Tenants with fewer people are not proposed. */
  readonly minPeople: number;
  /** Allow only the applications that were seen. */
  readonly onlySeenApps: boolean;
  readonly table: readonly Setting[];
}

export function discoverTenants(input: DiscoveryInput): Discovery {
  const seen = evidenceByTenant(input.signIns?.rows ?? []);
  const guests = guestsByTenant(input.guests ?? []);
  const ids = [...new Set([...seen.keys(), ...guests.keys()])];
  const tenants = ids.map((tenantId) => discoverTenant(tenantId, { ...input, seen, guests }));
  return {
    sources: sourcesOf(input),
    tenants: tenants.sort(
      (a, b) =>
        Number(b.proposal !== null) - Number(a.proposal !== null) ||
        b.people - a.people ||
        compareText(a.tenantId, b.tenantId),
    ),
    unresolvedDomains: (input.guests ?? [])
      .filter(({ tenantId }) => tenantId === undefined)
      .map(({ domain, guests: number }) => ({ domain, guests: number }))
      .sort(byGuests('owner')),
  };
}

function sourcesOf({ signIns, guests }: DiscoveryInput): readonly DiscoverySource[] {
  return [
    ...(signIns
      ? [
          {
            source: 'sign-ins' as const,
            state: signIns.complete ? ('read' as const) : ('incomplete' as const),
            from: signIns.from,
            to: signIns.to,
          },
        ]
      : []),
    ...(guests ? [{ source: 'guests' as const, state: 'read' as const }] : []),
  ];
}

interface GuestAccounts {
  readonly guests: number;
  /** The domain with the most guests. Of small numbers, none is "the most": the domain may be published. */
  readonly domain: string;
  readonly name?: string;
  readonly cloud?: Cloud;
}

/** A tenant may have several domains. */
function guestsByTenant(domains: readonly GuestDomain[]): ReadonlyMap<TenantId, GuestAccounts> {
  const byTenant = new Map<TenantId, GuestAccounts>();
  const sorted = [...domains].sort(byGuests('everybody'));
  for (const { domain, guests, tenantId, name, cloud } of sorted) {
    if (tenantId === undefined) continue;
    const known = byTenant.get(tenantId);
    const label = known?.name ?? name;
    const place = known?.cloud ?? cloud;
    byTenant.set(tenantId, {
      guests: guests + (known?.guests ?? 0),
      domain: known?.domain ?? domain,
      ...(label !== undefined && { name: label }),
      ...(place && { cloud: place }),
    });
  }
  return byTenant;
}

interface TenantContext extends Omit<DiscoveryInput, 'guests'> {
  readonly seen: ReadonlyMap<TenantId, SeenTenant>;
  readonly guests: ReadonlyMap<TenantId, GuestAccounts>;
}

function discoverTenant(tenantId: TenantId, context: TenantContext): DiscoveredTenant {
  const [seen, accounts] = [context.seen.get(tenantId), context.guests.get(tenantId)];
  const entry = context.desired?.partners.find((partner) => partner.tenantId === tenantId);
  const name =
    entry?.name ?? context.desired?.names.get(tenantId) ?? accounts?.name ?? context.names.get(tenantId) ?? undefined;
  const domain = entry?.domain ?? accounts?.domain;
  const cloud = accounts?.cloud ?? (context.names.has(tenantId) ? context.cloud : undefined);
  const evidence: TenantEvidence = {
    ...(seen?.inbound && { inbound: seen.inbound }),
    ...(seen?.outbound && { outbound: seen.outbound }),
    ...(accounts && { guests: accounts.guests }),
  };
  const people = Math.max(seen?.people ?? 0, accounts?.guests ?? 0);
  const settings = proposedSettings(evidence, seen, context);
  const isEmpty = Object.keys(settings).length === 0;
  const reason = reasonNotToPropose(tenantId, { people, isEmpty, hasGuests: accounts !== undefined }, context);
  return {
    tenantId,
    declared: entry?.state === 'present',
    ...(name !== undefined && { name }),
    ...(domain !== undefined && { domain }),
    ...(cloud && { cloud }),
    evidence,
    people,
    proposal: reason === undefined ? settings : null,
    ...(reason !== undefined && { reason }),
    caveats: reason === undefined ? [...cloudCaveats(cloud, context), ...caveatsOf(evidence, context)] : [],
  };
}

function reasonNotToPropose(
  tenantId: TenantId,
  { people, isEmpty, hasGuests }: { readonly people: number; readonly isEmpty: boolean; readonly hasGuests: boolean },
  { desired, home, minPeople }: DiscoveryInput | TenantContext,
): NotProposedReason | undefined {
  const entry = desired?.partners.find((partner) => partner.tenantId === tenantId);
  const reasons: readonly (readonly [NotProposedReason, boolean])[] = [
    ['home', tenantId === home],
    ['declared', entry?.state === 'present'],
    ['tombstone', entry?.state === 'absent'],
    ['ignored', desired?.ignored.has(tenantId) ?? false],
    ['protected', desired?.protected.has(tenantId) ?? false],
    ['consumer', tenantId === consumerTenant],
    ['microsoft', microsoftTenants.has(tenantId)],
    ['few-people', people < minPeople],
    ['apps-unknown', isEmpty && hasGuests],
    ['type-unknown', isEmpty],
  ];
  return reasons.find(([, applies]) => applies)?.[0];
}

const types = ['b2bCollaboration', 'b2bDirectConnect'] as const;

/** A guest account is a sign of inbound collaboration, too. It shows no application. */
function proposedSettings(
  evidence: TenantEvidence,
  seen: SeenTenant | undefined,
  { table, onlySeenApps }: TenantContext,
): SettingValues {
  const rows = table.filter(({ kind, direction }) => kind === 'access' && direction !== undefined);
  const settings = rows.flatMap((row) => {
    const { name, direction = 'inbound', service } = row;
    const type = types.find((each) => servicesOf[each].includes(service));
    if (!type) return [];
    const isGuest = admitsGuests(row) && hasOnlyGuests(evidence);
    const isSeen = evidence[direction]?.types.includes(type) ?? false;
    if (!isSeen && (!isGuest || onlySeenApps)) return [];
    const apps = onlySeenApps ? (seen?.appsOf(direction, type) ?? []) : ['AllApplications'];
    return [[name, allowedFor(row, apps)] as const];
  });
  return Object.fromEntries(settings);
}

/** There are guest accounts, and no sign-in shows inbound collaboration. */
function hasOnlyGuests({ guests, inbound }: TenantEvidence): boolean {
  return guests !== undefined && !inbound?.types.includes('b2bCollaboration');
}

function admitsGuests({ direction, service }: Setting): boolean {
  return direction === 'inbound' && servicesOf.b2bCollaboration.includes(service);
}

function allowedFor(row: Setting, applications: readonly string[]): Json {
  const targets = {
    users: [{ target: 'AllUsers', targetType: 'user' }],
    applications: applications.map((target) => ({ target, targetType: 'application' })),
  };
  return (['users', 'applications'] as const).reduce<Json>((value, side) => {
    const member = memberOfSide(row, side);
    return member ? withMember(value, member.path, { accessType: 'allowed', targets: targets[side] }) : value;
  }, {});
}

function cloudCaveats(cloud: Cloud | undefined, { cloud: own }: TenantContext): readonly string[] {
  if (cloud === undefined || endpointOf[cloud] === endpointOf[own]) return [];
  return [`The tenant is in another cloud (${cloud}): the entry works only if \`policy\` allows that cloud, too.`];
}

function caveatsOf(evidence: TenantEvidence, { table, signIns, onlySeenApps }: TenantContext): readonly string[] {
  const isSeen = evidence.inbound !== undefined || evidence.outbound !== undefined;
  const guestSettings = table.filter(admitsGuests).map(({ name }) => name);
  const unknownTypes = [evidence.inbound, evidence.outbound].some((each) => each?.types.includes('unknown'));
  return [
    ...(isSeen ? [] : ['There are guest accounts, and no sign-in was seen.']),
    ...(isSeen && signIns?.complete === false ? ['A part of the log was not read, so there may be more.'] : []),
    ...(onlySeenApps && isSeen ? ['The log does not show which other applications these applications depend on.'] : []),
    ...(onlySeenApps && hasOnlyGuests(evidence)
      ? [`Guest accounts show no application, so ${guestSettings.join(', ')} is left out.`]
      : []),
    ...(unknownTypes ? ['Some sign-ins have an unknown type, which the entry does not cover.'] : []),
  ];
}
