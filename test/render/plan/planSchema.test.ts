import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { describeDrift } from '../../../src/plan/drift/describeDrift.ts';
import { renderDriftJson } from '../../../src/render/drift/driftJson.ts';
import { renderPlanJson } from '../../../src/render/plan/planJson.ts';
import { planSchema } from '../../../src/render/plan/planSchema.ts';
import { desiredState } from '../../support/builders.ts';
import { planOf, refusedPlan, samplePlan } from '../../support/render/samplePlan.ts';

const ajv = new Ajv2020.default({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(planSchema);

function written(plan: Plan): JsonObject {
  return JSON.parse(renderPlanJson(plan)) as JsonObject;
}

/** The document with the value at a path replaced, or removed if it is undefined. */
function altered(document: Json, [key, ...rest]: readonly (string | number)[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  const copy: Record<string | number, Json> = structuredClone(document) as never;
  if (rest.length === 0 && value === undefined) delete copy[key];
  else copy[key] = altered(copy[key] ?? null, rest, value);
  return copy as never;
}

test.each([
  ['the sample', samplePlan],
  ['a refused plan with origins', refusedPlan],
  ['a plan without changes', planOf([])],
])('%s is valid', (_title, plan) => {
  validate(written(plan));
  expect(validate.errors).toBeNull();
});

test('the plan of a drift run is valid, too', () => {
  const drift = describeDrift(samplePlan, { desired: desiredState([]), live: { default: {} } });
  validate(JSON.parse(renderDriftJson(samplePlan, drift, { attribution: { attributions: [] } })));
  expect(validate.errors).toBeNull();
});

const first = ['changes', 1] as const;

test.each<[what: string, path: readonly (string | number)[], value: Json | undefined]>([
  ['another format version', ['formatVersion'], 2],
  ['an unknown property', ['more'], 1],
  ['no digest', ['digest'], undefined],
  ['no integrity', ['integrity'], undefined],
  ['a tenant that is no GUID', ['tenantId'], 'x'],
  ['an invalid time', ['createdAt'], 'yesterday'],
  ['an unknown cloud', ['cloud'], 'mars'],
  ['a negative count', ['summary', 'create'], -1],
  ['an unknown action', [...first, 'action'], 'reset'],
  ['a partner without a tenant', [...first, 'tenantId'], undefined],
  ['a policy with a tenant', ['changes', 0, 'tenantId'], '00000001-71ad-49c7-9ce8-db3f41ea06f1'],
  ['an update of nothing', [...first, 'preimage'], null],
  ['a creation with a preimage', ['changes', 4, 'preimage'], {}],
  ['a deletion with a wanted value', ['changes', 11, 'after'], {}],
  ['a field without an impact', [...first, 'fields', 0, 'impact'], undefined],
  ['a request elsewhere', [...first, 'requests', 0, 'url'], '/users'],
  ['a request of another method', [...first, 'requests', 0, 'method'], 'GET'],
  ['an unknown guard', ['guards', 0, 'guard'], 'none'],
])('%s is not valid', (_what, path, value) => {
  expect(validate(altered(written(samplePlan), path, value))).toBe(false);
});
