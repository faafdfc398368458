/*
 * The shape of the sign-ins file: what the reader accepts, what `xtap schema --sign-ins` publishes, and the order of
 * the members. It is checked, because a wrong row would lead to a wrong statement about people. Members that xtap does
 * not know are kept.
 */
import { apiVersions, clouds } from '../../model/cloud.ts';
import type { JsonObject } from '../../model/json.ts';
import { resources } from '../../model/plan.ts';
import {
  count,
  described,
  exactly,
  flag,
  leaf,
  listOf,
  oneOf,
  open,
  optional,
  type Shape,
  tenantId,
  text,
} from '../../model/shape.ts';
import {
  membershipReasons,
  type NotJudgedReason,
  notJudgedReasons,
  type PolicyChange,
  type PolicyChanges,
  type ResolvedIds,
  type SignInCoverage,
  type SignInRow,
  type SignInsFile,
  signInDirections,
  signInKinds,
  signInOutcomes,
  signInTypes,
  type UnknownMembership,
} from '../../model/signIns.ts';
import { isGuid } from '../../model/tenantId.ts';

/** The file as it is on disk: `policyChanges` and `notJudged` may lack members. */
export interface StoredSignIns extends Omit<SignInsFile, 'policyChanges' | 'notJudged'> {
  readonly policyChanges?: Pick<PolicyChanges, 'state'> & Partial<PolicyChanges>;
  readonly notJudged?: Partial<Record<NotJudgedReason, number>>;
}

const guidSchema = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } as const;

function isId(value: unknown): value is string {
  return typeof value === 'string' && isGuid(value) && value === value.toLowerCase();
}

const id: Shape<string> = leaf('a GUID in lower case', isId, guidSchema);

function moment(name: string, form: RegExp, format: string): Shape<string> {
  const isMoment = (value: unknown): boolean =>
    typeof value === 'string' && form.test(value) && !Number.isNaN(Date.parse(value));
  return leaf(name, isMoment, { type: 'string', format });
}

const time = moment('a time in ISO 8601', /^\d{4}-\d\d-\d\dT/, 'date-time');
const day = moment('a day such as 2026-11-30', /^\d{4}-\d\d-\d\d$/, 'date');
const people = listOf(count);

const resolvedIds: Shape<ResolvedIds> = leaf(
  'true, false or a list of GUIDs in lower case',
  (value) => typeof value === 'boolean' || (Array.isArray(value) && value.every(isId)),
  {
    description: 'The ids whose members were looked up; true: all ids that the policy names; false: none.',
    oneOf: [{ type: 'boolean' }, { type: 'array', items: guidSchema }],
  },
);

const row = open<SignInRow>({
  epoch: optional(described(count, 'How many changes of the policy that concern this tenant came before.')),
  direction: oneOf(...signInDirections),
  tenantId: described(tenantId, 'The other tenant.'),
  type: oneOf(...signInTypes),
  app: described(id, "The client's application id."),
  resource: described(id, "The resource's application id."),
  in: described(listOf(id), 'Ids that the policy names and the people of this row belong to.'),
  inUnknown: optional(listOf(open<UnknownMembership>({ group: id, reason: oneOf(...membershipReasons) }))),
  outcome: oneOf(...signInOutcomes),
  mfaRequired: optional(described(flag, 'A policy asked for MFA, whichever tenant had that policy.')),
  people: {
    ...people,
    schema: { ...people.schema, uniqueItems: true, description: 'Numbers that mean something in this file only.' },
  },
  signIns: count,
  first: day,
  last: day,
});

const coverage = open<SignInCoverage>({
  kind: oneOf(...signInKinds),
  from: time,
  to: described(time, 'Exclusive.'),
  events: count,
  state: oneOf('read', 'gap'),
  reason: optional(text),
});

const policyChange = open<PolicyChange>({
  at: time,
  resource: oneOf(...resources),
  tenantId: optional(tenantId),
});

const counts = Object.fromEntries(notJudgedReasons.map((reason) => [reason, optional(count)])) as Record<
  NotJudgedReason,
  ReturnType<typeof optional<number>>
>;

export const signInsShape = open<StoredSignIns>({
  formatVersion: exactly(1),
  kind: exactly('xtap-signins'),
  tenantId,
  cloud: oneOf(...clouds),
  source: oneOf('graph', 'file'),
  apiVersion: oneOf(...apiVersions),
  from: time,
  to: time,
  createdAt: time,
  complete: described(flag, 'False if a part of the window could not be read.'),
  coverage: listOf(coverage),
  resolved: open<SignInsFile['resolved']>({ groups: resolvedIds, users: resolvedIds, asOf: optional(time) }),
  policyChanges: optional(
    described(
      open<NonNullable<StoredSignIns['policyChanges']>>({
        state: oneOf('read', 'unknown'),
        changes: optional(listOf(policyChange)),
      }),
      'Not there: unknown.',
    ),
  ),
  namesPeople: optional(described(flag, 'The file contains ids of users that the policy names.')),
  rows: listOf(row),
  notJudged: optional(
    described(
      open<NonNullable<StoredSignIns['notJudged']>>(counts),
      'Numbers of sign-ins that xtap does not judge. A missing member is 0.',
    ),
  ),
});

/** The JSON Schema of the sign-ins file, published by `xtap schema --sign-ins`. */
export const signInsSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:xtap:signins:1',
  title: 'xtap sign-ins file',
  description: 'Cross-tenant sign-ins, reduced to what a replay needs. The file is personal data.',
  ...signInsShape.schema,
};
