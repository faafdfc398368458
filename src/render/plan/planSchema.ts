import type { JsonObject } from '../../model/json.ts';
import { replayMember } from '../../model/plan.ts';
import { closed, count, described } from '../../model/shape.ts';
import type { DriftCounts } from '../../plan/drift/describeDrift.ts';
import { planShape } from '../../plan/planFile/planShape.ts';

const driftCounts = closed<DriftCounts>({
  opened: count,
  tightened: count,
  mixed: count,
  same: count,
  waiting: count,
  missing: count,
  undeclaredPartners: count,
  undeclaredSettings: count,
  ignored: count,
  problems: count,
  moreOpen: count,
});

/** The members that `drift` adds to its plan. xtap writes them and never reads them. */
const driftProperties: JsonObject = {
  drift: described(driftCounts, 'Only of `drift`: how many parts of the tenant are not as declared.').schema,
  driftDigest: { $ref: '#/$defs/sha256', description: 'Only of `drift`: tells whether an alarm is already known.' },
  attribution: { type: 'array', items: { type: 'object' }, description: 'Only of `drift`: who changed it.' },
  attributionNotRead: { type: 'object', description: 'Only of `drift`: the part of the log that was not read.' },
  directoryNames: {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Only of `drift`: names of undeclared partners.',
  },
  correction: { type: 'object', description: 'Only of `drift --correct`: the report.' },
};

const replayProperty: JsonObject = {
  [replayMember]: {
    type: 'object',
    description: 'Only with --sign-ins: who would be blocked. Exact counts, so do not publish it. Not in the digest.',
  },
};

/** The JSON Schema of a plan file, and of the plan that `drift` prints, published by `xtap schema --plan`. */
export const planSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:xtap:plan:1',
  title: 'xtap plan',
  description: 'What one run of xtap would change in a cross-tenant access policy.',
  ...planShape.schema,
  properties: { ...(planShape.schema.properties as JsonObject), ...driftProperties, ...replayProperty },
  $defs: planShape.definitions,
};
