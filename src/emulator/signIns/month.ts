/**
 * A month of the sample tenant: its sign-ins, the changes of its policy in that month, its groups and its guests. The
 * same number of sign-ins and the same end give the same month.
 */

import { type AuditLog, eventsOf, recordEvent } from '../directory/auditLog.ts';
import type { JsonObject } from '../json.ts';
import { diceFor } from '../quirks.ts';
import { partnerSubject } from '../state/partners.ts';
import { singletonSubject } from '../state/policy.ts';
import { systemDefault } from '../state/systemDefault.ts';
import type { TenantSeed } from '../state/tenantState.ts';
import { guestOf, homeDomain, type Person, personOf } from './people.ts';
import type { SignInLog } from './signInLog.ts';
import { homeGroups, type Traffic, traffic } from './traffic.ts';

const dayMs = 86_400_000;
/** Less than the 30 days of the log, so that a read that begins later still sees the whole month. */
const days = 29;
/** Graph shows a sign-in some minutes after it happened. */
const newestMs = 10 * 60_000;
/** Earlier than the seven days that `drift` looks back. */
const defaultChangedDaysAgo = 12;
const partnerAddedDaysAgo = 20;

export interface MonthOptions {
  readonly signIns: number;
  /** The end of the month, in milliseconds since 1970. */
  readonly end: number;
}

/** The seed with a month: whatever it has of these logs already stays. */
export function withMonth(seed: TenantSeed, { signIns, end }: MonthOptions): TenantSeed {
  const scale = Math.max(1, Math.round(Math.sqrt(signIns / 3000)));
  return {
    ...seed,
    signIns: monthOf(seed.tenantId, { signIns, end, scale }),
    groups: Object.fromEntries(
      homeGroups.map(([id, first, last]) => [
        id,
        range(first * scale, last * scale).map((n) => personOf(homeDomain, n).id),
      ]),
    ),
    users: guests(scale),
    auditEvents: [...(seed.auditEvents ?? []), ...policyEvents(seed, end)],
  };
}

function monthOf(tenantId: string, { signIns, end, scale }: MonthOptions & { readonly scale: number }): SignInLog {
  const newest = end - newestMs;
  const slot = (days * dayMs) / Math.max(1, signIns);
  const changed = end - defaultChangedDaysAgo * dayMs;
  const [after, before] = (['after', 'before'] as const).map((era) =>
    weighted(traffic.filter((each) => each.era === undefined || each.era === era)),
  );
  const firstBefore = Math.ceil((newest - changed) / slot);
  const rollsOf = (index: number) => diceFor(Math.imul(index + 1, 0x9e3779b1), 'sign-in');
  const timeAt = (index: number): number => Math.floor((newest - (index + rollsOf(index)()) * slot) / 1000) * 1000;
  const eventAt = (index: number): JsonObject => {
    const roll = rollsOf(index);
    roll();
    const isBefore = timeAt(index) < changed;
    // Each kind of traffic occurs at least once: the first events of an era take them in turn.
    const inTurn = isBefore ? index - firstBefore : index;
    const choose = isBefore ? before : after;
    const kind = choose?.(inTurn, roll()) ?? (traffic[0] as Traffic);
    const [domain, first, last] = kind.people;
    const person = personOf(domain, Math.floor(first * scale + ((last - first + 1) * scale - 1) * roll() ** 2));
    return signInOf(kind, person, { tenantId, index, at: timeAt(index), roll });
  };
  return { length: signIns, timeAt, eventAt };
}

/** Chooses by a number in [0, 1), or in turn while `index` is among the first. */
function weighted(kinds: readonly Traffic[]): (index: number, roll: number) => Traffic | undefined {
  const sums: number[] = [];
  for (const { weight } of kinds) sums.push((sums.at(-1) ?? 0) + weight);
  const total = sums.at(-1) ?? 0;
  return (index, roll) => (index >= 0 ? kinds[index] : undefined) ?? kinds[sums.findIndex((sum) => roll * total < sum)];
}

interface Occurrence {
  readonly tenantId: string;
  readonly index: number;
  readonly at: number;
  readonly roll: () => number;
}

const failureReasons: Readonly<Record<number, string>> = {
  0: 'Other.',
  50126: 'Error validating credentials due to invalid username or password.',
  53003: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  500212:
    "The user's administrator has set an outbound access policy that does not allow access to the resource tenant.",
  500213: "The resource tenant's cross-tenant access policy does not allow this user to access this tenant.",
  5000211:
    'A tenant restrictions policy added to this request by a device or network administrator does not allow access.',
};

/** A row of the log with all that makes it personal data: name, address, place and device. */
function signInOf(kind: Traffic, person: Person, { tenantId, index, at, roll }: Occurrence): JsonObject {
  const isInteractive = roll() < 0.4;
  const needsMfa = roll() < 0.5;
  const { homeTenantId = tenantId, resourceTenantId = tenantId, type, app, resource, errorCode } = kind;
  const id = `${(index + 1).toString(16).padStart(8, '0')}-5e1d-4b0c-9a7f-${(at % 0xffff_ffff).toString(16).padStart(12, '0')}`;
  return {
    id,
    createdDateTime: new Date(at).toISOString().replace('.000Z', 'Z'),
    userDisplayName: person.displayName,
    userPrincipalName: person.mail,
    userId: person.id,
    userType: person.userType,
    appId: app,
    appDisplayName: 'An application',
    resourceId: resource,
    resourceDisplayName: 'A resource',
    homeTenantId,
    homeTenantName: '',
    resourceTenantId,
    crossTenantAccessType: type,
    signInEventTypes: [isInteractive ? 'interactiveUser' : 'nonInteractiveUser'],
    isInteractive,
    authenticationRequirement: needsMfa ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    tokenIssuerType: kind.tokenIssuerType ?? 'AzureAD',
    isTenantRestricted: errorCode === 5000211,
    ipAddress: `203.0.113.${1 + Math.floor(roll() * 250)}`,
    clientAppUsed: 'Browser',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    correlationId: id,
    conditionalAccessStatus: errorCode === 53003 ? 'failure' : 'success',
    status: { errorCode, failureReason: failureReasons[errorCode] ?? '', additionalDetails: '' },
    deviceDetail: { deviceId: '', displayName: `LAPTOP-${index % 977}`, operatingSystem: 'Linux', trustType: '' },
    location: { city: 'Zürich', state: 'Zürich', countryOrRegion: 'CH' },
  };
}

/** The issuers of guests that have no account in an Entra tenant. */
const issuers: Readonly<Record<string, string>> = { 'mail.example': 'mail', 'outlook.example': 'MicrosoftAccount' };

/** The guests that sign in, one who never did, and one who has not accepted the invitation. */
function guests(scale: number): readonly JsonObject[] {
  const counts = new Map<string, number>();
  for (const { people } of traffic) counts.set(people[0], Math.max(counts.get(people[0]) ?? 0, people[2] + 1));
  counts.delete(homeDomain);
  return [
    ...[...counts].flatMap(([domain, count]) =>
      range(0, count * scale - 1).map((n) => guestOf(personOf(domain, n), issuers[domain])),
    ),
    guestOf(personOf('fourthcoffee.example', 0), 'ExternalAzureAD', 'PendingAcceptance'),
    guestOf(personOf('fourthcoffee.example', 1)),
  ];
}

/** The changes of the policy in the month, newest first. */
function policyEvents(seed: TenantSeed, end: number): readonly JsonObject[] {
  const actor = { kind: 'user', id: '41c6d0a8-9be7-4f52-8d13-e0b7f59c2a64', name: 'dana@contoso.example' } as const;
  const isoTime = (daysAgo: number): string => new Date(end - daysAgo * dayMs).toISOString();
  const tailspin = 'e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524';
  const added = seed.partners.find((partner) => partner.tenantId === tailspin) ?? { tenantId: tailspin };
  const { b2bCollaborationOutbound = null } = systemDefault;
  const before = { ...seed.default, b2bCollaborationOutbound };
  const updated = singletonSubject('Update the company default cross-tenant access setting', before, seed.default);
  let log: AuditLog;
  log = recordEvent(log, partnerSubject(tailspin, undefined, added), {
    id: '7f0b3c52-8d1e-4a69-b3f7-2c5e9d804a16',
    at: isoTime(partnerAddedDaysAgo),
    actor,
  });
  log = recordEvent(log, updated, {
    id: 'c3a95e08-14d7-4f2b-8e60-b9d7f1a2c354',
    at: isoTime(defaultChangedDaysAgo),
    actor,
  });
  return eventsOf(log);
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
