import type { Json } from '../../../src/model/json.ts';
import type { Change } from '../../../src/model/plan.ts';
import { extraEffectsIn } from '../../../src/render/plan/planWording.ts';
import { partnerChange, planOf } from '../../support/render/samplePlan.ts';

const { tenantId: _none, ...clouds } = partnerChange(1, {
  resource: 'policy',
  after: { allowedCloudEndpoints: ['microsoftonline.us'] },
});

const creation = (live?: Json): Change =>
  partnerChange(2, {
    action: 'create',
    impact: 'broadens',
    basis: live === undefined ? {} : { allowedCloudEndpoints: live },
  });
const deletion = (live: Json): Change => ({ ...creation(live), action: 'delete', impact: 'mixed' });

test.each([
  ['live', creation(['microsoftonline.us']), []],
  ['by the same plan', creation([]), [clouds]],
])('a creation while other clouds are allowed %s says that it may open everything', (_, change, others) => {
  const plan = planOf([...others, change]);
  expect(extraEffectsIn(plan)(change)).toBe('other clouds are allowed: before, it may have had no access at all');
});

test('a deletion while the same plan allows other clouds says that it may close everything', () => {
  const change = deletion([]);
  const reason = extraEffectsIn(planOf([clouds, change]))(change);
  expect(reason).toBe('other clouds are allowed: afterwards, it may have no access at all');
});

test('other clouds may be allowed if a snapshot has no endpoints', () => {
  const reason = extraEffectsIn(planOf([creation()]))(creation());
  expect(reason).toBe('other clouds may be allowed: before, it may have had no access at all');
});

test('other clouds are not mentioned if none are allowed', () => {
  const reason = extraEffectsIn(planOf([creation([])]))(creation([]));
  expect(reason).toBe('the partner as a whole');
});
