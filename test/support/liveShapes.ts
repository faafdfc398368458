/** Generated tenants, in every shape that Graph was seen to send, and in some that it should never send. */

import fc from 'fast-check';
import type { RawState } from '../../src/graph/decodeLive.ts';
import type { ApiVersion, Cloud } from '../../src/model/cloud.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { membersOf } from '../../src/model/members.ts';
import type { Leaf, Setting } from '../../src/model/setting.ts';
import { home } from './tenants.ts';

export const tenantIds: readonly string[] = Array.from(
  { length: 6 },
  (_, index) => `0000000${index}-0000-4000-8000-00000000000a`,
);
const objectId = fc.constantFrom(
  '10000000-0000-4000-8000-00000000000A',
  '20000000-0000-4000-8000-00000000000b',
  '30000000-0000-4000-8000-00000000000c',
);
const hostile = fc.constantFrom(
  '',
  'A. Datum',
  'yes',
  '007',
  '# not a comment',
  'a: b, [c] {d} & *e !f',
  'line\nbreak\r\u0085\u2028\u2029',
  '\u202egnirts \u0000\u0007\u001b[31m\u007f\ufeff',
  'half \ud800 pair',
  'it\'s "quoted" \\',
  ' spaced ',
  '- item',
  '~',
  'é 漢字 🙂',
);
export const label = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 20 }));

const target = (side: 'users' | 'applications') => {
  const [all, types] =
    side === 'users' ? ['AllUsers', ['user', 'group']] : ['AllApplications', ['application', 'application']];
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ target: objectId, targetType: fc.constantFrom(...types) }) },
    { weight: 1, arbitrary: fc.record({ target: fc.constant(all), targetType: fc.constantFrom(...types) }) },
    { weight: 1, arbitrary: fc.constant({ target: 'Office365', targetType: 'application' }) },
    { weight: 1, arbitrary: fc.constant({ target: 'MicrosoftAdminPortals', targetType: 'application' }) },
    { weight: 1, arbitrary: fc.record({ target: objectId }) },
    {
      weight: 1,
      arbitrary: fc.record({ target: objectId, targetType: fc.constant('servicePrincipal'), note: hostile }),
    },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'AllUsers', 7) },
  );
};

const half = (side: 'users' | 'applications') => {
  const [all, type] = side === 'users' ? ['AllUsers', 'user'] : ['AllApplications', 'application'];
  const everything = fc.record({
    accessType: fc.constantFrom('allowed', 'blocked'),
    targets: fc.constant([{ target: all, targetType: type }]),
  });
  const some: fc.Arbitrary<unknown> = fc.record({
    accessType: fc.constantFrom('allowed', 'blocked'),
    targets: fc.array(
      fc.record({
        target: side === 'users' ? objectId : fc.oneof(objectId, fc.constant('Office365')),
        targetType: side === 'users' ? fc.constantFrom('user', 'group') : fc.constant('application'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
  const odd = fc.record(
    {
      accessType: fc.constantFrom<unknown>('allowed', 'blocked', 'unknownFutureValue', null),
      targets: fc.oneof(fc.array(target(side), { maxLength: 3 }), fc.constant(null)),
      surprise: fc.constant(1),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 4, arbitrary: everything },
    { weight: 4, arbitrary: some },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'allowed', []) },
  );
};

function leafShape(leaf: Leaf): fc.Arbitrary<unknown> {
  switch (leaf.type) {
    case 'targetConfiguration':
      return half(leaf.side);
    case 'flag':
      return fc.oneof({ weight: 9, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constantFrom(null, 'true') });
    case 'choice':
      return fc.oneof(fc.constantFrom<unknown>(...leaf.of), fc.constantFrom<unknown>(null, 'newProvider'));
    case 'order':
    case 'set':
      return fc.oneof(
        { weight: 4, arbitrary: fc.uniqueArray(fc.constantFrom(...leaf.of), { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constantFrom<unknown>(['newProvider'], null) },
      );
    case 'label':
      return label;
  }
}

function settingShape(row: Setting): fc.Arbitrary<unknown> {
  const own = membersOf(row).find(({ path }) => path.length === 0);
  if (own) return leafShape(own.leaf);
  const members = membersOf(row).map(({ path: [key = '', inner], leaf }) => {
    const value = inner === undefined ? leafShape(leaf) : fc.record({ [inner]: leafShape(leaf) });
    return [key, value] as const;
  });
  const known = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  const extra = fc.constantFrom<JsonObject>({}, { '@odata.type': '#x' }, { devices: null }, { brandNew: { a: [1] } });
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(known, extra).map(([a, b]) => ({ ...a, ...b })) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(null, {}) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>('text', 3) },
  );
}

const settings = (place: 'partner' | 'default' | 'policy') => {
  const rows = fieldTable.filter((row) => row.places.includes(place));
  return fc.record(Object.fromEntries(rows.map((row) => [row.name, settingShape(row)])), { requiredKeys: [] });
};

const partner = (tenantId: string) =>
  fc
    .tuple(
      settings('partner'),
      fc.record(
        {
          isServiceProvider: fc.constantFrom(null, true, false),
          isInMultiTenantOrganization: fc.boolean(),
          crossCloudMeetingConfiguration: fc.constantFrom({ inboundAllowed: null }, { inboundAllowed: true }),
          'line\nbreak': fc.constant('x\ny'),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([values, others]) => ({ ...values, ...others, tenantId }));

/** Raw states of one tenant. */
export const rawStates: fc.Arbitrary<RawState> = fc
  .record({
    apiVersion: fc.constantFrom<ApiVersion>('v1.0', 'beta'),
    cloud: fc.constantFrom<Cloud>('global', 'china'),
    policy: settings('policy'),
    default: settings('default'),
    partners: fc.subarray([...tenantIds, home]).chain((ids) => fc.tuple(...ids.map(partner))),
  })
  .map((state) => ({ ...state, tenantId: home }) as RawState);
