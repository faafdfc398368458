import type { Change, Plan } from '../../src/model/plan.ts';
import { desiredState, livePartner, liveState, partner } from './builders.ts';
import { planOf } from './property/tenantModel.ts';
import { fabrikam } from './tenants.ts';

/** The plan; an error where there is none. */
export function planned(...input: Parameters<typeof planOf>): Plan {
  const plan = planOf(...input);
  if (!plan) throw new Error('no plan');
  return plan;
}

/** The only change of a partner that is live as `live` and declared as `declared`. */
export function changeOf(
  declared: Parameters<typeof partner>[1],
  live: Parameters<typeof livePartner>[1] | undefined,
): Change | undefined {
  const partners = live ? [livePartner(fabrikam, live)] : [];
  const { changes } = planned({ desired: desiredState([partner(fabrikam, declared)]), live: liveState(partners) });
  expect(changes.length).toBeLessThan(2);
  return changes[0];
}
