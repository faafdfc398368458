/** Partners that are not in the configuration. */

import { effectiveRules } from '../../src/plan/partition.ts';
import { desiredState, livePartner, liveState } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { tombstone, undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam, proseware } from '../support/tenants.ts';

// A value of an unknown type counts as set.
test.each([true, 'yes'])(
  'an undeclared partner whose isServiceProvider is %s stays, and another is deleted and not counted as undeclared',
  (value) => {
    const live = liveState([
      livePartner(undeclaredPartner, {}),
      livePartner(tombstone, {}, { onCreation: { isServiceProvider: value } }),
    ]);
    const { summary, undeclared } = planned({ desired: desiredState([], { undeclaredPartners: 'delete' }), live });
    expect([summary.delete, summary.undeclared]).toEqual([1, 1]);
    expect(undeclared).toMatchObject([
      {
        tenantId: tombstone,
        reason: 'not in the configuration; kept: a service provider; a tombstone (state: absent) deletes it',
      },
    ]);
  },
);

test('with a base the stricter limit of both applies', () => {
  const ignored = { tenantId: proseware, reason: 'a support case', access: 'default' } as const;
  const strict = desiredState([], {
    undeclaredPartners: 'report',
    protected: new Set([fabrikam]),
    guards: { maxDeletes: 1, maxDeletePercent: 5, maxChangePercent: 50 },
  });
  const loose = desiredState([], {
    undeclaredPartners: 'delete',
    protected: new Set([undeclaredPartner]),
    ignored: new Map([[proseware, ignored]]),
    guards: { maxDeletes: 9, maxDeletePercent: 90, maxChangePercent: 9 },
  });
  const expected = {
    undeclaredPartners: 'report',
    protected: new Set([fabrikam, undeclaredPartner]),
    ignored: new Map([[proseware, ignored]]),
    guards: { maxDeletes: 1, maxDeletePercent: 5, maxChangePercent: 9 },
  };
  expect(effectiveRules(loose, strict)).toEqual(expected);
  expect(effectiveRules(strict, loose)).toEqual(expected);
  expect(effectiveRules(loose, loose, strict)).toEqual(expected);
  expect(effectiveRules(loose, strict, loose)).toEqual(expected);
});
