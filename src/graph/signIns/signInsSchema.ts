/* The JSON Schema of the sign-ins file, published by `xtap schema --sign-ins`. */
import { apiVersions, clouds } from '../../model/cloud.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  membershipReasons,
  notJudgedReasons,
  signInDirections,
  signInKinds,
  signInOutcomes,
  signInTypes,
} from '../../model/signIns.ts';

const guid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const amount = { type: 'integer', minimum: 0 };
const time = { type: 'string', format: 'date-time' };
const day = { type: 'string', format: 'date' };
const oneOf = (words: readonly string[]): JsonObject => ({ enum: words });
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** A closed object; all properties are required except those listed in `optional`. */
function closed(properties: Readonly<Record<string, JsonObject>>, ...optional: readonly string[]): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const resolvedIds: JsonObject = {
  description: 'The ids whose members were looked up; true: all ids that the policy names; false: none.',
  oneOf: [{ type: 'boolean' }, listOf(guid)],
};

const row = closed(
  {
    epoch: { ...amount, description: 'How many changes of the policy that concern this tenant came before.' },
    direction: oneOf(signInDirections),
    tenantId: { ...guid, description: 'The other tenant.' },
    type: oneOf(signInTypes),
    app: { ...guid, description: "The client's application id." },
    resource: { ...guid, description: "The resource's application id." },
    in: { ...listOf(guid), description: 'Ids that the policy names and the people of this row belong to.' },
    inUnknown: listOf(closed({ group: guid, reason: oneOf(membershipReasons) })),
    outcome: oneOf(signInOutcomes),
    mfaRequired: { type: 'boolean', description: 'A policy asked for MFA, whichever tenant had that policy.' },
    people: { ...listOf(amount), uniqueItems: true, description: 'Numbers that mean something in this file only.' },
    signIns: amount,
    first: day,
    last: day,
  },
  'epoch',
  'inUnknown',
  'mfaRequired',
);

export const signInsSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:xtap:signins:1',
  title: 'xtap sign-ins file',
  description: 'Cross-tenant sign-ins, reduced to what a replay needs. The file is personal data.',
  ...closed(
    {
      formatVersion: { const: 1 },
      kind: { const: 'xtap-signins' },
      tenantId: guid,
      cloud: oneOf(clouds),
      source: oneOf(['graph', 'file']),
      apiVersion: oneOf(apiVersions),
      from: time,
      to: time,
      createdAt: time,
      complete: { type: 'boolean', description: 'False if a part of the window could not be read.' },
      coverage: listOf(
        closed(
          {
            kind: oneOf(signInKinds),
            from: time,
            to: { ...time, description: 'Exclusive.' },
            events: amount,
            state: oneOf(['read', 'gap']),
            reason: { type: 'string' },
          },
          'reason',
        ),
      ),
      resolved: closed({ groups: resolvedIds, users: resolvedIds, asOf: time }, 'asOf'),
      policyChanges: {
        ...closed(
          {
            state: oneOf(['read', 'unknown']),
            changes: listOf(
              closed({ at: time, resource: oneOf(['partner', 'default', 'policy']), tenantId: guid }, 'tenantId'),
            ),
          },
          'changes',
        ),
        description: 'Not there: unknown.',
      },
      namesPeople: { type: 'boolean', description: 'The file contains ids of users that the policy names.' },
      rows: listOf(row),
      notJudged: {
        type: 'object',
        properties: Object.fromEntries(notJudgedReasons.map((reason) => [reason, amount])),
        additionalProperties: false,
        description: 'Numbers of sign-ins that xtap does not judge. A missing member is 0.',
      },
    },
    'policyChanges',
    'namesPeople',
    'notJudged',
  ),
};
