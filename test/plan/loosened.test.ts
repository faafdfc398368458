/** Rules that a change loosens: protection, guards, undeclared settings and reviews. */
import type { DesiredState, UndeclaredSettings } from '../../src/model/desiredState.ts';
import { desiredState, liveState, partner } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const loosenedBetween = (base: DesiredState, desired: DesiredState) =>
  planned({ base, desired, live: liveState([]) }).loosened;
const loosened = (base: Partial<DesiredState>, head: Partial<DesiredState>) =>
  loosenedBetween(desiredState([], base), desiredState([], head));

test('names partners that are no longer protected, by their name in the base', () => {
  const base = desiredState([partner(fabrikam, {}, { name: 'Fabrikam' })], {
    protected: new Set([undeclaredPartner, fabrikam]),
  });
  const head = desiredState([], { protected: new Set([undeclaredPartner]) });
  expect(loosenedBetween(base, head)).toEqual([{ what: 'protected', tenantId: fabrikam, name: 'Fabrikam' }]);
});

test('names raised guards, not lowered ones', () => {
  const before = { maxDeletes: 1, maxDeletePercent: 10, maxChangePercent: 50 };
  const after = { maxDeletes: 500, maxDeletePercent: 5, maxChangePercent: 100 };
  expect(loosened({ guards: before }, { guards: after })).toEqual([
    { what: 'guards.maxDeletes', before: 1, after: 500 },
    { what: 'guards.maxChangePercent', before: 50, after: 100 },
  ]);
});

test.each([
  ['report', 'ignore', true],
  ['report', 'delete', true],
  ['ignore', 'delete', true],
  ['delete', 'ignore', true],
  ['ignore', 'report', false],
  ['delete', 'report', false],
] as const)('of undeclaredPartners from %s to %s: %s', (before, after, isLoosened) => {
  const what = 'undeclaredPartners';
  const found = loosened({ undeclaredPartners: before }, { undeclaredPartners: after });
  expect(found).toEqual(isLoosened ? [{ what, before, after }] : []);
});

test('names undeclaredSettings once, and a partner only if its change differs', () => {
  const watch = (undeclaredSettings: UndeclaredSettings, ...own: readonly UndeclaredSettings[]) =>
    desiredState(
      [fabrikam, undeclaredPartner].map((id, index) =>
        partner(id, {}, { undeclaredSettings: own[index] ?? undeclaredSettings }),
      ),
      { undeclaredSettings },
    );
  const what = 'undeclaredSettings';
  expect(loosenedBetween(watch('report'), watch('ignore'))).toEqual([{ what, before: 'report', after: 'ignore' }]);
  expect(loosenedBetween(watch('ignore', 'inherit'), watch('ignore', 'report'))).toEqual([
    { what, tenantId: fabrikam, before: 'inherit', after: 'report' },
  ]);
  expect(loosenedBetween(watch('ignore'), watch('report'))).toEqual([]);
  expect(loosenedBetween(watch('report'), watch('broader'))).toEqual([{ what, before: 'report', after: 'broader' }]);
  expect(loosenedBetween(watch('ignore'), watch('broader'))).toEqual([]);
});

test('names a review date that is later or removed, not an earlier one', () => {
  const reviewed = (first: string | undefined, second: string | undefined) =>
    desiredState([
      partner(undeclaredPartner, {}, first === undefined ? {} : { reviewBy: first }),
      partner(fabrikam, {}, second === undefined ? {} : { reviewBy: second }),
    ]);
  const before = '2027-03-31';
  expect(loosenedBetween(reviewed(before, before), reviewed('2028-03-31', undefined))).toEqual([
    { what: 'reviewBy', tenantId: undeclaredPartner, before, after: '2028-03-31' },
    { what: 'reviewBy', tenantId: fabrikam, before },
  ]);
  expect(loosenedBetween(reviewed(before, undefined), reviewed('2027-01-01', before))).toEqual([]);
});

test('names a changed tenant, cloud and API version', () => {
  const base = { tenantId: undeclaredPartner, cloud: 'usgov', apiVersion: 'beta' } as const;
  const head = desiredState([]);
  expect(loosened(base, {})).toEqual([
    { what: 'tenant', before: undeclaredPartner, after: head.tenantId },
    { what: 'cloud', before: 'usgov', after: 'global' },
    { what: 'api', before: 'beta', after: 'v1.0' },
  ]);
});

test('names what is not watched or not said any more, and not what is watched again', () => {
  const before = desiredState([partner(fabrikam, {})]);
  const after = desiredState([partner(fabrikam, {}, { unmanaged: new Set(['inboundTrust']) })], {
    unmanaged: new Set(['policy']),
    silence: new Set(['review-overdue']),
  });
  expect(loosenedBetween(before, after)).toEqual([
    { what: 'unmanaged', after: 'policy' },
    { what: 'unmanaged', tenantId: fabrikam, after: 'inboundTrust' },
    { what: 'silence', after: 'review-overdue' },
  ]);
  expect(loosenedBetween(after, before)).toEqual([]);
});

test('names a partner that is ignored from now on, with more access, or no longer', () => {
  const what = 'ignored';
  const tenantId = fabrikam;
  const ignored = (access: 'default' | 'any') => ({
    ignored: new Map([[tenantId, { tenantId, reason: 'a support case', access }]]),
  });
  expect(loosened({}, ignored('default'))).toEqual([{ what, tenantId, after: 'default' }]);
  expect(loosened(ignored('default'), ignored('any'))).toEqual([{ what, tenantId, before: 'default', after: 'any' }]);
  expect(loosened(ignored('any'), ignored('default'))).toEqual([]);
  expect(loosened(ignored('any'), {})).toEqual([{ what, tenantId }]);
});

test('names waivers that are new or end later, not those that stay or end earlier', () => {
  const waiver = (rule: string, until: string) => ({
    rule,
    until,
    reason: 'accepted for now',
    position: { file: 'configs/a.yaml', line: 1, column: 1 },
  });
  const base = desiredState([
    partner(fabrikam, {}, { waivers: [waiver('X006', '2027-01-31'), waiver('X007', '2027-01-31')] }),
  ]);
  const head = desiredState(
    [partner(fabrikam, {}, { waivers: [waiver('X006', '2027-02-01'), waiver('X007', '2027-01-30')] })],
    { waivers: { default: [waiver('X001', '2027-01-31')], policy: [] } },
  );
  expect(loosenedBetween(base, head)).toEqual([
    { what: 'waivers', after: 'X001 of default until 2027-01-31' },
    { what: 'waivers', tenantId: fabrikam, after: 'X006 until 2027-02-01' },
  ]);
});
