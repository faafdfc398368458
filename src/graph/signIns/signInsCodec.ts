/*
 * The codec of the sign-ins file. It is checked, because a wrong row would lead to a wrong statement about people.
 */
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { apiVersions, clouds } from '../../model/cloud.ts';
import {
  membershipReasons,
  type ResolvedIds,
  signInDirections,
  signInKinds,
  signInOutcomes,
  signInTypes,
} from '../../model/signIns.ts';
import { isGuid, parseTenantId, type TenantId } from '../../model/tenantId.ts';

export const signInsFormatVersion = 1;

/** Accepts a value as it is. Unlike io-ts' own types it makes no context for each element of a list. */
function checked<A>(name: string, is: (value: unknown) => value is A): t.Type<A> {
  return new t.Type<A>(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

function word<W extends string>(words: readonly W[]): t.Type<W> {
  return checked(`one of ${words.join(', ')}`, (value): value is W => words.some((each) => each === value));
}

const tenantId = checked(
  'a tenant id (GUID in lower case)',
  (value): value is TenantId => typeof value === 'string' && parseTenantId(value) === value,
);
const id = checked(
  'a GUID in lower case',
  (value): value is string => typeof value === 'string' && isGuid(value) && value === value.toLowerCase(),
);
const count = checked(
  'a number of at least 0',
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
);
const time = checked(
  'a time in ISO 8601',
  (value): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && isTime(value),
);
const day = checked(
  'a day such as 2026-11-30',
  (value): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isTime(value),
);
const people = checked(
  'a list of numbers',
  (value): value is readonly number[] => Array.isArray(value) && value.every((each) => count.is(each)),
);

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}

/** An object with members that may be missing; members that xtap does not know are kept. */
function members<R extends t.Props, P extends t.Props>(required: R, optional: P) {
  return t.intersection([t.type(required), t.partial(optional)]);
}

const row = members(
  {
    direction: word(signInDirections),
    tenantId,
    type: word(signInTypes),
    app: id,
    resource: id,
    in: t.readonlyArray(id),
    outcome: word(signInOutcomes),
    people,
    signIns: count,
    first: day,
    last: day,
  },
  {
    epoch: count,
    inUnknown: t.readonlyArray(t.type({ group: id, reason: word(membershipReasons) })),
    mfaRequired: t.boolean,
  },
);

const coverage = members(
  { kind: word(signInKinds), from: time, to: time, events: count, state: word(['read', 'gap']) },
  { reason: t.string },
);

const resolvedIds = checked(
  'true, false or a list of GUIDs in lower case',
  (value): value is ResolvedIds => typeof value === 'boolean' || (Array.isArray(value) && value.every(id.is)),
);

const policyChange = members({ at: time, resource: word(['partner', 'default', 'policy']) }, { tenantId });

/** The file as it is on disk: `policyChanges` and `notJudged` may lack members. */
export const signInsCodec = members(
  {
    formatVersion: t.literal(signInsFormatVersion),
    kind: t.literal('xtap-signins'),
    tenantId,
    cloud: word(clouds),
    source: word(['graph', 'file']),
    apiVersion: word(apiVersions),
    from: time,
    to: time,
    createdAt: time,
    complete: t.boolean,
    coverage: t.readonlyArray(coverage),
    resolved: members({ groups: resolvedIds, users: resolvedIds }, { asOf: time }),
    rows: t.readonlyArray(row),
  },
  {
    policyChanges: members({ state: word(['read', 'unknown']) }, { changes: t.readonlyArray(policyChange) }),
    namesPeople: t.boolean,
    notJudged: t.partial({
      serviceProvider: count,
      microsoftSupport: count,
      passthrough: count,
      otherAccounts: count,
      incomplete: count,
      tenantRestriction: count,
    }),
  },
);

export type StoredSignIns = t.TypeOf<typeof signInsCodec>;

/** The decoded file, or one complaint that names the place and the expected type. */
export function decodeSignIns(value: unknown): { readonly value: StoredSignIns } | { readonly complaint: string } {
  const result = signInsCodec.decode(value);
  if (!isLeft(result)) return { value: result.right };
  const context = result.left[0]?.context ?? [];
  const path = pathOf(context);
  return { complaint: path === '' ? 'it is not an object' : `${path} is not ${context.at(-1)?.type.name}` };
}

/** `rows[3].people`. The branches of an intersection are not part of the path. */
function pathOf(context: t.Context): string {
  const keys = context.filter((_entry, index) => !(context[index - 1]?.type instanceof t.IntersectionType));
  return keys
    .map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\.+/, '');
}
