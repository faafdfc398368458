/*
 * Decides what a row of the log means for the policy of this tenant: a sign-in that this policy judges, one that xtap
 * only counts because another policy governs it or because the row does not say enough, or nothing to do with other
 * tenants. xtap never guesses.
 */
import type { NotJudgedReason, SignInDirection, SignInOutcome, SignInType } from '../../model/signIns.ts';
import { consumerTenant, type TenantId } from '../../model/tenantId.ts';
import type { SignInEvent } from './signInEvent.ts';

export interface JudgedSignIn {
  readonly direction: SignInDirection;
  /** The other tenant. */
  readonly tenantId: TenantId;
  readonly type: SignInType;
  readonly outcome: SignInOutcome;
}

export type Classified =
  | { readonly judged: JudgedSignIn }
  | { readonly notJudged: NotJudgedReason }
  /** A sign-in of this tenant's own users in this tenant. */
  | 'internal';

/** Entra ID, and its backup service, which issues the same tokens. */
const entraIssuers = ['', 'azuread', 'azureadbackupauth'];

/** Tenant restrictions of both versions. */
const restrictionCodes: readonly (number | undefined)[] = [5000211, 500021, 500022];

const otherPolicies: ReadonlyMap<string, NotJudgedReason> = new Map([
  ['serviceprovider', 'serviceProvider'],
  ['microsoftsupport', 'microsoftSupport'],
  ['passthrough', 'passthrough'],
]);

const judgedTypes: ReadonlyMap<string, SignInType> = new Map([
  ['b2bcollaboration', 'b2bCollaboration'],
  ['b2bdirectconnect', 'b2bDirectConnect'],
]);

export function classifySignIn(event: SignInEvent, home: TenantId): Classified {
  const { homeTenantId, resourceTenantId, errorCode } = event;
  const word = event.type.toLowerCase();
  const type = judgedTypes.get(word) ?? 'unknown';
  if (word === 'none' || (type === 'unknown' && isInside(event, home))) return 'internal';
  const notJudged = otherPolicies.get(word) ?? reasonNotToJudge(event, home);
  if (notJudged !== undefined) return { notJudged };
  const isOutbound = homeTenantId === home;
  return {
    judged: {
      direction: isOutbound ? 'outbound' : 'inbound',
      tenantId: (isOutbound ? resourceTenantId : homeTenantId) as TenantId,
      type,
      outcome: outcomeOf(errorCode),
    },
  };
}

function isInside({ homeTenantId, resourceTenantId }: SignInEvent, home: TenantId): boolean {
  return homeTenantId === home && resourceTenantId === home;
}

function reasonNotToJudge(event: SignInEvent, home: TenantId): NotJudgedReason | undefined {
  const { homeTenantId, resourceTenantId, errorCode } = event;
  if (restrictionCodes.includes(errorCode)) return 'tenantRestriction';
  if (!entraIssuers.includes(event.issuer.toLowerCase())) return 'otherAccounts';
  // A guest without an Entra account (mail, social) has the home tenant of the resource.
  if (isInside(event, home)) return 'otherAccounts';
  if (homeTenantId === consumerTenant || resourceTenantId === consumerTenant) return 'otherAccounts';
  if ([homeTenantId, resourceTenantId, event.userId, event.app, event.resource].includes('')) return 'incomplete';
  return homeTenantId === home || resourceTenantId === home ? undefined : 'passthrough';
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function outcomeOf(errorCode: number | undefined): SignInOutcome {
  switch (errorCode) {
    case 0:
      return 'ok';
    case 500212:
      return 'blocked-outbound';
    case 500213:
      return 'blocked-inbound';
    default:
      return 'other';
  }
}
