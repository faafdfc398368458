/*
 * The JSON Schema of a plan file, published by `xtap schema`. It describes the shape only; plan/planFile recomputes a
 * plan to decide whether its content is consistent. Objects are closed, as in the loader. Values of settings are open,
 * since Graph may have members that xtap does not know.
 */
import { apiVersions, clouds } from '../../model/cloud.ts';
import type { JsonObject } from '../../model/json.ts';
import { changeReasonCodes, driftMembers, guardNames, origins } from '../../model/plan.ts';

const text = { type: 'string' };
const line = { type: 'integer', minimum: 1 };
const amount = { type: 'integer', minimum: 0 };
const oneOf = (...values: readonly string[]): JsonObject => ({ enum: values });
const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** A closed object; all properties are required except those listed in `optional`. */
function closed(properties: Readonly<Record<string, JsonObject>>, ...optional: readonly string[]): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const when = (property: string, value: string): JsonObject => ({
  properties: { [property]: { const: value } },
  required: [property],
});

const change: JsonObject = {
  ...closed(
    {
      action: oneOf('create', 'update', 'delete'),
      resource: oneOf('partner', 'default', 'policy'),
      tenantId: ref('guid'),
      name: { ...text, description: 'A label for people; not in the digest.' },
      file: { ...text, description: 'Where the configuration declares this.' },
      line,
      origin: ref('origin'),
      impact: ref('impact'),
      fields: listOf(ref('field')),
      reasons: {
        ...listOf(closed({ code: oneOf(...changeReasonCodes), impact: ref('impact'), message: text })),
        description: 'What it broadens or narrows beyond the fields; not in the digest.',
      },
      inheritedBy: listOf(closed({ tenantId: ref('guid'), name: text }, 'name')),
      preimage: { ...ref('nullableSettings'), description: 'Live values of the touched settings.' },
      after: { ...ref('nullableSettings'), description: 'Wanted values, complete.' },
      basis: { ...ref('settings'), description: 'Live defaults of what is inherited before or after.' },
      requests: listOf(ref('request')),
    },
    'tenantId',
    'name',
    'file',
    'line',
    'inheritedBy',
  ),
  allOf: [
    {
      if: when('resource', 'partner'),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { required: ['tenantId'] },
      else: { properties: { tenantId: false, action: { const: 'update' } } },
    },
    {
      if: when('action', 'create'),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { properties: { preimage: { type: 'null' } } },
      else: { properties: { preimage: { type: 'object' } } },
    },
    {
      if: when('action', 'delete'),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { properties: { after: { type: 'null' } } },
      else: { properties: { after: { type: 'object' } } },
    },
  ],
};

export const planSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:xtap:plan:1',
  title: 'xtap plan',
  description: 'What one run of xtap would change in a cross-tenant access policy.',
  ...closed(
    {
      formatVersion: { const: 1 },
      toolVersion: text,
      tenantId: ref('guid'),
      cloud: oneOf(...clouds),
      apiVersion: oneOf(...apiVersions),
      source: { ...oneOf('graph', 'snapshot'), description: 'apply refuses a plan from a snapshot.' },
      createdAt: { ...text, format: 'date-time' },
      configDigest: ref('sha256'),
      digest: { ...ref('sha256'), description: 'Of what would be sent, and what that rests on.' },
      partial: { type: 'boolean', description: 'Made with --only.' },
      summary: closed({
        create: amount,
        update: amount,
        delete: amount,
        unchanged: amount,
        undeclared: amount,
        broadening: amount,
        narrowing: amount,
      }),
      changes: listOf(ref('change')),
      names: {
        type: 'object',
        additionalProperties: text,
        description: 'Labels of ids that occur in the plan. Not in the digest.',
      },
      undeclared: {
        ...listOf(
          closed(
            {
              resource: {
                ...oneOf('default', 'policy'),
                description: 'For a setting of the default or of the policy root.',
              },
              tenantId: ref('guid'),
              name: text,
              setting: { ...text, description: 'Not there: the partner is not declared at all.' },
              member: { ...text, description: 'A member of a setting that is declared in part.' },
              reason: text,
              accepted: { const: true, description: '`unmanaged` lists the setting: no difference for drift.' },
              value: { description: 'The live value of a setting or member.' },
              settings: { ...ref('settings'), description: 'The live settings of an undeclared partner.' },
              impact: { ...ref('impact'), description: 'Against the default: more access broadens.' },
            },
            'resource',
            'tenantId',
            'name',
            'setting',
            'member',
            'accepted',
            'value',
            'settings',
          ),
        ),
        description: 'Live and not declared. Nothing is sent for it; not in the digest.',
      },
      ignored: {
        ...listOf(
          closed(
            {
              tenantId: ref('guid'),
              name: text,
              reason: text,
              access: oneOf('default', 'any'),
              impact: { ...ref('impact'), description: 'Against the default: more access broadens.' },
              settings: { ...ref('settings'), description: 'The live settings.' },
            },
            'name',
          ),
        ),
        description: 'Live partners that `ignored` leaves to others. Not in the digest.',
      },
      released: {
        ...listOf(
          closed(
            {
              resource: oneOf('partner', 'default', 'policy'),
              tenantId: ref('guid'),
              name: text,
              setting: { ...text, description: 'Not there: the partner is no longer declared at all.' },
              member: { ...text, description: 'A member of a setting that stays declared in part.' },
              value: { description: 'The live value; of a whole partner: its live settings by name.' },
              impact: { ...ref('impact'), description: 'What it opens beyond the tenant default.' },
            },
            'tenantId',
            'name',
            'setting',
            'member',
          ),
        ),
        description: 'With --base: declared in the base, no longer declared now, and live. Not in the digest.',
      },
      loosened: {
        ...listOf(
          closed(
            {
              what: { ...text, description: 'The key of the configuration, such as guards.maxDeletes.' },
              tenantId: ref('guid'),
              name: text,
              before: { description: 'Not there: the key was not set, or it is a list.' },
              after: { description: 'As before.' },
            },
            'tenantId',
            'name',
            'before',
            'after',
          ),
        ),
        description: 'With --base: rules that the base had stricter. Not in the digest.',
      },
      silenced: {
        ...listOf(closed({ code: text, count: amount })),
        description: 'How many warnings `silence` left out, by code. Not in the digest.',
      },
      warnings: listOf(
        closed(
          { code: text, message: text, tenantId: ref('guid'), file: text, line, hidden: amount },
          'tenantId',
          'file',
          'line',
          'hidden',
        ),
      ),
      guards: listOf(
        closed(
          {
            guard: oneOf(...guardNames),
            limit: { type: 'number', minimum: 0 },
            actual: { type: 'number', minimum: 0 },
            status: oneOf('ok', 'exceeded'),
            tenantIds: listOf(ref('guid')),
            file: { ...text, description: 'The file of the base that sets the limit; not in the digest.' },
          },
          'tenantIds',
          'file',
        ),
      ),
      integrity: { ...ref('sha256'), description: 'Of everything else in the plan.' },
      drift: {
        ...closed({
          opened: amount,
          tightened: amount,
          mixed: amount,
          same: amount,
          waiting: amount,
          missing: amount,
          undeclaredPartners: amount,
          undeclaredSettings: amount,
          ignored: amount,
          problems: amount,
          moreOpen: amount,
        }),
        description: 'Only of `drift`: how many parts of the tenant are not as declared.',
      },
      driftDigest: { ...ref('sha256'), description: 'Only of `drift`: tells whether an alarm is already known.' },
      attribution: { ...listOf({ type: 'object' }), description: 'Only of `drift`: who changed it.' },
      attributionNotRead: { type: 'object', description: 'Only of `drift`: the part of the log that was not read.' },
      correction: { type: 'object', description: 'Only of `drift --correct`: the report.' },
    },
    'names',
    'correction',
    ...driftMembers,
  ),
  $defs: {
    guid: { ...text, pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
    sha256: { ...text, pattern: '^sha256:[0-9a-f]{64}$' },
    impact: oneOf('broadens', 'narrows', 'mixed', 'neutral'),
    origin: oneOf(...origins),
    settings: { type: 'object', description: 'Canonical values by the name of the setting; null: inherited.' },
    nullableSettings: { type: ['object', 'null'] },
    change,
    field: closed(
      {
        path: text,
        before: { description: 'The value; "inherit" where the default applies; null where there is nothing.' },
        after: { description: 'As before.' },
        impact: ref('impact'),
        origin: { ...ref('origin'), description: 'Not there: nobody declares it, and its effect stays the same.' },
        file: { ...text, description: 'The file of the line that decides the field; not in the digest.' },
        line,
        profile: { ...text, description: 'The profile that decides the field; not in the digest.' },
      },
      'origin',
      'file',
      'line',
      'profile',
    ),
    request: closed(
      {
        method: oneOf('POST', 'PATCH', 'PUT', 'DELETE'),
        url: { ...text, pattern: '^/policies/crossTenantAccessPolicy(/|$)' },
        body: { type: 'object' },
      },
      'body',
    ),
  },
};
