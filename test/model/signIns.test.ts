import { concernsTenant, isResolved } from '../../src/model/signIns.ts';
import { g1, g2 } from '../support/builders.ts';
import { fabrikam, proseware } from '../support/tenants.ts';

test('ids are resolved one by one, all, or none', () => {
  expect([[g1], true, false].map((ids) => isResolved(ids, g1))).toEqual([true, true, false]);
  expect(isResolved([g1], g2)).toBe(false);
});

test('a change concerns the sign-ins with its own partner; one of the default or the policy concerns all', () => {
  const at = '2026-11-10T08:00:00Z';
  expect(concernsTenant({ at, resource: 'partner', tenantId: fabrikam }, fabrikam)).toBe(true);
  expect(concernsTenant({ at, resource: 'partner', tenantId: fabrikam }, proseware)).toBe(false);
  expect(concernsTenant({ at, resource: 'default' }, proseware)).toBe(true);
  expect(concernsTenant({ at, resource: 'policy' }, proseware)).toBe(true);
});
