/** Partners that are not in the configuration. */
import { desiredState, livePartner, liveState } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { stranger, tombstone } from '../support/property/richPlan.ts';

test('a partner that is deleted for not being declared is not also counted as undeclared', () => {
  const live = liveState([livePartner(stranger, {}), livePartner(tombstone, {}, { isServiceProvider: true })]);
  const { summary, undeclared } = planned({ desired: desiredState([], { undeclaredPartners: 'delete' }), live });
  expect([summary.delete, summary.undeclared]).toEqual([1, 1]);
  expect(undeclared).toEqual([
    {
      tenantId: tombstone,
      reason: 'not in the configuration; kept: a service provider; a tombstone (state: absent) deletes it',
    },
  ]);
});
