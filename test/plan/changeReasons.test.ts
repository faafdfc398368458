import type { PlannedDefaults } from '../../src/access/effective.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { ChangeIntent } from '../../src/model/plan.ts';
import { createChangeDeriver } from '../../src/plan/deriveChange.ts';
import { systemDefault, trust } from '../support/builders.ts';
import { fabrikam } from '../support/tenants.ts';

const none: PlannedDefaults = { default: {}, policy: {} };
const others = ['microsoftonline.us'];

/** A partner that is created, or deleted, while these clouds are allowed; undefined: a snapshot does not say. */
const intent = (action: 'create' | 'delete', clouds: Json | undefined, settings = { inboundTrust: trust(true) }) =>
  ({
    action,
    resource: 'partner',
    tenantId: fabrikam,
    preimage: action === 'create' ? null : settings,
    after: action === 'create' ? settings : null,
    basis: { ...systemDefault, ...(clouds === undefined ? {} : { allowedCloudEndpoints: clouds }) },
  }) as const satisfies ChangeIntent;

const reasonsOf = (change: ChangeIntent, planned = none) => createChangeDeriver(planned, fieldTable)(change).reasons;

test.each([
  ['live', others, none],
  ['by the same plan', [], { default: {}, policy: { allowedCloudEndpoints: others } }],
])('a creation while other clouds are allowed %s may open everything', (_, clouds, planned) => {
  expect(reasonsOf(intent('create', clouds), planned)).toEqual([
    {
      code: 'other-clouds',
      impact: 'broadens',
      message: 'other clouds are allowed: an organization of another cloud has access only while it is a partner',
    },
  ]);
});

test('a deletion while the same plan allows other clouds may close everything', () => {
  expect(reasonsOf(intent('delete', []), { default: {}, policy: { allowedCloudEndpoints: others } })).toEqual([
    {
      code: 'other-clouds',
      impact: 'mixed',
      message: 'other clouds are allowed: an organization of another cloud has access only while it is a partner',
    },
  ]);
});

test('other clouds may be allowed if a snapshot has no endpoints', () => {
  expect(reasonsOf(intent('create', undefined))).toMatchObject([
    {
      code: 'other-clouds',
      message: 'other clouds may be allowed: an organization of another cloud has access only while it is a partner',
    },
  ]);
});

test('a change whose fields show everything has no reasons', () => {
  expect(reasonsOf(intent('create', []))).toEqual([]);
});

test('a change that broadens access although no field does says so as a whole', () => {
  const bare = {
    ...intent('create', [], {} as never),
    after: { inboundTrust: null },
    preimage: { inboundTrust: null },
  };
  const update: ChangeIntent = { ...bare, action: 'update', basis: { inboundTrust: trust(false) } };
  expect(reasonsOf(update, { default: { inboundTrust: trust(true) }, policy: {} })).toEqual([
    { code: 'whole', impact: 'broadens', message: 'the partner as a whole' },
  ]);
});

test('a partner that is created as a service provider has a reason of its own', () => {
  const change = intent('create', [], { isServiceProvider: true } as never);
  expect(reasonsOf(change)).toEqual([
    {
      code: 'service-provider',
      impact: 'broadens',
      message: 'created as a Cloud Service Provider of this tenant',
    },
  ]);
});
