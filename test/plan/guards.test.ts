/** Guards at their limits. */
import fc from 'fast-check';
import type { Change, Impact } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { approvalReasons } from '../../src/plan/approval.ts';
import { type Allowances, evaluateGuards, findRefusedGuards, findTouchedPartners } from '../../src/plan/guards.ts';
import { desiredState, livePartner, liveState, partner, trust } from '../support/builders.ts';
import { creation, deletion, ofPolicy, tenant, update } from '../support/executionFixtures.ts';
import { planned } from '../support/planned.ts';

test.each([
  [500, 20, 'ok'],
  [501, 20.1, 'exceeded'],
  [499, 20, 'ok'],
  [833, 33.3, 'exceeded'],
])('%i deletions of 2,500 partners are %d %%, and that is %s', (count, actual, status) => {
  const ids = Array.from({ length: 2500 }, (_, index) => `a0000000-0000-4000-8000-00000000${index + 1000}` as TenantId);
  const doomed = ids.slice(0, count).map((id) => partner(id, {}, { state: 'absent' }));
  const live = liveState(ids.map((id) => livePartner(id, {})));
  const { guards } = planned({ desired: desiredState(doomed), live });
  expect(guards.find(({ guard }) => guard === 'maxDeletePercent')).toMatchObject({ limit: 20, actual, status });
});

test('guards count deleted partners, and updated or deleted partners, but not created ones', () => {
  const changes = [
    ofPolicy({ allowedCloudEndpoints: [] }, { allowedCloudEndpoints: ['microsoftonline.us'] }),
    creation(1, { inboundTrust: trust(true) }),
    update(2, { inboundTrust: trust(true) }, { inboundTrust: trust(false) }),
    deletion(3, {}),
  ];
  expect(findTouchedPartners(changes)).toEqual({ deleted: [tenant(3)], changed: [tenant(2), tenant(3)] });
});

const impacts: readonly Impact[] = ['broadens', 'narrows', 'mixed', 'neutral'];
const idOf = (index: number) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as TenantId;
const change = (index: number, action: Change['action'], impact: Impact): Change => ({
  ...{ action, impact, resource: 'partner', tenantId: idOf(index), origin: 'unknown' },
  ...{ preimage: {}, after: {}, basis: {}, fields: [], reasons: [], requests: [] },
});

test('one more deletion or broadening never turns a refusal into a permission', () => {
  const scene = fc.record({
    actions: fc.array(
      fc.tuple(fc.constantFrom<Change['action']>('create', 'update', 'delete'), fc.constantFrom(...impacts)),
      { maxLength: 15 },
    ),
    more: fc.constantFrom<Change['action']>('delete', 'update', 'create'),
    unchanged: fc.nat(20),
    guards: fc.record({ maxDeletes: fc.nat(5), maxDeletePercent: fc.nat(100), maxChangePercent: fc.nat(100) }),
    shielded: fc.uniqueArray(fc.nat(16), { maxLength: 2 }),
    desiredIsEmpty: fc.boolean(),
    allowed: fc.record<Allowances>({
      deletes: fc.option(fc.nat(8), { nil: undefined }),
      changes: fc.option(fc.nat(8), { nil: undefined }),
    }),
  });
  fc.assert(
    fc.property(scene, ({ actions, more, unchanged, guards, shielded, desiredIsEmpty, allowed }) => {
      const few = actions.map(([action, impact], index) => change(index, action, impact));
      const many = [...few, change(actions.length, more, 'broadens')];
      // The partner of the additional change exists in both cases.
      const livePartners = unchanged + many.filter(({ action }) => action !== 'create').length;
      const rules = { guards, protected: new Set(shielded.map(idOf)), ignored: new Map() };
      const refusals = (changes: readonly Change[]) =>
        findRefusedGuards(evaluateGuards({ changes, livePartners, rules, desiredIsEmpty }), changes, allowed).map(
          ({ guard }) => guard,
        );
      expect(refusals(many)).toEqual(expect.arrayContaining(refusals(few)));
      const reasons = approvalReasons(few);
      expect(approvalReasons(many)).toEqual(expect.arrayContaining([...reasons]));
      expect(approvalReasons(many)).not.toEqual([]);
    }),
    { numRuns: 500, seed: 20261122 },
  );
});

test('an allowance covers the stated number and no more', () => {
  const changes = [0, 1, 2].map((index) => change(index, 'delete', 'narrows'));
  const rules = {
    guards: { maxDeletes: 1, maxDeletePercent: 20, maxChangePercent: 10 },
    protected: new Set([idOf(0)]),
    ignored: new Map(),
  };
  const guards = evaluateGuards({ changes, livePartners: 12, rules, desiredIsEmpty: true });
  const refused = (deletes: number | undefined, allowed: number | undefined) =>
    findRefusedGuards(guards, changes, { deletes, changes: allowed }).map(({ guard }) => guard);
  expect(refused(undefined, undefined)).toEqual([
    'maxDeletes',
    'maxDeletePercent',
    'maxChangePercent',
    'protected',
    'emptyDesiredState',
  ]);
  expect(refused(2, 2)).toEqual([
    'maxDeletes',
    'maxDeletePercent',
    'maxChangePercent',
    'protected',
    'emptyDesiredState',
  ]);
  expect(refused(3, 3)).toEqual(['protected', 'emptyDesiredState']);
});
