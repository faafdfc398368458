/*
 * The shape of a plan file: what the reader accepts, what `xtap schema --plan` publishes, and the order of the keys.
 * Other rules (planFile.ts) decide whether the content is consistent. Values of settings are open, since Graph may have
 * members that xtap does not know.
 */

import { apiVersions, clouds } from '../../model/cloud.ts';
import { codes } from '../../model/diagnosticCodes.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  actions,
  type Change,
  type ChangeReason,
  changeReasonCodes,
  type FieldChange,
  type GuardResult,
  guardNames,
  type Ignored,
  impacts,
  type Loosened,
  origins,
  type Plan,
  type PlannedRequest,
  type PlanSummary,
  type PlanWarning,
  type Problem,
  type Released,
  requestMethods,
  resources,
  type Silenced,
  type Undeclared,
  type UndonePlan,
} from '../../model/plan.ts';
import {
  amount,
  anyJson,
  anyObject,
  closed,
  count,
  described,
  exactly,
  flag,
  line,
  listOf,
  mapOf,
  named,
  oneOf,
  optional,
  orNull,
  type Shape,
  tenantId,
  text,
  textLike,
} from '../../model/shape.ts';

const code = oneOf(...codes);
const guid = named('guid', tenantId);
const sha256 = named('sha256', textLike('^sha256:[0-9a-f]{64}$'));
const dateTime: typeof text = { ...text, schema: { type: 'string', format: 'date-time' } };
const impact = named('impact', oneOf(...impacts));
const origin = named('origin', oneOf(...origins));
const resource = oneOf(...resources);
const settings = named(
  'settings',
  described(anyObject, 'Canonical values by the name of the setting; null: inherited.'),
);
const nullableSettings = named('nullableSettings', orNull(anyObject));
const place = { file: optional(text), line: optional(line) };

const field = named(
  'field',
  closed<FieldChange>({
    path: text,
    before: described(anyJson, 'The value; "inherit" where the default applies; null where there is nothing.'),
    after: described(anyJson, 'As before.'),
    impact,
    origin: optional(described(origin, 'Absent if the value is not declared and the access stays the same.')),
    ...place,
    file: optional(described(text, 'The file of the line that decides the field; not in the digest.')),
    profile: optional(described(text, 'The profile that decides the field; not in the digest.')),
  }),
);

const request = named(
  'request',
  closed<PlannedRequest>({
    method: oneOf(...requestMethods),
    url: textLike('^/policies/crossTenantAccessPolicy(/|$)'),
    body: optional(anyObject),
  }),
);

const ifMember = (name: string, value: string, then: JsonObject, otherwise: JsonObject): JsonObject => ({
  if: { properties: { [name]: { const: value } }, required: [name] },
  then,
  else: otherwise,
});
const member = (name: string, schema: JsonObject): JsonObject => ({ properties: { [name]: schema } });

const changeMembers = closed<Change>({
  action: oneOf(...actions),
  resource,
  tenantId: optional(guid),
  name: optional(described(text, 'A label for people; not in the digest.')),
  file: optional(described(text, 'Where the configuration declares this.')),
  line: optional(line),
  origin,
  impact,
  fields: listOf(field),
  reasons: described(
    listOf(closed<ChangeReason>({ code: oneOf(...changeReasonCodes), impact, message: text })),
    'What it broadens or narrows beyond the fields; not in the digest.',
  ),
  inheritedBy: optional(
    listOf(closed<NonNullable<Change['inheritedBy']>[number]>({ tenantId: guid, name: optional(text) })),
  ),
  preimage: described(nullableSettings, 'Live values of the touched settings.'),
  after: described(nullableSettings, 'Wanted values, complete.'),
  basis: described(settings, 'Live defaults of what is inherited before or after.'),
  requests: listOf(request),
});

const change: Shape<Change> = named('change', {
  ...changeMembers,
  schema: {
    ...changeMembers.schema,
    allOf: [
      ifMember(
        'resource',
        'partner',
        { required: ['tenantId'] },
        { properties: { tenantId: false, action: { const: 'update' } } },
      ),
      ifMember('action', 'create', member('preimage', { type: 'null' }), member('preimage', { type: 'object' })),
      ifMember('action', 'delete', member('after', { type: 'null' }), member('after', { type: 'object' })),
    ],
  },
});

const undeclared = closed<Undeclared>({
  resource: optional(described(oneOf('default', 'policy'), 'For a setting of the default or of the policy root.')),
  tenantId: optional(guid),
  name: optional(text),
  setting: optional(described(text, 'Not there: the partner is not declared at all.')),
  member: optional(described(text, 'A member of a setting that is declared in part.')),
  reason: text,
  accepted: optional(described(exactly(true), '`unmanaged` lists the setting: no difference for drift.')),
  value: optional(described(anyJson, 'The live value of a setting or member.')),
  settings: optional(described(settings, 'The live settings of an undeclared partner.')),
  impact: described(impact, 'Against the default: more access broadens.'),
});

const ignored = closed<Ignored>({
  tenantId: guid,
  name: optional(text),
  reason: text,
  access: oneOf('default', 'any'),
  impact: described(impact, 'Against the default: more access broadens.'),
  settings: described(settings, 'The live settings.'),
});

const problem = closed<Problem>({ tenantId: guid, name: optional(text), code, message: text, ...place });

const released = closed<Released>({
  resource,
  tenantId: optional(guid),
  name: optional(text),
  setting: optional(described(text, 'Not there: the partner is no longer declared at all.')),
  member: optional(described(text, 'A member of a setting that stays declared in part.')),
  value: described(anyJson, 'The live value; of a whole partner: its live settings by name. Null: it was not read.'),
  impact: described(impact, 'What it opens beyond the tenant default.'),
});

const loosened = closed<Loosened>({
  what: described(text, 'The key of the configuration, such as guards.maxDeletes.'),
  tenantId: optional(guid),
  name: optional(text),
  before: optional(described(anyJson, 'Not there: the key was not set, or it is a list.')),
  after: optional(described(anyJson, 'As before.')),
});

const warning = closed<PlanWarning>({
  code,
  message: text,
  tenantId: optional(guid),
  ...place,
  hidden: optional(count),
});

const guard = closed<GuardResult>({
  guard: oneOf(...guardNames),
  limit: amount,
  actual: amount,
  status: oneOf('ok', 'exceeded'),
  tenantIds: optional(listOf(guid)),
  file: optional(described(text, 'The file of the base that sets the limit; not in the digest.')),
});

const summary = closed<PlanSummary>({
  create: count,
  update: count,
  delete: count,
  unchanged: count,
  undeclared: count,
  broadening: count,
  narrowing: count,
  problems: described(count, 'Partners that could not be planned.'),
});

export const planShape: Shape<Plan> = closed<Plan>({
  formatVersion: exactly(1),
  toolVersion: text,
  tenantId: guid,
  cloud: oneOf(...clouds),
  apiVersion: oneOf(...apiVersions),
  source: described(oneOf('graph', 'snapshot'), 'apply refuses a plan from a snapshot.'),
  createdAt: dateTime,
  configDigest: sha256,
  digest: described(sha256, 'Of the requests, and of the live values that they depend on.'),
  partial: described(flag, 'Made with --only.'),
  undoOf: optional(
    described(
      closed<UndonePlan>({ digest: sha256, createdAt: dateTime }),
      'Of an undo plan: the plan that it reverts. Not in the digest.',
    ),
  ),
  summary,
  changes: listOf(change),
  names: optional(described(mapOf(text), 'Labels of ids that occur in the plan. Not in the digest.')),
  undeclared: described(listOf(undeclared), 'Live and not declared. Nothing is sent for it; not in the digest.'),
  ignored: described(listOf(ignored), 'Live partners that `ignored` lists. Not in the digest.'),
  problems: described(
    listOf(problem),
    'Partners that could not be planned: they have no change. Tenant and code are in the digest.',
  ),
  released: described(
    listOf(released),
    'With --base: declared in the base, no longer declared now, and live. Not in the digest.',
  ),
  loosened: described(listOf(loosened), 'With --base: rules that the base had stricter. Not in the digest.'),
  warnings: listOf(warning),
  silenced: described(
    listOf(closed<Silenced>({ code, count })),
    'How many warnings `silence` left out, by code. Not in the digest.',
  ),
  guards: listOf(guard),
  integrity: described(sha256, 'Of everything else in the plan.'),
});
