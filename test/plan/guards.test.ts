/** Guards at their limits. */
import type { TenantId } from '../../src/model/tenantId.ts';
import { desiredState, livePartner, liveState, partner } from '../support/builders.ts';
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
