/*
 * One row of the sign-in log, as far as xtap reads it. The list of properties is also what xtap asks Graph for: names,
 * addresses, places and devices are never requested, and never kept if somebody else's export contains them.
 * Source: https://learn.microsoft.com/graph/api/resources/signin
 */
import * as t from 'io-ts';
import type { ApiVersion } from '../../model/cloud.ts';
import type { SignInKind } from '../../model/signIns.ts';
import { complaintOf } from '../codecs.ts';

export interface SignInEvent {
  /** Of the event; empty if the log does not say. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly userId: string;
  readonly app: string;
  readonly resource: string;
  readonly homeTenantId: string;
  readonly resourceTenantId: string;
  /** crossTenantAccessType; empty if the log does not say. */
  readonly type: string;
  readonly issuer: string;
  readonly errorCode: number | undefined;
  readonly mfaRequired: boolean | undefined;
  /** Undefined if the log does not say; then the request does. */
  readonly kind: SignInKind | undefined;
}

const text = t.union([t.string, t.null, t.undefined], 'text or null');

const signIn = t.type({
  id: text,
  createdDateTime: t.string,
  userId: text,
  appId: text,
  resourceId: text,
  homeTenantId: text,
  resourceTenantId: text,
  crossTenantAccessType: text,
  tokenIssuerType: text,
  authenticationRequirement: text,
  status: t.union([t.type({ errorCode: t.union([t.number, t.null, t.undefined]) }), t.null, t.undefined]),
  isInteractive: t.union([t.boolean, t.null, t.undefined]),
  signInEventTypes: t.union([t.array(t.string), t.null, t.undefined]),
});

const betaOnly = ['crossTenantAccessType', 'tokenIssuerType', 'authenticationRequirement', 'signInEventTypes'];

/** The properties to ask for. */
export function selectedProperties(apiVersion: ApiVersion): readonly string[] {
  return Object.keys(signIn.props).filter((name) => apiVersion === 'beta' || !betaOnly.includes(name));
}

/** Undefined for a row that xtap cannot read. */
export function decodeSignIn(raw: unknown): SignInEvent | undefined {
  if (complaintOf(signIn, raw) !== undefined) return undefined;
  const row = raw as t.TypeOf<typeof signIn>;
  const at = Date.parse(row.createdDateTime);
  if (Number.isNaN(at)) return undefined;
  return {
    id: row.id ?? '',
    at,
    userId: idOf(row.userId),
    app: idOf(row.appId),
    resource: idOf(row.resourceId),
    homeTenantId: idOf(row.homeTenantId),
    resourceTenantId: idOf(row.resourceTenantId),
    type: row.crossTenantAccessType ?? '',
    issuer: row.tokenIssuerType ?? '',
    errorCode: row.status?.errorCode ?? undefined,
    mfaRequired: requirements.get(row.authenticationRequirement ?? ''),
    kind: kindOf(row),
  };
}

const requirements = new Map([
  ['multiFactorAuthentication', true],
  ['singleFactorAuthentication', false],
]);

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const nobody = '00000000-0000-0000-0000-000000000000';

/** Lower case; empty if it is missing, zero or not a GUID. */
function idOf(value: string | null | undefined): string {
  const id = value?.toLowerCase() ?? '';
  return guid.test(id) && id !== nobody ? id : '';
}

function kindOf({ signInEventTypes, isInteractive }: t.TypeOf<typeof signIn>): SignInKind | undefined {
  if (signInEventTypes?.includes('nonInteractiveUser')) return 'nonInteractiveUser';
  if (signInEventTypes?.includes('interactiveUser')) return 'interactiveUser';
  if (typeof isInteractive !== 'boolean') return undefined;
  return isInteractive ? 'interactiveUser' : 'nonInteractiveUser';
}
